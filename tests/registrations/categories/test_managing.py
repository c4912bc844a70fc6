"""The team's pages over categories, and where a category shows: list, file, badge."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.attendance import paper
from forumapp.attendance import queries as attendance
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations import exported
from forumapp.registrations.categories import queries
from forumapp.registrations.models import Registration
from tests.factories.categories import category, everybody
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team

FORM = "/manage/f3dforms/registrations/form"


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dforms")
    db.session.expunge(made)
    return made


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def added(organiser: ReadingClient, name: str, **values: str) -> Page:
    page = organiser.get("/manage/f3dforms/registrations/categories/new")
    return organiser.submit(page.form("quota"), **{"name-en": name} | values)


def test_categories_stay_hidden_until_there_are_two(organiser: ReadingClient, edition: Edition) -> None:
    registration(edition)
    assert "Everybody registers alike." in organiser.get(FORM).text
    assert "Participant" not in organiser.get("/manage/f3dforms/registrations").text
    added(organiser, "Press")
    assert {"Participant", "Press"} <= set(organiser.get(FORM).links())
    assert "Participant" in organiser.get("/manage/f3dforms/registrations").text


def test_a_category_keeps_what_was_typed_and_writes_who_did_it(organiser: ReadingClient, edition: Edition) -> None:
    page = added(
        organiser, "Press", **{"quota": "40", "closes_at": "2026-09-01T18:00:30", "description-en": "With a card."}
    )
    assert page.heading == "Registration form"
    db.session.rollback()
    made = queries.by_key(db.session.get_one(Edition, edition.id), "press")
    assert made is not None
    assert made.closes_at is not None
    assert (made.quota, made.closes_at.isoformat()) == (40, "2026-09-01T15:00:30+00:00")
    form = organiser.get("/manage/f3dforms/registrations/categories/press").form("quota")
    assert form.values["closes_at"] == "2026-09-01T18:00:30"
    assert "category added" in db.session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name-en": ""}, "Write this in at least one language."),
        ({"quota": "-1"}, "Write a number from 0 to 1,000,000."),
        ({"opens_at": "2026-09-02T10:00", "closes_at": "2026-09-01T10:00"}, "would close before it opens"),
        ({"closes_at": "2026-10-25T03:30"}, "the first 03:30"),
        ({"opens_at": "2026-03-29T03:30"}, "03:30"),
    ],
)
def test_a_wrong_category_is_shown_again_with_words(
    organiser: ReadingClient, values: dict[str, str], words: str
) -> None:
    answer = added(organiser, "Press", **values)
    assert answer.status == 422
    assert words in answer.text


def test_two_who_edit_at_once_see_each_other(organiser: ReadingClient, edition: Edition) -> None:
    category(edition)
    page = organiser.get("/manage/f3dforms/registrations/categories/press")
    organiser.submit(page.form("quota"), quota="3")
    answer = organiser.submit(page.form("quota"), quota="5")
    assert answer.status == 409


def test_a_category_in_use_cannot_be_removed(organiser: ReadingClient, edition: Edition) -> None:
    registration(edition, category=category(edition))
    page = organiser.get("/manage/f3dforms/registrations/categories/press/remove")
    answer = organiser.submit(page.form())
    assert answer.status == 422
    assert "Close it instead" in answer.text


def test_with_the_last_category_gone_everybody_registers_alike(organiser: ReadingClient, edition: Edition) -> None:
    category(edition)
    for key in ("press", "participant"):
        page = organiser.get(f"/manage/f3dforms/registrations/categories/{key}/remove")
        organiser.submit(page.form())
    db.session.rollback()
    assert not db.session.get_one(Edition, edition.id).form_is_extended


def test_the_secret_link_is_shown_once_and_can_be_revoked(
    organiser: ReadingClient, client: ReadingClient, edition: Edition
) -> None:
    page = added(organiser, "Ministers", by_link_only="y")
    assert page.heading == "Secret link"
    assert "no link that works" in page.text
    made = organiser.submit(page.form())
    (address,) = made.document.xpath("//code/text()")
    assert client.get(str(address)).heading == "Register"
    again = organiser.get("/manage/f3dforms/registrations/categories/ministers/link")
    assert str(address) not in again.text
    token = again.form().values["csrf_token"]
    organiser.post("/manage/f3dforms/registrations/categories/ministers/link/revoke", {"csrf_token": token})
    assert client.get(str(address)).status == 410
    assert "by secret link, but there is none now" in organiser.get(FORM).text


def test_list_and_file_name_the_category_and_filter_by_it(organiser: ReadingClient, edition: Edition) -> None:
    registration(edition, name="Gintarė Čė", category=category(edition))
    registration(edition, name="Nguyễn Thị Ánh", category=everybody(edition))
    page = organiser.get("/manage/f3dforms/registrations?category=press")
    assert "Gintarė Čė" in page.text
    assert "Nguyễn Thị Ánh" not in page.text
    rows = csv.DictReader(io.StringIO(organiser.get("/manage/f3dforms/registrations.csv").response.text))
    assert {row["name"]: row["category"] for row in rows} == {"Gintarė Čė": "press", "Nguyễn Thị Ánh": "participant"}


def test_the_badge_names_the_category_in_its_colour(edition: Edition) -> None:
    press = category(edition)
    registration(edition, name="Gintarė Čė", category=press)
    registration(edition, name="Nguyễn Thị Ánh", category=everybody(edition))
    here = db.session.get_one(Edition, edition.id)
    people = attendance.on_paper(here)
    badges = paper.badges(here, people, {one.registration.id: "https://forum.example" for one in people}, "en").badges
    assert {(badge.name, badge.category) for badge in badges} == {
        ("Gintarė Čė", "Press"),
        ("Nguyễn Thị Ánh", "Participant"),
    }
    assert len({badge.colour for badge in badges}) == 2


def test_a_speaker_is_a_speaker_in_files_whatever_she_chose_before(edition: Edition) -> None:
    made = registration(edition, category=category(edition))
    with transaction():
        here = db.session.get_one(Registration, made.id)
        here.category = "speaker"
    db.session.rollback()
    (row,) = exported.of(db.session.get_one(Edition, edition.id)).rows
    assert row[exported.COLUMNS.index("category")] == "speaker"
