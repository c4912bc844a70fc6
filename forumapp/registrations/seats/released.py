"""What a release of the programme brings about for seats. The letters are the release's own."""

from datetime import datetime

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.programme.models import ForumSession
from forumapp.registrations import places
from forumapp.registrations.seats import changing, queries
from forumapp.registrations.seats.models import Seat, SeatState


def end_where_called_off(edition: Edition, session: ForumSession | None = None) -> None:
    """Nobody needs a seat in a session that does not take place; ``session``: in that one alone. No letter."""
    places.lock(edition)
    for seat in queries.in_sessions_called_off(edition):
        if session is None or seat.session_id == session.id:
            seat.end(SeatState.RELEASED, clock.now())
            notifications.cancel(seat.about)
            changing.record("seat ended with its session", seat)
    db.session.flush()


def ask_again(seat: Seat, until: datetime | None) -> None:
    """The session is at quite another time: does she keep her seat? ``until``: as in ``Seat.reconfirm_by``."""
    seat.ask_again(until)
    changing.record("seat to be confirmed again", seat)
    db.session.flush()
