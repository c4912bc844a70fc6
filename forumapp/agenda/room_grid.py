"""A day as a table: rooms across, time down. A session spans the rows of the times at which others begin or end."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forumapp import formatting
from forumapp.agenda import timetable
from forumapp.agenda.snapshots import Snapshot
from forumapp.words import Text

EVERYWHERE = ""
"""The key of what has no room."""


@dataclass(frozen=True)
class Cell:
    """``sessions`` empty: nothing takes place. ``rows`` and ``columns`` are how many it spans."""

    sessions: Sequence[Snapshot]
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Row:
    """From one moment of the day to the next at which something begins or ends."""

    time: str
    second: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    """``rooms`` are the names over the columns; an empty one stands over what has no room."""

    rooms: Sequence[Text]
    rows: Sequence[Row]


@dataclass
class _Together:
    """Sessions of one room that overlap, such as a cancelled one and what took its place."""

    begins: datetime
    ends: datetime
    sessions: list[Snapshot]


def of_day(snapshot: Snapshot, day: timetable.Day) -> Grid:
    """All rooms side by side."""
    [grid] = in_parts(snapshot, day, most=len(snapshot["rooms"]) + 1)
    return grid


def in_parts(snapshot: Snapshot, day: timetable.Day, most: int) -> list[Grid]:
    """With so many columns each at most, about as many in each; what is between the sessions of all stands in each."""
    columns = _columns(snapshot, day.sessions)
    between = {EVERYWHERE: columns[EVERYWHERE]} if _only_between(columns) and EVERYWHERE in columns else {}
    keys = [key for key in columns if key not in between]
    return [_grid(snapshot, {key: columns[key] for key in part} | between, part) for part in _evenly(keys, most)]


def _evenly(keys: Sequence[str], most: int) -> list[Sequence[str]]:
    size = math.ceil(len(keys) / math.ceil(len(keys) / most))
    return [keys[first : first + size] for first in range(0, len(keys), size)]


def _grid(snapshot: Snapshot, columns: dict[str, list[_Together]], keys: Sequence[str]) -> Grid:
    moments = sorted({moment for column in columns.values() for it in column for moment in (it.begins, it.ends)})
    rows = []
    for index, begins in enumerate(moments[:-1]):
        cells = _row(columns, keys, moments, index)
        if cells is not None:
            rows.append(Row(*_times(snapshot, begins), cells))
    rooms = [Text(snapshot["rooms"][key]["name"]) if key else Text() for key in keys]
    return Grid(rooms, rows)


def _columns(snapshot: Snapshot, sessions: Sequence[Snapshot]) -> dict[str, list[_Together]]:
    """The rooms in use, in the edition's order; what has no room comes last."""
    used = {it["room"] or EVERYWHERE for it in sessions}
    ordered = sorted(used, key=lambda key: (key == EVERYWHERE, snapshot["rooms"].get(key, {}).get("order", 0), key))
    return {key: _together([it for it in sessions if (it["room"] or EVERYWHERE) == key]) for key in ordered}


def _together(sessions: Sequence[Snapshot]) -> list[_Together]:
    found: list[_Together] = []
    for session in sorted(sessions, key=timetable.starts_at):
        begins, ends = timetable.starts_at(session), timetable.ends_at(session)
        if found and begins < found[-1].ends:
            found[-1].sessions.append(session)
            found[-1].ends = max(found[-1].ends, ends)
        else:
            found.append(_Together(begins, ends, [session]))
    return found


def _only_between(columns: dict[str, list[_Together]]) -> bool:
    """Whether what has no room fills gaps of all rooms, as a break does: then it spans them and needs no column."""
    rest = [it for key, column in columns.items() if key != EVERYWHERE for it in column]
    return bool(rest) and not any(
        one.begins < other.ends and other.begins < one.ends for one in columns.get(EVERYWHERE, ()) for other in rest
    )


def _row(
    columns: dict[str, list[_Together]], keys: Sequence[str], moments: Sequence[datetime], index: int
) -> list[Cell] | None:
    """The cells that begin in this row; None for a time at which nothing takes place anywhere."""
    begins = moments[index]
    if not any(it.begins <= begins < it.ends for column in columns.values() for it in column):
        return None
    cells = []
    if EVERYWHERE not in keys and (everywhere := _at(columns.get(EVERYWHERE, ()), begins)):
        if everywhere.begins != begins:
            return []
        return [Cell(everywhere.sessions, _span(everywhere, moments), len(keys))]
    for key in keys:
        here = _at(columns[key], begins)
        if here is None:
            cells.append(Cell(()))
        elif here.begins == begins:
            cells.append(Cell(here.sessions, _span(here, moments)))
    return cells


def _at(column: Sequence[_Together], moment: datetime) -> _Together | None:
    return next((it for it in column if it.begins <= moment < it.ends), None)


def _span(together: _Together, moments: Sequence[datetime]) -> int:
    return moments.index(together.ends) - moments.index(together.begins)


def _times(snapshot: Snapshot, moment: datetime) -> tuple[str, str]:
    edition = snapshot["edition"]
    second = edition["second_zone"]
    other = formatting.clock_time(moment, second) if second and second != edition["time_zone"] else ""
    return formatting.clock_time(moment, edition["time_zone"]), other
