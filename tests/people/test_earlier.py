"""Experts of an earlier forum come along, chosen together, and nobody learns more than she may."""

from datetime import date

import pytest
from flask import Flask

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import queries
from forumapp.people.models import Person
from tests.factories import forums, invitations, people, people_pool
from tests.factories.programme import fresh
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team


@pytest.fixture
def before(app: Flask) -> Edition:
    return forums.edition(starts_on=date(2025, 10, 23), ends_on=date(2025, 10, 24))


@pytest.fixture
def edition(app: Flask) -> Edition:
    return forums.edition()


def page_of(edition: Edition, **query: str) -> str:
    return f"/manage/{edition.slug}/people/earlier?" + "&".join(f"{key}={value}" for key, value in query.items())


def agreed(edition: Edition, name: str, until: date | None = None) -> Person:
    return people_pool.known(edition, people.expert(edition, name), agreed_on=date(2025, 1, 1), until=until)


def organiser_of(team: Team, *editions: Edition) -> ReadingClient:
    for one in editions:
        team.member("organiser", one)
    return team.signed_in_as("organiser", editions[0])


def test_ticked_experts_of_earlier_forums_are_taken_up_together(team: Team, edition: Edition, before: Edition) -> None:
    lin, suryadi, third = (agreed(before, name) for name in ("LIN Yu-ching", "Suryadi", "Gintarė Čė"))
    browser = organiser_of(team, edition, before)
    page = browser.get(browser.get(f"/manage/{edition.slug}/people").links()["From an earlier forum"])
    assert fresh(before).short_name in page.text
    asked = browser.submit(page.form("people"), people=[lin.public_id, suryadi.public_id])
    assert asked.heading == "Take up 2 people" and not queries.is_known_in(edition, fresh(lin))
    taken = browser.submit(asked.form("csrf_token"))
    assert "2 people are known to this forum now." in taken.text
    known = [queries.is_known_in(edition, fresh(person)) for person in (lin, suryadi, third)]
    assert known == [True, True, False]
    left = browser.get(page_of(edition))
    assert "Gintarė Čė" in left.text and "LIN Yu-ching" not in left.text


def test_all_whom_a_filter_finds_are_taken_up_together(team: Team, edition: Edition, before: Edition) -> None:
    for name in ("LIN Yu-ching", "Suryadi", "Gintarė Čė"):
        people_pool.known(before, people.expert(before, name), languages=("lt",) if name != "Suryadi" else ("id",))
    browser = organiser_of(team, edition, before)
    page = browser.get(page_of(edition, language="lt"))
    assert "2 people" in page.text and "Suryadi" not in page.text
    asked = browser.get(page.links()["Take up all 2"])
    browser.submit(asked.form("csrf_token"))
    assert {one.printed_name for one in db.session.scalars(queries.known_in(edition))} == {"LIN Yu-ching", "Gintarė Čė"}


@pytest.mark.parametrize(
    ("series", "names"),
    [("F3D", {"Suryadi", "Gintarė Čė", "LIN Yu-ching"}), ("FOC", {"LIN Yu-ching"})],
)
def test_another_series_offers_only_those_whose_consent_to_be_kept_stands(
    team: Team, edition: Edition, series: str, names: set[str]
) -> None:
    other = forums.edition(series=series, starts_on=date(2025, 10, 23), ends_on=date(2025, 10, 24))
    agreed(other, "LIN Yu-ching", until=date(2030, 1, 1))
    agreed(other, "Suryadi", until=date(2026, 1, 1))
    people.expert(other, "Gintarė Čė")
    page = organiser_of(team, edition, other).get(page_of(edition))
    assert {name for name in ("LIN Yu-ching", "Suryadi", "Gintarė Čė") if name in page.text} == names


def test_whoever_is_in_no_other_team_is_offered_nobody(team: Team, edition: Edition, before: Edition) -> None:
    stranger = agreed(before, "Suryadi")
    browser = organiser_of(team, edition)
    assert "From an earlier forum" not in browser.get(f"/manage/{edition.slug}/people").links()
    assert "Suryadi" not in browser.get(page_of(edition)).text
    back = browser.get(f"/manage/{edition.slug}/people/earlier/chosen?people={stranger.public_id}")
    assert "Nobody was ticked." in back.text


def test_a_co_host_takes_nobody_to_a_forum_of_her_own_whose_address_she_may_not_read(
    team: Team, edition: Edition, before: Edition
) -> None:
    """As its owner she would read it there (INV-26)."""
    hidden = agreed(before, "LIN Yu-ching")
    co_host = team.member("cohost", before)
    browser = team.signed_in_as("owner", edition, co_host)
    hers = written_by_co_host(browser, before, "Suryadi")
    page = browser.get(page_of(edition))
    assert "Suryadi" in page.text and "LIN Yu-ching" not in page.text
    url = f"/manage/{edition.slug}/people/earlier/chosen?people={hidden.public_id}&people={hers}"
    asked = browser.get(url)
    assert asked.heading == "Take up 1 person"
    form = browser.get(f"/manage/{edition.slug}/people/new").form("printed_name")
    alike = browser.submit(form, printed_name="LIN Yu-ching")
    assert "Known already?" in alike.text and "This is the person" not in alike.text
    token = form.values["csrf_token"]
    browser.post(f"/manage/{edition.slug}/people/{hidden.public_id}/take-up", {"csrf_token": token})
    assert not queries.is_known_in(edition, fresh(hidden))


def test_a_co_host_brings_her_own_people_along_and_goes_on_reading_what_she_wrote(
    team: Team, edition: Edition, before: Edition
) -> None:
    agreed(before, "LIN Yu-ching")
    team.member("cohost", before)
    browser = team.signed_in_as("cohost", edition)
    hers = written_by_co_host(browser, before, "Suryadi")
    asked = browser.submit(browser.get(page_of(edition)).form("people"), people=[hers])
    browser.submit(asked.form("csrf_token"))
    page = browser.get(f"/manage/{edition.slug}/people/{hers}")
    assert page.heading == "Suryadi" and "suryadi@example.org" in page.text


def test_who_is_asked_by_another_forum_now_is_marked(team: Team, edition: Edition) -> None:
    invited = invitations.invitation(printed_name="Suryadi", email="suryadi@example.org")
    page = organiser_of(team, edition, invited.edition).get(page_of(edition))
    assert "Suryadi" in page.text and "asked by another forum now" in page.text


def written_by_co_host(browser: ReadingClient, edition: Edition, name: str) -> str:
    """Her public id."""
    form = browser.get(f"/manage/{fresh(edition).slug}/people/new").form("printed_name")
    page = browser.submit(form, printed_name=name, email=f"{name.lower()}@example.org")
    return page.url.rsplit("/", 1)[1]
