"""The organisers' directory."""

import pytest
from flask import Flask
from sqlalchemy import event

from forumapp.extensions import db
from forumapp.people.models import Person
from tests.factories import forums, people
from tests.support.signed_in import Team


def test_the_list_is_searched_and_filtered(app: Flask, team: Team) -> None:
    edition = forums.edition()
    people.expert(edition, "Ūla Žemaitė-Šimkienė", sector="academia")
    people.expert(edition, "LIN Yu-ching", sector="private")
    browser = team.signed_in_as("organiser", edition)
    page = browser.get(f"/manage/{edition.slug}/people")
    assert "Ūla Žemaitė-Šimkienė" in page.text and "LIN Yu-ching" in page.text and "2 people" in page.text
    page = browser.submit(page.form("q"), q="simkiene")
    assert "Ūla Žemaitė-Šimkienė" in page.text and "LIN Yu-ching" not in page.text
    page = browser.get(f"/manage/{edition.slug}/people?sector=private")
    assert "LIN Yu-ching" in page.text and "Šimkienė" not in page.text


def test_a_person_of_another_forum_is_not_found(app: Flask, team: Team) -> None:
    ours, theirs = forums.edition(), forums.edition()
    stranger = people.expert(theirs)
    browser = team.signed_in_as("organiser", ours)
    for path in (stranger.public_id, f"{stranger.public_id}/edit"):
        assert browser.get(f"/manage/{ours.slug}/people/{path}").status == 404
    assert stranger.printed_name not in browser.get(f"/manage/{ours.slug}/people").text


@pytest.mark.parametrize("role", ["desk", "viewer"])
def test_who_may_not_see_people_finds_no_page(app: Flask, team: Team, role: str) -> None:
    edition = forums.edition()
    person = people.expert(edition)
    browser = team.signed_in_as(role, edition)
    assert browser.get(f"/manage/{edition.slug}/people").status == 404
    assert browser.get(f"/manage/{edition.slug}/people/{person.public_id}").status == 404


def test_adding_somebody_keeps_the_name_exactly(app: Flask, team: Team) -> None:
    edition = forums.edition()
    browser = team.signed_in_as("organiser", edition)
    page = browser.submit(
        browser.get(f"/manage/{edition.slug}/people/new").form("printed_name"),
        printed_name="O'Brien-Ødegård, Seán",
        **{"organisation-en": "Example & <Partners>"},
    )
    assert page.heading == "O'Brien-Ødegård, Seán"
    assert "Example & <Partners>" in page.text


def test_a_name_is_needed_and_what_was_typed_stays(app: Flask, team: Team) -> None:
    edition = forums.edition()
    browser = team.signed_in_as("organiser", edition)
    form = browser.get(f"/manage/{edition.slug}/people/new").form("printed_name")
    page = browser.submit(form, native_name="林雨晴", email="not an address")
    assert page.status == 422
    assert "Write the name as it should be printed." in page.text
    assert "This does not look like an e-mail address." in page.text
    assert page.form("printed_name").values["native_name"] == "林雨晴"


def test_a_character_that_no_font_has_is_said_at_once(app: Flask, team: Team) -> None:
    edition = forums.edition()
    browser = team.signed_in_as("organiser", edition)
    form = browser.get(f"/manage/{edition.slug}/people/new").form("printed_name")
    page = browser.submit(form, printed_name="𒀀 Enheduanna")
    assert page.status == 200
    assert "No font of the printed documents has this character: 𒀀." in page.text
    fine = browser.submit(form, printed_name="𠮷野 健 (Yoshino Ken)")
    assert "No font" not in fine.text


def test_the_second_of_two_editors_sees_both_texts(app: Flask, team: Team) -> None:
    edition = forums.edition()
    person = people.expert(edition, "Suryadi")
    first = team.signed_in_as("organiser", edition)
    second = team.signed_in_as("owner", edition)
    url = f"/manage/{edition.slug}/people/{person.public_id}/edit"
    mine, yours = first.get(url).form("printed_name"), second.get(url).form("printed_name")
    first.submit(mine, printed_name="Suryadi A.")
    page = second.submit(yours, printed_name="Suryadi B.")
    assert page.status == 409
    assert "Suryadi A." in page.text and page.form("printed_name").values["printed_name"] == "Suryadi B."
    assert db.session.get_one(Person, person.id).printed_name == "Suryadi A."
    assert second.submit(page.form("printed_name")).heading == "Suryadi B."


def test_the_address_of_somebody_else_is_refused_at_its_field(app: Flask, team: Team) -> None:
    edition = forums.edition()
    people.expert(edition, email="lin@example.org")
    person = people.expert(edition, "Suryadi")
    browser = team.signed_in_as("organiser", edition)
    form = browser.get(f"/manage/{edition.slug}/people/{person.public_id}/edit").form("printed_name")
    page = browser.submit(form, email="lin@example.org")
    assert page.status == 422
    assert "Somebody else in the directory has this address." in page.text


def test_a_long_list_costs_as_many_queries_as_a_short_one(app: Flask, team: Team) -> None:
    edition = forums.edition()
    people.expert(edition)
    browser = team.signed_in_as("organiser", edition)
    few = _queries(browser.get, f"/manage/{edition.slug}/people")
    for _ in range(29):
        people.expert(edition)
    assert _queries(browser.get, f"/manage/{edition.slug}/people") == few


def _queries(get: object, url: str) -> int:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert get(url).status == 200  # type: ignore[operator]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.lstrip().upper().startswith("SELECT")])


def test_a_list_has_her_where_the_team_says(app: Flask, team: Team) -> None:
    edition = forums.edition()
    maria, adam = (people.expert(edition, name) for name in ("H.E. Dr. María José Núñez de la Peña", "Adam Núñez"))
    browser = team.signed_in_as("organiser", edition)
    listed = f"/manage/{edition.slug}/people"
    text = browser.get(listed).text
    assert text.index("Adam") < text.index("María")
    form = browser.get(f"/manage/{edition.slug}/people/{adam.public_id}/edit").form("printed_name")
    assert form.values["sort_name"] == ""
    browser.submit(form, sort_name="Núñez, Adam")
    text = browser.get(listed).text
    assert text.index("María") < text.index("Adam")
