"""Yes, no and yes again: each entry outranks the one before, in letters and in files, whoever reads them (INV-36)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import actions as agenda_actions
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, answering, calendar_updates
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.people import pool
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.tasks import running
from forumapp.words import Text
from tests.factories import agenda, invitations, people
from tests.factories import registrations as registering
from tests.factories.invitations import NOW
from tests.support import strict_ics
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Received, Sink

LIN, AIDE = "lin@example.org", "aide@example.org"


class Program:
    """A calendar as two independent readers see it; it takes nothing that does not outrank what it has."""

    def __init__(self) -> None:
        self.uid = ""
        self.sequence = -1
        self.shown: datetime | None = None

    def take(self, content: bytes) -> None:
        """Raises where the entry is another one, or would be ignored."""
        entry = strict_ics.read(content)
        vars(vobject.icalendar)["__tzidMap"].clear()
        vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)
        other = vobject.readOne(content.decode())
        (theirs,) = other.contents["vevent"]
        is_off = entry.method == "CANCEL" or entry.event.one("STATUS").value == "CANCELLED"
        assert (theirs.uid.value, int(theirs.sequence.value)) == (entry.uid, entry.sequence)
        assert theirs.dtstart.value.astimezone(UTC) == entry.starts_at
        assert (other.method.value == "CANCEL" or theirs.status.value == "CANCELLED") == is_off
        assert self.uid in ("", entry.uid), "one entry for life"
        assert entry.sequence > self.sequence, "a calendar program would ignore it"
        self.uid, self.sequence = entry.uid, entry.sequence
        self.shown = None if is_off else entry.starts_at


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(app: Flask, sink: Sink) -> Edition:
    return registering.open_edition(capacity=10)


def session(edition: Edition, **changes: object) -> ForumSession:
    values = {
        "code": "R1",
        "title": Text.of("Round table"),
        "wall_start": datetime.combine(edition.starts_on, time(10)),
    }
    return invitations.panel(edition, **values | changes)


def do(act: Callable[..., object], invitation: Invitation, **values: object) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invitation.id), **values)
    delivery.run_due()


def entry_in(letter: Received) -> bytes:
    message: EmailMessage = letter.message
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    contents = {bytes(part.get_payload(decode=True)) for part in parts}
    [content] = contents
    return content


def newest(sink: Sink, address: str = LIN) -> bytes:
    delivery.run_due()
    return entry_in(sink.to(address)[-1])


def hour_later(invitation: Invitation, hour: int) -> None:
    """Moved, released, and everybody told."""
    with transaction():
        here = db.session.get_one(Invitation, invitation.id).session
        assert here
        day = here.edition.starts_on
        programme.reschedule(here, datetime.combine(day, time(hour)), 60, room=here.room)
        agenda_actions.release_and_tell(here.edition, by_id=None, told="affected")
    running.run_due()


def at(edition: Edition, hour: int) -> datetime:
    return datetime.combine(edition.starts_on, time(hour), ZoneInfo(edition.time_zone))


@pytest.mark.parametrize("listing", ["shown", "hidden"])
@pytest.mark.parametrize("kind", ["role", "guest"])
def test_each_answer_and_each_move_outranks_the_last(
    edition: Edition, sink: Sink, september: time_machine.Traveller, kind: str, listing: str
) -> None:
    agenda_session = session(edition, listing=listing)
    invitations.panel(agenda.fresh(edition), code="P9", wall_start=datetime.combine(edition.starts_on, time(18)))
    agenda.released(edition)
    ask = invitations.invitation if kind == "role" else invitations.guest_of_session
    made = ask(agenda.session(edition, agenda_session.code), email=LIN, state="accepted")
    program, hour = Program(), 10
    program.take(newest(sink))
    for _round in range(3):
        september.shift(timedelta(minutes=1))
        hour += 1
        hour_later(made, hour)
        program.take(newest(sink))
        assert program.shown == at(edition, hour)
        do(answering.decline, made)
        program.take(newest(sink))
        assert program.shown is None
        do(answering.accept, made)
        program.take(newest(sink))
        assert program.shown == at(edition, hour)
    do(answering.withdraw, made)
    program.take(newest(sink))
    assert program.shown is None


@pytest.mark.parametrize("kind", ["role", "guest"])
def test_the_file_behind_the_link_stands_in_the_chain(
    edition: Edition, sink: Sink, client: ReadingClient, kind: str
) -> None:
    """A yes that the desk notes without a receipt after a no: the file brings the entry back."""
    agenda_session = session(edition)
    agenda.released(edition)
    ask = invitations.invitation if kind == "role" else invitations.guest_of_session
    made = ask(agenda.session(edition, agenda_session.code), email=LIN, state="accepted")
    program = Program()
    program.take(newest(sink))
    link = sink.to(LIN)[-1].link()
    do(answering.decline, made)
    program.take(newest(sink))
    do(answering.record_answer, made, answer=InvitationState.ACCEPTED, how="phone", receipt=False)
    program.take(client.get(f"{link}.ics").response.get_data())
    assert program.shown == at(edition, 10)
    hour_later(made, 12)
    program.take(newest(sink))
    assert program.shown == at(edition, 12)
    by_hand = strict_ics.read(client.get(f"{link}.ics").response.get_data())
    assert (by_hand.uid, by_hand.sequence, by_hand.method) == (program.uid, program.sequence, "PUBLISH")


@pytest.mark.parametrize("of_session", [True, False])
def test_an_invitation_withdrawn_and_sent_anew_goes_on_with_the_same_entry(
    edition: Edition, sink: Sink, of_session: bool
) -> None:
    agenda_session = session(edition)
    agenda.released(edition)
    her = people.expert(agenda.fresh(edition), email=LIN)
    program = Program()
    for _time in range(3):
        person = db.session.get_one(Person, her.id)
        if of_session:
            made = invitations.guest_of_session(agenda.session(edition, agenda_session.code), person, state="accepted")
        else:
            made = invitations.guest(agenda.fresh(edition), person, state="accepted")
        program.take(newest(sink))
        do(answering.decline, made)
        program.take(newest(sink))
        do(answering.accept, made)
        program.take(newest(sink))
        do(actions.revoke, made, tell=True)
        program.take(newest(sink))
        assert program.shown is None


def test_the_file_of_her_contact_grows_as_well(edition: Edition, sink: Sink) -> None:
    """He is no party to the entry, and opens files."""
    agenda_session = session(edition)
    agenda.released(edition)
    her = people.expert(agenda.fresh(edition), email="")
    with transaction():
        how = {"name": "Aide", "email": AIDE, "receives_letters": True, "may_answer": True}
        pool.set_contact(db.session.get_one(Person, her.id), agenda.fresh(edition), **how)
    made = invitations.invitation(
        agenda.session(edition, agenda_session.code), db.session.get_one(Person, her.id), state="accepted"
    )
    program = Program()
    program.take(newest(sink, AIDE))
    for hour in (12, 13):
        with transaction():
            here = db.session.get_one(Invitation, made.id).part_asked.session
            programme.reschedule(here, datetime.combine(edition.starts_on, time(hour)), 60, room=here.room)
        with transaction():
            calendar_updates.send(calendar_updates.due(agenda.fresh(edition)))
        program.take(newest(sink, AIDE))
        do(answering.decline, made)
        do(answering.accept, made)
        program.take(newest(sink, AIDE))
        assert program.shown == at(edition, hour)


def test_the_public_entry_outranks_every_turn_once_the_session_moves(
    edition: Edition, sink: Sink, client: ReadingClient
) -> None:
    """Whoever opened her own file and opens that of the public agenda later has one entry."""
    agenda_session = session(edition)
    agenda.released(edition)
    made = invitations.guest_of_session(agenda.session(edition, agenda_session.code), email=LIN, state="accepted")
    do(answering.decline, made)
    do(answering.accept, made)
    program = Program()
    program.take(newest(sink))
    hour_later(made, 14)
    public = client.inner.get(f"/en/{edition.slug}/agenda/R1.ics").get_data()
    program.take(public)
    assert program.shown == at(edition, 14)


def test_who_was_never_told_a_yes_has_nothing_to_take_out(edition: Edition, sink: Sink) -> None:
    session(edition)
    agenda.released(edition)
    made = invitations.guest_of_session(agenda.session(edition, "R1"), email=LIN)
    do(answering.decline, made)
    assert not [part for part in sink.to(LIN)[-1].message.walk() if part.get_content_type() == "text/calendar"]
    assert db.session.scalars(select(Invitation.answer_count)).one() == 1
