"""What takes place at a moment, and what comes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot


@dataclass(frozen=True)
class Moment:
    """``next_at`` is None after the last start."""

    running: Sequence[Snapshot]
    coming: Sequence[Snapshot]
    next_at: datetime | None
    begun: bool
    """Whether anything took place before."""


def at(snapshot: Snapshot, now: datetime) -> Moment:
    """What is cancelled or postponed takes place at no time."""
    sessions = [it for it in snapshot["sessions"] if not wording.is_off(it)]
    starts = [timetable.starts_at(it) for it in sessions]
    next_at = min((start for start in starts if start > now), default=None)
    return Moment(
        running=[it for it in sessions if timetable.starts_at(it) <= now < timetable.ends_at(it)],
        coming=[it for it in sessions if timetable.starts_at(it) == next_at],
        next_at=next_at,
        begun=any(start <= now for start in starts),
    )
