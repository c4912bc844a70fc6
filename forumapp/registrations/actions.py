"""Registering, confirming the address, changing, cancelling; speakers; how many places there are.

Each locks the edition's places first (see ``places``), and reads what it decides upon after that.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from forumapp import clock, links, rows
from forumapp.audit import actions as audit
from forumapp.consents import actions as consents
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.people import post
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.registrations import changing, emails, making, opening, places, queries, waiting_list
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.categories import actions as changing_categories
from forumapp.registrations.categories.actions import Rules
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import (
    BY_INVITATION,
    Registration,
    RegistrationState,
    Side,
)
from forumapp.registrations.opening import NotOpen, Opening
from forumapp.registrations.questions import actions as questions
from forumapp.registrations.questions.queries import Values
from forumapp.registrations.review import entering
from forumapp.registrations.seats import actions as seats
from forumapp.registrations.seats import queries as seat_queries

LETTERS_AN_HOUR = 3


def register(
    edition: Edition,
    *,
    name: str,
    email: str,
    organisation: str = "",
    mode: str | None = None,
    language: str = "en",
    form_number: int = 0,
    category: RegistrationCategory | None = None,
    answers: Values | None = None,
) -> None:
    """What the public form does: a place or a place in the line, and one letter. Raises NotOpen, CategoryNotOpen.

    Says nothing about what became of it, so that no page can tell whether the address was known. The same
    form sent again (``form_number``) does nothing; another form with a known address sends a letter to it.
    """
    if opening.of(edition, clock.now()) is not Opening.OPEN:
        raise NotOpen
    if category:
        category.check_open(clock.now())
    places.lock(edition)
    known_id, letters = queries.known_and_letters(edition, email)
    if known_id is not None:
        _write_to_known(db.session.get_one(Registration, known_id, populate_existing=True), form_number)
    elif letters < LETTERS_AN_HOUR:
        new = _placed(edition, name, email, organisation, mode, language, category)
        rows.write(new)
        changing.record("registered", new, detail=new.state, actor="registrant", straight=True)
        if new.is_under_review:
            entering.begin(new)
        if answers:
            questions.save(db.session.get_one(Registration, new.id), answers)
        _receipt_for(new)(new, form_number, is_new=True)


def add(
    edition: Edition,
    *,
    name: str,
    email: str,
    organisation: str = "",
    mode: str | None = None,
    language: str = "en",
    category: RegistrationCategory | None = None,
) -> Registration:
    """A participant with a place, or in the line; without letter. One live one per address (INV-12)."""
    places.lock(edition)
    registration = _placed(edition, name, email, organisation, mode, language, category)
    db.session.add(registration)
    db.session.flush()
    if registration.is_under_review:
        entering.begin(registration)
    return registration


def send_link_again(edition: Edition, email: str) -> None:
    """To a known address a letter with a new link, which ends the old ones; to others nothing."""
    places.lock(edition)
    number, known = _number_of_now(), queries.live_by_address(edition, email)
    if known is None or queries.answered_form(known, number):
        return
    if queries.letters_of_last_hour(email) < LETTERS_AN_HOUR:
        notifications.cancel(known.about, (*queries.LETTERS_OF_FORMS, "registration_offered"))
        links.revoke_all(Purpose.REGISTRATION, known.id)
        addresses.end(known)
        emails.registration_already(known, number)
        db.session.flush()


def verify(registration: Registration) -> None:
    """The owner of the mailbox pressed the button; pressing again changes nothing. Raises EndedAlready."""
    places.lock_for(registration)
    if registration.verify(clock.now()):
        changing.record("address confirmed", registration, actor="registrant")
        db.session.flush()


def change(
    registration: Registration, name: str, organisation: str, *, mode: str | None = None, language: str | None = None
) -> None:
    """Where the team says yes to each it looks again, and she keeps her place meanwhile.

    Raises EndedAlready, NoPlaceThere.
    """
    places.lock_for(registration)
    before = registration.name, registration.organisation
    changing.change(registration, name, organisation, mode, language)
    looked_at = entering.look_again(registration, *before)
    changing.record("registration changed", registration, "under review" if looked_at else "", actor="registrant")
    db.session.flush()


def cancel(registration: Registration) -> None:
    """By the participant; the place is offered to the first in line. Cancelling twice is cancelling once.

    Raises SpeakersDecline, GuestsDecline.
    """
    places.lock_for(registration)
    if registration.is_live:
        changing.cancel(registration, actor="registrant")
        emails.registration_cancelled(registration)
        db.session.flush()


def erase(registration: Registration) -> None:
    """Nothing of it stays; her place and her seats go to the next in line. No letter."""
    places.lock_for(registration)
    held = registration.place_held
    if registration.is_live:
        seats.end_all(registration)
    addresses.forget_of(registration)
    edition = registration.edition
    db.session.delete(registration)
    db.session.flush()
    if held:
        waiting_list.free(edition, held)


def set_capacity(edition: Edition, capacity: int | None, side: Side = Side.ROOM) -> None:
    """None: as many as come. Fewer cancels nobody (INV-15); more are offered to the line at once."""
    places.set_capacity(edition, capacity, side)
    number = "no limit" if capacity is None else str(capacity)
    words = f"online {number}" if side is Side.STREAM else number
    audit.record("capacity set", f"edition {edition.slug}", words, edition=edition)
    waiting_list.pass_on(edition)
    db.session.flush()


def change_category(edition: Edition, category: RegistrationCategory, rules: Rules) -> None:
    """What a higher quota sets free is offered to the line."""
    changing_categories.change(edition, category, rules)
    waiting_list.pass_on(edition)


def register_speaker(edition: Edition, person: Person, mode: str, language: str) -> Registration | None:
    """Who has a role needs no form (decision 22): no public place, no letter of its own, address known.

    None where people do not register here. What she registered herself before becomes this registration.
    """
    if not edition.registers_here:
        return None
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration is None:
        registration = _new_by_invitation(edition, person, mode, language)
        registration.become_speaker(person.id, clock.now())
        db.session.add(registration)
        changing.record("registered", registration, detail="speaker")
    elif not registration.is_speaker:
        held = registration.place_held
        registration.become_speaker(person.id, clock.now())
        notifications.cancel(registration.about, ["registration_waitlisted", "registration_offered"])
        consents.hand_over(registration, person, edition)
        changing.record("became speaker", registration)
        db.session.flush()
        if held:
            waiting_list.free(edition, held)
        seats.release_where_she_speaks(registration)
    else:
        seats.release_where_she_speaks(registration)
    db.session.flush()
    return registration


def register_guest(
    edition: Edition,
    person: Person,
    mode: str,
    language: str,
    session: ForumSession | None = None,
    *,
    comes_otherwise: bool = False,
) -> Registration | None:
    """Who is asked by name to attend needs no form and is never turned away: hers is a place, the last or not.

    None where people do not register here. What she registered herself before becomes this registration; who has a
    part has no need of a place as well. ``session``: the one to which she was asked; a seat of it is hers, too. Who
    ``comes_otherwise`` and follows it online stays where she is for the rest.
    """
    if not edition.registers_here:
        return None
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    seat_mode, mode = mode, _mode_at_forum(edition, registration, mode, session, comes_otherwise)
    if registration is None:
        registration = _new_by_invitation(edition, person, mode, language)
        registration.take_part(mode, making.needs_place(edition, mode))
        registration.become_guest(person.id, clock.now())
        places.take_anyway(edition, registration.side)
        db.session.add(registration)
        changing.record("registered", registration, detail="guest")
    elif not registration.is_speaker:
        _make_guest(registration, person, mode)
    db.session.flush()
    if session:
        _seat_guest(registration, session, seat_mode)
    return registration


def leave_session(edition: Edition, person: Person, session: ForumSession) -> None:
    """Who was asked to a session by name does not come to it; what she is registered for besides stays."""
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration:
        seats.end_invited(registration, session)


def keep_seat(edition: Edition, person: Person, session: ForumSession) -> None:
    """Who was asked to a session by name comes to it at its new time, too."""
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration:
        seats.keep_invited(registration, session)


def end_guest(edition: Edition, person: Person) -> None:
    """She does not come, or is not to; who had registered herself stays a participant. Who has a part keeps it."""
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration is None or not registration.is_guest:
        return
    held = registration.place_held
    if registration.source != BY_INVITATION:
        registration.become_participant(registration.takes_place)
        held = None
    else:
        _end_with_invitation(registration)
    changing.record("guest ended", registration, detail=registration.state)
    db.session.flush()
    if held:
        waiting_list.free(edition, held)


def end_speaker(edition: Edition, person: Person, *, stays: bool = False, is_guest: bool = False) -> None:
    """The last role ended. Who registered herself, or wants to stay, is a participant, with a place if one is left.

    ``is_guest``: she is asked to attend as well, and has a place in any case.
    """
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration is None or not registration.is_speaker:
        return
    if is_guest:
        registration.take_part(registration.mode, making.needs_place(edition, registration.mode))
        registration.become_guest(person.id, clock.now())
        places.take_anyway(edition, registration.side)
    elif registration.source != BY_INVITATION or stays:
        registration.become_participant(making.needs_place(edition, registration.mode))
        waiting_list.place_or_turn(registration)
        if registration.is_waiting:
            seats.end_all(registration)
            emails.registration_waitlisted(registration, _number_of_now())
    else:
        _end_with_invitation(registration)
    changing.record("speaker ended", registration, detail=registration.state)
    db.session.flush()


def free_unverified() -> int:
    """Free what nobody confirmed in time (decision 23); says how many registrations that were."""
    now, freed = clock.now(), 0
    for edition, candidates in groupby(queries.overdue(now), key=lambda found: found.edition):
        places.lock(edition)
        overdue = [registration for registration in candidates if _is_unconfirmed(registration, now)]
        # Who waits goes first, so that no place is offered to somebody whose time is over as well.
        for registration in sorted(overdue, key=lambda one: one.holds_place):
            _lapse(registration)
        freed += len(overdue)
    return freed


def _placed(
    edition: Edition,
    name: str,
    email: str,
    organisation: str,
    mode: str | None,
    language: str,
    category: RegistrationCategory | None,
) -> Registration:
    """With a place or in the line; not in the database yet."""
    registration = making.wanted(edition, name, email, organisation, mode, language, category)
    if category and category.is_reviewed:
        registration.be_reviewed()
    else:
        waiting_list.place_or_turn(registration)
    return registration


def _receipt_for(registration: Registration) -> Callable[..., None]:
    if registration.is_under_review:
        return emails.registration_received
    return emails.registration_waitlisted if registration.is_waiting else emails.registration_confirmed


def _write_to_known(registration: Registration, form_number: int) -> None:
    if queries.answered_form(registration, form_number):
        return
    if queries.letters_of_last_hour(registration.email) < LETTERS_AN_HOUR:
        emails.registration_already(registration, form_number)
        db.session.flush()


def _make_guest(registration: Registration, person: Person, mode: str) -> None:
    """The place she has, or one on the side she wants; who is here already stays where she is."""
    edition, held = registration.edition, registration.place_held
    if registration.state != RegistrationState.CHECKED_IN:
        registration.take_part(mode, making.needs_place(edition, mode))
    was_guest = registration.is_guest
    registration.become_guest(person.id, clock.now())
    notifications.cancel(registration.about, ["registration_waitlisted", "registration_offered"])
    if not was_guest:
        consents.hand_over(registration, person, edition)
        changing.record("became guest", registration)
    if held is not registration.side:
        places.take_anyway(edition, registration.side)
        seats.follow_mode(registration)
        db.session.flush()
        if held:
            waiting_list.free(edition, held)


def _mode_at_forum(
    edition: Edition, registration: Registration | None, mode: str, session: ForumSession | None, comes_otherwise: bool
) -> str:
    """In the room or online: as she said, but in the room where anything else of hers is there."""
    if edition.mode != Mode.HYBRID or mode == Mode.HYBRID:
        return making.usual_mode(edition)
    elsewhere = registration is not None and (comes_otherwise or registration.source != BY_INVITATION)
    return registration.mode if registration and session and elsewhere and mode == Mode.ONLINE else mode


def _seat_guest(registration: Registration, session: ForumSession, mode: str) -> None:
    """Not beside a part in the same session (INV-16)."""
    if session.id in seat_queries.sessions_where_she_speaks(registration.edition, registration):
        return
    where_said = Mode.ONLINE if mode == Mode.ONLINE else Mode.IN_PERSON
    seats.seat_invited(registration, session, where_said if session.mode == Mode.HYBRID else session.mode)


def _end_with_invitation(registration: Registration) -> None:
    registration.end_with_invitation(clock.now())
    notifications.cancel(registration.about)  # what has not left yet would bring a link that leads nowhere
    seats.end_all(registration)
    links.revoke_all(Purpose.REGISTRATION, registration.id)


def _new_by_invitation(edition: Edition, person: Person, mode: str, language: str) -> Registration:
    """The address is known, or it is something that no address can be."""
    organisation = person.organisation.in_language(language)
    registration = making.new(
        edition, post.mailbox(person), person.printed_name, person.email, organisation, mode, language
    )
    registration.source = BY_INVITATION
    return registration


def _is_unconfirmed(registration: Registration, now: datetime) -> bool:
    """As it is after the wait for the lock."""
    db.session.refresh(registration)
    until = registration.unconfirmed_until
    return until is not None and until <= now


def _lapse(registration: Registration) -> None:
    held = registration.place_held
    registration.lapse(clock.now())
    notifications.cancel(registration.about)
    changing.record("registration lapsed", registration, actor="worker")
    seats.end_all(registration)
    db.session.flush()
    if held:
        waiting_list.free(registration.edition, held)


def _number_of_now() -> int:
    """Each request is a letter of its own; a double click within the second is one."""
    return int(clock.now().timestamp())
