"""Golden letters: wording is reviewed as wording. ``REWRITE_GOLDEN=1`` writes them anew."""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions
from forumapp.invitations.models import Invitation, InvitationState
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.words import Text
from tests.factories import forums, invitations
from tests.invitations.support import as_stored
from tests.support.mail_sink import Sink

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en",)
"""Add a language here once its words are translated."""

KINDS = (
    "invitation_to_speak",
    "invitation_accepted",
    "invitation_declined",
    "invitation_withdrawn",
    "invitation_answered",
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
    for act in (
        lambda one: actions.accept(one, "Glad to come.\nSee http://example.org"),
        lambda one: actions.decline(one, ""),
        lambda one: actions.revoke(one, tell=True, reason="The panel grew too long."),
    ):
        with transaction():
            act(db.session.get_one(Invitation, invitation.id))
        delivery.run_due()
    about = f"invitation {invitation.id}"
    rows = db.session.scalars(select(Message).where(Message.about == about).order_by(Message.id.desc())).all()
    return {row.kind: f"{row.subject}\n\n{_without_ids(row.shown_text, invitation)}" for row in rows}


def _without_ids(text: str, invitation: Invitation) -> str:
    stored = as_stored(invitation.id)
    return text.replace(stored.public_id, "…").replace(stored.reference, "F3D26-I…")


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_reads_as_agreed(written: dict[str, str], language: str, kind: str) -> None:
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
