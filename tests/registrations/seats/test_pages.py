"""Seats on the personal page and on the team's pages."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock, links, schedule
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.people.belonging import SeriesGroup
from forumapp.programme.queries import by_code
from forumapp.registrations.models import Registration
from forumapp.registrations.seats.models import Seat
from forumapp.words import Text
from tests.factories.forums import late_yes_keeps_place
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, give_back, request, seating
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements


@pytest.fixture
def edition(app: Flask) -> Edition:
    return open_edition(slug="f3dseated", mode="hybrid")


def link_to(found: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, found.id)}"


def guest(edition: Edition, name: str) -> Registration:
    made = registration(edition, name=name, email=f"{name.lower()}@example.org")
    db.session.expunge_all()
    return made


def press(client: ReadingClient, page: str, ending: str) -> int:
    """The button whose form leads to an address with this ending."""
    opened = client.get(page)
    [form] = opened.document.xpath(f"//form[contains(@action, '{ending}')]")
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]
    return client.post(form.get("action"), {"csrf_token": token}).status


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Seat.state).order_by(Seat.id)))


def test_she_asks_waits_is_offered_a_seat_and_takes_it(edition: Edition, client: ReadingClient) -> None:
    session = by_request(edition)
    ula, lin = guest(edition, "Ula"), guest(edition, "Lin")
    request(lin, session)
    page = link_to(ula)
    assert "AI procurement and rights" in client.get(page).text and states() == ["confirmed"]
    assert press(client, page, "/seats/W2/request") == 303 and states() == ["confirmed", "waitlisted"]
    assert "You are on the waiting list; a letter comes" in client.get(page).text
    give_back(lin, session)
    assert "Take the seat" in client.get(page).text and states() == ["cancelled", "offered"]
    press(client, page, "/seats/W2/accept")
    assert states() == ["cancelled", "confirmed"]
    press(client, page, "/seats/W2/give-back")
    assert states() == ["cancelled", "cancelled"]


def test_a_late_yes_is_told_that_the_offer_had_ended(edition: Edition, client: ReadingClient) -> None:
    session = by_request(edition)
    ula, lin, ona = guest(edition, "Ula"), guest(edition, "Lin"), guest(edition, "Ona")
    for who in (lin, ula, ona):
        request(who, session)
    give_back(lin, session)
    page = link_to(ula)
    client.get(page)
    with time_machine.travel(clock.now() + timedelta(hours=24), tick=False):
        press(client, page, "/seats/W2/accept")
        assert "The offer had ended, so the seat went to the next person." in client.get(page).text
    assert states() == ["cancelled", "lapsed", "offered", "waitlisted"]


def test_a_late_yes_is_told_where_it_stands_as_the_series_has_it(edition: Edition, client: ReadingClient) -> None:
    session = by_request(edition)
    ula, lin, ona = guest(edition, "Ula"), guest(edition, "Lin"), guest(edition, "Ona")
    late_yes_keeps_place()
    for who in (lin, ula, ona):
        request(who, session)
    give_back(lin, session)
    page = link_to(ula)
    client.get(page)
    with time_machine.travel(clock.now() + timedelta(hours=24), tick=False):
        press(client, page, "/seats/W2/accept")
        assert "You are on the waiting list again, ahead of all who asked after you." in client.get(page).text
    with time_machine.travel(clock.now() + timedelta(hours=48), tick=False):
        schedule.pass_seats_on()
        assert "If you ask again, you have your earlier place in the line" in client.get(link_to(ona)).text


def test_opening_the_address_of_an_act_changes_nothing(edition: Edition, client: ReadingClient) -> None:
    by_request(edition)
    page = link_to(guest(edition, "Ula"))
    assert client.get(f"{page}/seats/W2/request").status == 405 and states() == []


def test_what_cannot_be_had_is_told_in_words(edition: Edition, client: ReadingClient) -> None:
    session = by_request(edition)
    page = link_to(guest(edition, "Ula"))
    opened = client.get(page)
    token = opened.document.xpath("//input[@name='csrf_token']/@value")[0]
    with transaction():
        seating(session).is_open = False
    assert client.post(f"{page}/seats/W2/request", {"csrf_token": token}).status == 303
    after = client.get(page).text
    assert "cannot be requested here now" in after and "AI procurement" not in after and states() == []
    assert client.post(f"{page}/seats/NONE/request", {"csrf_token": token}).status == 404


def test_nobody_sees_a_closed_session_that_is_not_for_her(edition: Edition, client: ReadingClient) -> None:
    by_request(edition, access="members_only", standings=["member"])
    assert "AI procurement" not in client.get(link_to(guest(edition, "Ula"))).text


def test_the_team_sets_seats_sees_the_line_and_decides(edition: Edition, team: Team) -> None:
    session = by_request(edition, groups=["nobody"])
    ula, lin = guest(edition, "Ula"), guest(edition, "Lin")
    request(ula, session), request(lin, session)
    organiser = team.signed_in_as("organiser", edition)
    base = "/manage/f3dseated/seats"
    assert "2 to decide" in organiser.get(base).text
    assert "2 requests for seats wait for your word." in organiser.get("/manage/f3dseated").text
    for who in (ula, lin):
        press(organiser, f"{base}/W2", f"/{who.reference}/grant")
    assert states() == ["confirmed", "waitlisted"]
    promotion = organiser.get(f"{base}/W2/{lin.reference}/first")
    assert organiser.submit(promotion.form("reason"), reason="").status == 422
    organiser.submit(promotion.form("reason"), reason="She chairs the group.")
    assert "put first by the team" in organiser.get(f"{base}/W2").text
    settings = organiser.get(f"{base}/W2/settings")
    organiser.submit(settings.form("seats"), seats="0")
    assert "1 seat more is taken" in organiser.get(f"{base}/W2").text
    assert "has fewer seats than people" in organiser.get("/manage/f3dseated").text
    assert organiser.submit(settings.form("seats"), seats="9").status == 422, "saved from a stale page"
    refusal = organiser.get(f"{base}/W2/{ula.reference}/refuse")
    organiser.submit(refusal.form("reason"), reason="Not this time.")
    assert states() == ["refused", "waitlisted"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Meant for: members · Advisory Network"), ("zh-Hant", "開放對象：會員 · 諮詢網絡")],
)
def test_a_limited_session_says_whom_it_is_for_in_the_words_of_the_series(
    edition: Edition, client: ReadingClient, language: str, words: str
) -> None:
    with transaction():
        name = Text({"en": "Advisory Network", "zh-Hant": "諮詢網絡"})
        db.session.add(SeriesGroup(series_id=edition.series_id, key="advisers", name=name))
    by_request(edition, standings=["member"], groups=["advisers"])
    page = link_to(guest(edition, "Ula")).replace("/en/", f"/{language}/")
    assert words in client.get(page).text
    by_request(edition, code="W3", title=Text.of("Secret table"), access="members_only", groups=["advisers"])
    assert "Secret table" not in client.get(page).text


def test_the_file_has_the_columns_of_the_contract(edition: Edition, team: Team) -> None:
    session = by_request(edition)
    people = [guest(edition, name) for name in ("Ula", "Lin", "Ona")]
    for who in people:
        request(who, session)
    organiser = team.signed_in_as("organiser", edition)
    found = organiser.get("/manage/f3dseated/seats.csv").response.text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(found)))
    assert rows[0] == ["reference", "session", "state", "requested_at", "position"]
    assert [(row[0], row[1], row[2], row[4]) for row in rows[1:]] == [
        (people[0].reference, "W2", "confirmed", ""),
        (people[1].reference, "W2", "waitlisted", "1"),
        (people[2].reference, "W2", "waitlisted", "2"),
    ]


def test_the_seat_pages_ask_the_database_as_often_however_many_there_are(
    app: Flask, edition: Edition, team: Team
) -> None:
    organiser = team.signed_in_as("organiser", edition)
    by_request(edition, seats=1)
    mine = link_to(guest(edition, "Ula"))
    pages = [mine, "/manage/f3dseated/seats", "/manage/f3dseated/seats/W2", "/manage/f3dseated/seats.csv"]

    def asked() -> list[int]:
        counted = []
        for page in pages:
            db.session.remove()
            with statements(app) as said:
                assert organiser.get(page).status == 200
            counted.append(len(said))
        return counted

    few = asked()
    for number, code in enumerate(("W3", "W4", "W5")):
        session = by_request(edition, seats=2, code=code)
        for who in range(4):
            request(guest(edition, f"Guest-{number}-{who}"), session)
    seats_of = by_code(edition, "W2")
    assert seats_of
    db.session.expunge_all()
    for who in range(6):
        request(guest(edition, f"Late-{who}"), seats_of)
    assert asked() == few
