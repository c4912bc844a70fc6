"""Never more seats than there are, and never out of order, whoever asks, leaves or decides at the same moment."""

from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import actions, by_team
from forumapp.registrations.seats.models import HOLDING_STATES, Seat
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, request
from tests.registrations.test_places import at_once

Act = Callable[[], None]


def asking(who: int, session: int) -> Act:
    def act() -> None:
        with transaction():
            actions.request(db.session.get_one(Registration, who), db.session.get_one(ForumSession, session))

    return act


def leaving(who: int) -> Act:
    def act() -> None:
        with transaction():
            registrations.cancel(db.session.get_one(Registration, who))

    return act


def putting_first(seat: int) -> Act:
    def act() -> None:
        with transaction():
            by_team.promote(db.session.get_one(Seat, seat), "She chairs the group.")

    return act


def setting(session: int, seats: int) -> Act:
    def act() -> None:
        with transaction():
            by_team.set_capacity(db.session.get_one(ForumSession, session), seats, None)

    return act


def states(session: int) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Seat.state).where(Seat.session_id == session).order_by(Seat.id)))


def test_a_rush_takes_the_seats_exactly_and_the_rest_wait(app: Flask) -> None:
    edition = open_edition()
    session = by_request(edition, seats=5).id
    people = [registration(edition).id for _ in range(20)]
    assert at_once(app, [asking(who, session) for who in people]) == []
    assert states(session) == ["confirmed"] * 5 + ["waitlisted"] * 15


def test_leaving_promoting_asking_and_more_chairs_at_once_keep_every_seat_and_the_order(app: Flask) -> None:
    edition = open_edition()
    made = by_request(edition, seats=4)
    session = made.id
    people = [registration(edition) for _ in range(12)]
    db.session.expunge_all()
    seats = [request(who, made).id for who in people]
    late = [registration(edition).id for _ in range(4)]
    acts = [leaving(who.id) for who in people[:4]] + [asking(who, session) for who in late]
    assert at_once(app, [*acts, putting_first(seats[11]), setting(session, 6)]) == []
    counted = Counter(states(session))
    assert counted["cancelled"] == 4 and sum(counted[state] for state in HOLDING_STATES) == 6
    offered = db.session.scalars(select(Seat.id).where(Seat.session_id == session, Seat.state == "offered"))
    assert set(seats[4:9]) <= set(offered), "those who asked first, beside whom the team put first"
