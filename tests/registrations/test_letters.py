"""The letters as files, so that wording is reviewed as wording.

``WRITE_GOLDEN=1 pytest tests/registrations/test_letters.py`` writes them anew.
"""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from lxml import html
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Mode
from forumapp.notifications.models import Message
from forumapp.registrations import actions, emails
from forumapp.registrations.models import Registration
from forumapp.words import Text
from tests.factories.registrations import open_edition

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES_REVIEWED = ("en",)

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


def place_free(registration: Registration) -> None:
    registration.verify(registration.submitted_at)
    emails.registration_place_free(registration)


def already(registration: Registration) -> None:
    emails.registration_already(registration, 1)


def cancelled(registration: Registration) -> None:
    actions.cancel(registration)


def cancelled_by_team(registration: Registration) -> None:
    actions.cancel_on_behalf(registration, "The hall is closed for repairs.\nSee https://evil.example")


LETTERS = (confirmed, online, waitlisted, place_free, already, cancelled, cancelled_by_team)


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


@pytest.mark.parametrize("language", LANGUAGES_REVIEWED)
@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_the_letter_reads_as_it_was_reviewed(app: Flask, write: Callable[[Registration], None], language: str) -> None:
    message = written(write, language)
    letter = f"Subject: {message.subject}\n\n{message.shown_text}"
    file = GOLDEN / f"{write.__name__}.{language}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(letter)
    assert letter == file.read_text()


@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_both_parts_say_the_same(app: Flask, write: Callable[[Registration], None]) -> None:
    message = written(write, "en")
    as_html = " ".join(html.document_fromstring(message.body_html).xpath("//body")[0].text_content().split())
    for line in message.body_text.splitlines():
        said = line.removeprefix("> ").strip()
        for part in said.split(": ") if ": " in said else [said.removesuffix(":")]:
            if not part.startswith(("http", "-- ")) and part != "--":
                assert part in as_html, f"{part!r} is missing in the HTML part"


@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_one_link_leads_to_the_page_and_acts_on_nothing(app: Flask, write: Callable[[Registration], None]) -> None:
    message = written(write, "en")
    links = [word for word in message.body_text.split() if "://" in word]
    assert links == [f"http://localhost/en/r/{message.link_marker}"]
    assert message.reply_to == "desk@example.org"
