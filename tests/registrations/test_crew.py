"""Interpreters, captioners and room monitors are registered by their part and stand as what they are."""

import csv
import io
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.attendance import paper
from forumapp.attendance import queries as attendance
from forumapp.consents import actions as consents
from forumapp.consents.purposes import Purpose as Consent
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose, make
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.registrations import emails, queries
from forumapp.registrations.models import Registration
from tests.factories import invitations
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

HERE = "/manage/f3dcrew"
ONA, LIN, RASA = "ona@example.org", "lin@example.org", "rasa@example.org"


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with time_machine.travel(invitations.NOW, tick=False):
        yield


@pytest.fixture
def forum(app: Flask) -> Edition:
    """Ona interprets and writes captions, Rasa interprets and speaks, LIN speaks; somebody comes."""
    made = open_edition(slug="f3dcrew")
    session = invitations.panel(made).id
    for address, name, parts in (
        (ONA, "Ona Verta", ("captioner", "interpreter")),
        (LIN, "LIN Yu-ching", ("panellist",)),
        (RASA, "Rasa Abu", ("interpreter", "speaker")),
    ):
        person = None
        for part in parts:
            here = db.session.get_one(ForumSession, session)
            one = invitations.invitation(here, person, state="accepted", part=part, printed_name=name, email=address)
            person = db.session.get_one(Person, one.person_id)
    registration(db.session.get_one(Edition, made.id), name="Some Body", email="somebody@example.org")
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def rows(client: ReadingClient, path: str) -> dict[str, str]:
    """Name → what stands beside it."""
    document = client.get(path).document
    found = document.xpath("//tbody/tr | //li[@class='desk-person']")
    texts = [" ".join(row.text_content().split()) for row in found]
    return {name: text for name in ("Ona", "LIN", "Rasa", "Some") for text in texts if text.startswith(name)}


def test_in_the_list_they_stand_as_their_part(organiser: ReadingClient) -> None:
    listed = rows(organiser, f"{HERE}/registrations")
    assert "interpreter and captioner" in listed["Ona"] and "speaker" not in listed["Ona"]
    assert "speaker" in listed["LIN"] and "speaker" in listed["Rasa"]
    assert "speaker" not in listed["Some"]


def test_at_the_desk_they_stand_as_their_part(organiser: ReadingClient) -> None:
    assert "interpreter and captioner" in rows(organiser, f"{HERE}/desk?q=verta")["Ona"]
    assert "speaker" in rows(organiser, f"{HERE}/desk?q=abu")["Rasa"]
    assert "speaker" not in rows(organiser, f"{HERE}/desk?q=some")["Some"]


def test_on_her_page_the_team_reads_her_part(organiser: ReadingClient, forum: Edition) -> None:
    found = by_address(forum, ONA)
    assert found
    assert "interpreter and captioner" in organiser.get(f"{HERE}/registrations/{found.reference}").text


def test_they_are_counted_apart_and_found_by_a_filter(organiser: ReadingClient, forum: Edition) -> None:
    counts = queries.counts(db.session.get_one(Edition, forum.id))
    assert (counts.speakers, counts.crew, counts.with_place) == (2, 1, 1)
    assert "2 speakers · 1 of the crew" in organiser.get(f"{HERE}/registrations").text.replace("\xa0", " ")
    assert set(rows(organiser, f"{HERE}/registrations?state=speakers")) == {"LIN", "Rasa"}
    assert set(rows(organiser, f"{HERE}/registrations?state=crew")) == {"Ona"}


def test_in_files_their_category_is_their_part(organiser: ReadingClient) -> None:
    content = organiser.get(f"{HERE}/registrations.csv").response.get_data(as_text=True).lstrip("\ufeff")
    categories = {row["email"]: row["category"] for row in csv.DictReader(io.StringIO(content))}
    assert categories == {
        ONA: "interpreter",
        LIN: "speaker",
        RASA: "speaker",
        "somebody@example.org": "participant",
    }


def test_their_badges_say_their_part(forum: Edition) -> None:
    here = db.session.get_one(Edition, forum.id)
    people = attendance.on_paper(here)
    printed = paper.badges(here, people, {one.registration.id: "https://x.example" for one in people}, "en").badges
    assert {one.name: one.category for one in printed} == {
        "Ona Verta": "Interpreter",
        "LIN Yu-ching": "Speaker",
        "Rasa Abu": "Interpreter",
        "Some Body": "Participant",
    }


def test_among_those_who_come_they_are_no_speakers(client: ReadingClient, forum: Edition) -> None:
    with transaction():
        here = db.session.get_one(Edition, forum.id)
        for address in (ONA, LIN):
            person = db.session.scalars(select(Person).where(Person.email == address)).one()
            consents.record(person, here, Consent.LISTED, "en")
    with transaction():
        somebody = by_address(forum, "somebody@example.org")
        assert somebody
        link = f"/en/r/{make(Purpose.REGISTRATION, somebody.id)}"
    text = client.get(f"{link}/participants").text
    assert text.index("Speakers") < text.index("LIN Yu-ching") < text.index("Crew") < text.index("Ona Verta")


def test_no_letter_calls_them_speakers(forum: Edition) -> None:
    for address in (ONA, LIN):
        found = by_address(forum, address)
        with transaction():
            assert found
            emails.registration_already(db.session.get_one(Registration, found.id), 1)
    said = {
        row.recipient: "as a speaker" in row.body_text
        for row in db.session.scalars(select(Message).where(Message.kind == "registration_already"))
    }
    assert said == {ONA: False, LIN: True}


def test_many_of_them_cost_as_many_queries_as_one(app: Flask, organiser: ReadingClient, forum: Edition) -> None:
    def cost() -> list[int]:
        counted = []
        for path in ("registrations", "registrations?state=crew", "desk?q=verta", "registrations.csv"):
            with statements(app) as said:
                organiser.get(f"{HERE}/{path}")
            counted.append(len(said))
        return counted

    before = cost()
    session = db.session.scalars(select(ForumSession)).one().id
    for number in range(5):
        here = db.session.get_one(ForumSession, session)
        invitations.invitation(
            here, state="accepted", part="room_monitor", printed_name=f"Verta {number}", email=f"m{number}@example.org"
        )
    assert cost() == before
