"""The letters as files, so that wording is reviewed as wording.

``WRITE_GOLDEN=1 pytest tests/registrations/test_letters.py`` writes them anew.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, LateYes, Mode
from forumapp.notifications.models import Message
from forumapp.registrations import actions, emails
from forumapp.registrations import by_team as team
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.models import Registration
from forumapp.words import LANGUAGES, Text
from tests.factories.registrations import open_edition
from tests.support.reviewed_letters import (
    assert_as_reviewed,
    assert_both_parts_say_the_same,
    assert_one_link_to_registration,
)

GOLDEN = Path(__file__).parent / "golden"

TITLE = Text(
    {
        "en": "Free Digital Democracy Dialogue Forum 2026",
        "zh-Hant": "2026 自由數位民主對話論壇",
        "lt": "Laisvos skaitmeninės demokratijos forumas 2026",
    }
)


def confirmed(registration: Registration) -> None:
    emails.registration_confirmed(registration, 1)


def online(registration: Registration) -> None:
    registration.mode, registration.takes_place = Mode.ONLINE, False
    emails.registration_confirmed(registration, 1)


def waitlisted(registration: Registration) -> None:
    registration.wait(registration.submitted_at)
    emails.registration_waitlisted(registration, 1)


def offered(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    registration.offer_place(registration.submitted_at)
    emails.registration_offered(registration)


def offered_unconfirmed(registration: Registration) -> None:
    registration.offer_place(registration.submitted_at)
    emails.registration_offered(registration)


def lapsed(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    registration.offer_place(registration.submitted_at)
    registration.let_pass(registration.submitted_at)
    emails.registration_lapsed(registration)


def lapsed_in_place(registration: Registration) -> None:
    registration.edition.series.late_yes = LateYes.FRONT
    lapsed(registration)


def already(registration: Registration) -> None:
    emails.registration_already(registration, 1)


def already_offered(registration: Registration) -> None:
    registration.offer_place(registration.submitted_at)
    emails.registration_already(registration, 1)


def cancelled(registration: Registration) -> None:
    actions.cancel(registration)


def cancelled_by_team(registration: Registration) -> None:
    team.cancel_on_behalf(registration, "The hall is closed for repairs.\nSee https://evil.example")


def received(registration: Registration) -> None:
    emails.registration_received(registration, 1)


def approved(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    registration.limited_to = []
    emails.registration_approved(registration)


def question(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    emails.registration_question(registration, "Which ministry do you come from?", date(2026, 9, 20))


def refused(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    emails.registration_refused(registration, "The table is for delegations.\nSee https://evil.example")


def new_address(registration: Registration) -> None:
    addresses.ask(registration, "ula.new@example.org")


def moved(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    emails.registration_moved(registration)


def left(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    emails.registration_left(registration, registration.email)


def by_team(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    emails.registration_by_team(registration)


LETTERS = (
    by_team,
    new_address,
    moved,
    left,
    confirmed,
    online,
    waitlisted,
    offered,
    offered_unconfirmed,
    lapsed,
    lapsed_in_place,
    already,
    already_offered,
    cancelled,
    cancelled_by_team,
    received,
    approved,
    question,
    refused,
)


WITH_LINK = [write for write in LETTERS if write not in (new_address, left)]


def written(write: Callable[[Registration], None], language: str) -> Message:
    with time_machine.travel(datetime(2026, 9, 1, 9, 30, tzinfo=UTC), tick=False):
        edition = open_edition(
            slug="f3d2026", title=TITLE, starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 26), mode=Mode.HYBRID
        )
        with transaction():
            here = db.session.get_one(Edition, edition.id)
            made = actions.add(here, name="Ūla Žemaitė-Šimkienė", email="ula@example.org", language=language)
            made.reference = "F3D26-7KQ4"
            write(made)
    return db.session.scalars(select(Message)).one()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_the_letter_reads_as_it_was_reviewed(app: Flask, write: Callable[[Registration], None], language: str) -> None:
    assert_as_reviewed(written(write, language), GOLDEN / f"{write.__name__}.{language}.txt")


@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_both_parts_say_the_same(app: Flask, write: Callable[[Registration], None]) -> None:
    assert_both_parts_say_the_same(written(write, "en"))


@pytest.mark.parametrize("write", WITH_LINK, ids=lambda write: write.__name__)
def test_one_link_leads_to_the_page_and_acts_on_nothing(app: Flask, write: Callable[[Registration], None]) -> None:
    assert_one_link_to_registration(written(write, "en"))
