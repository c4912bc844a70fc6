"""Who came into the room: her seat is used, and the seats of those who did not come are given to others."""

from forumapp import clock
from forumapp.extensions import db
from forumapp.notifications import actions as notifications
from forumapp.programme.models import ForumSession, SessionState
from forumapp.registrations import places
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import changing, queries
from forumapp.registrations.seats.models import ABSENT_AFTER, NobodyReleased, SeatState


def attended(registration: Registration, session: ForumSession) -> None:
    """She came into the room; a seat that was offered is hers by that. Behind ``places.lock``."""
    seat = queries.live_of(registration, session)
    if seat and seat.holds:
        seat.attend()
        notifications.cancel(seat.about, ["seat_offered"])
        changing.record("seat attended", seat)
        db.session.flush()


def did_not_attend(registration: Registration, session: ForumSession) -> None:
    """The desk takes it back: the seat is hers as before. Behind ``places.lock``."""
    seat = queries.live_of(registration, session)
    if seat and seat.state == SeatState.ATTENDED:
        seat.confirm()
        changing.record("seat not attended", seat)
        db.session.flush()


def release_absent(session: ForumSession) -> int:
    """Who is not in the room has no seat there any more; says how many that were. Raises NobodyReleased."""
    places.lock(session.edition)
    db.session.refresh(session)
    if not may_release_absent(session):
        raise NobodyReleased
    absent = queries.absent(session)
    for seat in absent:
        changing.end(seat, SeatState.RELEASED)
        changing.record("seat released", seat)
    db.session.flush()
    return len(absent)


def may_release_absent(session: ForumSession) -> bool:
    """While it is under way, from when nobody can be expected any more."""
    if session.state != SessionState.CONFIRMED or session.starts_at is None or session.ends_at is None:
        return False
    return session.starts_at + ABSENT_AFTER <= clock.now() < session.ends_at
