"""A colleague is invited, joins from her letter, gets another role, loses access."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.accounts import queries as members
from forumapp.audit import queries as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.notifications.models import Message, State
from forumapp.rights import Role
from tests.factories.forums import edition
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import PASSWORD, Team
from tests.support.statements import statements

TEAM = "/manage/f3d2026/team"
LIN = "lin@example.org"


@pytest.fixture
def forum(app: Flask) -> Edition:
    return edition(slug="f3d2026", title="Free the future")


@pytest.fixture
def owner(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("owner", forum)


def invite(owner: ReadingClient, email: str = LIN, role: str = "organiser", language: str = "en") -> Page:
    form = owner.get(f"{TEAM}/invite").form("email")
    return owner.submit(form, email=email, name="LIN Yu-ching", language=language, role=role)


def letters(sink: Sink) -> list[str]:
    """The links of what was sent, oldest first."""
    delivery.run_due()
    return [letter.link() for letter in sink.letters]


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost")


def member_page(page: Page, name: str = "LIN Yu-ching") -> str:
    return page.links()[name]


def test_a_colleague_joins_from_her_letter(
    owner: ReadingClient, client: ReadingClient, sink: Sink, forum: Edition
) -> None:
    page = invite(owner)
    assert "The invitation to LIN Yu-ching is on its way." in page.text
    assert "Invited" in page.text
    [link] = letters(sink)
    assert sink.letters[0].recipients == (LIN,)
    assert sink.letters[0].message["Subject"] == "[F3D 2026] The owner asks you to work on this forum"
    assert "Organiser" in sink.letters[0].text and "Free the future" in sink.letters[0].text

    for _ in range(3):
        page = client.get(path_of(link))
        assert page.status == 200
    assert page.heading == "Free the future"
    assert "The owner asks you to work on this forum" in page.text and "Organiser" in page.text
    assert client.get("/manage/f3d2026/settings", follow=False).status == 302

    answer = client.submit(page.form("password"), follow=False, name="林雨晴", password="short")
    assert answer.status == 422
    assert answer.form("password").values["name"] == "林雨晴"
    answer = client.submit(page.form("password"), follow=False, name="林雨晴", password=PASSWORD)
    assert answer.status == 303 and answer.response.location == "/manage/f3d2026/"
    assert client.get("/manage/f3d2026/settings").status == 200
    assert client.get(path_of(link)).status == 410

    text = owner.get(TEAM).text
    assert "林雨晴" in text and "Invited" not in text
    recorded = [(entry.action, entry.detail) for entry in audit.of_edition(forum)]
    assert recorded[-1] == ("role given", "organiser")


def test_the_letter_speaks_her_language_and_leads_to_a_page_in_it(owner: ReadingClient, sink: Sink) -> None:
    invite(owner, language="lt")
    [link] = letters(sink)
    assert path_of(link).startswith("/lt/t/")
    assert sink.letters[0].message["Content-Language"] == "lt"


def test_somebody_with_a_password_is_led_to_sign_in_and_keeps_it(
    owner: ReadingClient, client: ReadingClient, team: Team, sink: Sink
) -> None:
    elsewhere = edition(slug="foc2026")
    address = team.member("viewer", elsewhere)
    invite(owner, email=address)
    page = client.get(path_of(letters(sink)[0]))
    assert not page.document.xpath("//main//input[@type='password']")
    page = client.get(page.links()["Sign in"])
    answer = client.submit(page.form("password"), follow=False, email=address, password=PASSWORD)
    assert answer.response.location == "/manage/f3d2026/"
    found = members.by_email(address)
    assert found is not None and found.name == "The viewer"


def test_a_link_cannot_overwrite_a_password_that_was_set_meanwhile(
    owner: ReadingClient, client: ReadingClient, sink: Sink
) -> None:
    invite(owner)
    other = edition(slug="foc2026")
    owner_of_other = Team(client.app).signed_in_as("owner", other, email="second@team.example.org")
    form = owner_of_other.get("/manage/foc2026/team/invite").form("email")
    owner_of_other.submit(form, email=LIN, name="", language="en", role="viewer")
    first, second = letters(sink)
    stale = client.get(path_of(second)).form("password")
    client.submit(client.get(path_of(first)).form("password"), name="Lin", password=PASSWORD)
    answer = client.submit(stale, name="Mallory", password="another long sentence")
    assert not answer.document.xpath("//main//input[@type='password']")
    found = members.by_email(LIN)
    assert found is not None and found.name == "Lin"


def test_the_link_works_for_seven_days(owner: ReadingClient, client: ReadingClient, sink: Sink) -> None:
    invite(owner)
    [link] = letters(sink)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        assert client.get(path_of(link)).status == 410


def test_ending_access_works_from_the_next_click_on(
    owner: ReadingClient, client: ReadingClient, sink: Sink, forum: Edition
) -> None:
    invite(owner)
    [link] = letters(sink)
    client.submit(client.get(path_of(link)).form("password"), name="Lin", password=PASSWORD)
    assert client.get("/manage/f3d2026/settings").status == 200
    confirm = owner.get(f"{member_page(owner.get(TEAM), 'Lin')}/end")
    page = owner.submit(confirm.form("End access"))
    assert "Lin has no access to this forum any more." in page.text
    assert client.get("/manage/f3d2026/settings").status == 404
    assert client.get("/manage/").status == 200
    assert [entry.action for entry in audit.of_edition(forum)][-1] == "access ended"
    assert len(sink.letters) == 1


def test_ending_access_before_she_joined_ends_her_link_and_calls_off_her_letter(
    owner: ReadingClient, client: ReadingClient, sink: Sink
) -> None:
    invite(owner)
    owner.submit(owner.get(f"{member_page(owner.get(TEAM))}/end").form("End access"))
    assert db.session.scalar(select(Message.state)) is State.CANCELLED
    invite(owner)
    [link] = letters(sink)
    assert client.get(path_of(link)).status == 200
    owner.submit(owner.get(f"{member_page(owner.get(TEAM))}/end").form("End access"))
    assert client.get(path_of(link)).status == 410


def test_the_last_owner_stays(owner: ReadingClient, forum: Edition) -> None:
    mine = member_page(owner.get(TEAM), "The owner")
    answer = owner.submit(owner.get(f"{mine}/end").form("End access"))
    assert answer.status == 422 and "Every forum needs an owner." in answer.text
    answer = owner.submit(owner.get(mine).form("role"), role="viewer")
    assert answer.status == 422 and "Every forum needs an owner." in answer.text
    assert [given.role for given in members.team_of(forum)] == [Role.OWNER]


def test_a_role_is_changed_and_acts_at_once(owner: ReadingClient, team: Team, forum: Edition) -> None:
    viewer = team.signed_in_as("viewer", forum)
    assert viewer.get(TEAM).status == 404
    owner.submit(owner.get(member_page(owner.get(TEAM), "The viewer")).form("role"), role="owner")
    assert viewer.get(TEAM).status == 200
    recorded = [(entry.action, entry.detail) for entry in audit.of_edition(forum)]
    assert recorded[-1] == ("role given", "owner")


def test_two_owners_who_change_a_role_both_learn_of_it(owner: ReadingClient, team: Team, forum: Edition) -> None:
    team.member("viewer", forum)
    address = member_page(owner.get(TEAM), "The viewer")
    other = team.signed_in_as("owner", forum, email="second@team.example.org")
    mine = owner.get(address).form("role")
    other.submit(other.get(address).form("role"), role="desk")
    answer = owner.submit(mine, role="organiser")
    assert answer.status == 409
    found = members.by_email("viewer@team.example.org")
    assert found is not None and found.role_in(forum) == Role.DESK


def test_somebody_of_the_team_is_not_invited_twice(owner: ReadingClient, sink: Sink) -> None:
    invite(owner)
    answer = invite(owner, role="viewer")
    assert answer.status == 422 and "in the team already" in answer.text
    assert answer.form("email").values["email"] == LIN
    assert len(letters(sink)) == 1


def test_an_invitation_needs_an_address_and_a_role(owner: ReadingClient) -> None:
    form = owner.get(f"{TEAM}/invite").form("email")
    answer = owner.submit(form, email="nobody", name="Lin")
    assert answer.status == 422
    assert "This does not look like an e-mail address." in answer.text and "Choose a role." in answer.text
    assert answer.form("email").values["name"] == "Lin"


@pytest.mark.parametrize("role", ["organiser", "cohost", "desk", "viewer"])
def test_only_owners_see_the_team(team: Team, forum: Edition, role: str) -> None:
    client = team.signed_in_as(role, forum)
    address = members.team_of(forum)[0].member.public_id
    for path in (TEAM, f"{TEAM}/invite", f"{TEAM}/{address}", f"{TEAM}/{address}/end"):
        assert client.get(path).status == 404


def test_members_of_other_teams_are_not_found(owner: ReadingClient, team: Team) -> None:
    team.member("viewer", edition(slug="foc2026"))
    stranger = members.by_email("viewer@team.example.org")
    assert stranger is not None
    assert owner.get(f"{TEAM}/{stranger.public_id}").status == 404
    assert owner.get(f"{TEAM}/{stranger.public_id}/end").status == 404


def test_thirty_members_cost_as_many_statements_as_two(
    app: Flask, owner: ReadingClient, team: Team, forum: Edition
) -> None:
    counts = []
    for more in (range(1), range(1, 30)):
        for number in more:
            team.member("viewer", forum, email=f"member{number}@team.example.org")
        db.session.remove()
        with statements(app) as found:
            owner.get(TEAM)
        counts.append(len(found))
    assert counts[0] == counts[1]
