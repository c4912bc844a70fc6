"""What all acts upon seats have in common."""

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.notifications import actions as notifications
from forumapp.registrations.seats.models import Seat, SeatState


def end(seat: Seat, state: SeatState, reason: str = "") -> None:
    seat.end(state, clock.now(), reason)
    notifications.cancel(seat.about)
    db.session.flush()


def record(act: str, seat: Seat, actor: str | None = None) -> None:
    registration = seat.registration
    audit.record(
        act,
        f"registration {registration.reference}",
        f"session {seat.session.code}",
        edition=registration.edition,
        actor=actor,
    )
