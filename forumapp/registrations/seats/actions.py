"""Asking for a seat, giving it back, saying yes to an offer; passing on what is free; what time alone brings about.

Each locks the edition's places first (see ``places``), and reads what it decides upon after that.
"""

from contextlib import suppress
from dataclasses import dataclass

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.notifications import actions as notifications
from forumapp.programme import announced
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.registrations import places
from forumapp.registrations.line import FIRST_OF_ALL
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.seats import belonging, changing, emails, queries, supply, timing
from forumapp.registrations.seats.models import (
    LINE_ENDS_BEFORE,
    PRIORITIES,
    InvitedByName,
    NotWaiting,
    Seat,
    SeatClass,
    Seating,
    SeatState,
)
from forumapp.words import N_


class NotByRequest(Refused):
    words = N_("Seats in this session cannot be requested here now.")


class NoPlaceYet(Refused):
    words = N_("You can ask for seats as soon as you have a place at the forum.")


class AddressFirst(Refused):
    words = N_("Confirm your address first; then you can ask for seats.")


class NoSeatNeeded(Refused):
    words = N_("You have a part in this session: a seat is yours without asking.")


class RefusedAlready(Refused):
    words = N_("The team has decided about your request. Write to the forum's team if something has changed.")


class OnlyInTheRoom(Refused):
    words = N_("This session takes place in the room only, and you take part online.")


class OfferEnded(Refused):
    words = N_("The offer ended before you said yes, and seats in this session cannot be requested any more.")


@dataclass(frozen=True)
class Answered:
    """What became of a yes to an offer."""

    seat: Seat
    in_time: bool = True


def request(registration: Registration, session: ForumSession) -> Seat:
    """A seat, or a place in the line, or a question to the team where the session is not for everybody.

    Asking twice is asking once.
    Raises NotByRequest, NoPlaceYet, AddressFirst, NoSeatNeeded, OnlyInTheRoom, RefusedAlready.
    """
    places.lock_for(registration)
    if seat := queries.live_of(registration, session):
        return seat
    last = queries.latest_of(registration).get(session.id)
    if last and last.state == SeatState.REFUSED:
        raise RefusedAlready
    return _ask(registration, session, last)


def give_back(registration: Registration, session: ForumSession) -> Seat | None:
    """The seat, the offer, or the place in the line; the seat is offered to the next. Twice is once.

    What she has still: where she was there, nothing is left to give back. Raises InvitedByName.
    """
    places.lock_for(registration)
    seat = queries.live_of(registration, session)
    if seat and seat.state == SeatState.ATTENDED:
        return seat
    if seat and seat.is_invited:
        raise InvitedByName
    if seat:
        changing.end(seat, SeatState.CANCELLED)
        changing.record("seat given back", seat, actor="registrant")
        pass_on(session)
    return None


def accept(registration: Registration, session: ForumSession) -> Answered:
    """She wants the seat that was offered, or keeps hers at its new time. Too late she asks anew.

    Raises NotWaiting where nothing was offered, NotByRequest, and OfferEnded where she cannot ask anew either.
    """
    places.lock_for(registration)
    seat = queries.live_of(registration, session)
    if seat and seat.is_overdue(clock.now()):
        _lapse(seat)
        pass_on(session)
        seat = None
    if seat is None:
        return Answered(_ask_anew(registration, session), in_time=False)
    if seat.is_offered:
        db.session.refresh(session.edition, ["state"])
        if session.edition.is_called_off:
            raise NotByRequest
        _confirm(seat, actor="registrant")
    elif seat.is_to_reconfirm:
        _keep(seat, actor="registrant")
    return Answered(seat)


def seat_invited(registration: Registration, session: ForumSession, mode: str) -> Seat:
    """Who was asked to the session by name and said yes has a seat beside those of the public (see ``SeatClass``).

    Saying yes again changes no more than where she sits. No letter: her answer's receipt says it. Behind
    ``places.lock``.
    """
    seat = queries.live_of(registration, session)
    if seat is None:
        seat = Seat(
            registration=registration,
            session=session,
            mode=mode,
            seat_class=SeatClass.INVITED,
            priority=FIRST_OF_ALL,
            requested_at=clock.now(),
        )
        db.session.add(seat)
    elif seat.is_invited and seat.mode == mode:
        return seat
    seat.come_invited(mode)
    db.session.flush()
    notifications.cancel(seat.about)
    changing.record("seat by invitation", seat)
    pass_on(session)
    return seat


def keep_invited(registration: Registration, session: ForumSession) -> None:
    """She comes to the session at its new time, too. Behind ``places.lock``."""
    seat = queries.live_of(registration, session)
    if seat and seat.is_invited and seat.is_to_reconfirm:
        _keep(seat)


def end_invited(registration: Registration, session: ForumSession) -> None:
    """She said no to the session, or is not to come. Behind ``places.lock``; the letter about it says it all."""
    seat = queries.live_of(registration, session)
    if seat and seat.is_invited and seat.state != SeatState.ATTENDED:
        changing.end(seat, SeatState.CANCELLED)
        changing.record("seat by invitation ended", seat)
        pass_on(session)


def end_all(registration: Registration) -> None:
    """She does not come: each seat of hers is offered to the next. Behind ``places.lock``; her letter says it all."""
    for seat in queries.all_live_of(registration):
        changing.end(seat, SeatState.CANCELLED)
        pass_on(seat.session)


def release_where_she_speaks(registration: Registration) -> None:
    """Who got a part in a session uses up no seat there any more (INV-16). Behind ``places.lock``."""
    if not (seats := queries.all_live_of(registration)):
        return
    parts = queries.sessions_where_she_speaks(registration.edition, registration)
    for seat in seats:
        if seat.session_id in parts:
            changing.end(seat, SeatState.RELEASED)
            pass_on(seat.session)


def follow_mode(registration: Registration) -> None:
    """She is in the room now, or online: what she had in the other place goes to the next. Behind ``places.lock``.

    Where the session takes place where she is, too, she asks anew, at the end of the line.
    """
    for seat in queries.all_live_of(registration):
        session = seat.session
        if seat.state == SeatState.ATTENDED or seat.is_invited or (can_sit(registration, session) and _is_hers(seat)):
            continue  # how somebody attends who was invited to the session, her invitation says
        changing.end(seat, SeatState.CANCELLED)
        pass_on(session)
        with suppress(Refused):
            _ask(registration, session)


def pass_on(session: ForumSession) -> None:
    """Each free seat is one offer to one person, in the order of the line (INV-14). Behind ``places.lock``."""
    seating = queries.seating_of(session)
    if seating is None or not timing.line_moves_now(session):
        return
    begins_at = timing.begins_at(session, announced.known(session.edition))
    for mode in (Mode.IN_PERSON, Mode.ONLINE):
        while seat := _next(seating, mode):
            seat.offer(clock.now(), begins_at)
            notifications.cancel(seat.about, ["seat_waitlisted"])
            emails.seat_offered(seat)
            changing.record("seat offered", seat, actor="waiting list")
            db.session.flush()


def seat_or_line(seat: Seat) -> None:
    """Those who wait already come first, so that whatever is left after them is hers. Behind ``places.lock``."""
    pass_on(seat.session)
    seating = queries.seating_of(seat.session)
    if seating and supply.of(seating, seat.mode).has_one_for(seat):
        _confirm(seat)
    else:
        seat.wait()
        emails.seat_waitlisted(seat)
    db.session.flush()


def sweep(edition: Edition) -> None:
    """What time brings about: offers lapse and pass on once, lines end. In a forum that is called off, nothing.

    Offers what became free without anybody pressing a button here, too: more chairs, another room.
    """
    places.lock(edition)
    db.session.refresh(edition, ["state"])
    if edition.is_called_off:
        return
    now = clock.now()
    for seat in queries.overdue(edition, now):
        _lapse(seat)
    known = announced.known(edition)
    for seat in queries.waiting(edition):
        begins_at = timing.begins_at(seat.session, known)
        if begins_at is not None and begins_at <= now + LINE_ENDS_BEFORE:
            changing.end(seat, SeatState.REFUSED)
            emails.session_full(seat)
    db.session.flush()
    for session in queries.sessions_with_line(edition):
        pass_on(session)


def _ask(registration: Registration, session: ForumSession, last: Seat | None = None) -> Seat:
    """``last``: her newest seat there, which she may have let pass."""
    seating = _seating_for(registration, session)
    hers = belonging.of(registration)
    if not hers.may_know(seating):
        raise NotByRequest
    seat_class = hers.seat_class(seating)
    seat = Seat(
        registration=registration,
        session=session,
        mode=mode_of(registration, session),
        seat_class=seat_class,
        priority=PRIORITIES[seat_class],
        requested_at=clock.now(),
    )
    if last and last.state == SeatState.LAPSED and registration.edition.series.late_yes_keeps_place:
        seat.stand_as(last)
    db.session.add(seat)
    db.session.flush()
    changing.record("seat requested", seat, actor="registrant")
    if hers.may_come(seating):
        seat_or_line(seat)
    return seat


def _ask_anew(registration: Registration, session: ForumSession) -> Seat:
    """After an offer that ended. Her new letter says where she stands, so the one that it ended is called off."""
    last = queries.latest_of(registration).get(session.id)
    if last is None or last.state != SeatState.LAPSED:
        raise NotWaiting
    try:
        seat = _ask(registration, session, last)
    except Refused as refusal:
        raise OfferEnded from refusal
    notifications.cancel(last.about, ["seat_lapsed"])
    return seat


def can_sit(registration: Registration, session: ForumSession) -> bool:
    """Whether the session takes place where she takes part."""
    return not (session.mode == Mode.IN_PERSON and registration.mode == Mode.ONLINE)


def mode_of(registration: Registration, session: ForumSession) -> str:
    """As she takes part in the forum, where the session leaves the choice. Raises OnlyInTheRoom."""
    if session.mode == Mode.HYBRID:
        return Mode.ONLINE if registration.mode == Mode.ONLINE else Mode.IN_PERSON
    if not can_sit(registration, session):
        raise OnlyInTheRoom
    return session.mode


def _is_hers(seat: Seat) -> bool:
    return seat.mode == mode_of(seat.registration, seat.session)


def _seating_for(registration: Registration, session: ForumSession) -> Seating:
    seating = queries.seating_of(session)
    if seating is None or not seating.is_open or not timing.line_moves_now(session):
        raise NotByRequest
    if registration.state not in (RegistrationState.APPROVED, RegistrationState.CHECKED_IN):
        raise NoPlaceYet
    if registration.verified_at is None:
        raise AddressFirst
    if session.id in queries.sessions_where_she_speaks(registration.edition, registration):
        raise NoSeatNeeded
    if not registration.may_ask_for_seat_in(session.code):
        raise NotByRequest
    return seating


def _confirm(seat: Seat, actor: str | None = None) -> None:
    seat.confirm()
    notifications.cancel(seat.about)
    emails.seat_confirmed(seat)
    changing.record("seat confirmed", seat, actor=actor)
    db.session.flush()


def _keep(seat: Seat, actor: str | None = None) -> None:
    """At the new time of its session."""
    seat.confirm()
    changing.record("seat kept", seat, actor=actor)
    db.session.flush()


def _lapse(seat: Seat) -> None:
    was_hers = seat.is_to_reconfirm
    changing.end(seat, SeatState.LAPSED)
    emails.seat_lapsed(seat, was_hers=was_hers)
    changing.record("seat lapsed", seat, actor="worker")
    db.session.flush()


def _next(seating: Seating, mode: str) -> Seat | None:
    """The first in line for whom a seat is left, whether free for all or kept for her class."""
    if not (first := queries.firsts_in_line(seating.session, mode)):
        return None
    left = supply.of(seating, mode)
    return next((seat for seat in first if left.has_one_for(seat)), None)
