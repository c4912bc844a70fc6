"""One day of the working programme as a grid: rooms across, time down in steps of five minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forumapp import wall_times
from forumapp.forums.models import Edition, Room
from forumapp.programme.models import ForumSession

STEP = timedelta(minutes=5)
MOST_ROWS = 36 * 12
"""A day from midnight, and a session of twelve hours that begins at its end."""
MOST_COLUMNS = 80

_FIRST, _LAST = time(8), time(18)
"""Shown even on a day without sessions."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hour:
    """A line across the day; ``fold`` is 1 in the second of two equal hours."""

    row: int
    at: datetime
    fold: int


@dataclass(frozen=True)
class Block:
    """A session in the grid: first row, number of rows, column; all counted from 0 but the number."""

    session: ForumSession
    row: int
    rows: int
    column: int

    @property
    def is_short(self) -> bool:
        return self.rows < 6


@dataclass
class RoomColumn:
    """A room, or no room yet; as many columns wide as sessions run in it at once."""

    room: Room | None
    column: int
    lanes: int = 1
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class DayPlan:
    on: date
    begins_at: datetime
    row_count: int
    hours: Sequence[Hour]
    columns: Sequence[RoomColumn]

    @property
    def column_count(self) -> int:
        return sum(column.lanes for column in self.columns)

    @property
    def blocks(self) -> list[tuple[RoomColumn, Block]]:
        """In order of time, as they are read."""
        each = [(column, block) for column in self.columns for block in column.blocks]
        return sorted(each, key=lambda pair: (pair[1].row, pair[0].column, pair[1].column))


def edges(on: date, zone: str) -> tuple[datetime, datetime]:
    """From midnight to midnight, which is 23 or 25 hours where the clocks change."""
    return _instant(on, time(0), zone), _instant(on + timedelta(days=1), time(0), zone)


def plan(edition: Edition, on: date, sessions: Iterable[ForumSession], rooms: Sequence[Room]) -> DayPlan:
    """Of those sessions, the ones that begin on the day."""
    midnight, next_midnight = edges(on, edition.time_zone)
    todays = [it for it in sessions if it.starts_at and midnight <= it.starts_at < next_midnight]
    begins_at, ends_at = _shown(edition, on, todays)
    columns: list[RoomColumn] = []
    for room in _with_no_room(rooms, todays):
        column = RoomColumn(room, sum(one.lanes for one in columns))
        _lay(column, [it for it in todays if it.room_id == (room.id if room else None)], begins_at)
        columns.append(column)
    return DayPlan(on, begins_at, (ends_at - begins_at) // STEP, _hours(begins_at, ends_at, edition.time_zone), columns)


def _with_no_room(rooms: Sequence[Room], sessions: Sequence[ForumSession]) -> list[Room | None]:
    needed = not rooms or any(session.room_id is None for session in sessions)
    return [*rooms, None] if needed else list(rooms)


def _shown(edition: Edition, on: date, sessions: Sequence[ForumSession]) -> tuple[datetime, datetime]:
    """From the usual morning to the usual evening, and half an hour around what lies beyond; whole hours."""
    zone, around = edition.time_zone, timedelta(minutes=30)
    midnight, next_midnight = edges(on, zone)
    firsts = [it.starts_at - around for it in sessions if it.starts_at]
    lasts = [it.ends_at + around for it in sessions if it.ends_at]
    first = max(midnight, min([_instant(on, _FIRST, zone), *firsts]))
    last = max([_instant(on, _LAST, zone), *lasts])
    first -= (first - midnight) % _HOUR
    last += -(last - first) % _HOUR
    longest = midnight + MOST_ROWS * STEP
    return first, min(last, max(next_midnight, max(lasts, default=last)), longest)


def _lay(column: RoomColumn, sessions: Sequence[ForumSession], begins_at: datetime) -> None:
    """Each session into the first lane that is free at its start."""
    free_from: list[datetime] = []
    for session in sorted(sessions, key=lambda it: (it.starts_at, it.code)):
        assert session.starts_at and session.ends_at
        lane = next((n for n, free in enumerate(free_from) if free <= session.starts_at), len(free_from))
        free_from[lane : lane + 1] = [session.ends_at]
        row = (session.starts_at - begins_at) // STEP
        rows = max(1, -(-(session.ends_at - begins_at) // STEP) - row)
        column.blocks.append(Block(session, row, rows, column.column + lane))
    column.lanes = max(1, len(free_from))


def _hours(begins_at: datetime, ends_at: datetime, zone: str) -> list[Hour]:
    count = -(-(ends_at - begins_at) // _HOUR)
    instants = [begins_at + number * _HOUR for number in range(count)]
    return [Hour((at - begins_at) // STEP, at, wall_times.to_wall(at, zone).fold) for at in instants]


def _instant(on: date, at: time, zone: str) -> datetime:
    """Nobody typed this time; where the clocks skip it, the next one is meant."""
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
