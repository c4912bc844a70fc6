"""The programme at a glance, as the booklet prints it: for each day its rooms across and its hours down."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forumapp import formatting
from forumapp.agenda import room_grid, timetable, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.documents.booklet import Grid, GridCell, GridRow
from forumapp.forums.models import MODE_WORDS, Mode
from forumapp.programme.vocabulary import Access
from forumapp.words import N_, language_at_hand, translated

MOST_ROOMS = 6
"""Columns of one table: across the paper each is still wide enough for a title."""

_FEW_MAY_COME = (Access.BY_REQUEST, Access.INVITATION, Access.DELEGATIONS, Access.MEMBERS)


def grids(snapshot: Snapshot, day: timetable.Day, numbers: Mapping[str, int]) -> tuple[Grid, ...]:
    """None for a day with one room, which a list tells better. ``numbers``: each session's place, by its uid."""
    if len({session["room"] for session in day.sessions if session["room"]}) < 2:
        return ()
    return tuple(_printed(grid, numbers) for grid in room_grid.in_parts(snapshot, day, MOST_ROOMS))


@dataclass(frozen=True)
class Usual:
    """What most sessions are like: nothing needs to be said of another one like them."""

    mode: str
    languages: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Usual":
        talks = [it for it in snapshot["sessions"] if it["languages"]]
        modes = Counter(it["mode"] for it in talks if it["mode"])
        languages = Counter(_followed_in(it) for it in talks)
        return cls(_most_of(modes, snapshot["edition"]["mode"]), _most_of(languages, ()))


def flags(session: Snapshot, usual: Usual) -> tuple[str, ...]:
    """What somebody should know who chooses by the overview: who may come, how, and in which language alone."""
    if wording.is_quiet(session) or wording.is_off(session):
        return ()
    access = wording.access_words(session) if session["access"] in _FEW_MAY_COME else ""
    is_like_others = session["mode"] in (None, usual.mode)
    mode = "" if is_like_others else translated(MODE_WORDS[Mode(session["mode"])])
    return tuple(filter(None, (access, mode, _only_language(session, usual))))


def _most_of(counted: Counter[Any], otherwise: Any) -> Any:
    return counted.most_common(1)[0][0] if counted else otherwise


def _followed_in(session: Snapshot) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*session["languages"], *session["interpretation"]]))


def _only_language(session: Snapshot, usual: Usual) -> str:
    followed_in = _followed_in(session)
    if len(followed_in) != 1 or followed_in == usual.languages:
        return ""
    return translated(N_("%(language)s only"), language=formatting.spoken_language(followed_in[0], language_at_hand()))


def _printed(grid: room_grid.Grid, numbers: Mapping[str, int]) -> Grid:
    language = language_at_hand()
    return Grid(
        rooms=tuple(room.in_language(language) for room in grid.rooms),
        rows=tuple(
            GridRow(time=row.time, second_time=row.second, cells=tuple(_cell(cell, numbers) for cell in row.cells))
            for row in grid.rows
        ),
    )


def _cell(cell: room_grid.Cell, numbers: Mapping[str, int]) -> GridCell:
    numbered = tuple(numbers[session["uid"]] for session in cell.sessions)
    return GridCell(sessions=numbered, rows=cell.rows, columns=cell.columns)
