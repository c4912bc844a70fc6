"""Joining online from the personal page: with a seat there, in time, and through our own address alone (INV-21)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import links
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.programme import online
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions
from forumapp.registrations.models import Registration
from tests.factories import programme
from tests.factories.programme import fresh
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, give_back, request
from tests.support.browser_like import Page, ReadingClient

ADDRESS, TEST = "https://meet.example.org/j/8842?pwd=secret", "https://meet.example.org/test"


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3donline", mode="hybrid")
    with transaction():
        online.keep(db.session.get_one(Edition, made.id), None, join_address=ADDRESS, test_address=TEST)
    return db.session.get_one(Edition, made.id)


def guest(edition: Edition, mode: str = "online", **changes: object) -> Registration:
    made = registration(fresh(edition), mode=mode, **changes)
    db.session.expunge_all()
    return made


def link_to(found: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, found.id)}"


def at(session: ForumSession, before: timedelta) -> time_machine.travel:
    starts_at = session.starts_at
    assert starts_at is not None
    return time_machine.travel(starts_at - before, tick=False)


def entered(client: ReadingClient, page: str, code: str = "W2", rest: str = "") -> Page:
    return client.get(f"{page}/join/{code}{rest}", follow=False)


def test_the_holder_of_an_online_seat_joins_from_half_an_hour_before(edition: Edition, client: ReadingClient) -> None:
    session = by_request(edition)
    hers = guest(edition)
    request(hers, session)
    page = link_to(hers)
    assert "from 30 minutes before" in client.get(page).text and "Join" not in client.get(page).links()
    early = entered(client, page)
    assert early.status == 302 and early.response.location == f"{page}#online"
    with at(session, timedelta(minutes=30)):
        shown = client.get(page)
        assert "Join" in shown.links() and ADDRESS not in shown.response.get_data(as_text=True)
        opened = entered(client, page)
    assert (opened.status, opened.response.location) == (302, ADDRESS)
    headers = opened.response.headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert "noindex" in headers["X-Robots-Tag"] and opened.response.get_data() == b""


def test_the_test_address_is_there_the_day_before(edition: Edition, client: ReadingClient) -> None:
    session = by_request(edition)
    hers = guest(edition)
    request(hers, session)
    page = link_to(hers)
    with at(session, timedelta(days=1)):
        assert "Try picture and sound" in client.get(page).text
        assert entered(client, page, rest="/test").response.location == TEST
    with at(session, timedelta(days=3)):
        assert "Try picture and sound" not in client.get(page).text
        assert entered(client, page, rest="/test").response.location != TEST


@pytest.mark.parametrize("ending", ["seat given back", "registration cancelled", "link ended"])
def test_the_way_in_ends_with_the_seat_and_with_the_link(edition: Edition, client: ReadingClient, ending: str) -> None:
    session = by_request(edition)
    hers = guest(edition)
    request(hers, session)
    page = link_to(hers)
    if ending == "seat given back":
        give_back(hers, session)
    with transaction():
        if ending == "registration cancelled":
            actions.cancel(db.session.get_one(Registration, hers.id))
        if ending == "link ended":
            links.revoke_all(Purpose.REGISTRATION, hers.id)
    with at(session, timedelta(0)):
        opened = entered(client, page)
        assert opened.status == (410 if ending == "link ended" else 404)
        assert ADDRESS not in opened.text


def test_a_seat_in_the_room_a_place_in_line_and_a_stranger_open_no_door(
    edition: Edition, client: ReadingClient
) -> None:
    session = by_request(edition, seats=5, online_seats=1)
    in_room, first, waiting, stranger = (guest(edition, mode) for mode in ("in_person", "online", "online", "online"))
    for one in (in_room, first, waiting):
        request(one, session)
    pages = [link_to(one) for one in (in_room, first, waiting, stranger)]
    with at(session, timedelta(0)):
        assert [entered(client, page).status for page in pages] == [404, 302, 404, 404]


def test_without_seats_who_is_registered_online_joins_what_is_open_to_her(
    edition: Edition, client: ReadingClient
) -> None:
    kinds = {"P1": "public", "W1": "registered", "M1": "invitation", "C1": "members_only"}
    for code, access in kinds.items():
        programme.forum_session(fresh(edition), code=code, access=access, mode="hybrid", start=_noon(edition))
    online_guest, in_room = link_to(guest(edition)), link_to(guest(edition, "in_person"))
    unconfirmed = link_to(guest(edition, verified=False))
    with time_machine.travel(_noon(edition).replace(tzinfo=UTC) - timedelta(hours=2), tick=False):
        assert [entered(client, online_guest, code).status for code in kinds] == [302, 302, 404, 404]
        assert {entered(client, in_room, code).status for code in kinds} == {404}
        assert {entered(client, unconfirmed, code).status for code in kinds} <= {404, 410}


def _noon(edition: Edition) -> datetime:
    return datetime.combine(fresh(edition).starts_on, datetime.min.time()).replace(hour=12)
