"""A place, or one's turn in the line of those who wait: offering what becomes free, saying yes to it, letting it pass.

Behind the lock of the edition's places (see ``places``); what others call with the lock in their hands says so.
"""

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.refusals import Refused
from forumapp.registrations import emails, line, opening, places, queries
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.models import NoPlaceInRoom, NoPlaceOnline, Registration, Side
from forumapp.registrations.opening import Opening
from forumapp.words import N_


class NothingOffered(Refused):
    words = N_("No place is offered to you now.")


class LineEnded(Refused):
    words = N_("No places are given any more.")


class RegisteredAnew(Refused):
    words = N_("You have registered anew since: the newest letter has the link to that registration.")


def place_or_turn(registration: Registration) -> None:
    """What is free is hers, else she waits. Behind the lock."""
    if _take(registration, registration.side):
        registration.have_place()
    else:
        registration.wait(clock.now())


def change_side(registration: Registration, mode: str, takes_place: bool) -> None:
    """In the room instead of online, or the other way round; what she held goes to the next. Behind the lock.

    Only where a place is left there, so that nobody swaps taking part for a line; who waits, waits there as long as
    here. Raises NoPlaceThere.
    """
    held, there = registration.place_held, Side.ROOM if takes_place else Side.STREAM
    is_taken = (held is not None or registration.is_waiting) and _take(registration, there)
    if held and not is_taken:
        raise NoPlaceInRoom if there is Side.ROOM else NoPlaceOnline
    registration.take_part(mode, takes_place)
    if registration.is_waiting and is_taken:
        registration.have_place()
        notifications.cancel(registration.about, ["registration_waitlisted"])
    db.session.flush()
    if held:
        free(registration.edition, held)


def free(edition: Edition, side: Side) -> None:
    """A place was given up: it is offered to the next in line. Behind the lock."""
    places.give_back(edition, side)
    pass_on(edition)


def pass_on(edition: Edition) -> None:
    """Each free place is one offer to one person, in the order of the line (INV-14). Behind the lock.

    Whose category is full waits on, and the next of another one has her turn.
    """
    if not moves(edition):
        return
    for side in Side:
        while (first := _first(edition, side)) and places.take(edition, side):
            first.offer_place(clock.now())
            notifications.cancel(first.about, ["registration_waitlisted"])
            emails.registration_offered(first)
            _record("place offered", first, actor="waiting list")
            db.session.flush()


def accept(registration: Registration) -> None:
    """She wants the place that was offered; who has not confirmed the address does so by that. Twice is once.

    Who says so too late waits where no place is left after those who wait already: at the end of the line, or where
    she stood before, as the series has it.
    Raises NothingOffered, LineEnded, RegisteredAnew.
    """
    places.lock_for(registration)
    if not moves(registration.edition):
        raise LineEnded
    if registration.is_overdue(clock.now()):
        _lapse(registration)
    if registration.is_offered:
        registration.have_place()
    elif registration.let_offer_pass:
        _come_back(registration)
    elif registration.is_waiting or registration.holds_place:
        return
    else:
        raise NothingOffered
    if registration.verify(clock.now()):
        _record("address confirmed", registration, actor="registrant")
    notifications.cancel(registration.about, _OVERTAKEN)
    if registration.is_waiting:
        emails.registration_waitlisted(registration, emails.next_number(registration))
    else:
        emails.registration_confirmed(registration, emails.next_number(registration))
        _record("place taken", registration, actor="registrant")
    db.session.flush()


def arrived(registration: Registration) -> None:
    """She stands at the desk: a place that was offered is hers by that. Behind the lock."""
    if registration.is_offered:
        registration.have_place()
        notifications.cancel(registration.about, _OVERTAKEN)
        _record("place taken", registration)


def promote(registration: Registration, reason: str) -> None:
    """By the team, which says why: the next place that her category may have is hers. Raises NotWaiting."""
    places.lock_for(registration)
    registration.put_first(reason)
    _record("registration promoted", registration)
    db.session.flush()
    pass_on(registration.edition)


def sweep(edition: Edition) -> None:
    """What time alone brings about: offers lapse, and each passes on exactly once (INV-14)."""
    places.lock(edition)
    for registration in queries.overdue_offers(edition, clock.now()):
        _lapse(registration)
        if registration.verified_at and moves(edition):
            emails.registration_lapsed(registration)
    db.session.flush()


def moves(edition: Edition) -> bool:
    """Whether places are still given."""
    return opening.of(edition, clock.now()) not in (Opening.OVER, Opening.CANCELLED)


_OVERTAKEN = ("registration_waitlisted", "registration_offered", "registration_lapsed")
"""Letters that are true no longer once she has said yes."""


def _lapse(registration: Registration) -> None:
    side = registration.side
    registration.let_pass(clock.now())
    notifications.cancel(registration.about)
    _record("place lapsed", registration, actor="worker")
    db.session.flush()
    free(registration.edition, side)


def _come_back(registration: Registration) -> None:
    other = queries.live_by_address(registration.edition, registration.email)
    if other is not None:
        raise RegisteredAnew
    if registration.edition.series.late_yes_keeps_place:
        registration.come_back()
    else:
        category = registration.own_category
        registration.come_back_last(category.priority if category else line.EVERYBODY)
    place_or_turn(registration)
    _record("came back to the line", registration, actor="registrant")
    db.session.flush()


def _first(edition: Edition, side: Side) -> Registration | None:
    full = categories.full(edition) if side is Side.ROOM else ()
    return queries.first_in_line(edition, side, full)


def _take(registration: Registration, side: Side) -> bool:
    """Neither the quota of her category nor the places are taken twice; online at a hybrid forum there is no quota."""
    has_quota = side is Side.ROOM and registration.category_id is not None
    if has_quota and registration.category_id in categories.full(registration.edition):
        return False
    return places.take(registration.edition, side)


def _record(act: str, registration: Registration, detail: str = "", actor: str | None = None) -> None:
    audit.record(act, f"registration {registration.reference}", detail, edition=registration.edition, actor=actor)
