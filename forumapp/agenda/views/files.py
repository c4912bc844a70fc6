"""The files of a release."""

from collections.abc import Callable
from functools import partial

from flask import abort, request
from werkzeug.wrappers import Response

from forumapp import documents
from forumapp.agenda import (
    artefacts,
    booklets,
    calendar_files,
    exchange,
    exchange_xml,
    file_names,
    filters,
    handouts,
    pages,
    shelf,
    spreadsheets,
)
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.agenda.views.handouts import content
from forumapp.documents import agenda_pdf, archives
from forumapp.documents.booklet import Booklet
from forumapp.forums import queries as forums
from forumapp.web.access import public
from forumapp.words import language_at_hand

_TYPES = {
    "pdf": "application/pdf",
    "days.pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "zip": "application/zip",
}


_KINDS = ", ".join(f'"{kind}"' for kind in _TYPES)


@blueprint.get(f"/<lang:lang>/<slug:slug>/agenda.<any({_KINDS}):kind>")
@blueprint.get(f"/<lang:lang>/<slug:slug>/releases/<int:number>/agenda.<any({_KINDS}):kind>")
@public
def download(slug: str, kind: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    released = serving.standing(known, number)
    snapshot = released.snapshot

    if kind == "ics" and request.query_string:
        return _chosen_calendar(known, released, number)

    if kind == "zip":
        return _everything(known, released, number)

    def render() -> bytes:
        return _RENDERERS[kind](slug, snapshot)

    return _file(known, released, f"agenda.{kind}", kind, _file_name(snapshot, kind), render, number)


def _chosen_calendar(known: Pointer, released: Released, number: int | None) -> Response:
    """A calendar of what the agenda shows at the same choice: of a topic, a day, one's own sessions."""
    snapshot = released.snapshot
    wanted = {name: value for name, value in filters.understood(snapshot, request.args).items() if name != filters.VIEW}
    query = filters.query(wanted)
    if request.query_string.decode("latin-1") != query:
        return serving.without_surplus(query)

    def render() -> bytes:
        return _calendar(known.slug, snapshot, filters.matching(snapshot, wanted))

    name = file_names.of_release(snapshot, "ics", "selection")
    return _file(known, released, f"agenda.ics?{query}", "ics", name, render, number, on_disk=False)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda/<code:code>.ics")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda/<code:code>.ics")
@public
def session_calendar(slug: str, code: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    released = serving.standing(known, number)
    found = pages.session_by_code(released.snapshot, code) or abort(404)

    def render() -> bytes:
        return _calendar(slug, released.snapshot, [found])

    name = file_names.of_release(released.snapshot, "ics", code)
    return _file(known, released, f"agenda/{code}.ics", "ics", name, render, number)


def _file(
    known: Pointer,
    released: Released,
    name: str,
    kind: str,
    file_name: str,
    render: Callable[[], bytes],
    number: int | None,
    on_disk: bool = True,
) -> Response:
    made = serving.made(known, released, name, render, on_disk)
    response = serving.answer(made, _TYPES[kind], serving.NUMBERED if number else serving.NEWEST)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _everything(known: Pointer, released: Released, number: int | None) -> Response:
    """The other files of the release in the language at hand, the very bytes that each of them has alone; with the
    newest one also what was handed out.
    """
    slug, snapshot = known.slug, released.snapshot
    entries = shelf.shown(known.shelf, snapshot) if known.newest and released.id == known.newest.id else []

    def render() -> bytes:
        made = {
            kind: serving.made(known, released, f"agenda.{kind}", partial(make, slug, snapshot))
            for kind, make in _RENDERERS.items()
        }
        agenda = {_file_name(snapshot, kind): file.content for kind, file in made.items()}
        return archives.archive(agenda | handouts.archived(snapshot, entries, handout_url(slug), content))

    if not entries:
        return _file(known, released, "agenda.zip", "zip", _file_name(snapshot, "zip"), render, number)
    name = f"everything {language_at_hand()}"
    source = artefacts.large_file(serving.settings(), released, name, render)
    etag = artefacts.etag(serving.settings(), released, language_at_hand(), name)
    cache_control = serving.NUMBERED if number else serving.NEWEST
    return serving.large_file(source, _TYPES["zip"], _file_name(snapshot, "zip"), etag, cache_control)


def handout_url(slug: str) -> handouts.FileUrl:
    return lambda file_id: serving.whole("agenda.handout", slug=slug, file_id=file_id)


def _file_name(snapshot: Snapshot, kind: str) -> str:
    document, _dot, extension = kind.rpartition(".")
    return file_names.of_release(snapshot, extension, document or "programme")


def _calendar(slug: str, snapshot: Snapshot, sessions: list[Snapshot]) -> bytes:
    return calendar_files.calendar(snapshot, sessions, _session_url(slug), serving.settings().host).encode()


def _session_url(slug: str) -> pages.SessionUrl:
    return lambda code: serving.whole("agenda.session", slug=slug, code=code)


def _booklet(slug: str, snapshot: Snapshot) -> Booklet:
    newest_url = serving.whole("agenda.since", slug=slug, number=snapshot["release"]["number"])
    logos = forums.printed_logos(booklets.logo_ids(snapshot))
    return booklets.booklet(snapshot, _agenda_url(slug), newest_url, logos)


def _agenda_url(slug: str) -> str:
    return serving.whole("agenda.agenda", slug=slug)


_RENDERERS: dict[str, Callable[[str, Snapshot], bytes]] = {
    "pdf": lambda slug, snapshot: agenda_pdf.booklet_pdf(lambda: _booklet(slug, snapshot)),
    "days.pdf": lambda slug, snapshot: agenda_pdf.one_page_pdf(lambda: _booklet(slug, snapshot)),
    "docx": lambda slug, snapshot: documents.agenda_docx.agenda_docx(_booklet(slug, snapshot)),
    "xlsx": lambda slug, snapshot: spreadsheets.xlsx(snapshot, _session_url(slug)),
    "csv": lambda slug, snapshot: spreadsheets.csv(snapshot, _session_url(slug)),
    "ics": lambda slug, snapshot: _calendar(slug, snapshot, snapshot["sessions"]),
    "json": lambda slug, snapshot: exchange.schedule(snapshot, _session_url(slug), _agenda_url(slug)).encode(),
    "xml": lambda slug, snapshot: exchange_xml.schedule(snapshot, _session_url(slug), _agenda_url(slug)),
}
