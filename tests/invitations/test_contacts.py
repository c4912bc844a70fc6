"""An assistant reads the letters, each in an envelope of its own, and answers where somebody said that she may."""

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering, calendar_updates
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import actions as notifications
from forumapp.notifications import automatic, delivery
from forumapp.notifications.automatic import Horizon
from forumapp.notifications.models import Message
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.words import LANGUAGES
from tests.factories import invitations
from tests.factories.invitations import RESPOND_BY
from tests.invitations.support import answer, as_stored, entry_of, letters, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

LIN, DAINA = "lin@example.org", "daina@example.org"
GOLDEN = Path(__file__).parent / "golden"


def asked(**contact: Any) -> Invitation:
    """Somebody whose assistant receives her letters was invited."""
    made = invitations.invitation(email=LIN, state="draft")
    with_contact(made.person_id, **contact)
    send(made)
    return as_stored(made.id)


def with_contact(person_id: int, **contact: Any) -> None:
    values = {"name": "Daina", "email": DAINA, "language": "lt", "receives_letters": True, "may_answer": False}
    with transaction():
        one = db.session.scalars(select(Invitation).where(Invitation.person_id == person_id)).one()
        pool.set_contact(db.session.get_one(Person, person_id), one.edition, **values | contact)


def send(made: Invitation) -> None:
    with transaction():
        actions.send([db.session.get_one(Invitation, made.id)], RESPOND_BY)
    delivery.run_due()


def done(invitation: Invitation, act: Callable[[Invitation], object]) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invitation.id))
    delivery.run_due()


def actors(invitation: Invitation) -> list[tuple[str, str]]:
    found = select(AuditEntry).where(AuditEntry.object == f"invitation {invitation.id}").order_by(AuditEntry.id)
    return [(entry.action, entry.actor) for entry in db.session.scalars(found)]


def types_of(message: EmailMessage) -> list[str]:
    return [str(part["Content-Type"]) for part in message.walk() if part.get_content_type() == "text/calendar"]


def test_nobody_is_written_to_whom_nobody_ticked(sink: Sink, app: Flask) -> None:
    asked(receives_letters=False)
    assert {to for _, to, _ in letters()} == {LIN}


def test_the_contact_has_a_letter_and_a_link_of_her_own_in_her_language(app: Flask, sink: Sink) -> None:
    asked(may_answer=True)
    hers, daina = newest_to(sink, LIN), newest_to(sink, DAINA)
    assert hers.link() != daina.link() and "/lt/i/" in daina.link() and "/en/i/" in hers.link()
    assert "Skirta asmeniui, kurio kontaktinis asmuo esate: LIN Yu-ching" in daina.text
    assert DAINA not in str(hers.message) and LIN not in str(daina.message)


def test_a_contact_who_may_answer_answers_for_her_and_the_audit_says_so(
    app: Flask, client: ReadingClient, sink: Sink
) -> None:
    invitation = asked(may_answer=True, language="en")
    page = client.get(newest_to(sink, DAINA).link())
    assert "You answer for LIN Yu-ching" in page.text
    answer(client, newest_to(sink, DAINA).link(), "accept")
    kept = as_stored(invitation.id)
    assert kept.state == InvitationState.ACCEPTED and kept.is_answered_by_contact
    assert ("invitation accepted", "contact") in actors(invitation)
    delivery.run_due()
    for address in (LIN, DAINA):
        assert "The contact gave this answer" in newest_to(sink, address).text


def test_her_own_word_afterwards_is_hers(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitation = asked(may_answer=True)
    answer(client, newest_to(sink, DAINA).link(), "accept")
    answer(client, newest_to(sink, LIN).link(), "decline")
    assert not as_stored(invitation.id).is_answered_by_contact
    assert actors(invitation)[-1] == ("invitation declined", "invitee")


def test_a_contact_who_may_not_answer_sees_what_is_asked_and_changes_nothing(
    app: Flask, client: ReadingClient, sink: Sink
) -> None:
    invitation = asked(language="en")
    link = newest_to(sink, DAINA).link()
    page = client.get(link)
    assert "Only LIN Yu-ching can answer" in page.text and 'name="answer"' not in page.text
    hers = client.get(newest_to(sink, LIN).link()).form("answer")
    hers.action = link
    client.submit(hers, answer="accept")
    assert as_stored(invitation.id).state == InvitationState.SENT
    done(invitation, answering.accept)
    assert client.get(f"{link}/withdraw").url.endswith(link.rpartition("/")[2])
    assert client.get(f"{link}/profile").url.endswith(link.rpartition("/")[2])
    assert "Complete my profile" not in client.get(link).text


def test_the_contact_withdraws_and_names_a_representative_for_her(
    app: Flask, client: ReadingClient, sink: Sink
) -> None:
    invitation = asked(may_answer=True)
    link = newest_to(sink, DAINA).link()
    answer(client, link, "represent", representative_name="Ygaudas", representative_email="y@example.org")
    assert as_stored(invitation.id).state == InvitationState.REPRESENTATIVE_NOMINATED
    answer(client, link, "accept")
    client.submit(client.get(f"{link}/withdraw").form("message"), registration="end")
    assert actors(invitation)[-1] == ("invitation withdrawn", "contact")


def test_whether_her_name_is_printed_is_not_asked_of_the_contact(app: Flask, client: ReadingClient, sink: Sink) -> None:
    asked(may_answer=True)
    assert "naming" in client.get(newest_to(sink, LIN).link()).form("answer").names
    assert "naming" not in client.get(newest_to(sink, DAINA).link()).form("answer").names


@pytest.mark.parametrize(
    "ending",
    [lambda one: actions.send_again(one, clock.now() + timedelta(days=3)), actions.revoke],
    ids=["sent again", "withdrawn"],
)
def test_both_links_end_together(
    app: Flask, client: ReadingClient, sink: Sink, ending: Callable[[Invitation], object]
) -> None:
    invitation = asked(may_answer=True)
    old = [newest_to(sink, address).link() for address in (LIN, DAINA)]
    done(invitation, ending)
    assert [client.get(link).status for link in old] == [410, 410]


@pytest.mark.parametrize(
    "change",
    [{"email": ""}, {"email": "other@example.org"}, {"receives_letters": False}],
    ids=["no contact any more", "somebody else", "no letters any more"],
)
def test_a_former_contact_has_no_link(
    app: Flask,
    client: ReadingClient,
    sink: Sink,
    september: time_machine.Traveller,
    change: dict[str, Any],
) -> None:
    invitation = asked(may_answer=True)
    link = newest_to(sink, DAINA).link()
    september.shift(timedelta(minutes=1))
    with_contact(invitation.person_id, **{"may_answer": True} | change)
    assert client.get(link).status == 410
    assert client.get(newest_to(sink, LIN).link()).status == 200


def test_who_may_no_longer_answer_cannot(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitation = asked(may_answer=True)
    form = client.get(newest_to(sink, DAINA).link()).form("answer")
    with_contact(invitation.person_id, may_answer=False)
    client.submit(form, answer="accept")
    assert as_stored(invitation.id).state == InvitationState.SENT


def test_without_an_address_of_hers_the_office_alone_is_written_to(
    app: Flask, client: ReadingClient, sink: Sink
) -> None:
    made = invitations.invitation(email="", state="draft")
    with_contact(made.person_id, may_answer=True)
    send(made)
    assert told() == {("invitation_to_speak", DAINA)}
    answer(client, newest_to(sink, DAINA).link(), "accept")
    delivery.run_due()
    assert entry_of(newest_to(sink, DAINA))["METHOD"] == "PUBLISH"
    with transaction():
        session = db.session.get_one(Invitation, made.id).part_asked.session
        programme.reschedule(session, datetime(2026, 10, 26, 17, 30), 60)
    with transaction():
        assert calendar_updates.send(calendar_updates.due(db.session.get_one(Invitation, made.id).edition)) == 1
    assert ("part_changed", DAINA) in told()


def test_she_alone_is_in_the_calendar_entry_and_the_contact_has_a_file(app: Flask, sink: Sink) -> None:
    invitation = asked()
    done(invitation, answering.accept)
    hers, daina = newest_to(sink, LIN), newest_to(sink, DAINA)
    assert entry_of(hers)["METHOD"] == "REQUEST" and LIN in entry_of(hers)["ATTENDEE"]
    copy = entry_of(daina)
    assert copy["METHOD"] == "PUBLISH" and "ATTENDEE" not in copy and copy["UID"] == entry_of(hers)["UID"]
    assert copy["SEQUENCE"] == entry_of(hers)["SEQUENCE"]
    done(invitation, answering.decline)
    assert entry_of(newest_to(sink, LIN))["METHOD"] == "CANCEL"
    assert not types_of(newest_to(sink, DAINA).message)


def test_the_reminder_reaches_both_once_and_is_foreseen(
    app: Flask, sink: Sink, september: time_machine.Traveller
) -> None:
    asked()
    foreseen = {(one.due.kind, one.due.address) for one in automatic.foresee(Horizon(RESPOND_BY))}
    assert foreseen == {("invitation_reminder", LIN), ("invitation_reminder", DAINA)}
    september.move_to(RESPOND_BY - timedelta(days=2))
    for _ in range(2):
        with transaction():
            automatic.write_due()
    assert [to for kind, to, _ in letters() if kind == "invitation_reminder"] in ([LIN, DAINA], [DAINA, LIN])


def test_a_contact_of_several_gets_one_automatic_letter_a_day(
    app: Flask, sink: Sink, september: time_machine.Traveller
) -> None:
    first = asked()
    session = as_stored(first.id).part_asked.session
    assert session.edition.id  # read before the next factory needs it
    second = invitations.invitation(session, email="other@example.org", printed_name="Ygaudas", state="draft")
    with_contact(second.person_id)
    send(second)
    september.move_to(RESPOND_BY - timedelta(days=2))
    with transaction():
        automatic.write_due()
    reminded = [to for kind, to, _ in letters() if kind == "invitation_reminder"]
    assert reminded.count(DAINA) == 1 and {LIN, "other@example.org"} < set(reminded)


def test_a_stopped_address_of_the_contact_stops_nothing_of_hers(app: Flask, sink: Sink) -> None:
    with transaction():
        notifications.suppress(DAINA, "refused")
    asked()
    assert ("invitation_to_speak", LIN, "sent") in letters()
    assert ("invitation_to_speak", DAINA, "suppressed") in letters()


def test_the_invitation_is_as_sent_as_her_own_letter(app: Flask, sink: Sink) -> None:
    """What the post said of the contact's letter is not said of hers."""
    invitation = asked()
    newest = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert newest is not None and newest.recipient == LIN
    assert as_stored(invitation.id).letter_state == newest.state


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("may_answer", [True, False], ids=["answers", "reads"])
def test_the_copy_reads_as_it_was_agreed(app: Flask, sink: Sink, language: str, may_answer: bool) -> None:
    """Golden: ``REWRITE_GOLDEN=1`` writes it anew."""
    asked(language=language, may_answer=may_answer)
    row = db.session.scalars(select(Message).where(Message.recipient == DAINA)).one()
    text = re.sub(r"F3D26-I\d+", "F3D26-I…", f"{row.subject}\n\n{row.shown_text}")
    golden = GOLDEN / f"copy_to_contact_{'answers' if may_answer else 'reads'}.{language}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize("change", [{"email": ""}, {"email": "new@example.org"}, {"receives_letters": False}])
def test_what_waits_for_a_former_contact_does_not_leave(app: Flask, sink: Sink, change: dict[str, Any]) -> None:
    made = invitations.invitation(email=LIN, state="draft")
    with_contact(made.person_id)
    with transaction():
        actions.send([db.session.get_one(Invitation, made.id)], RESPOND_BY)
    with_contact(made.person_id, **change)
    delivery.run_due()
    assert [letter.recipients for letter in sink.letters] == [(LIN,)]
    assert {state for kind, to, state in letters() if to == LIN} == {"sent"}


def test_a_contact_who_stays_gets_what_waits_for_her(app: Flask, sink: Sink) -> None:
    made = invitations.invitation(email=LIN, state="draft")
    with_contact(made.person_id)
    with transaction():
        actions.send([db.session.get_one(Invitation, made.id)], RESPOND_BY)
    with_contact(made.person_id, name="Daina Adomaitytė", may_answer=True)
    delivery.run_due()
    assert {letter.recipients for letter in sink.letters} == {(LIN,), (DAINA,)}
