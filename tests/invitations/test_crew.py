"""Who interprets, writes along or looks after the room: asked in the words of her part, named in public by nobody."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import Purpose
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.profiles import queries as profiles
from forumapp.profiles.parts import Missing
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown
from forumapp.words import LANGUAGES, Text
from tests.factories import forums, invitations
from tests.invitations.support import answer, as_stored
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

GOLDEN = Path(__file__).parent / "golden"
CREW = ("interpreter", "captioner", "room_monitor")


def asked(part: str = "interpreter", language: str = "en", **values: str) -> Invitation:
    edition = forums.edition(announced=True)
    with transaction():
        db.session.get_one(Edition, edition.id).working_languages = [language]
    session = invitations.panel(
        edition,
        title=Text({"en": "What democracies owe their citizens", "lt": "Ką skolinga"}),
        languages=["en"],
        interpretation=["zh-Hant", "lt"],
    )
    return invitations.invitation(session, part=part, email="lin@example.org", language=language, **values)


def letter(kind: str) -> str:
    row = db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()
    assert row is not None
    return re.sub(r"F3D26-I\d+", "F3D26-I…", f"{row.subject}\n\n{row.shown_text}")


def as_agreed(name: str, said: str) -> None:
    """Golden: ``REWRITE_GOLDEN=1`` writes it anew."""
    golden = GOLDEN / name
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(said)
    assert said == golden.read_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", CREW)
def test_each_is_asked_in_the_words_of_her_part(app: Flask, sink: Sink, part: str, language: str) -> None:
    asked(part, language)
    as_agreed(f"crew_{part}.{language}.txt", letter("invitation_to_speak"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_receipts_speak_of_no_public_programme(app: Flask, sink: Sink, language: str) -> None:
    made = asked(language=language)
    delivery.run_due()
    with transaction():
        answering.accept(db.session.get_one(Invitation, made.id))
    as_agreed(f"crew_invitation_accepted.{language}.txt", letter("invitation_accepted"))
    with transaction():
        answering.withdraw(db.session.get_one(Invitation, made.id), "")
    as_agreed(f"crew_part_given_back.{language}.txt", letter("part_given_back"))
    assert "public programme" not in letter("speaker_withdrew")


@pytest.mark.parametrize("part", CREW)
def test_nobody_asks_whether_her_name_may_be_printed(app: Flask, client: ReadingClient, sink: Sink, part: str) -> None:
    made = asked(part)
    delivery.run_due()
    link = sink.to("lin@example.org")[-1].link()
    assert not client.get(link).document.xpath("//input[@name='naming']")
    answer(client, link, "accept")
    role = as_stored(made.id).part_asked
    assert role.is_confirmed and role.name_shown == NameShown.UNASKED and not role.may_be_named


def test_of_her_profile_only_the_arrival_is_missing(app: Flask, sink: Sink) -> None:
    made = asked(state="accepted")
    edition, person = made.edition, made.person
    assert profiles.missing(edition, [person])[person.id] == (Missing.ARRIVAL,)
    session = db.session.get_one(ForumSession, made.part_asked.session_id)
    invitations.invitation(session, db.session.merge(person), part="panellist")
    found = db.session.get_one(Invitation, made.id)
    assert Missing.BIOGRAPHY in profiles.missing(found.edition, [found.person])[found.person_id], "she speaks, too"


def test_the_purpose_says_that_she_is_crew(app: Flask, sink: Sink) -> None:
    assert asked("captioner").purpose == Purpose.CREW
