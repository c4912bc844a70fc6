"""Who has a part and a seat touched by one release reads of both in one letter, and answers for each (E21, E24)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import actions as agenda_actions
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people.belonging import Contact
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.registrations.models import Registration
from forumapp.registrations.seats.models import Seat
from forumapp.tasks import running
from forumapp.words import LANGUAGES, Text
from tests.agenda.test_telling import LIN, NOW, change, of, release, to_monday, told
from tests.factories import agenda, invitations
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, give_back, request
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Received, Sink
from tests.support.reviewed_letters import assert_as_reviewed, assert_both_parts_say_the_same
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/agenda"
GOLDEN = Path(__file__).parent / "golden"
OWN, SEATS = "your_sessions_changed", "your_seats_changed"
ULA, AIDE = "ula@example.org", "aide@example.org"


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask, sink: Sink) -> Edition:
    """LIN speaks in P1 and has the seat in W2, for which Ūla waits."""
    made = open_edition(
        slug="f3d2026", second_zone="Asia/Taipei", starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 26)
    )
    session = by_request(made, title=Text.of("AI procurement and rights"))
    invitations.panel(made)
    guests = [registration(made, email=address) for address in (LIN, ULA)]
    db.session.expunge_all()
    for guest in guests:
        request(guest, session)
    invitations.invitation(agenda.session(made, "P1"), state="accepted", email=LIN, time_zone="Asia/Taipei")
    agenda.released(made)
    delivery.run_due()
    sink.letters.clear()
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", agenda.fresh(forum))


def letter_to(sink: Sink, address: str) -> Received:
    delivery.run_due()
    [letter] = sink.to(address)
    return letter


def links_in(letter: Received) -> list[str]:
    return [word.removeprefix("http://localhost") for word in letter.text.split() if "://" in word]


def lin(edition: Edition) -> Registration:
    db.session.rollback()
    return db.session.scalars(
        select(Registration).where(Registration.edition_id == edition.id, Registration.email == LIN)
    ).one()


def both_to_monday(forum: Edition) -> None:
    change(forum, "P1", to_monday)
    change(forum, "W2", to_monday)


def seats() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Seat.state).order_by(Seat.id)))


def test_one_letter_says_both_and_leads_to_both_answers(forum: Edition, sink: Sink, client: ReadingClient) -> None:
    both_to_monday(forum)
    release(forum)
    assert sorted(told()) == [(SEATS, ULA), (OWN, LIN)]
    letter = letter_to(sink, LIN)
    assert letter.message["subject"] == "[F3D 2026] Please confirm the new time: P1, W2"
    for words in (
        "2 of your sessions have changed.",
        "And where you have a seat or wait for one:",
        "Earlier time: Saturday 24 October 2026, 09:00–10:15 Vilnius (14:00–15:15 Taipei)",
        "Earlier time: Saturday 24 October 2026, 13:30–15:00 Vilnius (18:30–20:00 Taipei)",
        "Your part: The day or the time is quite another one.",
        "Your seat: Please say under the link until",
    ):
        assert words in letter.text, words
    files = [part.get_filename() for part in letter.message.walk() if part.get_content_type() == "text/calendar"]
    assert files == [None, "f3d2026_P1.ics", "f3d2026_W2.ics"]
    to_part, to_seats = links_in(letter)
    assert seats() == ["needs_reconfirmation", "waitlisted"] and of(LIN, "P1").is_to_reconfirm
    page = client.get(to_seats)
    client.submit(page.form("Keep the seat"))
    assert seats() == ["confirmed", "waitlisted"]
    assert "Monday 26 October 2026" in client.get(to_part).text


@pytest.mark.parametrize("act", [both_to_monday, lambda it: change(it, "W2", to_monday)], ids=["both", "one"])
def test_the_page_counts_as_many_letters_as_leave(
    forum: Edition, organiser: ReadingClient, act: Callable[[Edition], None]
) -> None:
    act(forum)
    page = organiser.get(HERE)
    answer = organiser.submit(page.form("Release 2 now"), tell="affected")
    letters = db.session.scalars(select(Message).where(Message.about.like("telling %"))).all()
    assert len(letters) == 2 and "2 letters are on their way." in answer.text
    people = "1 person with a part and 1 person with a seat or waiting for one"
    assert (people in page.text) is (act is both_to_monday)


def test_the_page_shows_the_letter_as_it_leaves(forum: Edition, organiser: ReadingClient) -> None:
    both_to_monday(forum)
    page = organiser.get(HERE)
    shown = [block.text_content() for block in page.document.xpath("//div[@class='letter']")]
    assert any(
        "And where you have a seat or wait for one:" in text and "Your seat: Please say" in text for text in shown
    )
    release(forum)
    message = db.session.scalars(select(Message).where(Message.kind == OWN)).one()
    assert message.shown_text.strip() in [text.strip() for text in shown]
    assert "W2" in page.text and "asked whether they keep their seats" in page.text


def test_with_another_address_for_the_registration_there_are_two_letters(forum: Edition) -> None:
    with transaction():
        person = db.session.scalars(select(Person).where(Person.email == LIN)).one()
        person.email = person.email_normalised = "minister@example.org"
    both_to_monday(forum)
    release(forum)
    assert sorted(told()) == [(SEATS, LIN), (SEATS, ULA), (OWN, "minister@example.org")]


def test_her_assistant_reads_of_her_part_alone(forum: Edition, sink: Sink) -> None:
    with transaction():
        person = db.session.scalars(select(Person).where(Person.email == LIN)).one()
        person.contact = Contact(name="Aide", email=AIDE, receives_letters=True)
    both_to_monday(forum)
    release(forum)
    assert sorted(told()) == [(SEATS, ULA), (OWN, AIDE), (OWN, LIN)]
    copied = letter_to(sink, AIDE)
    assert "AI procurement" not in copied.text and "W2" not in copied.message["subject"]
    assert len([link for link in links_in(copied) if "/r/" in link]) == 0


def test_what_ended_before_the_letter_was_written_is_left_out_of_it(forum: Edition, sink: Sink) -> None:
    both_to_monday(forum)
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(forum), by_id=None, told="affected")
    give_back(lin(forum), agenda.session(forum, "W2"))
    running.run_due()
    letter = letter_to(sink, LIN)
    assert "AI procurement" not in letter.text and len(links_in(letter)) == 1


def test_where_the_part_ended_meanwhile_the_seat_is_told_all_the_same(forum: Edition, sink: Sink) -> None:
    both_to_monday(forum)
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(forum), by_id=None, told="affected")
    with transaction():
        [role] = agenda.session(forum, "P1").roles
        programme.decline_role(role)
    running.run_due()
    assert sorted(told()) == [(SEATS, LIN), (SEATS, ULA)]


def test_nobody_told_asks_nobody(forum: Edition) -> None:
    both_to_monday(forum)
    release(forum, told="nobody")
    assert told() == [] and seats() == ["confirmed", "waitlisted"]


def test_sent_again_and_after_all_links_ended_it_leads_to_both(
    forum: Edition, sink: Sink, client: ReadingClient
) -> None:
    both_to_monday(forum)
    release(forum)
    first = links_in(letter_to(sink, LIN))
    with transaction():
        notifications.send_again(db.session.scalars(select(Message).where(Message.kind == OWN)).one())
    with transaction():
        assert notifications.renew_links(Purpose.REGISTRATION, lin(forum).id) == 1
    sink.letters.clear()
    again = links_in(letter_to(sink, LIN))
    assert len({*first, *again}) == 4 and [client.get(link).status for link in again] == [200, 200]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_reads_as_it_was_reviewed(forum: Edition, language: str) -> None:
    with transaction():
        person = db.session.scalars(select(Person).where(Person.email == LIN)).one()
        person.language = language
    both_to_monday(forum)
    release(forum)
    message = db.session.scalars(select(Message).where(Message.kind == OWN)).one()
    assert_as_reviewed(message, GOLDEN / f"your_sessions_and_seats_changed.{language}.txt")
    if language == "en":
        assert_both_parts_say_the_same(message)


def test_at_once_a_seat_and_a_part_in_the_same_session_are_one_letter(
    forum: Edition, september: time_machine.Traveller
) -> None:
    """She was asked for a part in the session in which she has a seat, and has not answered."""
    person = of(LIN, "P1").person
    invitations.invitation(agenda.session(forum, "W2"), state="sent", person=person)
    september.shift(timedelta(minutes=1))
    change(forum, "W2", programme.cancel)
    release(forum)
    assert sorted(told()) == [(SEATS, ULA), (OWN, LIN)]
    [message] = db.session.scalars(select(Message).where(Message.kind == OWN))
    assert message.body_text.startswith("“AI procurement and rights” is cancelled.")
