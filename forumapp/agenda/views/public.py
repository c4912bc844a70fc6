"""What everybody reads. The same bytes for every visitor, and none of them asked of the database (decision 28)."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import Settings
from forumapp.agenda import artefacts, booklets, calendar_files, exchange, filters, pages, snapshots, wording
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views.blueprint import blueprint
from forumapp.documents.agenda_docx import agenda_docx
from forumapp.documents.agenda_pdf import agenda_pdf
from forumapp.documents.booklet import Booklet
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition, RegistrationWith
from forumapp.web.access import public
from forumapp.words import Text, language_at_hand

NEWEST = "public, max-age=0, must-revalidate"
NUMBERED = "public, max-age=300"
"""A name may be taken back, so not even an old release is kept for ever (decision 27)."""

_HTML = "text/html; charset=utf-8"
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
}


@blueprint.get("/<lang:lang>/<slug:slug>/")
@public
def edition(slug: str) -> Response:
    known = _known(slug)
    if known.newest is None:
        return _before_release(slug, "edition")
    snapshot = known.newest.snapshot

    def render() -> str:
        sessions = pages.first_day(snapshot)
        days = pages.days(snapshot, sessions, _session_url(slug))
        more = len(sessions) < len(snapshot["sessions"])
        return _rendered("edition", known, snapshot, days=days, more=more)

    return _page(known, known.newest, "edition", render)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda")
@public
def agenda(slug: str, number: int | None = None) -> Response:
    known = _known(slug)
    if known.newest is None and number is None:
        return _before_release(slug, "agenda")
    released = _wanted(known, number)
    snapshot = released.snapshot
    wanted = filters.understood(snapshot, request.args)

    def render() -> str:
        return _rendered(
            "agenda",
            known,
            snapshot,
            number=number,
            days=pages.days(snapshot, filters.matching(snapshot, wanted), _session_url(slug, number)),
            choices=filters.offered(snapshot, wanted),
            filtered=bool(wanted),
        )

    return _page(known, released, "agenda", render, number, filters.query(wanted))


@blueprint.get("/<lang:lang>/<slug:slug>/agenda/<code:code>")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda/<code:code>")
@public
def session(slug: str, code: str, number: int | None = None) -> Response:
    known = _known(slug)
    released = _wanted(known, number)
    found = pages.session_by_code(released.snapshot, code) or abort(404)

    def render() -> str:
        facts = pages.session_facts(released.snapshot, found)
        return _rendered("session", known, released.snapshot, number=number, **facts)

    return _page(known, released, f"agenda/{code}", render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda/<code:code>.ics")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda/<code:code>.ics")
@public
def session_calendar(slug: str, code: str, number: int | None = None) -> Response:
    known = _known(slug)
    released = _wanted(known, number)
    found = pages.session_by_code(released.snapshot, code) or abort(404)

    def render() -> bytes:
        return _calendar(slug, released.snapshot, [found])

    name = booklets.file_name(released.snapshot, "ics").replace("_programme_", f"_{code}_")
    return _file(released, f"agenda/{code}.ics", "ics", name, render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda.<any(pdf, docx, ics, json):kind>")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda.<any(pdf, docx, ics, json):kind>")
@public
def download(slug: str, kind: str, number: int | None = None) -> Response:
    released = _wanted(_known(slug), number)
    snapshot = released.snapshot

    def render() -> bytes:
        return _RENDERERS[kind](slug, snapshot)

    return _file(released, f"agenda.{kind}", kind, booklets.file_name(snapshot, kind), render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/speakers")
@public
def speakers(slug: str) -> Response:
    known = _known(slug)
    if known.newest is None:
        return _before_release(slug, "speakers")
    snapshot = known.newest.snapshot

    def render() -> str:
        return _rendered("speakers", known, snapshot, speakers=pages.speakers(snapshot, _session_url(slug)))

    return _page(known, known.newest, "speakers", render)


@blueprint.get("/<lang:lang>/<slug:slug>/releases/")
@public
def releases(slug: str) -> Response:
    known = _known(slug)
    if known.newest is None:
        return _before_release(slug, "releases")
    newest = known.newest

    def render() -> str:
        listed = [released.snapshot for released in reversed(known.releases)]
        notes = {snapshot["release"]["number"]: Text(snapshot["release"]["note"]) for snapshot in listed}
        return _rendered("releases", known, newest.snapshot, releases=listed, notes=notes)

    return _page(known, newest, "releases", render)


def navigation_beside() -> dict[str, Any]:
    """The same masthead for the edition's public pages of other features, such as registration."""
    found = (request.view_args or {}).get("edition")
    if not isinstance(found, Edition) or request.path.startswith("/manage"):
        return {}
    known = artefacts.pointer(_settings(), found.slug)
    snapshot = known.newest.snapshot if known and known.newest else snapshots.announced(found)
    return {"navigation": _navigation(snapshot, (request.endpoint or "").rpartition(".")[2])}


def _known(slug: str) -> Pointer:
    return artefacts.pointer(_settings(), slug) or abort(404)


def _wanted(known: Pointer, number: int | None) -> Released:
    return (known.newest if number is None else known.numbered(number)) or abort(404)


def _page(
    known: Pointer,
    released: Released,
    name: str,
    render: Callable[[], str],
    number: int | None = None,
    query: str = "",
) -> Response:
    """A page of a release. What the address says beyond that leads to the address without it."""
    if request.query_string.decode("latin-1") != query:
        return _without_surplus(query)
    newest = known.newest.number if known.newest else 0
    what = f"{name}.html?{query}#{number or 'newest'} of {newest}, {known.state}"
    # The foot of a page names its own address, which it knows less well when only asked for its head.
    made = _made(released, what, lambda: render().encode(), on_disk=not query, keep=request.method == "GET")
    return _answer(made.content, made.etag, _HTML, NUMBERED if number else NEWEST)


def _file(
    released: Released, name: str, kind: str, file_name: str, render: Callable[[], bytes], number: int | None
) -> Response:
    made = _made(released, name, render)
    response = _answer(made.content, made.etag, _TYPES[kind], NUMBERED if number else NEWEST)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _made(
    released: Released, name: str, render: Callable[[], bytes], on_disk: bool = True, keep: bool = True
) -> artefacts.Artefact:
    if current_app.debug or not keep:
        content = render()
        return artefacts.Artefact(content, hashlib.sha256(content).hexdigest()[:40])
    return artefacts.artefact(_settings(), released, language_at_hand(), name, render, on_disk)


def _before_release(slug: str, name: str) -> Response:
    """The same addresses while nothing is released: what is known of the edition, from the database."""
    if request.query_string:
        return _without_surplus("")
    found = forums.by_slug(slug) or abort(404)
    snapshot = snapshots.announced(found)
    template = "edition" if name == "edition" else "before_release"
    content = render_template(
        f"agenda/{template}.html",
        **_common(snapshot, found.state, name),
        expected_on=found.agenda_expected_on,
        days=[],
        name=name,
    ).encode()
    return _answer(content, hashlib.sha256(content).hexdigest()[:40], _HTML, NEWEST)


def _without_surplus(query: str) -> Response:
    response = redirect(f"{request.path}?{query}" if query else request.path)
    response.headers["Cache-Control"] = NEWEST
    return response


def _answer(content: bytes, etag: str, content_type: str, cache_control: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = content_type
    response.headers["Cache-Control"] = cache_control
    response.set_etag(etag)
    return response.make_conditional(request)


def _rendered(name: str, known: Pointer, snapshot: Snapshot, number: int | None = None, **values: Any) -> str:
    newest = known.newest.number if known.newest else 0
    return render_template(
        f"agenda/{name}.html",
        **_common(snapshot, known.state, name),
        number=number,
        replaced_by=newest if number and number != newest else None,
        **values,
    )


def _common(snapshot: Snapshot, state: str, current: str) -> dict[str, Any]:
    """What the layout and every page of an edition need."""
    edition, language = snapshot["edition"], language_at_hand()
    title, dates = Text(edition["title"]), wording.edition_dates(edition, pages.days_held(snapshot))
    when_and_where = [dates, wording.place_and_online(edition)]
    return {
        "snapshot": snapshot,
        "forum": edition,
        "forum_state_now": state,
        "forum_title": title,
        "series_name": Text(edition["series_name"]),
        "summary": Text(edition["summary"]),
        "hosts": [Text(host["name"]) for host in edition["hosts"]],
        "dates": dates,
        "place": wording.edition_place(edition),
        "when_and_where": wording.dotted(when_and_where),
        "release_note": Text(snapshot["release"]["note"]) if "release" in snapshot else Text(),
        "lead": wording.dotted([title.in_language(language), *when_and_where]),
        "wording": wording,
        "brand": {"words": wording.edition_name(edition), "url": url_for("agenda.edition", slug=edition["slug"])},
        "accent_url": url_for("brand.accent", series_code=edition["series"]),
        "navigation": _navigation(snapshot, current),
        "register_url": _register_url(edition),
    }


def _navigation(snapshot: Snapshot, current: str) -> list[dict[str, Any]]:
    edition = snapshot["edition"]
    slug = edition["slug"]
    urls = {
        "edition": url_for("agenda.edition", slug=slug),
        "agenda": url_for("agenda.agenda", slug=slug),
        "speakers": url_for("agenda.speakers", slug=slug) if snapshot["people"] else None,
        "register": _register_url(edition),
    }
    return pages.navigation(edition, urls, "agenda" if current == "session" else current)


def _register_url(edition: Snapshot) -> str | None:
    if edition["registration"] != RegistrationWith.US:
        return None
    return url_for("registrations.register", edition=edition["slug"])


def _session_url(slug: str, number: int | None = None) -> pages.SessionUrl:
    return lambda code: url_for("agenda.session", slug=slug, code=code, number=number)


def _whole(path: str) -> str:
    return f"{_settings().base_url}{path}"


def _calendar(slug: str, snapshot: Snapshot, sessions: list[Snapshot]) -> bytes:
    def whole_url(code: str) -> str:
        return _whole(_session_url(slug)(code))

    return calendar_files.calendar(snapshot, sessions, whole_url, _settings().host).encode()


def _schedule(slug: str, snapshot: Snapshot) -> bytes:
    def whole_url(code: str) -> str:
        return _whole(_session_url(slug)(code))

    return exchange.schedule(snapshot, whole_url, _agenda_url(slug)).encode()


def _booklet(slug: str, snapshot: Snapshot) -> Booklet:
    return booklets.booklet(snapshot, _agenda_url(slug), wording.notices(snapshot["edition"]))


def _agenda_url(slug: str) -> str:
    return _whole(url_for("agenda.agenda", slug=slug))


_RENDERERS: dict[str, Callable[[str, Snapshot], bytes]] = {
    "pdf": lambda slug, snapshot: agenda_pdf(_booklet(slug, snapshot)),
    "docx": lambda slug, snapshot: agenda_docx(_booklet(slug, snapshot)),
    "ics": lambda slug, snapshot: _calendar(slug, snapshot, snapshot["sessions"]),
    "json": _schedule,
}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
