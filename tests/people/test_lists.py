"""Lists of a team: of a filter, or of people who were ticked."""

from flask import Flask

from forumapp.extensions import db
from forumapp.people import saved
from forumapp.people.lists import SavedList
from tests.factories import forums, people
from tests.factories.programme import fresh
from tests.support.signed_in import Team


def test_a_filter_saved_as_a_list_finds_who_comes_later(app: Flask, team: Team) -> None:
    edition = forums.edition()
    people.expert(edition, "LIN Yu-ching", sector="private")
    browser = team.signed_in_as("organiser", edition)
    page = browser.get(f"/manage/{edition.slug}/people?sector=private")
    page = browser.get(page.links()["Save this filter as a list"])
    page = browser.submit(page.form("name"), name="Companies")
    assert "Companies" in page.text and "LIN Yu-ching" in page.text
    people.expert(edition, "Gintarė Čė", sector="private")
    people.expert(edition, "Suryadi", sector="academia")
    page = browser.get(browser.get(f"/manage/{edition.slug}/people").links()["Companies"])
    assert "Gintarė Čė" in page.text and "Suryadi" not in page.text


def test_ticked_people_go_onto_a_list_and_off_again(app: Flask, team: Team) -> None:
    edition = forums.edition()
    lin, ce = people.expert(edition, "LIN Yu-ching"), people.expert(edition, "Gintarė Čė")
    browser = team.signed_in_as("organiser", edition)
    chosen = f"/manage/{edition.slug}/people/lists/chosen?people={lin.public_id}"
    page = browser.submit(browser.get(chosen).form("name"), name="Panel")
    assert "LIN Yu-ching" in page.text and "Gintarė Čė" not in page.text
    kept = db.session.query(SavedList).one()
    both = browser.get(f"{chosen}&people={ce.public_id}").form("name")
    page = browser.submit(both, list=kept.public_id)
    assert "1 person is new on the list." in page.text and "Gintarė Čė" in page.text
    ticked = browser.get(f"{chosen}&list={kept.public_id}")
    page = browser.submit(ticked.form("people"))
    assert "LIN Yu-ching" not in page.text and "Gintarė Čė" in page.text


def test_the_team_shares_its_lists_and_no_other_team_has_them(app: Flask, team: Team) -> None:
    ours, theirs = forums.edition(), forums.edition()
    list_id, slug = saved.save_filter(ours, "Companies", {"sector": "private"}).public_id, theirs.slug
    db.session.commit()
    ours = fresh(ours)
    assert "Companies" in team.signed_in_as("owner", ours).get(f"/manage/{ours.slug}/people").text
    stranger = team.signed_in_as("organiser", fresh(theirs), "other@team.example.org")
    assert "Companies" not in stranger.get(f"/manage/{slug}/people").text
    assert stranger.get(f"/manage/{slug}/people/lists/{list_id}/remove").status == 404


def test_somebody_of_another_forum_cannot_be_put_on_a_list(app: Flask, team: Team) -> None:
    ours, theirs = forums.edition(), forums.edition()
    stranger = people.expert(theirs)
    page = team.signed_in_as("organiser", ours).get(
        f"/manage/{ours.slug}/people/lists/chosen?people={stranger.public_id}"
    )
    assert stranger.printed_name not in page.text and "Nobody was ticked." in page.text


def test_a_name_stands_for_one_list(app: Flask, team: Team) -> None:
    edition = forums.edition()
    saved.save_filter(edition, "Companies", {"sector": "private"})
    db.session.commit()
    edition = fresh(edition)
    browser = team.signed_in_as("organiser", edition)
    page = browser.submit(
        browser.get(f"/manage/{edition.slug}/people/lists/new?sector=academia").form("name"), name="Companies"
    )
    assert page.status == 422 and "Another list of this forum has this name." in page.text


def test_a_removed_list_leaves_its_people(app: Flask, team: Team) -> None:
    edition = forums.edition()
    saved.choose(edition, "Panel", [people.expert(edition, "LIN Yu-ching")])
    db.session.commit()
    browser = team.signed_in_as("organiser", edition)
    public_id = db.session.query(SavedList).one().public_id
    browser.submit(browser.get(f"/manage/{edition.slug}/people/lists/{public_id}/remove").form("csrf_token"))
    assert db.session.query(SavedList).count() == 0
    assert "LIN Yu-ching" in browser.get(f"/manage/{edition.slug}/people").text
