"""Golden letters: wording is reviewed as wording. ``REWRITE_GOLDEN=1`` writes them anew."""

import os
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, answering, calendar_updates, queries
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import automatic, delivery
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.words import LANGUAGES, Text
from tests.factories import forums, invitations
from tests.factories.invitations import RESPOND_BY
from tests.invitations.support import answer, as_stored, newest_to
from tests.support.browser_like import ReadingClient
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
    "representative_left",
    "representative_back",
    "invitation_link",
    "part_given_back",
    "part_changed",
    "part_called_off",
    "left_panel",
    "speaker_withdrew",
    "invitation_withdrawn",
    "invitation_answered",
)


# Newest first in `written`: of each kind the last letter is read.
ACTS: tuple[Callable[[Invitation, Nominee], object], ...] = (
    lambda one, _: answering.hesitate(one, "My calendar is not settled."),
    lambda one, _: answering.accept(one),
    lambda one, _: answering.hesitate(one, "It may be moved."),
    lambda one, nominee: answering.nominate(one, nominee),
    lambda one, _: actions.refuse_representative(one, "The panel is for researchers."),
    lambda one, nominee: answering.nominate(one, nominee),
    lambda one, _: actions.clear_representative(one),
    lambda one, _: answering.decline(queries.representing(one)[0]),
    lambda one, _: answering.accept(queries.representing(one)[0]),
    lambda one, _: answering.record_answer(one, InvitationState.ACCEPTED, "phone"),
    lambda one, _: answering.withdraw(one, "My flight was cancelled.", stays=True),
    lambda one, _: answering.record_answer(one, InvitationState.DECLINED, "phone", receipt=True),
    lambda one, _: actions.reissue(one),
    lambda one, _: answering.accept(one, "Glad to come.\nSee http://example.org"),
    lambda one, _: _move(one),
    lambda one, _: programme.cancel(one.part_asked.session),
    lambda one, _: calendar_updates.send(calendar_updates.due(one.edition)),
    lambda one, _: programme.restore(one.part_asked.session),
    lambda one, _: answering.decline(one, ""),
    lambda one, _: actions.revoke(one, tell=True, reason="The panel grew too long."),
)


def _move(one: Invitation) -> None:
    """To another day and the room that became free."""
    session = one.part_asked.session
    programme.reschedule(session, datetime(2026, 10, 26, 17, 30), 60)
    session.title = Text({"en": "What we owe each other", "lt": "Ko esame skolingi"})
    calendar_updates.send(calendar_updates.due(one.edition))


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
    invitations.invitation(
        session,
        printed_name="Ūla Žemaitė-Šimkienė",
        part="moderator",
        state="accepted",
        email="ula@example.org",
        language=language,
        time_zone="Asia/Tokyo",
    )
    invitation = invitations.invitation(session, email="lin@example.org", language=language)
    delivery.run_due()
    nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", "deputy_minister", "ygaudas@example.org", language)
    with time_machine.travel(RESPOND_BY - timedelta(days=2), tick=False), transaction():
        automatic.write_due()
    for act in ACTS:
        with transaction():
            act(db.session.get_one(Invitation, invitation.id), nominee)
        delivery.run_due()
    return _written(invitation)


def _written(invitation: Invitation) -> dict[str, str]:
    """By kind, the newest of hers, and the invitation of her representative."""
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


# The same words in the same order for whoever is asked to attend the whole forum.
TO_A_GUEST = (
    "invitation_to_attend",
    "invitation_to_nominee",
    "invitation_reminder",
    "invitation_accepted",
    "invitation_declined",
    "invitation_open_again",
    "representative_named",
    "representative_refused",
    "representative_left",
    "representative_back",
    "invitation_link",
    "part_given_back",
    "speaker_withdrew",
    "invitation_withdrawn",
    "invitation_answered",
)
ACTS_OF_A_GUEST: tuple[Callable[[Invitation, Nominee], object], ...] = (
    *ACTS[:10],
    lambda one, _: answering.withdraw(one, "My flight was cancelled."),
    lambda one, _: answering.record_answer(one, InvitationState.DECLINED, "phone", receipt=True),
    lambda one, _: actions.reissue(one),
    lambda one, _: answering.accept(one, "Glad to come."),
    lambda one, _: actions.revoke(one, tell=True, reason="We have to keep the forum small."),
)


def test_the_letters_to_a_guest_read_as_agreed(app: Flask, sink: Sink, language: str) -> None:
    edition = forums.edition(announced=True)
    with transaction():
        db.session.get_one(Edition, edition.id).working_languages = [language]
    invitation = invitations.guest(edition, email="lin@example.org", language=language)
    delivery.run_due()
    nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", "deputy_minister", "ygaudas@example.org", language)
    with time_machine.travel(RESPOND_BY - timedelta(days=2), tick=False), transaction():
        automatic.write_due()
    for act in ACTS_OF_A_GUEST:
        with transaction():
            act(db.session.get_one(Invitation, invitation.id), nominee)
        delivery.run_due()
    written = _written(invitation)
    for kind in TO_A_GUEST:
        golden = GOLDEN / f"guest_{kind}.{language}.txt"
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
        answering.record_answer(
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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Slides: by 20 October 2026, to desk@example.org"),
        ("zh-Hant", "簡報：2026年10月20日前寄至 desk@example.org"),
        ("lt", "Skaidrės: iki 2026 m. spalio 20 d. adresu desk@example.org"),
    ],
)
def test_until_when_slides_are_wanted_stands_in_the_invitation_the_receipt_and_on_the_pages(
    app: Flask, sink: Sink, client: ReadingClient, language: str, words: str
) -> None:
    session = invitations.panel(slides_due_on=date(2026, 10, 20))
    invitations.invitation(session, email="lin@example.org", language=language)
    delivery.run_due()
    link = newest_to(sink, "lin@example.org").link()
    answer(client, link, "accept")
    delivery.run_due()
    invited, receipt = (" ".join(letter.text.split()) for letter in sink.to("lin@example.org"))
    assert words in invited and words in receipt
    for page in (client.get(link), client.get(f"{link}/profile")):
        assert words.partition(" ")[2] in page.text


def test_slides_are_not_asked_for_after_their_day(app: Flask, sink: Sink, september: time_machine.Traveller) -> None:
    invitations.invitation(invitations.panel(slides_due_on=date(2026, 8, 31)), email="lin@example.org")
    delivery.run_due()
    assert "Slides" not in newest_to(sink, "lin@example.org").text
