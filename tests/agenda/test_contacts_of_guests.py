"""A guest of one session whose letters her contact reads hears of its changes through the contact."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.registrations.seats.models import Seat
from forumapp.tasks.models import TaskItem
from forumapp.words import Text
from tests.agenda.test_carried import files
from tests.agenda.test_telling import NOW, change, release, to_monday, told
from tests.factories import agenda, invitations, people
from tests.factories.registrations import open_edition
from tests.support import strict_ics
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Received, Sink
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/agenda"
OWN, SEATS = "your_sessions_changed", "your_seats_changed"
AIDE, GUEST = "aide@example.org", "guest@example.org"
EVENING = datetime(2026, 10, 24, 16)


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask, sink: Sink) -> Edition:
    """P1, W2 with guests; released."""
    made = open_edition(
        slug="f3d2026", second_zone="Asia/Taipei", starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 26)
    )
    invitations.panel(made)
    invitations.panel(
        made, code="W2", title=Text.of("AI procurement and rights"), wall_start=datetime(2026, 10, 24, 13)
    )
    agenda.released(made)
    return db.session.get_one(Edition, made.id)


def minister(forum: Edition, email: str = "", **contact: bool) -> Person:
    """Reads English, and her contact Lithuanian."""
    made = people.expert(agenda.fresh(forum), "Noor Aziz", email=email)
    how = {"receives_letters": True, "may_answer": True} | contact
    with transaction():
        her = db.session.get_one(Person, made.id)
        pool.set_contact(her, agenda.fresh(forum), name="Daina", email=AIDE, language="lt", **how)
    return db.session.get_one(Person, made.id)


def seated(forum: Edition, person: Person, code: str = "W2") -> Invitation:
    made = invitations.guest_of_session(agenda.session(forum, code), person, state="accepted")
    delivery.run_due()
    return made


def moved(forum: Edition, september: time_machine.Traveller, wall: datetime = EVENING) -> None:
    """A minute later, so that these letters are the newest."""
    september.shift(timedelta(minutes=1))
    change(forum, "W2", lambda session: programme.reschedule(session, wall, 90, room=session.room))
    release(forum)


def newest(sink: Sink, address: str = AIDE) -> Received:
    delivery.run_due()
    return sink.to(address)[-1]


def seat() -> str:
    db.session.rollback()
    return db.session.scalars(select(Seat.state).order_by(Seat.id.desc())).first() or ""


def test_the_contact_of_whoever_has_no_address_hears_once_in_her_own_language_for_whom(
    forum: Edition, september: time_machine.Traveller, sink: Sink, client: ReadingClient
) -> None:
    seated(forum, minister(forum))
    moved(forum, september)
    assert told() == [(SEATS, AIDE)]
    letter = newest(sink)
    for words in ("Noor Aziz", "2026 m. spalio 24 d.", "16:00–17:30", "Ankstesnis laikas"):
        assert words in letter.text, words
    assert "/lt/i/" in letter.text and "/r/" not in letter.text
    [entry] = [strict_ics.read(content) for content in files(letter.message).values()]
    assert entry.uid == f"{agenda.session(forum, 'W2').uid}@localhost" and entry.starts_at.hour == 13
    change(forum, "P1", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(forum)
    assert told() == [(SEATS, AIDE)], "told once"


def test_moved_far_the_contact_says_on_the_invitation_that_she_comes_and_the_seat_is_kept(
    forum: Edition, september: time_machine.Traveller, sink: Sink, client: ReadingClient
) -> None:
    guest = seated(forum, minister(forum))
    moved(forum, september)
    assert seat() == "needs_reconfirmation"
    link = newest(sink).link().replace("/lt/", "/en/")
    page = client.get(link)
    assert "The time has changed" in page.text
    form = client.get(f"{link}/new-time").form("Send my answer")
    client.submit(form, **{f"part-{guest.public_id}": "suits"})
    assert seat() == "confirmed"
    assert "The time has changed" not in client.get(link).text


def test_or_that_she_cannot_and_the_seat_is_given_back(
    forum: Edition, september: time_machine.Traveller, sink: Sink, client: ReadingClient
) -> None:
    guest = seated(forum, minister(forum))
    moved(forum, september)
    link = newest(sink).link().replace("/lt/", "/en/")
    form = client.get(f"{link}/new-time").form("Send my answer")
    client.submit(form, **{f"part-{guest.public_id}": "not"})
    assert seat() == "cancelled"


def test_moved_a_little_nothing_is_asked(forum: Edition, september: time_machine.Traveller, sink: Sink) -> None:
    seated(forum, minister(forum))
    moved(forum, september, datetime(2026, 10, 24, 14))
    assert told() == [(SEATS, AIDE)] and seat() == "confirmed"
    db.session.rollback()
    assert db.session.scalars(select(Invitation.reconfirm_asked_at)).one() is None


@pytest.mark.parametrize("code", ["W2", "P1"])
def test_cancelled_it_is_told_to_the_contact_of_its_guests_alone(
    forum: Edition, september: time_machine.Traveller, sink: Sink, code: str
) -> None:
    seated(forum, minister(forum))
    september.shift(timedelta(minutes=1))
    change(forum, code, programme.cancel)
    release(forum)
    assert told() == ([(SEATS, AIDE)] if code == "W2" else [])
    if code == "W2":
        letter = newest(sink)
        assert "„AI procurement and rights“ atšaukta" in letter.text and "Noor Aziz" in letter.text


def test_she_and_her_contact_each_have_a_letter_of_their_own_and_hers_leads_to_her_registration(
    forum: Edition, september: time_machine.Traveller, sink: Sink
) -> None:
    seated(forum, minister(forum, GUEST))
    moved(forum, september)
    assert sorted(told()) == [(SEATS, AIDE), (SEATS, GUEST)]
    hers, his = newest(sink, GUEST), newest(sink)
    assert "/en/r/" in hers.text and "Please say under the link whether you keep your seat" in hers.text
    assert "/r/" not in his.text and "/lt/i/" in his.text
    assert db.session.scalars(select(Invitation.reconfirm_asked_at)).one() is None, "asked in one place alone"


@pytest.mark.parametrize("email", ["", GUEST])
def test_who_reads_no_letters_of_hers_reads_none(
    forum: Edition, september: time_machine.Traveller, sink: Sink, email: str
) -> None:
    her = minister(forum, email)
    seated(forum, her)
    with transaction():
        pool.set_contact(
            db.session.get_one(Person, her.id), agenda.fresh(forum), name="Daina", email=AIDE, receives_letters=False
        )
    moved(forum, september)
    assert told() == ([(SEATS, GUEST)] if email else [])


def test_a_part_and_a_seat_are_one_letter_to_the_contact(
    forum: Edition, september: time_machine.Traveller, sink: Sink, client: ReadingClient
) -> None:
    her = minister(forum)
    seated(forum, her)
    invitations.invitation(agenda.session(forum, "P1"), db.session.get_one(Person, her.id), state="accepted")
    delivery.run_due()
    september.shift(timedelta(minutes=1))
    for code in ("P1", "W2"):
        change(forum, code, to_monday)
    release(forum)
    assert told() == [(OWN, AIDE)]
    letter = newest(sink)
    assert "AI procurement and rights" in letter.text and "What democracies owe" in letter.text
    links = [word for word in letter.text.split() if "://" in word]
    assert len(links) == 2 and all("/lt/i/" in link for link in links)
    page = client.get(f"{letter.link().replace('/lt/', '/en/')}/new-time")
    assert len(page.document.xpath("//fieldset[@role='radiogroup']")) == 2, "one page asks for both"


def test_the_organiser_sees_the_letter_before_and_whom_it_did_not_reach(
    forum: Edition, september: time_machine.Traveller, team: Team, sink: Sink
) -> None:
    seated(forum, minister(forum))
    organiser = team.signed_in_as("organiser", agenda.fresh(forum))
    change(forum, "W2", lambda session: programme.reschedule(session, EVENING, 90, room=session.room))
    page = organiser.get(HERE)
    assert "1 person with a seat or waiting for one" in page.text and "Noor Aziz" in page.text
    with transaction():
        notifications.suppress(AIDE, "refused")
    september.shift(timedelta(minutes=1))
    release(forum)
    assert told() == []
    assert db.session.scalars(select(TaskItem.problem)).all() == ["stopped"]


def test_nothing_leaves_to_an_address_that_is_none(
    forum: Edition, september: time_machine.Traveller, sink: Sink
) -> None:
    seated(forum, minister(forum))
    moved(forum, september)
    assert not db.session.scalars(select(Message).where(Message.recipient == "")).all()
