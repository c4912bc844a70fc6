"""Registering, confirming the address, changing, cancelling; speakers; capacity and the waiting list.

Each locks the edition's places first (see ``places``), and reads what it decides upon after that.
"""

from itertools import groupby

from forumapp import clock, links, names
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.people.models import Person
from forumapp.registrations import emails, opening, places, queries, references
from forumapp.registrations.models import EndedAlready, Registration
from forumapp.registrations.opening import NotOpen, Opening

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
) -> None:
    """What the public form does: a place or a place in the line, and one letter. Raises NotOpen.

    Says nothing about what became of it, so that no page can tell whether the address was known. The same
    form sent again (``form_number``) does nothing; another form with a known address sends a letter to it.
    """
    if opening.of(edition, clock.now()) is not Opening.OPEN:
        raise NotOpen
    places.lock(edition)
    if known := queries.live_by_address(edition, email):
        _write_to_known(known, form_number)
    elif queries.letters_of_last_hour(email) < LETTERS_AN_HOUR:
        new = _add(edition, name, email, organisation, mode, language)
        write = emails.registration_waitlisted if new.is_waiting else emails.registration_confirmed
        write(new, form_number)
        _record("registered", new, detail=new.state, actor="registrant")
        db.session.flush()


def add(
    edition: Edition,
    *,
    name: str,
    email: str,
    organisation: str = "",
    mode: str | None = None,
    language: str = "en",
) -> Registration:
    """A participant with a place, or in the line; without letter. One live one per address (INV-12)."""
    places.lock(edition)
    return _add(edition, name, email, organisation, mode, language)


def send_link_again(edition: Edition, email: str) -> None:
    """To a known address a letter with a new link, which ends the old ones; to others nothing."""
    places.lock(edition)
    number, known = _number_of_now(), queries.live_by_address(edition, email)
    if known is None or queries.answered_form(known, number):
        return
    if queries.letters_of_last_hour(email) < LETTERS_AN_HOUR:
        notifications.cancel(known.about, queries.LETTERS_OF_FORMS)
        links.revoke_all(Purpose.REGISTRATION, known.id)
        emails.registration_already(known, number)
        db.session.flush()


def verify(registration: Registration) -> None:
    """The owner of the mailbox pressed the button; pressing again changes nothing. Raises EndedAlready."""
    _lock(registration)
    if registration.verify(clock.now()):
        _record("address confirmed", registration, actor="registrant")
        db.session.flush()


def change(registration: Registration, name: str, organisation: str) -> None:
    """Raises EndedAlready."""
    _lock(registration)
    if not registration.is_live:
        raise EndedAlready
    registration.rename(name, organisation)
    _record("registration changed", registration, actor="registrant")
    db.session.flush()


def cancel(registration: Registration) -> None:
    """By the participant; the place goes to the first in line. Cancelling twice is cancelling once.

    Raises SpeakersDecline.
    """
    _lock(registration)
    if registration.is_live:
        _cancel(registration, actor="registrant")
        emails.registration_cancelled(registration)
        db.session.flush()


def cancel_on_behalf(registration: Registration, reason: str) -> None:
    """By the team, which says why. Raises EndedAlready, SpeakersDecline."""
    _lock(registration)
    _cancel(registration)
    emails.registration_cancelled(registration, reason, by_team=True)
    db.session.flush()


def set_capacity(edition: Edition, capacity: int | None) -> None:
    """None: as many as come. Lowering cancels nobody; raising lets people in from the line."""
    places.set_capacity(edition, capacity)
    audit.record(
        "capacity set",
        f"edition {edition.slug}",
        "no limit" if capacity is None else str(capacity),
        edition=edition,
    )
    _let_in_from_line(edition)
    db.session.flush()


def register_speaker(edition: Edition, person: Person, mode: str, language: str) -> Registration | None:
    """Who has a role needs no form (decision 22): no public place, no letter of its own, address known.

    None where people do not register here. What she registered herself before becomes this registration.
    """
    if not edition.registers_here:
        return None
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration is None:
        registration = _new_speaker(edition, person, mode, language)
        db.session.add(registration)
        _record("registered", registration, detail="speaker")
    elif not registration.is_speaker:
        held_place = registration.holds_place
        registration.become_speaker(person.id, clock.now())
        _record("became speaker", registration)
        if held_place:
            _pass_place_on(edition)
    db.session.flush()
    return registration


def end_speaker(edition: Edition, person: Person, *, stays: bool = False) -> None:
    """The last role ended. Who registered herself, or wants to stay, is a participant, with a place if one is left."""
    places.lock(edition)
    registration = queries.live_of_person(edition, person)
    if registration is None or not registration.is_speaker:
        return
    if registration.source == "self" or stays:
        registration.become_participant(_needs_place(edition, registration.mode))
        _give_place_or_queue(registration)
        if registration.is_waiting:
            emails.registration_waitlisted(registration, _number_of_now())
    else:
        registration.end_as_speaker(clock.now())
        links.revoke_all(Purpose.REGISTRATION, registration.id)
    _record("speaker ended", registration, detail=registration.state)
    db.session.flush()


def free_unverified() -> int:
    """Free what nobody confirmed in time (decision 23); says how many registrations that were."""
    now, freed = clock.now(), 0
    for edition, candidates in groupby(queries.overdue(now), key=lambda found: found.edition):
        places.lock(edition)
        for registration in candidates:
            db.session.refresh(registration)
            until = registration.unconfirmed_until
            if until and until <= now:
                _lapse(registration)
                freed += 1
    return freed


def _add(edition: Edition, name: str, email: str, organisation: str, mode: str | None, language: str) -> Registration:
    mode = mode or _usual_mode(edition)
    registration = _new(edition, names.normalise_email(email), name, email, organisation, mode, language)
    registration.takes_place = _needs_place(edition, mode)
    _give_place_or_queue(registration)
    db.session.add(registration)
    db.session.flush()
    return registration


def _write_to_known(registration: Registration, form_number: int) -> None:
    if queries.answered_form(registration, form_number):
        return
    if queries.letters_of_last_hour(registration.email) < LETTERS_AN_HOUR:
        emails.registration_already(registration, form_number)
        db.session.flush()


def _new(
    edition: Edition,
    email_normalised: str,
    name: str,
    email: str,
    organisation: str,
    mode: str,
    language: str,
) -> Registration:
    registration = Registration(
        edition=edition,
        reference=references.new(edition),
        name=name,
        email=email,
        email_normalised=email_normalised,
        organisation=organisation,
        mode=mode,
        language=language,
        submitted_at=clock.now(),
    )
    registration.refresh_search()
    return registration


def _new_speaker(edition: Edition, person: Person, mode: str, language: str) -> Registration:
    organisation = person.organisation.in_language(language)
    address = person.email_normalised or f"person {person.id}"
    registration = _new(edition, address, person.printed_name, person.email, organisation, mode, language)
    registration.source = "invitation"
    registration.become_speaker(person.id, clock.now())
    return registration


def _usual_mode(edition: Edition) -> str:
    return Mode.ONLINE if edition.mode == Mode.ONLINE else Mode.IN_PERSON


def _needs_place(edition: Edition, mode: str) -> bool:
    """At a hybrid forum the places are chairs: who follows online needs none."""
    return not (edition.mode == Mode.HYBRID and mode == Mode.ONLINE)


def _give_place_or_queue(registration: Registration) -> None:
    if not registration.takes_place or places.take(registration.edition):
        registration.have_place()
    else:
        registration.wait(clock.now())


def _cancel(registration: Registration, actor: str | None = None) -> None:
    held_place = registration.holds_place
    registration.cancel(clock.now())
    notifications.cancel(registration.about)
    _record("registration cancelled", registration, actor=actor)
    if held_place:
        _pass_place_on(registration.edition)


def _lapse(registration: Registration) -> None:
    held_place = registration.holds_place
    registration.lapse(clock.now())
    notifications.cancel(registration.about)
    _record("registration lapsed", registration, actor="worker")
    db.session.flush()
    if held_place:
        _pass_place_on(registration.edition)


def _pass_place_on(edition: Edition) -> None:
    places.give_back(edition)
    _let_in_from_line(edition)


def _let_in_from_line(edition: Edition) -> None:
    """As many as there are places, in the order in which they came; each is told once."""
    if opening.of(edition, clock.now()) in (Opening.OVER, Opening.CANCELLED):
        return
    while (first := queries.first_in_line(edition)) and places.take(edition):
        first.have_place()
        notifications.cancel(first.about, ["registration_waitlisted"])
        emails.registration_place_free(first)
        _record("place given", first, actor="waiting list")
        db.session.flush()


def _lock(registration: Registration) -> None:
    places.lock(registration.edition)
    db.session.refresh(registration)


def _number_of_now() -> int:
    """Each request is a letter of its own; a double click within the second is one."""
    return int(clock.now().timestamp())


def _record(act: str, registration: Registration, detail: str = "", actor: str | None = None) -> None:
    audit.record(act, f"registration {registration.reference}", detail, edition=registration.edition, actor=actor)
