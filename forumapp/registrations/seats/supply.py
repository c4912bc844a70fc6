"""How many seats there are, and how many of them somebody could still have. Ask behind ``places.lock``."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from forumapp.extensions import db
from forumapp.forums.models import Mode, Room
from forumapp.programme.models import ForumSession
from forumapp.registrations.line import FIRST_OF_ALL
from forumapp.registrations.seats import queries
from forumapp.registrations.seats.models import PRIORITIES, Seat, SeatClass, Seating
from forumapp.registrations.seats.queries import Counted


@dataclass(frozen=True)
class Supply:
    """The seats of a session for one way of taking part."""

    capacity: int | None
    """None: as many as come."""
    kept: dict[str, int]
    held: dict[str, int]
    """By class."""

    @property
    def taken(self) -> int:
        return sum(self.held.values())

    @property
    def too_many(self) -> int:
        """How many more are held than there are, because the capacity was lowered (INV-15)."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    def has_one_for(self, seat: Seat) -> bool:
        """Whom the team put first may have a seat that is kept for others (INV-10)."""
        if self.capacity is None:
            return True
        others = 0 if seat.priority == FIRST_OF_ALL else self._kept_from(seat.seat_class)
        return self.capacity - self.taken - others > 0

    def _kept_from(self, seat_class: str) -> int:
        return sum(max(0, self.kept.get(one, 0) - self.held.get(one, 0)) for one in PRIORITIES if one != seat_class)


def of(seating: Seating, mode: str) -> Supply:
    """As the tables are now; without the seats of those invited by name (INV-16)."""
    held = queries.held_in(seating.session)
    in_mode = {
        seat_class: count
        for (how, seat_class), count in held.items()
        if how == mode and seat_class != SeatClass.INVITED
    }
    invited = held.get((Mode.IN_PERSON, SeatClass.INVITED), 0)
    return Supply(capacity(seating.session, mode, invited), seating.kept(mode), in_mode)


def capacity(session: ForumSession, mode: str, invited: int = 0) -> int | None:
    """In the room as many as the session says; else as the room holds beside those invited (INV-10)."""
    seats: ColumnElement[int | None] = ForumSession.online_seats.expression
    if mode != Mode.ONLINE:
        beside = case((Room.capacity > invited, Room.capacity - invited), else_=0)
        seats = func.coalesce(ForumSession.seats, case((Room.capacity.is_not(None), beside)))
    found = select(seats).outerjoin(Room, Room.id == ForumSession.room_id).where(ForumSession.id == session.id)
    return db.session.scalar(found)


def is_short(session: ForumSession, counted: Counted) -> bool:
    """Whether more seats are held than there are, for a list of sessions that are loaded with their rooms."""
    given = queries.held(counted, Mode.IN_PERSON)
    together = given + queries.held(counted, Mode.IN_PERSON, invited=True)
    room = session.room.capacity if session.room else None
    limits = (
        (given, session.seats),
        (together, room if session.seats is None or together > given else None),
        (queries.held(counted, Mode.ONLINE), session.online_seats),
    )
    return any(number is not None and held > number for held, number in limits)
