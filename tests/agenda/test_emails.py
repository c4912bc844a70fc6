"""Golden letters: wording is reviewed as wording. ``REWRITE_GOLDEN=1`` writes them anew."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import actions as agenda_actions
from forumapp.agenda import calling_off
from forumapp.extensions import db, transaction
from forumapp.forums.models import EditionState
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.tasks import running
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda, forums, invitations, registrations
from tests.factories.invitations import NOW

GOLDEN = Path(__file__).parent / "golden"
NOTE = Text(
    {
        "en": "The Aula is taken by a state visit.",
        "zh-Hant": "大禮堂因國是訪問而無法使用。",
        "lt": "Aula užimta dėl valstybinio vizito.",
    }
)


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written(app: Flask, language: str) -> dict[str, str]:
    """One letter of each kind, in that language."""
    edition = forums.edition(second_zone="Asia/Taipei")
    titles = (("P1", "What democracies owe", 9), ("P2", "Closing", 15), ("P3", "Satellites", 17))
    for code, title, hour in titles:
        invitations.panel(
            edition,
            code=code,
            title=Text({"en": title, "lt": f"{title} (LT)", "zh-Hant": f"{title}（中文）"}),
            wall_start=datetime(2026, 10, 24, hour),
        )
    lin = None
    for code, _title, _hour in titles:
        made = invitations.invitation(
            agenda.session(edition, code),
            lin,
            state="accepted",
            **({} if lin else {"email": "lin@example.org", "language": language, "time_zone": "Asia/Tokyo"}),
        )
        lin = made.person
    invitations.guest(edition, email="guest@example.org", language=language, time_zone="Asia/Tokyo", state="accepted")
    registrations.registration(edition, email="visitor@example.org", language=language)
    agenda.released(edition)
    with transaction():
        programme.reschedule(agenda.session(edition, "P1"), datetime(2026, 10, 26, 17, 30), 60)
        programme.reschedule(agenda.session(edition, "P2"), datetime(2026, 10, 24, 15, 30), 60)
        agenda.session(edition, "P2").title = Text({"en": "The end", "lt": "Pabaiga", "zh-Hant": "閉幕"})
        programme.cancel(agenda.session(edition, "P3"))
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(edition), by_id=None, told="everybody", note=NOTE)
    running.run_due()
    with transaction():
        calling_off.call_off(
            agenda.fresh(edition), EditionState.POSTPONED, reason=NOTE, told="everybody", once="postponed"
        )
    running.run_due()
    return read()


def read() -> dict[str, str]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.about.like("telling %")).order_by(Message.id))
    return {row.kind: f"{row.subject}\n\n{row.shown_text}" for row in rows}


def test_the_letters_read_as_agreed(written: dict[str, str], language: str) -> None:
    assert sorted(written) == [
        "agenda_changed",
        "forum_called_off",
        "forum_called_off_registered",
        "guest_called_off",
        "your_sessions_changed",
    ]
    for kind, letter in written.items():
        golden = GOLDEN / f"{kind}.{language}.txt"
        if os.environ.get("REWRITE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(letter)
        assert letter == golden.read_text()
