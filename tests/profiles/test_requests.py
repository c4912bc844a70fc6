"""Speakers are asked once a week for what is missing, where an organiser wants that (E12)."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from forumapp import clock, schedule
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people import pool, post
from forumapp.people.models import Person
from forumapp.profiles import emails
from forumapp.profiles.models import Photo, Profile, Stay
from forumapp.profiles.parts import Missing
from forumapp.programme.models import ForumSession
from forumapp.words import LANGUAGES, Text
from tests.factories import forums, invitations, people
from tests.factories.invitations import NOW, panel
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

GOLDEN = Path(__file__).parent / "golden"
TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.fixture(autouse=True)
def clocks() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(app: Flask) -> Edition:
    return forums.edition(profiles_asked_for=True)


def accepted(edition: Edition, code: str = "P1", **changes: Any) -> int:
    """The id of a person in Taipei who just said yes."""
    session_id = panel(edition, code=code).id
    person = people.expert(edition, **{"email": "lin@example.org", "time_zone": "Asia/Taipei"} | changes)
    if not person.email:
        with_contact(person.id, edition)
    invitations.invitation(db.session.get_one(ForumSession, session_id), person, state="accepted")
    return person.id


def with_contact(person_id: int, edition: Edition) -> None:
    with transaction():
        pool.set_contact(
            db.session.get_one(Person, person_id),
            db.session.get_one(Edition, edition.id),
            name="Daina",
            email="daina@example.org",
            language="lt",
            receives_letters=True,
            may_answer=True,
        )


def asked_by_letter(clocks: time_machine.Traveller, days: int) -> list[tuple[str, date]]:
    """To whom, and when on her clocks."""
    for _ in range(days * 24):
        clocks.shift(timedelta(hours=1))
        schedule.write_automatic_letters()
        delivery.run_due()
    db.session.rollback()
    rows = db.session.query(Message).where(Message.kind == "profile_wanted").order_by(Message.id)
    return [(row.recipient, row.sent_at.astimezone(TAIPEI).date()) for row in rows if row.sent_at]


def asked_on(sink: Sink, clocks: time_machine.Traveller, days: int) -> list[date]:
    """The days, on her clocks, on which she was asked; the worker looks every hour."""
    found, seen = [], len(sink.letters)
    for _ in range(days * 24):
        clocks.shift(timedelta(hours=1))
        schedule.write_automatic_letters()
        delivery.run_due()
        for letter in sink.letters[seen:]:
            if "profile" in letter.message["Subject"].lower():
                local = datetime.now(UTC).astimezone(TAIPEI)
                assert local.hour == 9
                found.append(local.date())
        seen = len(sink.letters)
    return found


def test_she_is_asked_a_week_after_her_yes_and_each_week_from_then_on(
    edition: Edition, sink: Sink, clocks: time_machine.Traveller
) -> None:
    accepted(edition)
    yes = NOW.astimezone(TAIPEI).date()
    assert asked_on(sink, clocks, 16) == [yes + timedelta(days=7), yes + timedelta(days=14)]


def test_nobody_is_asked_where_no_organiser_switched_it_on(
    app: Flask, sink: Sink, clocks: time_machine.Traveller
) -> None:
    accepted(forums.edition())
    assert asked_on(sink, clocks, 9) == []


def test_who_has_two_parts_is_asked_once(edition: Edition, sink: Sink, clocks: time_machine.Traveller) -> None:
    accepted(edition)
    accepted(edition, code="P2")
    assert len(asked_on(sink, clocks, 9)) == 1


def test_who_told_everything_is_left_in_peace(edition: Edition, sink: Sink, clocks: time_machine.Traveller) -> None:
    person = accepted(edition, title=Text.of("Officer"), organisation=Text.of("Networks"))
    with transaction():
        day = clock.now().date()
        db.session.add_all(
            (
                Profile(person_id=person, biography=Text.of("Writes.")),
                Photo(person_id=person, content=b"x", width=1, height=1, saved_at=clock.now()),
                Stay(edition_id=edition.id, person_id=person, arrives_on=day, departs_on=day),
            )
        )
    assert asked_on(sink, clocks, 9) == []


def test_in_the_last_days_before_the_forum_nobody_is_asked(
    app: Flask, sink: Sink, clocks: time_machine.Traveller
) -> None:
    soon = NOW.date() + timedelta(days=9)
    edition = forums.edition(profiles_asked_for=True, starts_on=soon, ends_on=soon)
    accepted(edition)
    assert asked_on(sink, clocks, 8) == []


def test_an_organiser_switches_it_on(app: Flask, team: Team) -> None:
    edition = forums.edition()
    organiser = team.signed_in_as("organiser", edition)
    form = organiser.get(f"/manage/{edition.slug}/settings").form("profiles_asked_for")
    organiser.submit(form, profiles_asked_for="y")
    assert db.session.get_one(Edition, edition.id).profiles_asked_for


def test_who_reads_the_letters_of_two_is_asked_about_one_of_them_a_day(
    edition: Edition, sink: Sink, clocks: time_machine.Traveller
) -> None:
    with_contact(accepted(edition), edition)
    with_contact(accepted(edition, code="P2", email="suryadi@example.org", printed_name="Suryadi"), edition)
    week = NOW.astimezone(TAIPEI).date() + timedelta(days=7)
    asked = asked_by_letter(clocks, 9)
    assert {to for to, day in asked if day == week} == {"lin@example.org", "suryadi@example.org", "daina@example.org"}
    assert [day for to, day in asked if to == "daina@example.org"] == [week, week + timedelta(days=1)]


def test_who_has_no_address_of_her_own_is_asked_through_her_contact(
    edition: Edition, sink: Sink, clocks: time_machine.Traveller
) -> None:
    accepted(edition, email="")
    week = NOW.astimezone(TAIPEI).date() + timedelta(days=7)
    assert asked_by_letter(clocks, 15) == [("daina@example.org", week), ("daina@example.org", week + timedelta(days=7))]


def test_a_contact_who_came_later_has_a_week_of_her_own(
    edition: Edition, sink: Sink, clocks: time_machine.Traveller
) -> None:
    person = accepted(edition)
    clocks.shift(timedelta(days=5))
    with_contact(person, edition)
    yes = NOW.astimezone(TAIPEI).date()
    assert asked_by_letter(clocks, 8) == [
        ("lin@example.org", yes + timedelta(days=7)),
        ("daina@example.org", yes + timedelta(days=12)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_reads_as_agreed(edition: Edition, sink: Sink, language: str) -> None:
    session = db.session.get_one(ForumSession, panel(edition).id)
    asked = invitations.invitation(session, state="accepted", email="lin@example.org", language=language)
    delivery.run_due()
    before = len(sink.letters)
    with transaction():
        asked = db.session.merge(asked)
        [reader] = post.readers_for(asked.person)
        emails.profile_wanted(asked, reader, (Missing.BIOGRAPHY, Missing.PHOTO, Missing.ARRIVAL), number=1)
    delivery.run_due()
    (letter,) = sink.letters[before:]
    text = re.sub(r"-I\d+", "-I…", re.sub(r"/i/[\w-]+", "/i/…", letter.text))
    written = f"{letter.message['Subject']}\n\n{text}".replace("\r\n", "\n")
    golden = GOLDEN / f"profile_wanted.{language}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")
