"""The public list of forums, and a member's own."""

from datetime import UTC, date, datetime

import time_machine
from flask import Flask

from forumapp.extensions import db
from tests.factories.forums import edition
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


@time_machine.travel(SUMMER, tick=False)
def test_announced_forums_are_listed_upcoming_first_to_come_and_past_last_first(client: ReadingClient) -> None:
    for year in (2024, 2025, 2028, 2027):
        edition(title=f"Forum {year}", starts_on=date(year, 10, 24), announced=True)
    edition(title="A secret plan", starts_on=date(2029, 1, 1))
    text = client.get("/en/").text
    places = [
        text.index(words) for words in ("Upcoming", "Forum 2027", "Forum 2028", "Past", "Forum 2025", "Forum 2024")
    ]
    assert places == sorted(places)
    assert "A secret plan" not in text


@time_machine.travel(SUMMER, tick=False)
def test_the_front_door_leads_to_the_only_forum_to_come(client: ReadingClient) -> None:
    def led_to(**headers: str) -> str:
        return client.get("/", follow=False, headers=headers).response.headers["Location"]

    assert led_to() == "/en/"
    edition(title="Over", starts_on=date(2025, 10, 24), announced=True)
    edition(title="A secret plan", starts_on=date(2029, 1, 1))
    assert led_to() == "/en/"
    only = edition(title="The next", slug="f3d2027", starts_on=date(2027, 10, 24), announced=True)
    assert led_to() == f"/en/{only.slug}/"
    assert led_to(**{"Accept-Language": "zh-TW"}) == f"/zh-Hant/{only.slug}/"
    edition(title="One more", slug="f3d2028", starts_on=date(2028, 10, 24), announced=True)
    assert led_to() == "/en/"


def test_without_an_announced_forum_the_page_says_so(client: ReadingClient) -> None:
    page = client.get("/lt/")
    assert page.document.xpath("//*[@class='empty']")


def test_the_public_list_is_the_same_for_everybody(client: ReadingClient, team: Team) -> None:
    made = edition(announced=True)
    signed_in = team.signed_in_as("owner", made)
    assert signed_in.get("/en/").response.get_data() == client.get("/en/").response.get_data()


def test_a_forum_inside_another_event_says_which(client: ReadingClient) -> None:
    edition(series="FOC", host_event_name="RightsCon Taipei", announced=True)
    assert "at RightsCon Taipei" in client.get("/en/").text


@time_machine.travel(SUMMER, tick=False)
def test_a_member_sees_her_forums_with_state_and_role_and_no_others(team: Team) -> None:
    mine = edition(slug="f3d2026", title="Mine", announced=True)
    edition(slug="f3d2027", title="Somebody else's")
    page = team.signed_in_as("organiser", mine).get("/manage/")
    assert page.links()["Mine"] == "/manage/f3d2026/"
    assert "Announced" in page.text and "Organiser" in page.text
    assert "Somebody else's" not in page.text
    assert page.links()["New forum"] == "/manage/-/forums/new"


def test_the_administrator_sees_every_forum(team: Team) -> None:
    edition(title="One"), edition(title="Two")
    page = team.signed_in_as("admin").get("/manage/")
    assert "One" in page.links() and "Two" in page.links()


def test_a_first_organiser_is_led_to_her_first_forum(team: Team) -> None:
    page = team.signed_in_as("admin").get("/manage/")
    assert page.heading == "Your first forum"
    assert page.links()["New forum"] == "/manage/-/forums/new"


def test_a_member_of_no_team_learns_how_to_get_in_and_may_make_nothing(team: Team) -> None:
    page = team.signed_in_as("viewer", edition=None).get("/manage/")
    assert "viewer@team.example.org" in page.text
    assert "New forum" not in page.links()


def test_a_stranger_is_sent_to_sign_in(client: ReadingClient) -> None:
    assert client.get("/manage/", follow=False).status == 302


def test_thirty_forums_cost_as_many_statements_as_one(app: Flask, client: ReadingClient, team: Team) -> None:
    edition(title="First", announced=True)
    admin = team.signed_in_as("admin")
    counts = []
    for more in (0, 29):
        for _ in range(more):
            edition(announced=True)
        db.session.remove()
        with statements(app) as found:
            client.get("/en/")
            public = len(found)
            admin.get("/manage/")
        counts.append((public, len(found)))
    assert counts[0] == counts[1]
