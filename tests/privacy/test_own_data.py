"""My data: what is held of me and of nobody else, what I agree to, and being forgotten by my own hand (PRIV-01)."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock, links
from forumapp.accounts import actions as accounts
from forumapp.attendance import actions as attendance
from forumapp.attendance.models import Badge
from forumapp.consents.models import Consent
from forumapp.extensions import db, transaction
from forumapp.invitations.models import Invitation
from forumapp.links import Purpose
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.privacy import own, traces
from forumapp.profiles.models import AccessNeed, Profile, Stay
from forumapp.registrations.models import Registration
from forumapp.registrations.review.models import RegistrationReview
from forumapp.words import Text
from tests.factories import invitations
from tests.factories.questions import answer, give_file, question
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, request
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

ADDRESS = "ula@example.org"


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 1, 9, 30, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def ula(app: Flask) -> Registration:
    """A participant with a seat; beside her somebody else, of whom she must read nothing."""
    edition = open_edition(slug="f3downdata", mode="hybrid")
    session = by_request(edition, seats=2)
    made = registration(edition, name="Ūla Savoji", email=ADDRESS, organisation="Open Lines")
    other = registration(edition, name="Somebody Else", email="else@example.org", organisation="The Lantern")
    db.session.expunge_all()
    request(made, session), request(other, session)
    return db.session.get_one(Registration, made.id)


def page_of(found: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, found.id)}/data"


def opened(client: ReadingClient, page: str, sink: Sink) -> None:
    """As she does: ask for a code, read the letter, type it."""
    press(client, page, "/data/code")
    delivery.run_due()
    code = next(found for letter in sink.letters if (found := re.search(r"\b\d{8}\b", letter.text))).group()
    entered = client.submit(client.get(f"{page}/code/enter").form("code"), code=code, follow=False)
    assert entered.status == 303


def press(client: ReadingClient, page: str, ending: str, **values: str) -> int:
    [form] = [
        form
        for form in client.get(page).document.xpath(f"//form[contains(@action, '{ending}')]")
        if all(form.xpath(f".//input[@name='{name}' and @value='{value}']") for name, value in values.items())
    ]
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@name]")}
    return client.post(form.get("action"), sent).status


def test_the_link_alone_shows_nothing_of_what_is_held(client: ReadingClient, ula: Registration) -> None:
    page = page_of(ula)
    text = client.get(page).text
    assert "Send me a code" in text
    assert not any(word in text for word in ("Savoji", ADDRESS, "Open Lines", ula.reference))
    assert client.get(f"{page}.json", follow=False).status == 303
    assert client.get(f"{page}/erase", follow=False).status == 303


def test_with_a_code_she_sees_and_takes_along_what_is_hers_and_nobody_elses(
    client: ReadingClient, ula: Registration, sink: Sink
) -> None:
    page = page_of(ula)
    opened(client, page, sink)
    text = client.get(page).text
    assert all(word in text for word in ("Ūla Savoji", ADDRESS, "Open Lines", ula.reference))
    known = json.loads(client.get(f"{page}.json").response.data)
    [row] = known["registrations"]
    assert (row["name"], row["email"], row["organisation"]) == ("Ūla Savoji", ADDRESS, "Open Lines")
    assert known["seats"][0]["session"] == "W2" and known["seats"][0]["state"] == "confirmed"
    assert {letter["kind"] for letter in known["letters"]} >= {"seat_confirmed", "data_code"}
    assert any(act["action"] == "seat requested" for act in known["acts"])
    everything = json.dumps(known, ensure_ascii=False)
    assert not any(word in everything for word in ("Somebody Else", "else@", "Lantern", "hash"))


def test_the_page_tells_in_words_what_the_file_tells_in_columns(
    client: ReadingClient, ula: Registration, sink: Sink
) -> None:
    edition = db.session.get_one(Registration, ula.id).edition
    food = question(edition, "What do you eat?", kind="several_of", options=["vegan", "halal"])
    card = question(edition, "Press card", kind="file")
    answer(ula, food, ["1", "2"])
    give_file(ula, card)
    with transaction():
        here = db.session.get_one(Registration, ula.id)
        attendance.check_in(here, by=accounts.create("desk@team.example.org"))
        db.session.add(Badge(registration_id=here.id, batch="b", printed_at=clock.now(), wording="w"))
        db.session.add(
            RegistrationReview(registration_id=here.id, waiting_since=None, asked="Which ministry?", answered="Mine")
        )
    page = page_of(ula)
    press(client, page, "/data/choice", purpose="listed", say="agree")
    opened(client, page, sink)
    text = client.get(page).text
    for words in (
        "What do you eat?",
        "vegan; halal",
        "note verbale.pdf",
        "Which ministry? · Mine",
        "My name and organisation may stand in the list of participants",
        "W2",
        "Where you were",
        "Badges",
        "seat requested",
        "Your code",
    ):
        assert words in text, words
    assert "Somebody Else" not in text and "{" not in text


def test_a_wrong_code_opens_nothing(client: ReadingClient, ula: Registration) -> None:
    page = page_of(ula)
    press(client, page, "/data/code")
    wrong = client.submit(client.get(f"{page}/code/enter").form("code"), code="00000000")
    assert wrong.status == 422 and "wrong or no longer valid" in wrong.text
    assert "Savoji" not in client.get(page).text


def test_an_expert_finds_every_field_that_is_held_of_her(app: Flask) -> None:
    panel = invitations.panel()
    asked = invitations.invitation(panel, printed_name="Ingeborg Quendolin", email=ADDRESS, state="accepted")
    with transaction():
        found = db.session.get_one(Invitation, asked.id)
        person, edition, at = found.person, found.edition, found.created_at
        person.salutation, person.native_name = "Dear planted1", "planted2"
        found.message = "planted3"
        db.session.add_all(
            (
                Profile(person_id=person.id, biography=Text.of("planted4"), saved_at=at),
                Stay(edition_id=edition.id, person_id=person.id, arrives_with="planted5", saved_at=at),
                AccessNeed(edition_id=edition.id, person_id=person.id, diet_words="planted6", saved_at=at),
            )
        )
    everything = json.dumps(own.of(traces.of(ADDRESS)).as_json(), default=str, ensure_ascii=False)
    assert [n for n in range(1, 7) if f"planted{n}" not in everything] == []


def test_nobody_is_listed_until_she_agrees_and_taking_back_is_as_easy(client: ReadingClient, ula: Registration) -> None:
    page = page_of(ula)
    assert "Not agreed" in client.get(page).text
    press(client, page, "/data/choice", purpose="listed", say="agree")
    assert "You agreed" in client.get(page).text
    press(client, page, "/data/choice", purpose="listed", say="no")
    assert "You took this back" in client.get(page).text
    db.session.rollback()
    [row] = db.session.scalars(select(Consent).where(Consent.registration_id == ula.id))
    assert row.given_at and row.withdrawn_at, "both dates stay"
    kinds = db.session.scalars(select(Message.kind).where(Message.recipient_key == ADDRESS)).all()
    assert kinds.count("consent_withdrawn") == 1


def test_opening_the_page_changes_nothing(client: ReadingClient, ula: Registration) -> None:
    page = page_of(ula)
    for path in ("", "/code/enter", ".json", "/erase"):
        client.get(f"{page}{path}")
    db.session.rollback()
    assert db.session.scalars(select(Consent)).all() == []
    assert db.session.get(Registration, ula.id)


def test_she_erases_herself_at_once_and_gets_a_last_letter(
    client: ReadingClient, ula: Registration, sink: Sink
) -> None:
    page, number = page_of(ula), ula.id
    opened(client, page, sink)
    form = client.get(f"{page}/erase").form("email")
    assert client.submit(form, email="else@example.org").status == 422
    done = client.submit(form, email=f" {ADDRESS.upper()} ")
    assert done.status == 200 and "Your data are erased" in done.text
    db.session.rollback()
    assert db.session.get(Registration, number) is None
    assert client.get(page).status == 410
    delivery.run_due()
    assert [letter.recipients for letter in sink.letters if "is erased, as was asked" in letter.text] == [(ADDRESS,)]


def test_an_invitee_reaches_hers_with_the_link_of_her_invitation(client: ReadingClient, sink: Sink) -> None:
    asked = invitations.invitation(state="accepted", printed_name="Ingeborg Quendolin", email=ADDRESS)
    with transaction():
        page = f"/en/i/{links.make(Purpose.INVITATION, asked.id)}/data"
    assert "Quendolin" not in client.get(page).text
    opened(client, page, sink)
    assert "Ingeborg Quendolin" in client.get(page).text
    client.submit(client.get(f"{page}/erase").form("email"), email=ADDRESS)
    db.session.rollback()
    assert db.session.scalars(select(Person).where(Person.email_normalised == ADDRESS)).all() == []
