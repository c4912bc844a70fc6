"""What the planner does, and how it takes back the last thing it did."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.programme import actions, queries
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.words import N_


class ChangedSince(Refused):
    words = N_("%(code)s was changed since by somebody else. Look at it before you move it back.")


class NothingToUndo(Refused):
    words = N_("There is nothing to take back.")


@dataclass(frozen=True)
class Move:
    """Where a session was before, and its version after: what one press needs to put it back."""

    edition: str
    code: str
    wall_start: str | None
    minutes: int | None
    fold: int | None
    room: int | None
    version: int

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def move(session: ForumSession, place: dict[str, Any]) -> Move | None:
    """Put a session there; says from where it came, or None where it was there already. Raises as ``reschedule``."""
    before = _position(session)
    if not actions.reschedule(session, **place):
        return None
    return Move(session.edition.slug, session.code, *before, version=session.version)


def undo(edition: Edition, stored: dict[str, Any]) -> tuple[ForumSession, Move | None]:
    """Back to where it was; what comes back can be undone again. Raises NothingToUndo, ChangedSince."""
    try:
        last = Move(**stored)
    except TypeError as error:
        raise NothingToUndo from error
    session = queries.by_code(edition, last.code) if last.edition == edition.slug else None
    if session is None:
        raise NothingToUndo
    if session.version != last.version:
        raise ChangedSince(code=session.code)
    room = next((room for room in queries.rooms_of(edition) if room.id == last.room), None)
    wall = datetime.fromisoformat(last.wall_start) if last.wall_start else None
    place = {"wall_start": wall, "minutes": last.minutes, "fold": last.fold, "room": room}
    return session, move(session, place)


def _position(session: ForumSession) -> tuple[str | None, int | None, int | None, int | None]:
    if session.starts_at is None:
        return None, None, None, session.room_id
    wall = wall_times.to_wall(session.starts_at, session.edition.time_zone)
    return wall.replace(fold=0).isoformat(), session.minutes, wall.fold, session.room_id
