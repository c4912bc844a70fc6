"""Nobody is written down twice without being asked, and nobody learns more by it than she may."""

import pytest
from flask import Flask

from forumapp.extensions import db
from forumapp.people import duplicates
from forumapp.people.models import Person
from tests.factories import forums, invitations, people
from tests.support.signed_in import Team


@pytest.mark.parametrize(
    "typed",
    ["Yu Ching Lin", "lin yuching", "Dr. LIN Yu-ching", "H.E. Lin Yu-ching"],
)
def test_a_name_in_another_order_or_spelling_is_the_same(app: Flask, typed: str) -> None:
    edition = forums.edition()
    lin = people.expert(edition, "LIN Yu-ching")
    assert duplicates.similar(typed, "", [edition.id]) == [lin]


@pytest.mark.parametrize("typed", ["LIN Yu-chun", "Lin", "", "·"])
def test_another_name_is_somebody_else(app: Flask, typed: str) -> None:
    edition = forums.edition()
    people.expert(edition, "LIN Yu-ching")
    assert duplicates.similar(typed, "", [edition.id]) == []


def test_marks_make_no_other_person(app: Flask) -> None:
    edition = forums.edition()
    ula = people.expert(edition, "Ūla Žemaitė-Šimkienė")
    assert duplicates.similar("Ula Zemaite Simkiene", "", [edition.id]) == [ula]


def test_a_second_record_needs_a_second_word(app: Flask, team: Team) -> None:
    edition = forums.edition()
    people.expert(edition, "LIN Yu-ching")
    browser = team.signed_in_as("organiser", edition)
    form = browser.get(f"/manage/{edition.slug}/people/new").form("printed_name")
    page = browser.submit(form, printed_name="Yu-ching Lin")
    assert page.status == 422 and "Known already?" in page.text
    assert db.session.query(Person).count() == 1
    page = browser.submit(page.form("printed_name"), somebody_else="y")
    assert page.heading == "Yu-ching Lin"
    assert db.session.query(Person).count() == 2


def test_somebody_of_another_forum_of_ours_is_taken_up_instead(app: Flask, team: Team) -> None:
    ours, theirs = forums.edition(), forums.edition()
    people.expert(theirs, "LIN Yu-ching")
    team.member("organiser", theirs)
    browser = team.signed_in_as("organiser", ours)
    form = browser.get(f"/manage/{ours.slug}/people/new").form("printed_name")
    page = browser.submit(form, printed_name="Lin Yu-ching")
    take_up = next(one for one in page.document.forms if "take-up" in (one.get("action") or ""))
    page = browser.post(take_up.get("action"), dict(take_up.form_values()), follow=True)
    assert page.heading == "LIN Yu-ching"
    assert db.session.query(Person).count() == 1


def test_a_name_that_only_a_strangers_team_knows_is_not_given_away(app: Flask, team: Team) -> None:
    ours, theirs = forums.edition(), forums.edition()
    stranger = people.expert(theirs, "LIN Yu-ching")
    browser = team.signed_in_as("organiser", ours)
    form = browser.get(f"/manage/{ours.slug}/people/new").form("printed_name")
    page = browser.submit(form, printed_name="LIN Yu-ching")
    assert page.status == 200 and page.heading == "LIN Yu-ching" and "Known already?" not in page.text
    url = f"/manage/{ours.slug}/people/{stranger.public_id}/take-up"
    token = form.values["csrf_token"]
    browser.post(url, {"csrf_token": token})
    assert browser.get(f"/manage/{ours.slug}/people/{stranger.public_id}").status == 404


def test_two_teams_that_ask_the_same_person_see_it(app: Flask, team: Team) -> None:
    session = invitations.panel()
    invitations.invitation(session, printed_name="LIN Yu-ching", email="lin@example.org")
    ours = forums.edition()
    lin = people.expert(ours, email="lin@example.org")
    stranger = team.signed_in_as("organiser", ours, "stranger@team.example.org")
    page = stranger.get(f"/manage/{ours.slug}/people/{lin.public_id}")
    assert "Asked by another forum, too" in page.text
    assert "P1" not in page.text
    team.member("organiser", session.edition, "both@team.example.org")
    both = team.signed_in_as("organiser", ours, "both@team.example.org")
    assert "P1 (sent, no answer yet)" in both.get(f"/manage/{ours.slug}/people/{lin.public_id}").text
