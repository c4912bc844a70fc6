"""The team's pages over questions, and where answers are read: one registration, files; and for how long."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.privacy import actions as privacy
from forumapp.privacy import retention
from forumapp.privacy.notice import KEEPING
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import queries
from forumapp.registrations.questions.models import RegistrationAnswer, RegistrationFile, RegistrationQuestion
from tests.factories.categories import category
from tests.factories.questions import answer, give_file, question
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team

FORM = "/manage/f3dqueries/registrations/form"
NEW = "/manage/f3dqueries/registrations/questions/new"


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dqueries")
    db.session.expunge(made)
    return made


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def added(organiser: ReadingClient, **values: object) -> Page:
    return organiser.submit(organiser.get(NEW).form("kept_days"), **{"words-en": "How do you come?"} | values)


def questions() -> list[RegistrationQuestion]:
    db.session.rollback()
    found = select(RegistrationQuestion).order_by(RegistrationQuestion.position)
    return list(db.session.scalars(found))


def test_a_question_is_written_in_three_languages(organiser: ReadingClient, edition: Edition) -> None:
    page = added(
        organiser,
        **{
            "words-lt": "Kaip atvyksite?",
            "words-zh-Hant": "您如何前來？",
            "kind": "one_of",
            "options-en": "By train\nBy bus",
            "options-lt": "Traukiniu\nAutobusu",
            "is_required": "y",
            "kept_days": "14",
        },
    )
    assert page.heading == "Registration form"
    (made,) = questions()
    assert made.words["zh-Hant"] == "您如何前來？"
    assert [(one["key"], one["words"]["lt"]) for one in made.options] == [("1", "Traukiniu"), ("2", "Autobusu")]
    assert (made.is_required, made.kept_days) == (True, 14)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"words-en": ""}, "Write this in at least one language."),
        ({"kind": "one_of", "options-en": "Only one"}, "Write two to fifty, each on a line of its own."),
        ({"kind": "several_of", "options-en": "a\nb", "options-lt": "a"}, "Write as many lines in each language"),
        ({"kept_days": "400"}, "Write a number from 0 to 365."),
        (
            {"kept_days": "15", "is_restricted": "y"},
            "What is about access, food or health is kept for 14 days at most.",
        ),
    ],
)
def test_a_wrong_question_is_shown_again_with_words(
    organiser: ReadingClient, values: dict[str, str], words: str
) -> None:
    answered = added(organiser, **values)
    assert answered.status == 422
    assert words in answered.text
    assert questions() == []


def test_a_question_can_follow_from_an_earlier_answer(organiser: ReadingClient, edition: Edition) -> None:
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    added(organiser, shown_if=f"{visa.id}:yes")
    assert (questions()[1].shown_if_id, questions()[1].shown_if_value) == (visa.id, "yes")
    assert "Do you need a visa? – Yes" in organiser.get(FORM).text


def test_questions_are_ordered_and_what_follows_stays_behind(organiser: ReadingClient, edition: Edition) -> None:
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    where = question(edition, "Where do you apply?", after=(visa, "yes"))
    last = question(edition, "Anything else?")
    token = organiser.get(NEW).form("kept_days").values["csrf_token"]
    for moved in (last, where):
        organiser.post(f"/manage/f3dqueries/registrations/questions/{moved.key}/up", {"csrf_token": token})
    assert [one.key for one in questions()] == [visa.key, where.key, last.key] or [one.key for one in questions()] == [
        visa.key,
        last.key,
        where.key,
    ]
    assert questions()[0].key == visa.key


def test_a_question_with_answers_is_asked_no_more_instead_of_removed(
    organiser: ReadingClient, client: ReadingClient, edition: Edition
) -> None:
    asked = question(edition)
    answer(registration(edition), asked, "Much.")
    page = organiser.get(f"/manage/f3dqueries/registrations/questions/{asked.key}/remove")
    assert "Stop asking it instead" in organiser.submit(page.form()).text
    form = organiser.get(f"/manage/f3dqueries/registrations/questions/{asked.key}").form("kept_days")
    form.values.pop("is_asked")
    organiser.submit(form)
    assert "What do you expect?" not in client.get("/en/f3dqueries/register").text
    assert len(db.session.scalars(select(RegistrationAnswer)).all()) == 1


def test_without_the_last_question_the_form_is_the_plain_one_again(organiser: ReadingClient, edition: Edition) -> None:
    asked = question(edition)
    page = organiser.get(f"/manage/f3dqueries/registrations/questions/{asked.key}/remove")
    organiser.submit(page.form())
    db.session.rollback()
    assert not db.session.get_one(Edition, edition.id).form_is_extended


def test_the_preview_shows_what_follows_and_keeps_nothing(organiser: ReadingClient, edition: Edition) -> None:
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    question(edition, "Where do you apply?", after=(visa, "yes"))
    page = organiser.get(f"{FORM}/preview")
    more = organiser.submit(page.form("name"), name="A", email="a@example.org", **{visa.field_name: "yes"})
    assert "Where do you apply?" in more.text
    done = organiser.submit(more.form("name"))
    assert "The form would be accepted like this." in done.text
    db.session.rollback()
    assert db.session.scalars(select(Registration)).all() == []


def test_the_team_reads_answers_and_files_and_the_desk_does_not(
    organiser: ReadingClient, team: Team, edition: Edition
) -> None:
    asked, note = question(edition), question(edition, "Note verbale", kind="file")
    made = registration(edition, category=category(edition, "Delegate", is_reviewed=True))
    answer(made, asked, "Much.")
    give_file(made, note)
    address = f"/manage/f3dqueries/registrations/{made.reference}"
    page = organiser.get(address)
    assert "Much." in page.text
    assert organiser.get(page.links()["note verbale.pdf"]).response.data == b"%PDF-1.4 note"
    desk = team.signed_in_as("desk", edition)
    assert desk.get(address).status == 404
    assert desk.get(page.links()["note verbale.pdf"]).status == 404


def test_what_is_about_food_is_read_only_by_those_who_arrange_it_and_stands_in_no_file(
    organiser: ReadingClient, team: Team, edition: Edition
) -> None:
    food = question(edition, "What do you not eat?", is_restricted=True)
    made = registration(edition)
    answer(made, food, "Peanuts.")
    address = f"/manage/f3dqueries/registrations/{made.reference}"
    assert "Peanuts." in organiser.get(address).text
    assert "Peanuts." not in team.signed_in_as("admin").get(address).text
    for name in ("registrations.csv", "registrations.xlsx"):
        assert b"Peanuts" not in organiser.get(f"/manage/f3dqueries/{name}").response.data
    assert "What do you not eat?" not in organiser.get("/manage/f3dqueries/registrations.csv").response.text


def test_both_files_have_a_column_for_each_question(organiser: ReadingClient, edition: Edition) -> None:
    how = question(edition, "How do you come?", kind="several_of", options=("By train", "=By bus"))
    place = question(edition, "For which country?", kind="place")
    made = registration(edition, name="Gintarė Čė")
    answer(made, how, ["1", "2"])
    answer(made, place, "TW")
    registration(edition, name="Nguyễn Thị Ánh")
    rows = list(csv.DictReader(io.StringIO(organiser.get("/manage/f3dqueries/registrations.csv").response.text)))
    assert [row["How do you come?"] for row in rows] == ["By train; =By bus", ""]
    assert rows[0]["For which country?"] == "Taiwan"
    (sheet,) = openpyxl.load_workbook(io.BytesIO(organiser.get("/manage/f3dqueries/registrations.xlsx").response.data))
    headings, *cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert headings[:3] == ["reference", "name", "email"]
    assert [row[headings.index("How do you come?")] or "" for row in cells] == ["By train; =By bus", ""]


def test_answers_are_forgotten_when_their_days_are_over_and_others_stay(edition: Edition) -> None:
    passport = question(edition, "When were you born?", kind="date", kept_days=14)
    note = question(edition, "Note verbale", kind="file", kept_days=14)
    asked = question(edition)
    made = registration(edition)
    answer(made, passport, "1990-01-01")
    answer(made, asked, "Much.")
    give_file(made, note)
    for days, left in ((14, 3), (15, 1), (16, 1)):
        with time_machine.travel(clock.now() + timedelta(days=60 + days), tick=False), transaction():
            retention.purge()
        db.session.rollback()
        assert len(db.session.scalars(select(RegistrationAnswer)).all()) == left
    assert db.session.scalars(select(RegistrationFile)).all() == []


@pytest.mark.parametrize("kept_days", [None, 30])
def test_what_is_about_food_or_access_is_forgotten_when_the_notice_says(
    edition: Edition, kept_days: int | None
) -> None:
    food = question(edition, "What do you not eat?", is_restricted=True, kept_days=kept_days)
    letter = question(edition, "A doctor's letter", kind="file", is_restricted=True, kept_days=kept_days)
    made = registration(edition)
    answer(made, food, "Peanuts.")
    give_file(made, letter)
    promised = min(KEEPING.food_days, KEEPING.needs_days)
    last_day = clock.now() + timedelta(days=60)
    for days, left in ((promised, 2), (promised + 1, 0)):
        with time_machine.travel(last_day + timedelta(days=days), tick=False), transaction():
            retention.purge()
        db.session.rollback()
        assert len(db.session.scalars(select(RegistrationAnswer)).all()) == left
    assert db.session.scalars(select(RegistrationFile)).all() == []


def test_a_year_after_the_forum_no_answer_is_left(edition: Edition) -> None:
    asked, note = question(edition), question(edition, "Note verbale", kind="file")
    made = registration(edition)
    answer(made, asked, "Much.")
    give_file(made, note)
    with time_machine.travel(clock.now() + timedelta(days=60 + 366), tick=False), transaction():
        retention.purge()
    assert db.session.scalars(select(RegistrationAnswer)).all() == []
    assert db.session.scalars(select(RegistrationFile)).all() == []
    assert queries.of_edition(db.session.get_one(Edition, edition.id))


def test_who_is_erased_takes_answers_and_files_along(edition: Edition) -> None:
    asked, note = question(edition), question(edition, "Note verbale", kind="file")
    hers, other = registration(edition, email="ula@example.org"), registration(edition)
    for one in (hers, other):
        answer(one, asked, "Much." if one is hers else "Ask ula@example.org.")
    give_file(hers, note)
    with transaction():
        privacy.erase("ula@example.org")
    db.session.rollback()
    assert [one.value for one in db.session.scalars(select(RegistrationAnswer))] == ["Ask […]."]
    assert db.session.scalars(select(RegistrationFile)).all() == []
