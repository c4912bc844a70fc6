"""The notice: every heading that the two laws want, in three languages, from the forum's facts or the team's words."""

import pytest
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.privacy import notice
from forumapp.privacy.models import PrivacyWords
from forumapp.words import LANGUAGES, Text
from tests.factories.categories import category
from tests.factories.questions import question
from tests.factories.registrations import open_edition
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

GDPR = ("13(1)(a)", "13(1)(c)", "13(1)(e)", "13(1)(f)", "13(2)(a)", "13(2)(b)", "13(2)(c)", "13(2)(d)", "13(2)(e)")
PDPA = tuple(f"8(1){number}" for number in range(1, 7))


@pytest.fixture
def edition(app: Flask) -> Edition:
    return open_edition(slug="f3dnotice", desk_email="desk@example.org")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_heading_and_something_below_each(edition: Edition, client: ReadingClient, language: str) -> None:
    page = client.get(f"/{language}/f3dnotice/privacy")
    sections = page.document.xpath("//main//section")
    assert len(sections) == len(notice.WORDS)
    assert all(len(" ".join(one.xpath("./*[not(self::h2)]")[-1].itertext()).strip()) > 20 for one in sections)
    for article in (*GDPR, *PDPA):
        assert article in page.text, article


def test_its_facts_are_those_of_the_forum(edition: Edition, client: ReadingClient) -> None:
    text = client.get("/en/f3dnotice/privacy").text
    assert "desk@example.org" in text and "Food: 14 days after the forum." in text
    assert "Gender: 30 days" in text and "12 months after the forum" in text


def test_it_stands_where_data_are_asked_for(edition: Edition, client: ReadingClient) -> None:
    assert "/en/f3dnotice/privacy" in client.get("/en/f3dnotice/register").links().values()


def test_the_team_writes_its_own_words_and_what_was_said_before_stays(
    edition: Edition, client: ReadingClient, team: Team
) -> None:
    organiser = team.signed_in_as("organiser", edition)
    page = organiser.get("/manage/f3dnotice/privacy/contact")
    organiser.submit(
        page.form("words-en"), **{"words-en": "Our officer:\nofficer@host.example", "words-lt": "Pareigūnas"}
    )
    assert "officer@host.example" in client.get("/en/f3dnotice/privacy").text
    assert "Pareigūnas" in client.get("/lt/f3dnotice/privacy").text
    assert "Version 2" in client.get("/en/f3dnotice/privacy").text
    again = organiser.get("/manage/f3dnotice/privacy/contact").form("words-en")
    organiser.submit(again, **{"words-en": "", "words-lt": ""})
    text = client.get("/en/f3dnotice/privacy").text
    assert "officer@host.example" not in text and "desk@example.org" in text and "Version 3" in text
    db.session.rollback()
    assert db.session.query(PrivacyWords).count() == 2


def test_saving_the_same_words_makes_no_new_version(app: Flask, edition: Edition) -> None:
    for _ in range(2):
        with transaction():
            notice.write(db.session.get_one(Edition, edition.id), notice.Heading.AREA, Text.of("Here."))
    assert notice.of(edition).number == 2


def test_nobody_but_who_edits_the_forum_words_it(edition: Edition, team: Team) -> None:
    assert team.signed_in_as("viewer", edition).get("/manage/f3dnotice/privacy").status == 404
    assert team.signed_in_as("organiser", edition).get("/manage/f3dnotice/privacy/nonsense").status == 404


def test_what_the_team_asks_besides_stands_in_it_with_how_long_it_is_kept(
    edition: Edition, client: ReadingClient
) -> None:
    secret = category(edition, "Witnesses", by_link_only=True)
    question(edition, "Which diet?", is_restricted=True, kept_days=14)
    question(edition, "Press card", kind="file", kept_days=1)
    question(edition, "What for?")
    question(edition, "Who protects you?", categories=(secret.key,))
    question(edition, "Once asked", is_asked=False)
    text = client.get("/en/f3dnotice/privacy").text
    for words in ("Which diet? (read only by those who arrange it)", "Press card (a file)", "What for?"):
        assert words in text
    assert "Which diet?: 14 days after the forum" in text and "Press card: 1 day after the forum" in text
    assert "Who protects you?" not in text and "Once asked" not in text


def test_it_stays_a_fact_where_the_team_words_the_rest(edition: Edition, client: ReadingClient) -> None:
    question(edition, "What for?")
    with transaction():
        notice.write(db.session.get_one(Edition, edition.id), notice.Heading.DATA, Text.of("Only a little."))
    text = client.get("/en/f3dnotice/privacy").text
    assert "Only a little." in text and "What for?" in text
