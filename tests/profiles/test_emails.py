"""The letter with the code, word by word. ``REWRITE_GOLDEN=1`` writes it anew."""

import os
import re
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.invitations.models import Invitation
from forumapp.notifications import delivery
from forumapp.profiles import codes
from forumapp.registrations.models import Registration
from forumapp.words import LANGUAGES
from tests.factories import invitations
from tests.factories.registrations import open_edition, registration
from tests.support.mail_sink import Sink

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_with_the_code_reads_as_agreed(app: Flask, sink: Sink, language: str) -> None:
    invited = invitations.invitation(state="accepted", email="lin@example.org", language=language)
    with transaction():
        codes.send(db.session.get_one(Invitation, invited.id), "a browser")
    _check(sink, f"profile_code.{language}.txt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_with_the_code_for_a_participants_data_reads_as_agreed(
    app: Flask, sink: Sink, language: str
) -> None:
    with time_machine.travel(invitations.NOW, tick=False):
        found = registration(open_edition(), name="Lin", email="lin@example.org", language=language)
        with transaction():
            codes.send_to_participant(db.session.get_one(Registration, found.id), "a browser")
        _check(sink, f"data_code.{language}.txt")


def _check(sink: Sink, name: str) -> None:
    delivery.run_due()
    letter, code = next((one, code) for one in sink.letters if (code := re.search(r"\b\d{8}\b", one.text)))
    assert letter.recipients == ("lin@example.org",) and code.group() in letter.html
    written = f"{letter.message['Subject']}\n\n{letter.text.replace(code.group(), '12345678')}".replace("\r\n", "\n")
    golden = GOLDEN / name
    if os.environ.get("REWRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")
