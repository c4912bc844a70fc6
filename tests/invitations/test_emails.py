"""Golden letters: wording is reviewed as wording. ``REWRITE_GOLDEN=1`` writes them anew."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions
from forumapp.invitations.actions import Nominee
from forumapp.invitations.models import Invitation, InvitationState
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.words import LANGUAGES, Text
from tests.factories import forums, invitations
from tests.factories.invitations import RESPOND_BY
from tests.invitations.support import as_stored
from tests.support.mail_sink import Sink

GOLDEN = Path(__file__).parent / "golden"

KINDS = (
    "invitation_to_speak",
    "invitation_to_nominee",
    "invitation_reminder",
    "invitation_accepted",
    "invitation_declined",
    "invitation_open_again",
    "representative_named",
    "representative_refused",
    "part_given_back",
    "speaker_withdrew",
    "invitation_withdrawn",
    "invitation_answered",
)


# Newest first in `written`: of each kind the last letter is read.
ACTS: tuple[Callable[[Invitation, Nominee], object], ...] = (
    lambda one, _: actions.hesitate(one, "My calendar is not settled."),
    lambda one, _: actions.accept(one),
    lambda one, _: actions.hesitate(one, "It may be moved."),
    lambda one, nominee: actions.nominate(one, nominee),
    lambda one, _: actions.refuse_representative(one, "The panel is for researchers."),
    lambda one, nominee: actions.nominate(one, nominee),
    lambda one, _: actions.clear_representative(one),
    lambda one, _: actions.record_answer(one, InvitationState.ACCEPTED, "phone"),
    lambda one, _: actions.withdraw(one, "My flight was cancelled.", stays=True),
    lambda one, _: actions.record_answer(one, InvitationState.DECLINED, "phone", receipt=True),
    lambda one, _: actions.accept(one, "Glad to come.\nSee http://example.org"),
    lambda one, _: actions.decline(one, ""),
    lambda one, _: actions.revoke(one, tell=True, reason="The panel grew too long."),
)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written(app: Flask, sink: Sink, language: str) -> dict[str, str]:
    """One letter of each kind, in that language, as others than its recipient may read it."""
    edition = forums.edition()
    with transaction():
        db.session.get_one(Edition, edition.id).working_languages = [language]
    session = invitations.panel(edition, title=Text({"en": "What democracies owe their citizens", "lt": "Ką skolinga"}))
    invitations.invitation(session, printed_name="Ūla Žemaitė-Šimkienė", part="moderator", state="accepted")
    invitation = invitations.invitation(session, email="lin@example.org", language=language)
    delivery.run_due()
    nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", "deputy_minister", "ygaudas@example.org", language)
    with time_machine.travel(RESPOND_BY - timedelta(days=2), tick=False), transaction():
        actions.remind_due()
    for act in ACTS:
        with transaction():
            act(db.session.get_one(Invitation, invitation.id), nominee)
        delivery.run_due()
    about = f"invitation {invitation.id}"
    hers = Message.about == about
    nominees = (Message.kind == "invitation_to_nominee") & (Message.recipient == "ygaudas@example.org")
    rows = db.session.scalars(select(Message).where(hers | nominees).order_by(Message.id.desc())).all()
    return {row.kind: f"{row.subject}\n\n{_without_ids(row.shown_text, invitation)}" for row in rows}


def _without_ids(text: str, invitation: Invitation) -> str:
    stored = as_stored(invitation.id)
    return re.sub(r"F3D26-I\d+", "F3D26-I…", text.replace(stored.public_id, "…"))


def test_the_letters_read_as_agreed(written: dict[str, str], language: str) -> None:
    for kind in KINDS:
        golden = GOLDEN / f"{kind}.{language}.txt"
        if os.environ.get("REWRITE_GOLDEN"):
            golden.write_text(written[kind])
        assert written[kind] == golden.read_text()


def test_her_own_salutation_stands_as_it_is(app: Flask, sink: Sink) -> None:
    invitations.invitation(salutation="林部長鈞鑒", language="zh-Hant")
    delivery.run_due()
    assert "林部長鈞鑒" in sink.letters[-1].text.splitlines()
    assert "Dear" not in sink.letters[-1].text


def test_her_language_her_dates(app: Flask, sink: Sink) -> None:
    invitations.invitation(language="zh-Hant", time_zone="Asia/Taipei")
    delivery.run_due()
    letter = sink.letters[-1]
    assert "2026年10月24日 星期六" in letter.text and "14:00–15:15" in letter.text
    assert "/zh-Hant/i/" in letter.link()
    assert letter.message["Content-Language"] == "zh-Hant-TW"


def test_no_subject_names_a_person_or_a_closed_session(app: Flask, sink: Sink) -> None:
    session = invitations.panel(preset="members_only", title=Text.of("Secret matters"))
    invitation = invitations.invitation(session)
    delivery.run_due()
    with transaction():
        actions.record_answer(
            db.session.get_one(Invitation, invitation.id), InvitationState.ACCEPTED, "phone", receipt=True
        )
    delivery.run_due()
    for letter in sink.letters:
        assert "Secret" not in letter.message["subject"] and "LIN" not in letter.message["subject"]


def test_text_and_html_say_the_same(app: Flask, sink: Sink) -> None:
    session = invitations.panel(title=Text.of("Rights & <duties>"))
    invitations.invitation(session, printed_name="O'Brien-Ødegård, Seán")
    delivery.run_due()
    letter = sink.letters[-1]
    assert "Rights & <duties>" in letter.text and "Rights &amp; &lt;duties&gt;" in letter.html
    assert letter.link() in letter.html
