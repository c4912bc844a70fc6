"""The papers, as pages that print well and as PDF in three languages; for the team alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from forumapp import wall_times
from forumapp.documents import papers as documents
from forumapp.documents.papers import Paper
from forumapp.forums.models import Edition, Room
from forumapp.papers import day_sheet, gathered, room_sheets, run_of_show, seat_lists
from forumapp.papers.gathered import Gathered
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.timetable import timetable
from forumapp.registrations.seats import queries as seats
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires
from forumapp.web.downloads import download
from forumapp.words import LANGUAGE_NAMES, LOCALES

blueprint = Blueprint("papers", __name__)

_HERE = "/manage/<edition:edition>/papers"


@blueprint.get(_HERE)
@requires(Permission.SEE_PROGRAMME)
def index(edition: Edition) -> str:
    return render_template(
        "papers/index.html",
        edition=edition,
        days=[on for on, count in programme.days_of(edition).items() if count],
        rooms=programme.rooms_of(edition),
        sessions={
            day.on: [one for one in day.sessions if not (one.is_draft or one.is_quiet)]
            for day in timetable(edition, programme.sessions_of(edition)).days
        },
        seated=_seated(edition) if member().may(Permission.EDIT_REGISTRATIONS, edition) else set(),
    )


@blueprint.get(f"{_HERE}/<day>")
@requires(Permission.SEE_PROGRAMME)
def day(edition: Edition, day: str) -> str:
    """The run of show of a whole day."""
    return _page("day", edition, run_of_show.paper(_told(edition, day)), day=day)


@blueprint.get(f"{_HERE}/<day>/run-of-show.pdf")
@requires(Permission.SEE_PROGRAMME)
def day_pdf(edition: Edition, day: str) -> Response:
    told = _told(edition, day)
    return _file(told, "run-of-show", lambda: documents.paper_pdf(run_of_show.paper(told)))


@blueprint.get(f"{_HERE}/<day>/sheet")
@requires(Permission.SEE_PROGRAMME)
def sheet(edition: Edition, day: str) -> str:
    return _page("sheet", edition, day_sheet.paper(_told(edition, day)), day=day)


@blueprint.get(f"{_HERE}/<day>/day-sheet.pdf")
@requires(Permission.SEE_PROGRAMME)
def sheet_pdf(edition: Edition, day: str) -> Response:
    told = _told(edition, day)
    return _file(told, "day-sheet", lambda: documents.paper_pdf(day_sheet.paper(told)))


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/run-of-show")
@requires(Permission.SEE_PROGRAMME)
def session(edition: Edition, code: str) -> str:
    """The run of show of one session."""
    told, found = _session(edition, code)
    return _page("session", edition, run_of_show.paper(told, [found]), code=code)


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/run-of-show.pdf")
@requires(Permission.SEE_PROGRAMME)
def session_pdf(edition: Edition, code: str) -> Response:
    told, found = _session(edition, code)
    return _file(told, f"run-of-show_{code}", lambda: documents.paper_pdf(run_of_show.paper(told, [found])))


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/seat-list")
@requires(Permission.EDIT_REGISTRATIONS)
def seats_of(edition: Edition, code: str) -> str:
    """Who has a seat in one session; the desk looks people up one by one instead."""
    told, found = _session(edition, code)
    return _page("seats_of", edition, _seat_list(told, found), code=code)


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/seat-list.pdf")
@requires(Permission.EDIT_REGISTRATIONS)
def seats_of_pdf(edition: Edition, code: str) -> Response:
    told, found = _session(edition, code)
    return _file(told, f"seat-list_{code}", lambda: documents.paper_pdf(_seat_list(told, found)))


@blueprint.get(f"{_HERE}/<day>/rooms/<int:room_id>")
@requires(Permission.SEE_PROGRAMME)
def room(edition: Edition, day: str, room_id: int) -> str:
    """The sheet inside a room."""
    paper = room_sheets.inside(_told(edition, day), _room(edition, room_id))
    return _page("room", edition, paper, day=day, room_id=room_id)


@blueprint.get(f"{_HERE}/<day>/rooms/<int:room_id>/room-sheet.pdf")
@requires(Permission.SEE_PROGRAMME)
def room_pdf(edition: Edition, day: str, room_id: int) -> Response:
    told, found = _told(edition, day), _room(edition, room_id)
    return _file(told, f"room-sheet_{room_id}", lambda: documents.paper_pdf(room_sheets.inside(told, found)))


@blueprint.get(f"{_HERE}/<day>/rooms/<int:room_id>/door")
@requires(Permission.SEE_PROGRAMME)
def door(edition: Edition, day: str, room_id: int) -> str:
    """The sheet outside a room."""
    told, found = _told(edition, day), _room(edition, room_id)
    return render_template(
        "papers/door.html",
        edition=edition,
        on=told.on,
        room=found,
        cards=room_sheets.cards(told, found),
        marks=room_sheets.now_and_next(told, found),
        as_at=told.as_at,
        files=_files("door", edition, day=day, room_id=room_id),
    )


@blueprint.get(f"{_HERE}/<day>/rooms/<int:room_id>/door.pdf")
@requires(Permission.SEE_PROGRAMME)
def door_pdf(edition: Edition, day: str, room_id: int) -> Response:
    told, found = _told(edition, day), _room(edition, room_id)
    return _file(told, f"door_{room_id}", lambda: documents.door_pdf(room_sheets.at_the_door(told, found)))


def _seated(edition: Edition) -> set[int]:
    """Ids of the sessions that give their seats by request, and of those in which somebody has one."""
    if not edition.registers_here:
        return set()
    return {seating.session_id for seating in seats.seatings_of(edition)} | set(seats.counts_of(edition))


def _page(name: str, edition: Edition, paper: Paper, **where: Any) -> str:
    return render_template("papers/paper.html", edition=edition, paper=paper, files=_files(name, edition, **where))


def _files(name: str, edition: Edition, **where: Any) -> list[tuple[str, str, str]]:
    """The PDF in each language: its key, its own name, its address."""
    return [
        (key, words, url_for(f"papers.{name}_pdf", edition=edition, language=key, **where))
        for key, words in LANGUAGE_NAMES.items()
    ]


def _file(told: Gathered, document: str, make: Callable[[], bytes]) -> Response:
    """In the language that the address asks for, else the member's: ``F3D-2026_day-sheet_2026-10-24_…_en.pdf``."""
    asked = request.args.get("language", "")
    language = asked if asked in LOCALES else languages.current()
    with force_locale(LOCALES[language]):
        content = make()
    series = "".join(letter for letter in told.edition.series.code if letter.isascii() and letter.isalnum())
    stamp = wall_times.to_wall(told.as_at, told.edition.time_zone)
    name = f"{series}-{told.edition.starts_on.year}_{document}_{told.on}_as-at-{stamp:%Y%m%d-%H%M}_{language}.pdf"
    response = download(name, content, "application/pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _told(edition: Edition, written: str) -> Gathered:
    try:
        on = date.fromisoformat(written)
    except ValueError as error:
        raise NotFound from error
    return gathered.of_day(edition, on)


def _session(edition: Edition, code: str) -> tuple[Gathered, ForumSession]:
    """With its day; one without a time has no run of show yet."""
    found = programme.by_code(edition, code)
    if found is None or found.listed_from is None or found.is_draft:
        abort(404)
    on = wall_times.to_wall(found.listed_from, edition.time_zone).date()
    return gathered.of_day(edition, on), found


def _seat_list(told: Gathered, session: ForumSession) -> Paper:
    return seat_lists.paper(told, session, seats.holders(session), seats.line(session))


def _room(edition: Edition, room_id: int) -> Room:
    return next((room for room in programme.rooms_of(edition) if room.id == room_id), None) or abort(404)
