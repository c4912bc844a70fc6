"""Who of the team sees what of a profile (INV-24, INV-26, INV-27)."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.clock import now
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.profiles import actions, queries
from forumapp.profiles.models import AccessNeed, Photo, Profile, Stay
from forumapp.registrations import places
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import actions as questions
from forumapp.registrations.questions.models import Kind
from forumapp.words import Text
from tests.factories import forums, invitations
from tests.factories.questions import answer, question
from tests.factories.registrations import registration
from tests.support.signed_in import Team

TOLD = ("a way without steps", "no nuts", "BT 614", "step_free")


@pytest.fixture
def told(app: Flask) -> Invitation:
    """She told everything there is to tell."""
    invited = invitations.invitation(state="accepted")
    person, edition = invited.person_id, invited.edition_id
    with transaction():
        db.session.add_all(
            (
                Profile(person_id=person, biography=Text.of("Writes on names."), saved_at=now()),
                Photo(person_id=person, content=b"a picture", width=300, height=400, saved_at=now()),
                Stay(
                    edition_id=edition,
                    person_id=person,
                    arrives_on=date(2026, 10, 23),
                    arrives_with="BT 614",
                    departs_on=date(2026, 10, 27),
                    saved_at=now(),
                ),
                AccessNeed(edition_id=edition, person_id=person, access=["step_free"], diet_words="no nuts"),
            )
        )
    return db.session.get_one(Invitation, invited.id)


def test_the_persons_page_leads_to_what_is_there_and_what_is_missing(team: Team, told: Invitation) -> None:
    edition, person = told.edition, told.person
    client = team.signed_in_as("organiser", edition)
    page = client.get(client.get(f"/manage/{edition.slug}/people/{person.public_id}").links()["Profile"])
    assert "Nothing is missing" in page.text and "Writes on names." in page.text
    assert not any(words in page.text for words in TOLD)
    picture = client.get(str(page.document.find_class("portrait")[0].get("src"))).response
    assert (picture.data, picture.mimetype) == (b"a picture", "image/jpeg")


@pytest.mark.parametrize(
    ("role", "arrivals", "needs"),
    [
        ("owner", 200, 200),
        ("organiser", 200, 200),
        ("desk", 200, 404),
        ("cohost", 404, 404),
        ("viewer", 404, 404),
        ("admin", 200, 404),
    ],
)
def test_arrivals_and_needs_are_for_those_who_act_on_them(
    team: Team, told: Invitation, role: str, arrivals: int, needs: int
) -> None:
    edition = told.edition
    slug, client = edition.slug, team.signed_in_as(role, edition)
    assert client.get(f"/manage/{slug}/arrivals").status == arrivals
    assert client.get(f"/manage/{slug}/needs").status == needs


def test_who_arranges_reads_what_was_told(team: Team, told: Invitation) -> None:
    slug, client = told.edition.slug, team.signed_in_as("organiser", told.edition)
    assert "BT 614" in client.get(f"/manage/{slug}/arrivals").text
    text = client.get(f"/manage/{slug}/needs").text
    assert "a way without steps" in text and "no nuts" in text


def asked_about_food(edition: Edition) -> tuple[Registration, Registration]:
    """Two answer, and a third who only waits."""
    food = question(edition, "What do you eat?", kind=Kind.SEVERAL_OF, options=["vegan", "halal"], is_restricted=True)
    access = question(edition, "What do you need?", kind=Kind.LONG_TEXT, is_restricted=True)
    open_one = question(edition, "Why do you come?")
    first, second = registration(edition, name="Ūla Needing"), registration(edition, name="Gintarė Eating")
    with transaction():
        places.set_capacity(db.session.get_one(Edition, edition.id), 2)
    waiting = registration(edition, name="Waiting Third")
    answer(first, food, ["1", "2"]), answer(second, food, ["1"]), answer(waiting, food, ["2"])
    with transaction():
        questions.save(
            db.session.get_one(Registration, first.id),
            {food.id: ["1", "2"], access.id: "A lift to the hall", open_one.id: "To listen"},
        )
    return first, second


def test_participants_stand_on_the_list_beside_the_speakers(team: Team, told: Invitation) -> None:
    edition = told.edition
    asked_about_food(edition)
    client = team.signed_in_as("organiser", edition)
    page = client.get(f"/manage/{edition.slug}/needs")
    for words in ("Ūla Needing", "vegan; halal", "A lift to the hall", "Gintarė Eating", "LIN Yu-ching", "no nuts"):
        assert words in page.text
    assert "To listen" not in page.text and "Waiting Third" not in page.text


def test_a_caterer_gets_numbers_and_nobodys_name_or_words(team: Team, told: Invitation) -> None:
    edition = told.edition
    asked_about_food(edition)
    client = team.signed_in_as("organiser", edition)
    page = client.get(client.get(f"/manage/{edition.slug}/needs").links()["Numbers alone, to pass on"])
    said = {
        str(row.text_content()).strip(): str(row.getnext().text_content()).strip()
        for row in page.document.xpath("//main//dt")
    }
    assert said == {"a way without steps": "1", "vegan": "2", "halal": "1", "in words of their own": "1"}
    for words in ("Needing", "Eating", "LIN", "no nuts", "lift"):
        assert words not in page.text
    for role in ("desk", "cohost", "viewer", "admin"):
        assert team.signed_in_as(role, edition).get(f"/manage/{edition.slug}/needs/numbers").status == 404


def test_who_gave_the_part_back_and_comes_all_the_same_still_eats(team: Team, told: Invitation) -> None:
    edition, invitation_id = told.edition, told.id
    with transaction():
        answering.withdraw(db.session.get_one(Invitation, invitation_id), stays=True)
    text = team.signed_in_as("organiser", edition).get(f"/manage/{edition.slug}/needs").text
    assert "LIN Yu-ching" in text and "no nuts" in text


def test_a_photo_is_seen_by_those_alone_who_know_the_person(team: Team, told: Invitation) -> None:
    photo, slug = queries.photo_of(told.person), told.edition.slug
    assert photo
    address = f"people/{told.person.public_id}/portrait/{photo.public_id}.jpg"
    elsewhere = forums.edition()
    client = team.signed_in_as("organiser", elsewhere)
    assert client.get(f"/manage/{elsewhere.slug}/{address}").status == 404
    assert client.get(f"/manage/{slug}/{address}").status == 404


def test_who_gave_the_part_back_stands_on_neither_list(team: Team, told: Invitation) -> None:
    slug, client, invitation_id = told.edition.slug, team.signed_in_as("organiser", told.edition), told.id
    with transaction():
        answering.withdraw(db.session.get_one(Invitation, invitation_id))
    for page in ("arrivals", "needs"):
        text = client.get(f"/manage/{slug}/{page}").text
        assert "LIN Yu-ching" not in text and not any(words in text for words in TOLD)


def test_food_is_forgotten_after_fourteen_days_and_the_rest_after_thirty(
    told: Invitation, september: time_machine.Traveller
) -> None:
    def kept() -> tuple[int, list[str], list[str]]:
        db.session.expire_all()
        needs = db.session.scalars(select(AccessNeed)).all()
        return len(db.session.scalars(select(Stay)).all()), [n.diet_words for n in needs], [*(n.access for n in needs)]

    ended = told.edition.ends_on
    for days, expected in (
        (14, (1, ["no nuts"], [["step_free"]])),
        (15, (1, [""], [["step_free"]])),
        (31, (0, [], [])),
    ):
        september.move_to(ended + timedelta(days=days))
        with transaction():
            actions.forget_due()
        assert kept() == expected, days
    assert db.session.scalars(select(Profile)).one().biography["en"] == "Writes on names."
