"""The places of an edition: taken by one conditional update, behind one lock per edition.

Whoever gives, takes or waits locks the edition's row first. On SQLite the transaction holds the only write
lock anyway; on PostgreSQL the row lock puts everybody in one order, so that nobody joins the waiting list
while a place becomes free beside it.
"""

from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select, update
from sqlalchemy.exc import IntegrityError

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.models import SeatPool


def of(edition: Edition) -> SeatPool | None:
    """The places for looking at; None where nobody has limited or taken any yet."""
    return db.session.scalar(select(SeatPool).where(SeatPool.edition_id == edition.id))


def are_left(edition: Edition) -> bool:
    pool = of(edition)
    return pool is None or pool.capacity is None or pool.taken < pool.capacity


def lock(edition: Edition) -> None:
    """Wait until it is our turn; held to the end of the transaction."""
    if not _locked(edition):
        _make(edition)
        _locked(edition)


def take(edition: Edition) -> bool:
    """Take one place if one is left; behind ``lock``."""
    left = or_(SeatPool.capacity.is_(None), SeatPool.taken < SeatPool.capacity)
    taken = (
        update(SeatPool)
        .where(SeatPool.edition_id == edition.id, left)
        .values(taken=SeatPool.taken + 1)
        .returning(SeatPool.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(taken) is not None


def give_back(edition: Edition) -> None:
    """One place less is taken; where more are taken than there should be, the ceiling follows down."""
    lock(edition)
    _change(edition, taken=SeatPool.taken - 1, ceiling=_ceiling(SeatPool.taken - 1))


def set_capacity(edition: Edition, capacity: int | None) -> None:
    """So many places from now on, or as many as come; cancels nobody (INV-15)."""
    lock(edition)
    ceiling = None if capacity is None else case((SeatPool.taken > capacity, SeatPool.taken), else_=capacity)
    _change(edition, capacity=capacity, ceiling=ceiling)


def _locked(edition: Edition) -> bool:
    row = select(SeatPool.id).where(SeatPool.edition_id == edition.id).with_for_update()
    return db.session.scalar(row) is not None


def _make(edition: Edition) -> None:
    """Two may find none at the same time; the database keeps the first."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(SeatPool(edition_id=edition.id))


def _ceiling(taken: ColumnElement[int]) -> ColumnElement[Any]:
    capacity = SeatPool.capacity
    return case((capacity.is_(None), None), (taken > capacity, taken), else_=capacity)


def _change(edition: Edition, **values: Any) -> None:
    db.session.execute(
        update(SeatPool)
        .where(SeatPool.edition_id == edition.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
