"""Where online meetings are: written by the team, shown to nobody, opened when it is time."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.programme import online
from forumapp.programme.models import ForumSession
from tests.factories import forums, programme
from tests.factories.programme import fresh
from tests.support.signed_in import Team

ADDRESS, TEST = "https://meet.example.org/j/8842?pwd=secret", "https://meet.example.org/test"


@pytest.fixture
def session(app: Flask) -> ForumSession:
    """Saturday 24 October, 09:00 to 10:00 in Vilnius, which is 06:00 to 07:00 UTC."""
    return programme.forum_session(forums.edition(announced=True), code="P1", mode="hybrid", minutes=60)


def keep(session: ForumSession | None, edition: Edition, **addresses: str) -> None:
    with transaction():
        online.keep(fresh(edition), fresh(session) if session else None, **addresses)


@pytest.mark.parametrize(
    ("now", "is_open", "can_test"),
    [
        ((22, 20, 59), None, None),
        ((22, 21, 0), False, True),
        ((24, 5, 29), False, True),
        ((24, 5, 30), True, True),
        ((24, 6, 59), True, True),
        ((24, 7, 0), None, None),
    ],
)
def test_the_door_opens_half_an_hour_before_and_the_test_the_day_before(
    session: ForumSession, now: tuple[int, int, int], is_open: bool | None, can_test: bool | None
) -> None:
    keep(None, session.edition, join_address=ADDRESS, test_address=TEST)
    session = fresh(session)
    with time_machine.travel(datetime(2026, 10, *now, tzinfo=UTC), tick=False):
        doors = online.doors([session])
        assert [(door.is_open, door.can_test) for door in doors] == (
            [(is_open or False, can_test or False)] if now < (24, 7, 0) else []
        )
        assert online.way_in(session) == (ADDRESS if is_open else "")
        assert online.way_in(session, to_test=True) == (TEST if can_test else "")


def test_a_session_has_its_own_address_or_the_one_for_all(session: ForumSession) -> None:
    edition = session.edition
    other = programme.forum_session(edition, code="W3", mode="online")
    keep(None, edition, join_address=ADDRESS)
    keep(session, edition, join_address="https://elsewhere.example.org/1")
    kept = online.Addresses(fresh(edition).id)
    assert kept.to_join(fresh(session)) == "https://elsewhere.example.org/1"
    assert kept.to_join(fresh(other)) == ADDRESS


@pytest.mark.parametrize("state", ["cancelled", "draft"])
def test_what_does_not_take_place_has_no_door(session: ForumSession, state: str) -> None:
    keep(None, session.edition, join_address=ADDRESS)
    with transaction():
        fresh(session).state = state
    with time_machine.travel(datetime(2026, 10, 24, 6, 0, tzinfo=UTC), tick=False):
        assert online.doors([fresh(session)]) == [] and online.way_in(fresh(session)) == ""


def test_the_team_writes_addresses_and_reads_only_where_they_lead(session: ForumSession, team: Team) -> None:
    organiser = team.signed_in_as("organiser", session.edition)
    page = organiser.get("/manage/f3d2026/online")
    assert "missing" in page.text
    page = organiser.submit(page.form("join_address"), join_address=ADDRESS, test_address=TEST)
    assert "the one for all" in page.text and "One at meet.example.org is kept." in page.text
    assert ADDRESS not in page.response.get_data(as_text=True)
    again = organiser.submit(page.form("join_address"))
    assert "the one for all" in again.text, "an empty field changes nothing"
    opened = organiser.get("/manage/f3d2026/sessions/P1/join", follow=False)
    assert (opened.status, opened.response.location) == (302, ADDRESS)
    assert opened.response.headers["Referrer-Policy"] == "no-referrer"
    page = organiser.submit(again.form("join_address"), forget_join="y", forget_test="y")
    assert "missing" in page.text
    assert organiser.get("/manage/f3d2026/sessions/P1/join", follow=False).status == 404
    assert {entry.detail for entry in db.session.query(AuditEntry).filter_by(action="online address set")} == {""}


@pytest.mark.parametrize(
    "address", ["http://meet.example.org", "javascript:alert(1)", "meet", "https://a b.example.org"]
)
def test_an_address_that_is_none_is_refused_at_the_field(session: ForumSession, team: Team, address: str) -> None:
    organiser = team.signed_in_as("organiser", session.edition)
    form = organiser.get("/manage/f3d2026/sessions/P1/online").form("join_address")
    page = organiser.submit(form, join_address=address)
    assert page.status == 422 and "begins with https://" in page.text


@pytest.mark.parametrize("role", ["cohost", "desk", "viewer"])
def test_nobody_else_of_the_team_finds_the_meetings(session: ForumSession, team: Team, role: str) -> None:
    keep(None, session.edition, join_address=ADDRESS)
    browser = team.signed_in_as(role, fresh(session).edition)
    for rest in ("online", "sessions/P1/online", "sessions/P1/join"):
        assert browser.get(f"/manage/f3d2026/{rest}", follow=False).status == 404
