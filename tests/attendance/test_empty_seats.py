"""Ten minutes after the start the door gives the seats of those who did not come to who waits there (step 15)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.programme.models import ForumSession
from forumapp.registrations.seats.attending import release_absent
from forumapp.registrations.seats.models import NobodyReleased
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, fresh_seat, request
from tests.support.signed_in import Team

DAYS = {"starts_on": date(2026, 10, 24), "ends_on": date(2026, 10, 25)}
STARTS = datetime(2026, 10, 24, 10, 30, tzinfo=UTC)
"""Half past one in Vilnius."""


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 9, 1, 8, 0, tzinfo=UTC), tick=False) as travelling:
        yield travelling


@pytest.fixture
def edition(app: Flask) -> Edition:
    return open_edition(slug="f3ddoor", mode="hybrid", **DAYS)


def test_the_door_releases_the_seats_of_those_who_are_not_in_the_room(
    edition: Edition, team: Team, traveller: time_machine.Traveller
) -> None:
    session = by_request(edition, seats=3)
    ula, lin, ona = (registration(edition, name=name) for name in ("Ula", "Lin", "Ona"))
    ana = registration(edition, name="Ana", mode="online")
    seats = [request(guest, session) for guest in (ula, lin, ona, ana)]
    traveller.move_to(STARTS + timedelta(minutes=9), tick=False)
    desk = team.signed_in_as("desk", edition)
    desk.submit(desk.get("/manage/f3ddoor/desk?session=W2&q=Ula").form("Check in"))
    assert "Release empty seats" not in desk.get("/manage/f3ddoor/desk?session=W2").links()
    traveller.move_to(STARTS + timedelta(minutes=10), tick=False)
    page = desk.get(desk.get("/manage/f3ddoor/desk?session=W2").links()["Release empty seats"])
    assert "2 people have a seat in the room and are not checked in there." in page.text
    letters = len(db.session.scalars(select(Message)).all())
    page = desk.submit(page.form("Release"))
    assert "2 seats are free for who waits." in page.text
    assert [fresh_seat(seat.id).state for seat in seats] == ["attended", "released", "released", "confirmed"]
    assert len(db.session.scalars(select(Message)).all()) == letters
    released = db.session.scalars(select(AuditEntry.object).where(AuditEntry.action == "seat released"))
    assert set(released) == {f"registration {guest.reference}" for guest in (lin, ona)}
    desk.submit(desk.get("/manage/f3ddoor/desk?session=W2&q=Lin").form("Check in"))
    assert "2 in the room" in desk.get("/manage/f3ddoor/desk?session=W2").text.replace("\u00a0", " ")


@pytest.mark.parametrize("minutes", [-5, 9, 90, 300])
def test_nobody_loses_a_seat_before_or_after(edition: Edition, traveller: time_machine.Traveller, minutes: int) -> None:
    session = by_request(edition)
    seat = request(registration(edition), session)
    traveller.move_to(STARTS + timedelta(minutes=minutes), tick=False)
    with pytest.raises(NobodyReleased), transaction():
        release_absent(here(session))
    assert fresh_seat(seat.id).state == "confirmed"


@pytest.mark.parametrize(("role", "status"), [("desk", 200), ("organiser", 200), ("viewer", 404)])
def test_who_stands_at_the_door_may(edition: Edition, team: Team, role: str, status: int) -> None:
    by_request(edition)
    assert team.signed_in_as(role, edition).get("/manage/f3ddoor/desk/W2/release").status == status


def here(session: ForumSession) -> ForumSession:
    return db.session.get_one(ForumSession, session.id)
