"""The files of a release."""

from collections.abc import Callable
from functools import partial

from flask import abort, url_for
from werkzeug.wrappers import Response

from forumapp.agenda import booklets, calendar_files, exchange, exchange_xml, pages, spreadsheets, wording
from forumapp.agenda.artefacts import Pointer, Released
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.views import serving
from forumapp.agenda.views.blueprint import blueprint
from forumapp.agenda.views.context import session_url
from forumapp.documents import archives
from forumapp.documents.agenda_docx import agenda_docx
from forumapp.documents.agenda_pdf import agenda_pdf
from forumapp.documents.booklet import Booklet
from forumapp.web.access import public

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "zip": "application/zip",
}


@blueprint.get("/<lang:lang>/<slug:slug>/agenda.<any(pdf, docx, xlsx, csv, ics, json, xml, zip):kind>")
@blueprint.get(
    "/<lang:lang>/<slug:slug>/releases/<int:number>/agenda.<any(pdf, docx, xlsx, csv, ics, json, xml, zip):kind>"
)
@public
def download(slug: str, kind: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    released = serving.wanted(known, number)
    snapshot = released.snapshot

    def render() -> bytes:
        return _everything(known, released) if kind == "zip" else _RENDERERS[kind](slug, snapshot)

    return _file(known, released, f"agenda.{kind}", kind, booklets.file_name(snapshot, kind), render, number)


@blueprint.get("/<lang:lang>/<slug:slug>/agenda/<code:code>.ics")
@blueprint.get("/<lang:lang>/<slug:slug>/releases/<int:number>/agenda/<code:code>.ics")
@public
def session_calendar(slug: str, code: str, number: int | None = None) -> Response:
    known = serving.known(slug)
    released = serving.wanted(known, number)
    found = pages.session_by_code(released.snapshot, code) or abort(404)

    def render() -> bytes:
        return _calendar(slug, released.snapshot, [found])

    name = booklets.file_name(released.snapshot, "ics").replace("_programme_", f"_{code}_")
    return _file(known, released, f"agenda/{code}.ics", "ics", name, render, number)


def _file(
    known: Pointer,
    released: Released,
    name: str,
    kind: str,
    file_name: str,
    render: Callable[[], bytes],
    number: int | None,
) -> Response:
    made = serving.made(known, released, name, render)
    response = serving.answer(made, _TYPES[kind], serving.NUMBERED if number else serving.NEWEST)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _everything(known: Pointer, released: Released) -> bytes:
    """The other files of the release in the language at hand, the very bytes that each of them has alone."""
    slug, snapshot = known.slug, released.snapshot
    made = {
        kind: serving.made(known, released, f"agenda.{kind}", partial(render, slug, snapshot))
        for kind, render in _RENDERERS.items()
    }
    return archives.archive({booklets.file_name(snapshot, kind): file.content for kind, file in made.items()})


def _calendar(slug: str, snapshot: Snapshot, sessions: list[Snapshot]) -> bytes:
    return calendar_files.calendar(snapshot, sessions, _session_url(slug), serving.settings().host).encode()


def _session_url(slug: str) -> pages.SessionUrl:
    return lambda code: _whole(session_url(slug)(code))


def _booklet(slug: str, snapshot: Snapshot) -> Booklet:
    return booklets.booklet(snapshot, _agenda_url(slug), wording.notices(snapshot["edition"]))


def _agenda_url(slug: str) -> str:
    return _whole(url_for("agenda.agenda", slug=slug))


def _whole(path: str) -> str:
    return f"{serving.settings().base_url}{path}"


_RENDERERS: dict[str, Callable[[str, Snapshot], bytes]] = {
    "pdf": lambda slug, snapshot: agenda_pdf(_booklet(slug, snapshot)),
    "docx": lambda slug, snapshot: agenda_docx(_booklet(slug, snapshot)),
    "xlsx": lambda slug, snapshot: spreadsheets.xlsx(snapshot, _session_url(slug)),
    "csv": lambda slug, snapshot: spreadsheets.csv(snapshot, _session_url(slug)),
    "ics": lambda slug, snapshot: _calendar(slug, snapshot, snapshot["sessions"]),
    "json": lambda slug, snapshot: exchange.schedule(snapshot, _session_url(slug), _agenda_url(slug)).encode(),
    "xml": lambda slug, snapshot: exchange_xml.schedule(snapshot, _session_url(slug), _agenda_url(slug)),
}
