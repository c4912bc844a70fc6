"""One reminder, three days before the reply is due; a letter that came back shows (decision 19)."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.forums import actions as forum_actions
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import actions, answering
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import automatic, delivery
from forumapp.notifications.models import Message, State
from forumapp.people.models import Person
from tests.factories import forums, invitations
from tests.factories.invitations import NOW, RESPOND_BY
from tests.invitations.support import as_stored, newest_to
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

LIN = "lin@example.org"
DUE = datetime(2026, 9, 9, 6, 0, tzinfo=UTC)
"""Nine in the morning in Vilnius, three days before the day on which the reply is due."""


def reminded() -> list[str]:
    """Whom one run of the calendar reminds."""
    before = set(_reminders())
    with transaction():
        automatic.write_due()
    return [address for key, address in _reminders().items() if key not in before]


def _reminders() -> dict[int, str]:
    db.session.rollback()
    rows = db.session.query(Message).where(Message.kind == "invitation_reminder").order_by(Message.id)
    return {row.id: row.recipient for row in rows}


def _leave_at() -> list[datetime]:
    rows = db.session.query(Message).where(Message.kind == "invitation_reminder").order_by(Message.id)
    return [row.not_before for row in rows]


def test_once_in_the_morning_three_days_before(app: Flask, september: time_machine.Traveller, sink: Sink) -> None:
    invitations.invitation(email=LIN)
    september.move_to(DUE - timedelta(seconds=1))
    assert reminded() == []
    september.move_to(DUE + timedelta(seconds=1))
    assert reminded() == [LIN]
    september.shift(timedelta(days=1))
    assert reminded() == []
    delivery.run_due()
    assert "This is the only reminder." in newest_to(sink, LIN).text


def test_nobody_is_reminded_of_a_forum_that_is_postponed(
    app: Flask, september: time_machine.Traveller, sink: Sink
) -> None:
    edition = invitations.invitation(email=LIN).edition
    with transaction():
        forum_actions.call_off(db.session.get_one(Edition, edition.id), EditionState.POSTPONED)
    september.move_to(DUE + timedelta(seconds=1))
    assert reminded() == []


def test_the_link_of_the_reminder_answers(
    app: Flask, client: ReadingClient, september: time_machine.Traveller, sink: Sink
) -> None:
    invitation_id = invitations.invitation(email=LIN).id
    september.move_to(DUE + timedelta(hours=12))
    reminded()
    september.shift(timedelta(hours=12))
    delivery.run_due()
    client.submit(client.get(newest_to(sink, LIN).link()).form("answer"), answer="accept")
    assert as_stored(invitation_id).state == InvitationState.ACCEPTED


def test_who_does_not_know_yet_is_asked_once_more_and_who_answered_is_not(
    app: Flask, september: time_machine.Traveller
) -> None:
    session = invitations.panel()
    waverer = invitations.invitation(session, email="waverer@example.org", printed_name="A")
    invitations.invitation(session, email="yes@example.org", printed_name="B", state="accepted")
    invitations.invitation(session, email="no@example.org", printed_name="C", state="declined")
    with transaction():
        answering.hesitate(db.session.get_one(Invitation, waverer.id))
    september.move_to(DUE + timedelta(hours=1))
    assert reminded() == ["waverer@example.org"]


def test_switched_off_for_an_edition_nobody_is_reminded(app: Flask, september: time_machine.Traveller) -> None:
    edition = forums.edition()
    invitations.invitation(invitations.panel(edition), email=LIN)
    with transaction():
        db.session.get_one(Edition, edition.id).reminders_on = False
    september.move_to(DUE + timedelta(hours=1))
    assert reminded() == []


def test_nobody_gets_two_a_day(app: Flask, september: time_machine.Traveller) -> None:
    edition = forums.edition()
    first = invitations.invitation(invitations.panel(edition), email=LIN)
    person = db.session.get_one(Person, first.person_id)
    invitations.invitation(invitations.panel(edition, code="P2"), person)
    september.move_to(DUE + timedelta(hours=1))
    assert reminded() == [LIN]
    assert reminded() == []
    september.move_to(datetime(2026, 9, 9, 17, 59, tzinfo=UTC))
    assert reminded() == []
    september.move_to(datetime(2026, 9, 9, 18, 1, tzinfo=UTC))
    assert reminded() == [LIN]
    assert _leave_at() == [DUE + timedelta(hours=1), datetime(2026, 9, 10, 4, 0, tzinfo=UTC)]


def test_two_forums_together_do_not_write_twice_a_day_either(app: Flask, september: time_machine.Traveller) -> None:
    first = invitations.invitation(invitations.panel(forums.edition()), email=LIN)
    person = db.session.get_one(Person, first.person_id)
    invitations.invitation(invitations.panel(forums.edition(series="FOC")), person)
    september.move_to(DUE)
    assert reminded() == [LIN]


def test_a_reminder_leaves_in_the_morning_of_its_reader(app: Flask, september: time_machine.Traveller) -> None:
    invitations.invitation(email=LIN, time_zone="Asia/Taipei")
    september.move_to(datetime(2026, 9, 9, 0, 59, tzinfo=UTC))
    assert reminded() == []
    september.shift(timedelta(minutes=1))
    assert reminded() == [LIN]


def test_a_reminder_that_is_late_does_not_arrive_at_night(app: Flask, september: time_machine.Traveller) -> None:
    invitations.invitation(email=LIN, time_zone="Europe/Vilnius")
    september.move_to(DUE + timedelta(hours=15))
    reminded()
    assert _leave_at() == [datetime(2026, 9, 10, 4, 0, tzinfo=UTC)]


def test_no_reminder_arrives_after_the_reply_was_due(app: Flask, september: time_machine.Traveller) -> None:
    invitations.invitation(email=LIN)
    september.move_to(RESPOND_BY - timedelta(hours=1))
    assert reminded() == []


def test_a_short_notice_is_not_reminded_on_its_first_day(app: Flask, september: time_machine.Traveller) -> None:
    invitations.invitation(email=LIN, respond_by=NOW + timedelta(days=2))
    september.move_to(NOW + timedelta(hours=23))
    assert reminded() == []
    september.move_to(datetime(2026, 9, 3, 6, 0, tzinfo=UTC))
    assert reminded() == [LIN]


def test_a_letter_that_came_back_shows_until_it_is_sent_again(app: Flask, september: time_machine.Traveller) -> None:
    invitation_id = invitations.invitation(email=LIN).id
    with transaction():
        message = db.session.query(Message).one()
        message.state, message.sealed_link = State.BOUNCED, None
    assert as_stored(invitation_id).state_at(NOW) == InvitationState.BOUNCED
    september.move_to(DUE + timedelta(hours=1))
    assert reminded() == []
    with transaction():
        actions.send_again(db.session.get_one(Invitation, invitation_id), RESPOND_BY)
    assert as_stored(invitation_id).state_at(NOW) == InvitationState.SENT
