"""The panel's board: everybody of a session with answer, letters, what is missing, and one act."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from forumapp import rights
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, answering
from forumapp.invitations.models import Invitation
from forumapp.notifications import delivery
from forumapp.notifications.models import Message, State
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.rights import Permission, Role
from tests.factories import forums, invitations, people, programme
from tests.factories.invitations import NOW, panel
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team
from tests.support.statements import statements


@pytest.fixture
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(app: Flask, september: time_machine.Traveller) -> Edition:
    return forums.edition(slug="f3d2026")


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def ask(edition_id: int, session_id: int, name: str, **how: Any) -> int:
    email = how.pop("email", f"{name.split()[0].lower()}@example.org")
    person = people.expert(db.session.get_one(Edition, edition_id), name, email=email)
    return invitations.invitation(db.session.get_one(ForumSession, session_id), person, **how).id


def rows(page: Page) -> dict[str, str]:
    """What stands beside each name of the first table."""
    table = page.document.xpath("//table[contains(@class, 'table')]")[0]
    lines = (" ".join(row.text_content().split()) for row in table.xpath(".//tbody/tr"))
    return {line.split()[0]: line for line in lines}


def test_each_person_has_answer_letters_what_is_missing_and_one_act(
    edition: Edition, organiser: ReadingClient, september: time_machine.Traveller, sink: Sink
) -> None:
    session_id, edition_id = panel(edition).id, edition.id
    for name in ("Waiting Person", "Bounced Person", "Named Person"):
        ask(edition_id, session_id, name)
    ask(edition_id, session_id, "Yes Person", state="accepted")
    ask(edition_id, session_id, "No Person", state="declined")
    ask(edition_id, session_id, "Draft Person", state="draft")
    ask(edition_id, session_id, "Voice Person", state="draft", email="")
    named = db.session.query(Invitation).filter(Invitation.person.has(printed_name="Named Person")).one().id
    db.session.rollback()
    with transaction():
        nominee = answering.Nominee("Somebody Else", "", "expert", "else@example.org", "en")
        answering.nominate(db.session.get_one(Invitation, named), nominee)
    programme.role(
        db.session.get_one(ForumSession, session_id),
        people.expert(db.session.get_one(Edition, edition_id), "Fresh Person"),
    )
    delivery.run_due()
    with transaction():
        db.session.query(Message).where(Message.recipient == "bounced@example.org").one().state = State.BOUNCED
    found = rows(organiser.get("/manage/f3d2026/sessions/P1/board"))
    assert found["Waiting"].endswith("Record the answer: Waiting Person")
    assert "Waiting sent, no answer yet Invitation" in found["Waiting"]
    assert "Reminder 9 September 2026, 09:00 Vilnius" in found["Waiting"]
    assert "Came back" in found["Bounced"] and found["Bounced"].endswith("Send once more: Bounced Person")
    assert found["Named"].endswith("Clear the representative: Named Person")
    assert "biography" in found["Yes"] and found["Yes"].endswith("Complete: Yes Person")
    assert found["No"].endswith("Ask somebody else: No Person")
    assert found["Draft"].endswith("Check and send: Draft Person")
    assert "e-mail address" in found["Voice"] and found["Voice"].endswith("Record the answer: Voice Person")
    assert "not asked yet" in found["Fresh"] and found["Fresh"].endswith("Ask: Fresh Person")
    assert all(row.count(" Person") == 2 for row in found.values()), "one act each"


def with_contact(person_id: int, edition_id: int, name: str = "Daina") -> None:
    with transaction():
        pool.set_contact(
            db.session.get_one(Person, person_id),
            db.session.get_one(Edition, edition_id),
            name=name,
            email=f"{name.lower()}@example.org",
            receives_letters=True,
        )


def test_who_is_reached_through_her_contact_alone_stands_there_like_the_others(
    edition: Edition, organiser: ReadingClient, september: time_machine.Traveller, sink: Sink
) -> None:
    session_id, edition_id = panel(edition).id, edition.id
    asked = {}
    for name in ("Draft Person", "Waiting Person", "Late Person", "Yes Person"):
        asked[name] = ask(edition_id, session_id, name, email="", state="draft")
        person_id = db.session.get_one(Invitation, asked[name]).person_id
        db.session.rollback()
        with_contact(person_id, edition_id, "Daina" if name == "Yes Person" else name.split()[0])
    with transaction():
        db.session.get_one(Edition, edition_id).profiles_asked_for = True
        for name, hours in (("Waiting Person", 24 * 11), ("Late Person", 2), ("Yes Person", 24 * 11)):
            actions.send([db.session.get_one(Invitation, asked[name])], NOW + timedelta(hours=hours))
        answering.accept(db.session.get_one(Invitation, asked["Yes Person"]))
    delivery.run_due()
    september.shift(timedelta(hours=3))
    found = rows(organiser.get("/manage/f3d2026/sessions/P1/board"))
    assert not any("e-mail address" in row for row in found.values())
    assert found["Draft"].endswith("Check and send: Draft Person")
    assert "Invitation, to the contact" in found["Waiting"] and "Reminder 9 September 2026" in found["Waiting"]
    assert found["Late"].endswith("Send once more: Late Person")
    assert "Profile asked for 8 September 2026" in found["Yes"]
    page = organiser.get("/manage/f3d2026/invitations")
    assert "no address" not in page.text
    shown = organiser.get(page.links()["Draft Person"]).text
    assert "none; letters go to the contact" in shown and "nothing can be sent" not in shown


def test_a_contact_of_two_has_the_letters_of_each_beside_her(
    edition: Edition, organiser: ReadingClient, september: time_machine.Traveller
) -> None:
    session_id, edition_id = panel(edition).id, edition.id
    for name, state in (("Yes Person", "accepted"), ("Draft Person", "draft")):
        made = ask(edition_id, session_id, name, state=state)
        person_id = db.session.get_one(Invitation, made).person_id
        db.session.rollback()
        with_contact(person_id, edition_id)
    with transaction():
        db.session.get_one(Edition, edition_id).profiles_asked_for = True
    found = rows(organiser.get("/manage/f3d2026/sessions/P1/board"))
    assert "Profile asked for" in found["Yes"] and "Profile asked for" not in found["Draft"]


def test_without_a_reminder_to_come_the_act_is_to_remind(
    edition: Edition, organiser: ReadingClient, september: time_machine.Traveller
) -> None:
    session_id = panel(edition).id
    ask(edition.id, session_id, "Waiting Person", respond_by=NOW + timedelta(hours=2))
    with transaction():
        db.session.query(Edition).one().reminders_on = False
    assert rows(organiser.get("/manage/f3d2026/sessions/P1/board"))["Waiting"].endswith("Remind: Waiting Person")
    september.shift(timedelta(hours=2))
    assert rows(organiser.get("/manage/f3d2026/sessions/P1/board"))["Waiting"].endswith(
        "Send once more: Waiting Person"
    )


def test_the_whole_edition_counts_and_lists_those_with_something_to_do(
    edition: Edition, organiser: ReadingClient
) -> None:
    first, second = panel(edition).id, panel(edition, code="P2").id
    ask(edition.id, first, "Waiting Person")
    ask(edition.id, second, "No Person", state="declined")
    with transaction():
        actions.revoke(db.session.query(Invitation).where(Invitation.state == "sent").one())
    page = organiser.get("/manage/f3d2026/board")
    assert page.links()["What democracies owe their digital citizens"].endswith("/board")
    assert "No Person" in page.text
    assert "Waiting Person" in organiser.get("/manage/f3d2026/board?show=all").text


def test_the_boards_cost_the_same_for_two_people_and_for_twenty(
    app: Flask, edition: Edition, organiser: ReadingClient
) -> None:
    session_id = panel(edition).id

    def cost(path: str) -> int:
        with statements(app) as sent:
            organiser.get(path)
        return len(sent)

    for number in range(2):
        ask(edition.id, session_id, f"P{number} Person", email=f"p{number}@example.org")
    pages = ("/manage/f3d2026/sessions/P1/board", "/manage/f3d2026/board?show=all", "/manage/f3d2026/letters-ahead")
    few = [cost(page) for page in pages]
    for number in range(2, 20):
        ask(edition.id, session_id, f"P{number} Person", email=f"p{number}@example.org")
    assert [cost(page) for page in pages] == few
    assert max(few) <= 40


def test_whether_somebody_told_her_arrival_is_seen_by_those_alone_who_see_arrivals(
    edition: Edition, organiser: ReadingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = panel(edition).id
    ask(edition.id, session_id, "Yes Person", state="accepted")
    board = "/manage/f3d2026/sessions/P1/board"
    assert "arrival and departure" in rows(organiser.get(board))["Yes"]
    monkeypatch.setitem(rights.GRANTS, Role.ORGANISER, rights.GRANTS[Role.ORGANISER] - {Permission.SEE_TRAVEL})
    assert "arrival and departure" not in rows(organiser.get(board))["Yes"]
    assert "biography" in rows(organiser.get(board))["Yes"]


def test_a_session_without_a_board_is_not_found(edition: Edition, organiser: ReadingClient) -> None:
    assert organiser.get("/manage/f3d2026/sessions/X9/board").status == 404
