"""Every kind of letter can be read in development, as production writes it; no kind is forgotten."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from forumapp.demo import letters
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.links import Link
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.words import LANGUAGES
from tests.support.browser_like import ReadingClient

KINDS = sorted(p.name for p in (ROOT / "templates" / "email").iterdir() if p.is_dir() and not p.name.startswith("_"))


def test_every_kind_of_the_catalogue_has_its_sample(app: Flask) -> None:
    assert {*letters.WRITERS} - {*letters.KINDS} == {*KINDS} == {*letters.kinds(app)} - {*letters.KINDS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, *letters.KINDS])
def test_a_sample_is_a_whole_letter_and_nothing_of_it_stays(app: Flask, kind: str, language: str) -> None:
    sample = letters.sample(kind, language)
    assert (
        sample.subject
        and sample.text
        and f'lang="{"zh-Hant-TW" if language == "zh-Hant" else language}"' in sample.html
    )
    for model in (Edition, Person, Message, Link):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    db.session.rollback()


def test_the_page_leads_to_every_kind_in_three_languages(app: Flask, client: ReadingClient) -> None:
    page = client.get("/dev/letters")
    for kind in KINDS:
        assert kind in page.text
    shown = client.get("/dev/letters/invitation_to_speak")
    assert "LIN Yu-ching" in shown.text and "‹personal link›" in shown.text
    assert "邀請" in shown.text and "Kviečiame" in shown.text or "kviečia" in shown.text
    answer = app.test_client().get("/dev/letters/invitation_to_speak/lt.html")
    assert answer.status_code == 200 and answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert app.test_client().get("/dev/letters/nothing").status_code == 404
