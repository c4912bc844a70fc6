"""Sessions whose seats are given by request, and who asks for them. Each factory commits."""

from datetime import datetime, time
from typing import Any, TypeVar

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import actions, by_team, queries
from forumapp.registrations.seats.models import Seat, Seating
from forumapp.words import Text

Made = TypeVar("Made", ForumSession, Seat)


def by_request(edition: Edition, *, seats: int | None = 1, code: str = "W2", **changes: Any) -> ForumSession:
    """Open, on the first day at 13:30 in the edition's zone; ``seats`` None: as many as come."""
    how = {name: changes.pop(name) for name in _OF_SEATING if name in changes}
    with transaction():
        edition = db.session.get_one(Edition, edition.id)
        values: dict[str, Any] = {
            "title": Text.of("AI procurement and rights"),
            "wall_start": datetime.combine(edition.starts_on, time(13, 30)),
            "minutes": 90,
            "access": "by_request",
            "mode": "hybrid",
        }
        made = programme.add_session(edition, code=code, seats=seats, **values | changes)
        seating = by_team.give_by_request(made)
        seating.is_open = True
        for name, value in how.items():
            setattr(seating, name, value)
        session_id = made.id
    return _kept(db.session.get_one(ForumSession, session_id))


def request(registration: Registration, session: ForumSession) -> Seat:
    with transaction():
        seat = actions.request(*_now(registration, session))
        seat_id = seat.id
    return fresh_seat(seat_id)


def give_back(registration: Registration, session: ForumSession) -> None:
    with transaction():
        actions.give_back(*_now(registration, session))


def accept(registration: Registration, session: ForumSession) -> Seat:
    with transaction():
        seat_id = actions.accept(*_now(registration, session)).seat.id
    return fresh_seat(seat_id)


def fresh_seat(seat_id: int) -> Seat:
    """As it stands in the database now."""
    db.session.rollback()
    return _kept(db.session.get_one(Seat, seat_id, populate_existing=True))


def seating(session: ForumSession) -> Seating:
    found = queries.seating_of(session)
    assert found is not None
    return found


def _kept(made: Made) -> Made:
    """As it is at this moment, readable whatever happens to the database session."""
    db.session.expunge(made)
    return made


def _now(registration: Registration, session: ForumSession) -> tuple[Registration, ForumSession]:
    return db.session.get_one(Registration, registration.id), db.session.get_one(ForumSession, session.id)


_OF_SEATING = ("is_open", "standings", "groups", "kept_for_experts", "kept_for_members")
