"""Never more places than there are, whoever comes at the same moment (INV-10; trust.md 0.1, 0.2)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.registrations import actions, places, queries
from forumapp.registrations.models import Registration, RegistrationState, SeatPool
from tests.factories.categories import category, fresh_category
from tests.factories.registrations import open_edition, registration

THREADS = 40


def at_once(app: Flask, acts: list[Callable[[], None]]) -> list[BaseException]:
    """Run all acts at the same moment, each in its own app context; gives what went wrong."""
    db.session.remove()
    start = Barrier(len(acts))

    def run(act: Callable[[], None]) -> BaseException | None:
        start.wait()
        with app.app_context():
            try:
                act()
            except Exception as error:
                return error
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return [error for error in pool.map(run, acts) if error]


def registering(edition_id: int, number: int, category_id: int | None = None) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            edition = db.session.get_one(Edition, edition_id)
            chosen = fresh_category(category_id) if category_id else None
            email = f"p{number}@example.org"
            actions.register(edition, name="A", email=email, form_number=number + 100, category=chosen)

    return act


def cancelling(registration_id: int) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            actions.cancel(db.session.get_one(Registration, registration_id))

    return act


def setting_capacity(edition_id: int, capacity: int) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            actions.set_capacity(db.session.get_one(Edition, edition_id), capacity)

    return act


def all_of(edition_id: int) -> list[Registration]:
    found = select(Registration).where(Registration.edition_id == edition_id).order_by(Registration.id)
    return list(db.session.scalars(found))


def pool_of(edition_id: int) -> SeatPool:
    return db.session.scalars(select(SeatPool).where(SeatPool.edition_id == edition_id)).one()


def test_forty_at_once_on_ten_places_are_ten_and_thirty_in_order(app: Flask) -> None:
    edition_id = open_edition(capacity=10).id
    assert at_once(app, [registering(edition_id, number) for number in range(THREADS)]) == []
    made = all_of(edition_id)
    assert Counter(found.state for found in made) == {"approved": 10, "waitlisted": 30}
    # Whoever was written first was first: no later one overtook an earlier one.
    assert [found.is_waiting for found in made] == [False] * 10 + [True] * 30
    queued = [found.queued_at for found in made[10:] if found.queued_at]
    assert queued == sorted(queued)
    assert len({found.reference for found in made}) == THREADS
    assert pool_of(edition_id).taken == 10
    kinds = Counter(db.session.execute(select(Message.recipient, Message.kind)).all())
    assert len(kinds) == THREADS and set(kinds.values()) == {1}


def test_the_first_to_come_at_the_same_moment_make_the_places_row_once(app: Flask) -> None:
    edition_id = open_edition().id
    assert at_once(app, [registering(edition_id, number) for number in range(8)]) == []
    assert pool_of(edition_id).taken == 8


def test_a_quota_is_never_taken_twice_whoever_comes_and_goes_at_once(app: Flask) -> None:
    edition = open_edition(capacity=12)
    edition_id = edition.id
    press_id = category(edition, quota=4).id
    holders = [registration(edition, category=fresh_category(press_id)).id for _ in range(3)]
    acts = [registering(edition_id, number, press_id) for number in range(12)]
    acts += [registering(edition_id, number + 50) for number in range(6)]
    acts += [cancelling(holder) for holder in holders]
    assert at_once(app, acts) == []
    press = [found for found in all_of(edition_id) if found.category_id == press_id]
    assert sum(found.holds_place for found in press) == 4
    assert sum(found.is_waiting for found in press) == 8
    assert pool_of(edition_id).taken == 10


def test_one_form_sent_twenty_times_at_once_is_one_registration_and_one_letter(app: Flask) -> None:
    edition_id = open_edition(capacity=10).id
    assert at_once(app, [registering(edition_id, 1)] * 20) == []
    assert len(all_of(edition_id)) == 1
    assert pool_of(edition_id).taken == 1
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_coming_going_and_resizing_at_once_leave_no_place_empty_beside_a_line(app: Flask) -> None:
    edition = open_edition(capacity=6)
    edition_id = edition.id
    holders = [registration(edition).id for _ in range(8)]
    acts = [cancelling(holder) for holder in holders[:5]] * 2
    acts += [registering(edition_id, number) for number in range(8)]
    acts += [setting_capacity(edition_id, capacity) for capacity in (4, 9)]
    assert at_once(app, acts) == []
    with_place = [found for found in all_of(edition_id) if found.holds_place]
    waiting = [found for found in all_of(edition_id) if found.is_waiting]
    pool = pool_of(edition_id)
    assert pool.taken == len(with_place) <= (pool.ceiling or 0)
    assert not waiting or pool.taken >= (pool.capacity or 0)
    letters = select(Message.about).where(Message.kind == "registration_offered")
    assert set(Counter(db.session.scalars(letters)).values()) <= {1}


def test_looking_first_and_taking_after_is_stopped_by_the_database(app: Flask) -> None:
    """Positive control: without condition and lock the same crowd does oversell, up to the constraint."""
    edition_id = open_edition(capacity=10).id
    looked = Barrier(20)

    def naive() -> None:
        left = places.are_left(db.session.get_one(Edition, edition_id))
        db.session.rollback()
        looked.wait()
        if left:
            with transaction():
                db.session.execute(
                    update(SeatPool).where(SeatPool.edition_id == edition_id).values(taken=SeatPool.taken + 1)
                )

    errors = at_once(app, [naive] * 20)
    assert [type(error) for error in errors] == [IntegrityError] * 10
    assert "never_oversold" in str(errors[0])
    assert pool_of(edition_id).taken == 10


def test_a_place_given_back_too_often_is_stopped_by_the_database(app: Flask) -> None:
    edition = open_edition(capacity=1)
    with pytest.raises(IntegrityError, match="not_below_zero"), transaction():
        places.give_back(db.session.get_one(Edition, edition.id))


def test_lowering_the_capacity_cancels_nobody_and_lets_nobody_in(app: Flask) -> None:
    edition = open_edition(capacity=3)
    holders = [registration(edition).id for _ in range(3)]
    setting_capacity(edition.id, 1)()
    assert [found.state for found in all_of(edition.id)] == [RegistrationState.APPROVED] * 3
    registration(edition)
    assert all_of(edition.id)[-1].is_waiting
    for holder, taken in zip(holders, (2, 1, 1), strict=True):
        cancelling(holder)()
        assert (pool_of(edition.id).taken, pool_of(edition.id).ceiling) == (taken, max(taken, 1))
    assert all_of(edition.id)[-1].holds_place


def test_raising_the_capacity_lets_people_in_from_the_line_in_order(app: Flask) -> None:
    edition = open_edition(capacity=0)
    for _ in range(4):
        registration(edition)
    setting_capacity(edition.id, 2)()
    assert [found.is_waiting for found in all_of(edition.id)] == [False, False, True, True]
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), None)
    assert not any(found.is_waiting for found in all_of(edition.id))
    assert len(db.session.scalars(select(Message)).all()) == 4


def test_without_a_limit_as_many_come_as_want(app: Flask) -> None:
    edition = open_edition()
    assert places.of(edition) is None and places.are_left(edition)
    for _ in range(3):
        registration(edition)
    assert queries.counts(edition).with_place == 3
    assert places.are_left(edition)
