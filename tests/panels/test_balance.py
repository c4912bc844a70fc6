"""The balance of a panel: targets, plain warnings, and nobody's gender."""

from collections.abc import Iterator, Sequence

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.panels import actions, balance, queries, regions
from forumapp.panels.actions import Wanted
from forumapp.panels.models import PanelTargets
from forumapp.panels.regions import Region
from forumapp.people.models import Gender, Person
from forumapp.programme.models import ForumSession
from tests.factories import forums, invitations, people
from tests.factories.invitations import NOW, panel
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

W, M, X, SILENT = Gender.WOMAN, Gender.MAN, Gender.ANOTHER, Gender.NOT_TOLD


def person(gender: Gender = SILENT, sector: str = "other", place: str = "", languages: Sequence[str] = ()) -> Person:
    made = Person(printed_name="Somebody", created_at=NOW, sector=sector)
    made.gender, made.place, made.languages = gender, place, list(languages)
    return made


def targets(**wanted: int) -> PanelTargets:
    return PanelTargets(edition_id=1, **wanted)


def warned(found: Sequence[Person], **wanted: int) -> list[str]:
    return balance.warnings(balance.of(found), targets(**wanted))


@pytest.mark.parametrize(
    ("genders", "falls_short"),
    [
        ([W, M, M, M], True),
        ([W, W, M, M, M], False),
        ([W, W, W], False),
        ([M, M, M], True),
        ([M, M, SILENT, SILENT], False),
        ([W, M, M, SILENT], True),
        ([W, X, M, M], True),
    ],
)
def test_women_are_counted_among_those_who_told_once_three_have(
    app: Flask, genders: list[Gender], falls_short: bool
) -> None:
    with app.test_request_context():
        assert bool(warned([person(one) for one in genders], women_percent=40)) is falls_short


@pytest.mark.parametrize(
    ("genders", "falls_short"),
    [([W, W, W], True), ([M, M, M, SILENT], True), ([W, W, M], False), ([M, M, SILENT], False)],
)
def test_a_panel_of_one_gender_alone_is_said(app: Flask, genders: list[Gender], falls_short: bool) -> None:
    with app.test_request_context():
        assert bool(warned([person(one) for one in genders], more_than_one_gender=True)) is falls_short


def test_sectors_and_regions_are_counted_and_silence_is_none_of_them(app: Flask) -> None:
    found = [person(sector="government", place="TW"), person(sector="parliament", place="JP"), person()]
    with app.test_request_context():
        assert warned(found, sectors=2, regions=2) == ["Sectors: 1 of at least 2.", "Regions: 1 of at least 2."]
        assert warned([*found, person(sector="media", place="LT")], sectors=2, regions=2) == []


def test_languages_are_those_that_somebody_speaks(app: Flask) -> None:
    found = [person(languages=["en-GB"]), person(languages=["en", "zh-Hant"]), person()]
    with app.test_request_context():
        assert warned(found, languages=3) == ["Languages: 2 of at least 3."]
        assert warned(found, languages=2) == []


def test_where_nothing_is_asked_for_nothing_is_said_nor_of_the_genders_of_two_people(app: Flask) -> None:
    with app.test_request_context():
        assert warned([person(M), person(M), person(M)]) == []
        assert warned([person(M), person(M)], women_percent=50, more_than_one_gender=True) == []


def test_a_panel_of_two_is_one_and_is_asked_for_no_third_sector(app: Flask) -> None:
    alike = [person(sector="government", place="TW"), person(sector="parliament", place="TW")]
    unlike = [person(sector="government", place="TW"), person(sector="media", place="LT")]
    with app.test_request_context():
        assert warned(alike, sectors=3, regions=2) == ["Sectors: 1 of at least 2.", "Regions: 1 of at least 2."]
        assert warned(unlike, sectors=3, regions=2) == []
        assert warned([person(sector="media")], sectors=3) == [], "one alone is no panel"


def test_numbers_of_genders_stand_only_where_no_group_is_small(app: Flask) -> None:
    with app.test_request_context():
        shown = balance.of([person(one) for one in (W, W, W, M, M, M, SILENT)]).spreads[-1]
        hidden = balance.of([person(one) for one in (W, W, W, W, M, SILENT)]).spreads[-1]
    assert [(share.words, share.count) for share in shown.shares] == [("man", 3), ("woman", 3)]
    assert shown.not_told == hidden.not_told == 1
    assert hidden.withheld and hidden.shares == ()


def test_a_person_speaks_more_than_one_language(app: Flask) -> None:
    with app.test_request_context():
        spread = balance.of([person(languages=["zh-Hant", "en"]), person(languages=["en-GB"]), person()]).spreads[3]
    assert [(share.words, share.count) for share in spread.shares] == [("English", 2), ("Chinese", 1)]
    assert spread.not_told == 1


def test_every_place_of_the_series_lies_in_a_region(app: Flask) -> None:
    places = {
        standing.jurisdiction
        for edition in ("F3D", "FOC")
        for standing in forums.edition(series=edition).series.standings
    }
    assert places and not {place for place in places if regions.of(place) is None}
    assert regions.of("TW") == Region.ASIA and regions.of("") is None


# On the pages


@pytest.fixture
def september() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edition(app: Flask, september: None) -> Edition:
    made = forums.edition(slug="f3d2026")
    session_id, edition_id = panel(made).id, made.id
    for number, gender in enumerate((M, M, M, W)):
        expert = people.expert(db.session.get_one(Edition, edition_id), f"Person {number}")
        with transaction():
            db.session.get_one(Person, expert.id).gender = gender
        invitations.invitation(db.session.get_one(ForumSession, session_id), expert, state="draft")
    return db.session.get_one(Edition, edition_id)


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def test_targets_are_set_on_a_page_and_said_on_board_check_and_overview(
    edition: Edition, organiser: ReadingClient
) -> None:
    sentence = "Fewer than 40 % of those who told their gender are women."
    assert sentence not in organiser.get("/manage/f3d2026/invitations/send").text
    form = organiser.get("/manage/f3d2026/board/targets").form("women_percent")
    organiser.submit(form, women_percent="40", sectors="2")
    assert sentence in organiser.get("/manage/f3d2026/sessions/P1/board").text
    check = organiser.get("/manage/f3d2026/invitations/send")
    assert f"P1: {sentence}" in check.text and "P1: Sectors: 1 of at least 2." in check.text
    assert "1 panel is short of the targets." in organiser.get("/manage/f3d2026/").text


def test_no_page_prints_the_gender_of_a_person(edition: Edition, organiser: ReadingClient) -> None:
    for path in ("/manage/f3d2026/board?show=all", "/manage/f3d2026/sessions/P1/board"):
        text = organiser.get(path).text
        assert "Numbers stand here once each group has at least three people." in text
        assert "woman" not in text and " man " not in text


def test_wrong_numbers_are_said_at_the_field(edition: Edition, organiser: ReadingClient) -> None:
    form = organiser.get("/manage/f3d2026/board/targets").form("women_percent")
    page = organiser.submit(form, women_percent="140")
    assert page.status == 422 and "Write a number from 0 to 100." in page.text


def wanted(percent: int) -> Wanted:
    asked = {"languages": 0, "moderated": False, "confirmed": 0, "on_site": 0}
    return {"women_percent": percent, "sectors": 2, "regions": 0, "more_than_one_gender": True, **asked}


def test_editions_have_the_targets_of_their_series_until_they_set_their_own(edition: Edition) -> None:
    first = edition.id
    with transaction():
        actions.set_series_targets(db.session.get_one(Edition, first), **wanted(40))
    following, other = forums.edition(slug="f3d2027"), forums.edition(series="FOC")
    assert queries.targets_of(following).women_percent == 40
    assert queries.targets_of(other).is_empty
    with transaction():
        actions.set_targets(db.session.get_one(Edition, first), **wanted(50))
    assert queries.targets_of(db.session.get_one(Edition, first)).women_percent == 50
    assert queries.targets_of(following).women_percent == 40, "what one edition wants is its own matter"
    with transaction():
        actions.follow_series(db.session.get_one(Edition, first))
    assert queries.targets_of(db.session.get_one(Edition, first)).women_percent == 40


def test_who_looks_after_the_series_sets_its_targets_on_the_same_page(edition: Edition, team: Team) -> None:
    edition_id, admin = edition.id, team.signed_in_as("admin")
    page = admin.get("/manage/f3d2026/board/targets")
    admin.submit(page.form("women_percent"), women_percent="40", whole_series="y")
    organiser = team.signed_in_as("organiser", db.session.get_one(Edition, edition_id))
    page = organiser.get("/manage/f3d2026/board/targets")
    assert "These are the targets of the series." in page.text
    assert page.document.xpath("//input[@name='women_percent']/@value") == ["40"]
    assert "whole_series" not in page.form("women_percent").names, "an organiser sets her edition's own"
    organiser.submit(page.form("women_percent"), women_percent="30")
    page = organiser.get("/manage/f3d2026/board/targets")
    assert "This edition has targets of its own" in page.text
    organiser.submit(page.form("Use those of the series"))
    assert queries.targets_of(db.session.get_one(Edition, edition_id)).women_percent == 40
    assert db.session.query(PanelTargets).count() == 1
