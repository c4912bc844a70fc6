"""Letters of participants bring what is released for their calendars, as a file to open (E14, E21)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import carried
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.registrations import emails
from forumapp.registrations.models import Registration
from forumapp.words import LANGUAGES, Text
from tests.agenda.test_telling import change, release
from tests.factories import agenda, forums
from tests.factories.invitations import NOW
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, request
from tests.support import strict_ics
from tests.support.mail_sink import Sink
from tests.support.reviewed_letters import assert_as_reviewed, assert_both_parts_say_the_same
from tests.support.statements import statements

GOLDEN = Path(__file__).parent / "golden"
ULA = "ula@example.org"
NINE = datetime(2026, 10, 24, 9)
DAY_UID = "f3d2026-day-1@localhost"


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask) -> Edition:
    """A Saturday in Vilnius: P1 at nine, and W2 at half past one, whose one seat is given by request."""
    made = open_edition(
        slug="f3d2026", starts_on=NINE.date(), ends_on=NINE.date(), second_zone="Asia/Taipei", place=Text.of("Vilnius")
    )
    with transaction():
        here = db.session.get_one(Edition, made.id)
        programme.add_session(here, code="P1", title=Text.of("Free the future"), wall_start=NINE, minutes=75)
    by_request(made, room=forums.room(made, "Aula"), seats=1, mode="in_person")
    return db.session.get_one(Edition, made.id)


def confirmed(registered: Registration) -> None:
    with transaction():
        here = db.session.merge(registered)
        emails.registration_confirmed(here, emails.next_number(here))


def letter(sink: Sink, kind: str, address: str = ULA) -> EmailMessage:
    """The newest of that kind, as it arrived."""
    delivery.run_due()
    db.session.rollback()
    row = db.session.scalars(
        select(Message).where(Message.kind == kind, Message.recipient == address).order_by(Message.id.desc())
    ).first()
    assert row is not None
    return next(one.message for one in sink.letters if one.message["Message-ID"] == row.message_id)


def files(message: EmailMessage) -> dict[str, bytes]:
    """What is attached for calendars; nothing of it is in a part on which mail programs act by themselves."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert all(part.get_content_disposition() == "attachment" for part in parts)
    assert {part.get_param("method") for part in parts} <= {"PUBLISH"}
    return {str(part.get_filename()): part.get_payload(decode=True) for part in parts}  # type: ignore[misc]


def test_the_letter_of_a_registration_brings_the_day_of_the_forum(forum: Edition, sink: Sink) -> None:
    agenda.released(forum)
    confirmed(registration(forum, email=ULA))
    message = letter(sink, "registration_confirmed")
    assert "For your calendar a file is attached" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    [(name, content)] = files(message).items()
    entry = strict_ics.read(content)
    assert name == "f3d2026.ics" and entry.method == "PUBLISH"
    assert (entry.uid, entry.sequence) == (DAY_UID, 100)
    assert entry.starts_at == datetime(2026, 10, 24, 6, tzinfo=UTC)
    assert entry.ends_at == datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert b"TZID:Europe/Vilnius" in content and b"DTSTART;TZID=Europe/Vilnius:20261024T090000" in content
    assert entry.event.one("LOCATION").text == "Vilnius"
    assert entry.event.one("URL").value == "http://localhost/en/f3d2026/"
    assert not entry.event.all("ATTENDEE") and not entry.event.all("ORGANIZER")


def test_nothing_is_said_of_times_before_they_are_released(forum: Edition, sink: Sink) -> None:
    ula = registration(forum, email=ULA)
    confirmed(ula)
    request(ula, agenda.session(forum, "W2"))
    for kind in ("registration_confirmed", "seat_confirmed"):
        message = letter(sink, kind)
        assert files(message) == {}
        assert "calendar" not in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_who_stands_in_the_line_has_nothing_to_put_into_a_calendar(forum: Edition, sink: Sink) -> None:
    agenda.released(forum)
    request(registration(forum), agenda.session(forum, "W2"))
    ula = registration(forum, email=ULA)
    request(ula, agenda.session(forum, "W2"))
    with transaction():
        emails.registration_waitlisted(db.session.merge(ula), 99)
    assert files(letter(sink, "seat_waitlisted")) == files(letter(sink, "registration_waitlisted")) == {}


def test_the_letter_of_a_seat_brings_the_entry_of_the_public_agenda(forum: Edition, sink: Sink) -> None:
    agenda.released(forum)
    request(registration(forum, email=ULA), agenda.session(forum, "W2"))
    [(name, content)] = files(letter(sink, "seat_confirmed")).items()
    entry = strict_ics.read(content)
    assert name == "f3d2026_W2.ics" and entry.uid == f"{agenda.session(forum, 'W2').uid}@localhost"
    assert entry.starts_at == datetime(2026, 10, 24, 10, 30, tzinfo=UTC)
    assert entry.event.one("LOCATION").text == "Aula, Vilnius"


def test_what_is_planned_and_not_released_stays_out(forum: Edition, sink: Sink) -> None:
    agenda.released(forum)
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 10, 24, 16), 60))
    ula = registration(forum, email=ULA)
    confirmed(ula)
    [content] = files(letter(sink, "registration_confirmed")).values()
    assert strict_ics.read(content).ends_at == datetime(2026, 10, 24, 12, tzinfo=UTC)


def test_a_later_letter_moves_the_entry_and_wording_alone_brings_none(
    forum: Edition, sink: Sink, september: time_machine.Traveller
) -> None:
    agenda.released(forum)
    registration(forum, email=ULA)
    september.move_to(NOW + timedelta(hours=2), tick=False)
    change(forum, "P1", lambda session: session.__setattr__("title", Text.of("Free the present")))
    release(forum, told="everybody")
    assert files(letter(sink, "agenda_changed")) == {}
    september.move_to(NOW + timedelta(hours=4), tick=False)
    change(forum, "P1", lambda session: programme.reschedule(session, datetime.combine(NINE.date(), time(8)), 60))
    release(forum, told="everybody")
    [content] = files(letter(sink, "agenda_changed")).values()
    entry = strict_ics.read(content)
    assert (entry.uid, entry.sequence) == (DAY_UID, 300)
    assert entry.starts_at == datetime(2026, 10, 24, 5, tzinfo=UTC)


def test_who_has_a_seat_in_what_moved_gets_the_new_time_under_the_same_uid(
    forum: Edition, sink: Sink, september: time_machine.Traveller
) -> None:
    agenda.released(forum)
    request(registration(forum, email=ULA), agenda.session(forum, "W2"))
    [first] = files(letter(sink, "seat_confirmed")).values()
    september.move_to(NOW + timedelta(hours=2), tick=False)
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 10, 24, 15), 60))
    release(forum)
    [second] = files(letter(sink, "your_seats_changed")).values()
    before, after = strict_ics.read(first), strict_ics.read(second)
    assert after.uid == before.uid and after.sequence > before.sequence
    assert after.starts_at == datetime(2026, 10, 24, 12, tzinfo=UTC)


def test_a_crowd_reads_no_release(forum: Edition, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each release and language the file is made once; which release is the newest is asked once a second."""
    agenda.released(forum)
    carried._newest.clear()
    carried._kept.clear()
    monkeypatch.setattr(carried, "FRESH_SECONDS", 600)
    app.testing = False
    try:
        first = carried.of_forum(agenda.fresh(forum), "en")
        with statements(app) as sent:
            assert carried.of_forum(agenda.fresh(forum), "en") is first
            assert not [statement for statement in sent if "releases" in statement]
    finally:
        app.testing = True
        carried._newest.clear()
        carried._kept.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_with_a_file_reads_as_it_was_reviewed(forum: Edition, language: str) -> None:
    agenda.released(forum)
    ula = registration(forum, email=ULA, language=language)
    with transaction():
        ula = db.session.merge(ula)
        ula.reference = "F3D26-7KQ4"
        emails.registration_confirmed(ula, 1)
    message = db.session.scalars(select(Message).where(Message.kind == "registration_confirmed")).one()
    assert_as_reviewed(message, GOLDEN / f"registration_with_calendar.{language}.txt")
    if language == "en":
        assert_both_parts_say_the_same(message)
