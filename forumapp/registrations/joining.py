"""Which sessions a participant takes part in online (INV-21)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from forumapp.extensions import db
from forumapp.forums.models import Mode
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.vocabulary import Access, Listing
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.seats.models import Seat, Seating, SeatState

_HAS_SEAT = (SeatState.CONFIRMED, SeatState.ATTENDED)
_COMES = (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)


def sessions_of(registration: Registration) -> Sequence[ForumSession]:
    """Where she has an online seat; and, if she comes online, what is open to everybody who is registered."""
    if not registration.takes_part or registration.state not in _COMES:
        return ()
    seats = select(Seat.session_id).where(
        Seat.registration_id == registration.id, Seat.mode == Mode.ONLINE, Seat.state.in_(_HAS_SEAT)
    )
    hers: ColumnElement[bool] = ForumSession.id.in_(seats)
    if registration.mode == Mode.ONLINE:
        hers = or_(
            hers,
            and_(
                ForumSession.access.in_((Access.PUBLIC, Access.REGISTERED)),
                ForumSession.listing == Listing.SHOWN,
                ForumSession.id.not_in(select(Seating.session_id)),
            ),
        )
    found = (
        select(ForumSession)
        .options(joinedload(ForumSession.edition))
        .where(
            ForumSession.edition_id == registration.edition_id,
            ForumSession.state == SessionState.CONFIRMED,
            ForumSession.mode.in_((Mode.ONLINE, Mode.HYBRID)),
            ForumSession.starts_at.is_not(None),
            hers,
        )
        .order_by(ForumSession.starts_at, ForumSession.code)
    )
    return db.session.scalars(found).all()
