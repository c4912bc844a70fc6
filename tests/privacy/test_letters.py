"""The receipts as files, so that wording is reviewed as wording.

``WRITE_GOLDEN=1 pytest tests/privacy/test_letters.py`` writes them anew.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.consents.purposes import Purpose
from forumapp.extensions import db, transaction
from forumapp.materials import actions as materials
from forumapp.notifications.models import Message
from forumapp.privacy import actions, choices
from forumapp.privacy.actions import Receipt
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration
from forumapp.words import LANGUAGES, Text
from tests.factories import people
from tests.factories.programme import forum_session, role
from tests.factories.registrations import open_edition, registration
from tests.support.reviewed_letters import assert_as_reviewed, assert_both_parts_say_the_same

GOLDEN = Path(__file__).parent / "golden"


def list_taken_back(found: Registration) -> None:
    choices.agree(found, Purpose.LISTED, found.language)
    choices.take_back(found, Purpose.LISTED)


def photographs_taken_back_by_speaker(found: Registration) -> None:
    found.category = "speaker"
    choices.agree(found, Purpose.PHOTOGRAPHED, found.language)
    choices.take_back(found, Purpose.PHOTOGRAPHED)


def data_erased(found: Registration) -> None:
    actions.erase(found.email, Receipt(found.edition_id, found.language))


def speaker_erased(found: Registration) -> None:
    session = forum_session(found.edition, code="P1")
    role(
        session,
        people.expert(found.edition, printed_name="Ingeborg Quendolin", email="iq@example.org"),
        state="confirmed",
    )
    with transaction():
        here = db.session.get_one(ForumSession, session.id)
        materials.add(here.edition, "https://x.example/1", kind="slides", title=Text(), visibility="team", session=here)
    with transaction():
        actions.erase("iq@example.org")


LETTERS = (speaker_erased, list_taken_back, photographs_taken_back_by_speaker, data_erased)


def written(write: Callable[[Registration], None], language: str) -> Message:
    with time_machine.travel(datetime(2026, 9, 1, 9, 30, tzinfo=UTC), tick=False):
        days = {"starts_on": date(2026, 10, 24), "ends_on": date(2026, 10, 26)}
        edition = open_edition(slug="f3d2026", mode="hybrid", working_languages=[language], **days)
        who = registration(edition, email="ula@example.org", language=language)
        if write is speaker_erased:
            write(who)
        else:
            with transaction():
                write(db.session.get_one(Registration, who.id))
    return db.session.scalars(select(Message)).one()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_the_letter_reads_as_it_was_reviewed(app: Flask, write: Callable[[Registration], None], language: str) -> None:
    assert_as_reviewed(written(write, language), GOLDEN / f"{write.__name__}.{language}.txt")


@pytest.mark.parametrize("write", LETTERS, ids=lambda write: write.__name__)
def test_both_parts_say_the_same(app: Flask, write: Callable[[Registration], None]) -> None:
    assert_both_parts_say_the_same(written(write, "en"))


def test_the_last_letter_is_emptied_once_it_has_left(app: Flask) -> None:
    message = written(data_erased, "en")
    with transaction():
        assert actions.forget_receipts() == 0, "it waits to be sent"
        db.session.get_one(Message, message.id).state = "sent"
        db.session.flush()
        assert actions.forget_receipts() == 1
        assert actions.forget_receipts() == 0
    left = db.session.scalars(select(Message)).one()
    assert (left.recipient, left.recipient_key, left.body_text, left.subject) == ("", "", "", "")
