"""The sessions of a snapshot as they are read: by day of the edition's zone, then by start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from forumapp import wall_times
from forumapp.agenda.snapshots import Snapshot


@dataclass(frozen=True)
class Start:
    """Sessions that start together; ``ends_at`` only where those that take place end together too."""

    starts_at: datetime
    ends_at: datetime | None
    sessions: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Day:
    on: date
    starts: tuple[Start, ...]

    @property
    def begins_at(self) -> datetime:
        return self.starts[0].starts_at

    @property
    def sessions(self) -> list[Snapshot]:
        return [session for start in self.starts for session in start.sessions]


def starts_at(session: Snapshot) -> datetime:
    return datetime.fromisoformat(session["starts_at"])


def ends_at(session: Snapshot) -> datetime:
    return datetime.fromisoformat(session["ends_at"])


def day_of(session: Snapshot, zone: str) -> date:
    """The day on which it starts; a reception may well end on the next."""
    return wall_times.to_wall(starts_at(session), zone).date()


def days(sessions: Sequence[Snapshot], zone: str) -> list[Day]:
    """Sessions come in the order of a snapshot, which is by start."""
    return [Day(on, tuple(_starts(group))) for on, group in groupby(sessions, lambda session: day_of(session, zone))]


def _starts(sessions: Iterable[Snapshot]) -> Iterable[Start]:
    for begins, group in groupby(sessions, starts_at):
        together = tuple(group)
        held = [session for session in together if session["state"] not in ("cancelled", "postponed")] or together
        ends = {ends_at(session) for session in held}
        yield Start(begins, ends.pop() if len(ends) == 1 else None, together)
