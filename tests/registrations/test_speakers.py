"""Who has a role is registered by it and uses up no public place (decision 22, INV-16)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.attendance import queries as attendance
from forumapp.consents import actions as consents
from forumapp.consents.models import Consent
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Mode, RegistrationWith
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.privacy import choices
from forumapp.registrations import actions, places, queries
from forumapp.registrations.models import Category, Registration, RegistrationState, SpeakersDecline
from tests.factories import people
from tests.factories.registrations import open_edition, registration


def speaks(edition: Edition, person: Person, mode: str = Mode.IN_PERSON) -> Any:
    with transaction():
        made = actions.register_speaker(
            db.session.get_one(Edition, edition.id), db.session.get_one(Person, person.id), mode, "lt"
        )
        made_id = made.id if made else None
    return made_id and db.session.get_one(Registration, made_id)


def steps_back(edition: Edition, person: Person) -> None:
    with transaction():
        actions.end_speaker(db.session.get_one(Edition, edition.id), db.session.get_one(Person, person.id))


def all_of(edition: Edition) -> list[Registration]:
    db.session.rollback()
    found = select(Registration).where(Registration.edition_id == edition.id).order_by(Registration.id)
    return list(db.session.scalars(found, execution_options={"populate_existing": True}))


def letters() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.kind)))


def states_of_letters() -> dict[str, str]:
    db.session.rollback()
    return {kind: str(state) for kind, state in db.session.execute(select(Message.kind, Message.state))}


def test_a_speaker_is_registered_without_place_form_or_letter(app: Flask) -> None:
    edition = open_edition(capacity=0)
    person = people.expert(edition)
    made = speaks(edition, person, Mode.ONLINE)
    assert (made.state, made.category, made.mode) == (RegistrationState.APPROVED, Category.SPEAKER, Mode.ONLINE)
    assert (made.name, made.email, made.language, made.person_id) == (
        person.printed_name,
        person.email,
        "lt",
        person.id,
    )
    assert made.verified_at is not None
    pool = places.of(edition)
    assert pool and pool.taken == 0
    assert letters() == []


def test_registering_a_speaker_twice_is_once(app: Flask) -> None:
    edition = open_edition()
    person = people.expert(edition)
    assert speaks(edition, person).id == speaks(edition, person).id
    assert len(all_of(edition)) == 1


def test_speakers_without_an_address_do_not_collide(app: Flask) -> None:
    edition = open_edition()
    for name in ("LIN Yu-ching", "Suryadi"):
        speaks(edition, people.expert(edition, name, email=""))
    assert [found.email for found in all_of(edition)] == ["", ""]


@pytest.mark.parametrize("elsewhere", [RegistrationWith.HOST, RegistrationWith.NOBODY])
def test_where_nobody_registers_here_a_speaker_does_not_either(app: Flask, elsewhere: str) -> None:
    edition = open_edition(registration=elsewhere)
    assert speaks(edition, people.expert(edition)) is None
    assert all_of(edition) == []


def test_a_participant_who_becomes_a_speaker_passes_the_place_on(app: Flask) -> None:
    edition = open_edition(capacity=1)
    person = people.expert(edition, email="lin@example.org")
    hers = registration(edition, email="LIN@example.org", verified=False)
    waiting = registration(edition)
    made = speaks(edition, person)
    assert made.id == hers.id and made.is_speaker and made.verified_at
    assert [found.state for found in all_of(edition)] == [RegistrationState.APPROVED, RegistrationState.OFFERED]
    assert db.session.get_one(Registration, waiting.id).holds_place
    assert letters() == ["registration_offered"]


def test_who_waits_and_becomes_a_speaker_waits_no_longer(app: Flask) -> None:
    edition = open_edition(capacity=0)
    registration(edition, email="lin@example.org")
    made = speaks(edition, people.expert(edition, email="lin@example.org"))
    assert made.state == RegistrationState.APPROVED
    assert queries.positions_in_line(edition) == {}


def test_when_the_role_ends_the_registration_ends(app: Flask) -> None:
    edition = open_edition()
    person = people.expert(edition)
    speaks(edition, person)
    steps_back(edition, person)
    steps_back(edition, person)
    assert [found.state for found in all_of(edition)] == [RegistrationState.CANCELLED]
    assert letters() == []
    assert speaks(edition, person).state == RegistrationState.APPROVED
    assert len(all_of(edition)) == 2


@pytest.mark.parametrize(
    ("capacity", "state", "told"),
    [(1, RegistrationState.APPROVED, []), (0, RegistrationState.WAITLISTED, ["registration_waitlisted"])],
)
def test_who_registered_herself_is_a_participant_again(app: Flask, capacity: int, state: str, told: list[str]) -> None:
    edition = open_edition(capacity=1)
    person = people.expert(edition, email="lin@example.org")
    registration(edition, email="lin@example.org")
    speaks(edition, person)
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), capacity)
    steps_back(edition, person)
    (hers,) = all_of(edition)
    assert (hers.state, hers.category) == (state, Category.PARTICIPANT)
    assert letters() == told


def test_ending_a_role_nobody_has_does_nothing_to_a_participant(app: Flask) -> None:
    edition = open_edition()
    person = people.expert(edition, email="lin@example.org")
    registration(edition, email="lin@example.org")
    steps_back(edition, person)
    assert all_of(edition)[0].holds_place


def test_a_speaker_does_not_cancel_here(app: Flask) -> None:
    edition = open_edition()
    made = speaks(edition, people.expert(edition))
    with pytest.raises(SpeakersDecline):
        actions.cancel(made)


def said(registration: Registration) -> dict[str, bool]:
    db.session.rollback()
    here = db.session.get_one(Registration, registration.id, populate_existing=True)
    return {purpose: not one.withdrawn_at for purpose, one in choices.of(here).items()}


def listed(edition: Edition) -> list[int]:
    return [one.registration.id for one in attendance.listed(db.session.get_one(Edition, edition.id), "en")]


def test_what_she_agreed_to_before_stays_agreed_when_she_becomes_a_speaker(app: Flask) -> None:
    edition = open_edition()
    person = people.expert(edition)
    made = registration(edition, email=person.email)
    with transaction():
        here = db.session.get_one(Registration, made.id)
        choices.agree(here, Purpose.LISTED, "lt")
        choices.agree(here, Purpose.PHOTOGRAPHED, "lt")
        choices.take_back(here, Purpose.PHOTOGRAPHED)
    at = db.session.scalars(select(Consent.given_at).where(Consent.purpose == Purpose.LISTED)).one()
    speaks(edition, person)
    assert said(made) == {Purpose.LISTED: True, Purpose.PHOTOGRAPHED: False}
    assert listed(edition) == [made.id]
    assert db.session.scalars(select(Consent.given_at).where(Consent.purpose == Purpose.LISTED)).one() == at
    with transaction():
        choices.take_back(db.session.get_one(Registration, made.id), Purpose.LISTED)
    assert listed(edition) == []


@pytest.mark.parametrize(("person_last", "stands"), [(True, False), (False, True)])
def test_where_she_said_both_the_later_word_holds(app: Flask, person_last: bool, stands: bool) -> None:
    edition = open_edition()
    person = people.expert(edition)
    made = registration(edition, email=person.email)

    def as_person() -> None:
        with transaction():
            consents.record(person, edition, Purpose.LISTED, "en")
            consents.withdraw(person, edition, Purpose.LISTED)

    if not person_last:
        as_person()
    with transaction():
        choices.agree(db.session.get_one(Registration, made.id), Purpose.LISTED, "en")
    if person_last:
        as_person()
    speaks(edition, person)
    assert said(made) == {Purpose.LISTED: stands}


def test_who_becomes_a_speaker_is_not_told_any_more_that_she_waits(app: Flask) -> None:
    edition = open_edition(capacity=0)
    person = people.expert(edition, email="ana@example.org")
    with transaction():
        actions.register(db.session.get_one(Edition, edition.id), name="Ana", email=person.email, form_number=1)
    speaks(edition, person)
    assert states_of_letters() == {"registration_waitlisted": "cancelled"}


def test_no_letter_leaves_with_the_link_of_a_registration_that_ended_with_the_role(app: Flask) -> None:
    edition = open_edition()
    person = people.expert(edition, email="ana@example.org")
    speaks(edition, person)
    with transaction():
        actions.send_link_again(db.session.get_one(Edition, edition.id), person.email)
    steps_back(edition, person)
    assert states_of_letters() == {"registration_already": "cancelled"}
