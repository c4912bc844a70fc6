"""Guests of a forum that is called off, and what their calendars hold (E20, E23)."""

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import actions as agenda_actions
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.tasks import running
from forumapp.words import Text
from tests.agenda.test_carried import files
from tests.factories import agenda, invitations
from tests.factories import registrations as registering
from tests.factories.invitations import NOW
from tests.invitations.support import answer, told
from tests.support import strict_ics
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

OFF = "/manage/f3d2026/agenda/call-off"
WHY = {"reason-en": "The Aula is closed."}
YES, SILENT, SPEAKS, NO = "yes@example.org", "silent@example.org", "speaks@example.org", "no@example.org"
NINE = datetime(2026, 10, 24, 9)


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask) -> Edition:
    """P1 on Saturday; guests who said yes, nothing, and no; one who speaks besides; a visitor."""
    edition = registering.open_edition(slug="f3d2026", starts_on=NINE.date(), ends_on=NINE.date())
    panel = invitations.panel(edition)
    agenda.released(edition)
    invitations.guest(edition, email=YES, state="accepted")
    invitations.guest(edition, email=SILENT)
    speaker = invitations.guest(edition, email=SPEAKS, state="accepted")
    panel = db.session.get_one(ForumSession, panel.id)
    invitations.invitation(panel, db.session.get_one(Person, speaker.person_id), state="accepted")
    no = invitations.guest(edition, email=NO)
    with transaction():
        answering.decline(db.session.get_one(Invitation, no.id))
    registering.registration(edition, email="visitor@example.org")
    delivery.run_due()
    return db.session.get_one(Edition, edition.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def letter(sink: Sink, kind: str, address: str) -> EmailMessage:
    delivery.run_due()
    db.session.rollback()
    [row, *_] = db.session.scalars(
        select(Message).where(Message.kind == kind, Message.recipient == address).order_by(Message.id.desc())
    )
    return next(one.message for one in sink.letters if one.message["Message-ID"] == row.message_id)


def status(entry: strict_ics.Entry) -> str:
    return entry.event.one("STATUS").value


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("what", ["postponed", "cancelled"])
def test_each_guest_hears_once_and_was_counted_before(
    forum: Edition, organiser: ReadingClient, client: ReadingClient, sink: Sink, what: str
) -> None:
    page = organiser.get(OFF)
    for words in (
        "1 person has a part",
        "1 guest accepted and can be written to",
        "1 person was asked, has not answered",
        "1 other person is registered",
        "those affected: 1 person with a part, 1 guest and 1 person who has not answered",
    ):
        assert words in " ".join(page.text.split()), words
    before, form = told(), page.form("Call it off")
    organiser.submit(form, what=what, tell="everybody", **WHY)
    organiser.submit(form, what=what, tell="everybody", **WHY)
    assert told() - before == {
        ("forum_called_off", SPEAKS),
        ("guest_called_off", YES),
        ("guest_called_off", SILENT),
        ("forum_called_off_registered", "visitor@example.org"),
    }
    assert db.session.query(Message).filter(Message.kind == "guest_called_off").count() == 2
    silent, yes = (letter(sink, "guest_called_off", address) for address in (SILENT, YES))
    assert "The Aula is closed." in text_of(yes) and files(silent) == {}
    [entry] = [strict_ics.read(content) for content in files(yes).values()]
    assert status(entry) == "CANCELLED"
    link = next(one for one in sink.to(YES) if one.message["Message-ID"] == yes["Message-ID"]).link()
    assert f"This forum {'is postponed' if what == 'postponed' else 'was cancelled'}" in client.get(link).text


def test_the_letters_can_be_seen_before(forum: Edition, organiser: ReadingClient) -> None:
    form = organiser.get(OFF).form("Call it off")
    page = organiser.submit(form, "Show the letters first", what="cancelled", tell="affected", **WHY)
    assert "thank you for having agreed to come" in page.text and "No answer is needed any more" in page.text
    assert db.session.query(Message).filter(Message.kind == "guest_called_off").count() == 0


def test_who_cannot_be_reached_is_named_and_a_contact_reads_it_too(
    forum: Edition, organiser: ReadingClient, sink: Sink
) -> None:
    with transaction():
        notifications.suppress(YES, "refused")
        silent = db.session.scalars(select(Person).where(Person.email_normalised == SILENT)).one()
        edition = db.session.get_one(Edition, forum.id)
        contact = {"name": "Daina", "email": "daina@example.org", "receives_letters": True, "may_answer": True}
        pool.set_contact(silent, edition, **contact)
    before = told()
    organiser.submit(organiser.get(OFF).form("Call it off"), what="cancelled", tell="affected", **WHY)
    assert told() - before == {
        ("forum_called_off", SPEAKS),
        ("guest_called_off", SILENT),
        ("guest_called_off", "daina@example.org"),
    }


def test_her_calendar_has_the_days_follows_releases_and_is_emptied_by_a_no(
    forum: Edition, client: ReadingClient, sink: Sink
) -> None:
    received = letter(sink, "invitation_accepted", YES)
    assert "For your calendar a file is attached" in text_of(received)
    [given] = [strict_ics.read(content) for content in files(received).values()]
    assert (given.uid, status(given), given.sequence) == ("f3d2026-day-1@localhost", "CONFIRMED", 100)
    link = next(one for one in sink.to(YES) if one.message["Message-ID"] == received["Message-ID"]).link()
    assert "Add it to your calendar" in client.get(link).text
    assert strict_ics.read(client.get(f"{link}.ics").response.get_data()).uid == given.uid
    answer(client, link, "decline")
    taken_out = letter(sink, "invitation_declined", YES)
    assert "to take the entry out again" in text_of(taken_out)
    [off] = [strict_ics.read(content) for content in files(taken_out).values()]
    assert (off.uid, status(off)) == (given.uid, "CANCELLED") and off.sequence > given.sequence
    answer(client, link, "accept")
    [again] = [strict_ics.read(content) for content in files(letter(sink, "invitation_accepted", YES)).values()]
    assert status(again) == "CONFIRMED" and again.sequence > off.sequence
    with transaction():
        programme.reschedule(agenda.session(forum, "P1"), datetime(2026, 10, 24, 8), 60)
        agenda_actions.release_and_tell(agenda.fresh(forum), by_id=None, told="everybody", note=Text.of("Earlier."))
    running.run_due()
    [moved] = [strict_ics.read(content) for content in files(letter(sink, "agenda_changed", YES)).values()]
    assert moved.uid == given.uid and moved.sequence > again.sequence


def test_who_said_no_without_having_said_yes_gets_no_file(forum: Edition, sink: Sink) -> None:
    assert files(letter(sink, "invitation_declined", NO)) == {}


def test_the_seat_of_a_guest_brings_its_session_and_a_hidden_one_as_her_invitation_tells_it(
    forum: Edition, sink: Sink
) -> None:
    invitations.guest_of_session(agenda.session(forum, "P1"), email="seated@example.org", state="accepted")
    [entry] = [strict_ics.read(it) for it in files(letter(sink, "invitation_accepted", "seated@example.org")).values()]
    assert (
        entry.uid == f"{agenda.session(forum, 'P1').uid}@localhost"
        and "What democracies owe" in entry.event.one("SUMMARY").value
    )
    invitations.panel(
        agenda.fresh(forum),
        code="H1",
        title=Text.of("Quiet talk"),
        listing="hidden",
        wall_start=datetime(2026, 10, 24, 16),
    )
    invitations.guest_of_session(agenda.session(forum, "H1"), email="quiet@example.org", state="accepted")
    [entry] = [strict_ics.read(it) for it in files(letter(sink, "invitation_accepted", "quiet@example.org")).values()]
    assert (
        entry.uid == f"{agenda.session(forum, 'H1').uid}@localhost" and "Quiet talk" in entry.event.one("SUMMARY").value
    )
