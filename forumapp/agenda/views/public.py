"""What everybody reads. The same bytes for every visitor, and none of them asked of the database (decision 28)."""

from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from forumapp.agenda import filters, pages, snapshots, wording
from forumapp.agenda.artefacts import Pointer
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import context, serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.forums import queries as forums
from forumapp.web.access import public
from forumapp.words import Text


@blueprint.get("/<lang:lang>/<slug:slug>/")
@public
def edition(slug: str) -> Response:
    known = serving.known(slug)
    if known.newest is None:
        return _before_release(slug, "edition")
    snapshot = known.newest.snapshot

    def render() -> str:
        sessions = pages.first_day(snapshot)
        days = pages.days(snapshot, sessions, context.session_url(slug))
        more = len(sessions) < len(snapshot["sessions"])
        return _rendered("edition", known, snapshot, days=days, more=more)

    return serving.page(known, known.newest, "edition", render)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda")
@public
def agenda(slug: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    if known.newest is None and number is None:
        return _before_release(slug, "agenda")
    released = serving.wanted(known, number)
    snapshot = released.snapshot
    wanted = filters.understood(snapshot, request.args)

    def render() -> str:
        return _rendered(
            "agenda",
            known,
            snapshot,
            number=number,
            days=pages.days(snapshot, filters.matching(snapshot, wanted), context.session_url(slug, number)),
            choices=filters.offered(snapshot, wanted),
            filtered=bool(wanted),
        )

    return serving.page(known, released, "agenda", render, number, filters.query(wanted))


@blueprint.get("/<lang:lang>/<slug:slug>/agenda/<code:code>")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda/<code:code>")
@public
def session(slug: str, code: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    released = serving.wanted(known, number)
    found = pages.session_by_code(released.snapshot, code) or abort(404)

    def render() -> str:
        facts = pages.session_facts(released.snapshot, found)
        return _rendered("session", known, released.snapshot, number=number, **facts)

    return serving.page(known, released, f"agenda/{code}", render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/files")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/files")
@public
def files(slug: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    if known.newest is None and number is None:
        return _before_release(slug, "files")
    released = serving.wanted(known, number)

    def render() -> str:
        return _rendered("files", known, released.snapshot, number=number, files=wording.files())

    return serving.page(known, released, "files", render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/speakers")
@public
def speakers(slug: str) -> Response:
    known = serving.known(slug)
    if known.newest is None:
        return _before_release(slug, "speakers")
    snapshot = known.newest.snapshot

    def render() -> str:
        return _rendered("speakers", known, snapshot, speakers=pages.speakers(snapshot, context.session_url(slug)))

    return serving.page(known, known.newest, "speakers", render)


@blueprint.get("/<lang:lang>/<slug:slug>/releases/")
@public
def releases(slug: str) -> Response:
    known = serving.known(slug)
    if known.newest is None:
        return _before_release(slug, "releases")
    newest = known.newest

    def render() -> str:
        listed = [released.snapshot for released in reversed(known.releases)]
        notes = {snapshot["release"]["number"]: Text(snapshot["release"]["note"]) for snapshot in listed}
        return _rendered("releases", known, newest.snapshot, releases=listed, notes=notes)

    return serving.page(known, newest, "releases", render)


def _before_release(slug: str, name: str) -> Response:
    """The same addresses while nothing is released: what is known of the edition, from the database."""
    if request.query_string:
        return serving.without_surplus("")
    found = forums.by_slug(slug) or abort(404)
    snapshot = snapshots.announced(found)
    template = "edition" if name == "edition" else "before_release"
    content = render_template(
        f"agenda/{template}.html",
        **context.of_edition(snapshot, found.state, name),
        expected_on=found.agenda_expected_on,
        days=[],
        name=name,
    ).encode()
    return serving.answer(serving.unkept(content), serving.HTML, serving.NEWEST)


def _rendered(name: str, known: Pointer, snapshot: Snapshot, number: int | None = None, **values: Any) -> str:
    newest = known.newest.number if known.newest else 0
    return render_template(
        f"agenda/{name}.html",
        **context.of_edition(snapshot, known.state, name),
        number=number,
        replaced_by=newest if number and number != newest else None,
        **values,
    )
