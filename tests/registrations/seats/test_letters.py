"""The letters about seats as files, so that wording is reviewed as wording.

``WRITE_GOLDEN=1 pytest tests/registrations/seats/test_letters.py`` writes them anew.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import LateYes
from forumapp.notifications.models import Message
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import by_team, emails
from forumapp.registrations.seats.models import Seat, SeatState
from forumapp.words import LANGUAGES, Text
from tests.factories import forums
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, request
from tests.support.reviewed_letters import (
    assert_as_reviewed,
    assert_both_parts_say_the_same,
    assert_one_link_to_registration,
)

GOLDEN = Path(__file__).parents[1] / "golden"

TITLE = Text(
    {
        "en": "AI procurement and rights",
        "zh-Hant": "人工智慧採購與權利",
        "lt": "DI pirkimai ir žmogaus teisės",
    }
)


def seat_confirmed(seat: Seat) -> None:
    emails.seat_confirmed(seat)


def seat_waitlisted(seat: Seat) -> None:
    seat.state = SeatState.WAITLISTED
    emails.seat_waitlisted(seat)


def seat_offered(seat: Seat) -> None:
    seat.offer(clock.now(), seat.session.starts_at)
    emails.seat_offered(seat)


def seat_lapsed(seat: Seat) -> None:
    seat.end(SeatState.LAPSED, clock.now())
    emails.seat_lapsed(seat)


def seat_not_kept(seat: Seat) -> None:
    seat.end(SeatState.LAPSED, clock.now())
    emails.seat_lapsed(seat, was_hers=True)


def seat_lapsed_in_place(seat: Seat) -> None:
    seat.registration.edition.series.late_yes = LateYes.FRONT
    seat_lapsed(seat)


def seat_not_kept_in_place(seat: Seat) -> None:
    seat.registration.edition.series.late_yes = LateYes.FRONT
    seat_not_kept(seat)


def session_full(seat: Seat) -> None:
    seat.end(SeatState.REFUSED, clock.now())
    emails.session_full(seat)


def seat_refused(seat: Seat) -> None:
    by_team.refuse(seat, "This table is for the advisers.\nSee https://evil.example")


LETTERS = (
    seat_confirmed,
    seat_waitlisted,
    seat_offered,
    seat_lapsed,
    seat_lapsed_in_place,
    seat_not_kept,
    seat_not_kept_in_place,
    session_full,
    seat_refused,
)


def written(write: Callable[[Seat], None], language: str) -> Message:
    with time_machine.travel(datetime(2026, 9, 1, 9, 30, tzinfo=UTC), tick=False):
        edition = open_edition(slug="f3d2026", starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 26), mode="hybrid")
        room = forums.room(edition, "Aula")
        session = by_request(edition, title=TITLE, room=room)
        who = registration(edition, email="ula@example.org", language=language)
        seat = request(who, session)
        with transaction():
            db.session.get_one(Registration, who.id).reference = "F3D26-7KQ4"
            db.session.query(Message).delete()
            write(db.session.get_one(Seat, seat.id))
    return db.session.scalars(select(Message)).one()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_the_letter_reads_as_it_was_reviewed(app: Flask, write: Callable[[Seat], None], language: str) -> None:
    assert_as_reviewed(written(write, language), GOLDEN / f"{write.__name__}.{language}.txt")


@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_both_parts_say_the_same(app: Flask, write: Callable[[Seat], None]) -> None:
    assert_both_parts_say_the_same(written(write, "en"))


@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_one_link_leads_to_the_page_and_acts_on_nothing(app: Flask, write: Callable[[Seat], None]) -> None:
    assert_one_link_to_registration(written(write, "en"))


def test_an_offer_says_until_when_in_both_zones(app: Flask) -> None:
    message = written(seat_offered, "en")
    assert "Wednesday 2 September 2026, 12:30 Vilnius (17:30 Taipei)" in message.body_text
