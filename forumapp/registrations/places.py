"""The places of an edition: taken by one conditional update, behind one lock per edition.

Whoever gives, takes or waits locks the edition's row first. On SQLite the transaction holds the only write
lock anyway; on PostgreSQL the row lock puts everybody in one order, so that nobody joins the waiting list
while a place becomes free beside it. It comes before any other row of the edition is locked or changed: else a
release, which asks it first, and an answer that ends a registration would wait for each other.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, SessionTransaction
from sqlalchemy.sql.dml import ReturningUpdate

from forumapp.edition_turns import Asked
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.models import Registration, SeatPool, Side

_Number = InstrumentedAttribute[int | None]

_TURNS = "turns"


@dataclass
class _Turns:
    """What a session remembers, as long as the transaction lasts."""

    transaction: SessionTransaction | None
    editions: set[int] = field(default_factory=set)


_TAKEN = {Side.ROOM: SeatPool.taken, Side.STREAM: SeatPool.online_taken}
_CAPACITY: dict[Side, _Number] = {Side.ROOM: SeatPool.capacity, Side.STREAM: SeatPool.online_capacity}
_CEILING: dict[Side, _Number] = {Side.ROOM: SeatPool.ceiling, Side.STREAM: SeatPool.online_ceiling}


def of(edition: Edition) -> SeatPool | None:
    """The places for looking at; None where nobody has limited or taken any yet."""
    return db.session.scalar(select(SeatPool).where(SeatPool.edition_id == edition.id))


def sides_with_some_left(edition: Edition) -> set[Side]:
    """For looking at."""
    pool = of(edition)
    if pool is None:
        return set(Side)
    has_room = pool.capacity is None or pool.taken < pool.capacity
    has_stream = pool.online_capacity is None or pool.online_taken < pool.online_capacity
    return {side for side, is_left in ((Side.ROOM, has_room), (Side.STREAM, has_stream)) if is_left}


def are_left(edition: Edition) -> bool:
    return Side.ROOM in sides_with_some_left(edition)


def lock(edition: Edition) -> None:
    """Wait until it is our turn; held to the end of the transaction."""
    lock_by_id(edition.id)


def lock_for(registration: Registration) -> None:
    """``lock``, and then the registration as it is now."""
    lock(registration.edition)
    db.session.refresh(registration)


def lock_by_id(edition: Asked) -> None:
    """``lock``, by the number of the edition or by the question for it."""
    db.session.flush()  # whoever reads anew after the wait would lose what is not written yet
    turns = _turns()
    if isinstance(edition, int) and edition in turns:
        return
    locked = _locked(edition)
    if locked is None and (number := _number(edition)):
        _make(number)
        locked = _locked(number)
    if locked is not None:
        turns.add(locked)


def take(edition: Edition, side: Side = Side.ROOM) -> bool:
    """Take one place if one is left; behind ``lock``."""
    return db.session.connection().scalar(_take(side), {"id_of_edition": edition.id}) is not None


def take_anyway(edition: Edition, side: Side = Side.ROOM) -> None:
    """One place more is taken, for a guest, even where none is left; the ceiling follows up. Behind ``lock``."""
    taken = _TAKEN[side] + 1
    _change(edition, {_TAKEN[side]: taken, _CEILING[side]: _ceiling(side, taken)})


def give_back(edition: Edition, side: Side = Side.ROOM) -> None:
    """One place less is taken; where more are taken than there should be, the ceiling follows down."""
    lock(edition)
    taken = _TAKEN[side] - 1
    _change(edition, {_TAKEN[side]: taken, _CEILING[side]: _ceiling(side, taken)})


def set_capacity(edition: Edition, capacity: int | None, side: Side = Side.ROOM) -> None:
    """So many places from now on, or as many as come; cancels nobody (INV-15)."""
    lock(edition)
    taken = _TAKEN[side]
    ceiling = None if capacity is None else case((taken > capacity, taken), else_=capacity)
    _change(edition, {_CAPACITY[side]: capacity, _CEILING[side]: ceiling})


def _turns() -> set[int]:
    """The editions in which this transaction has its turn already."""
    db.session.connection()  # begins it
    session = db.session()
    turns: _Turns | None = session.info.get(_TURNS)
    if turns is None or turns.transaction is not session.get_transaction():
        turns = session.info[_TURNS] = _Turns(session.get_transaction())
    return turns.editions


def _number(edition: Asked) -> int | None:
    return edition if isinstance(edition, int) else db.session.scalar(select(edition))


def _locked(edition: Asked) -> int | None:
    if isinstance(edition, int):
        return db.session.connection().scalar(_lock_one(), {"id_of_edition": edition})
    return db.session.scalar(_lock(edition))


@cache
def _lock_one() -> Select[int]:
    return _lock(bindparam("id_of_edition"))


def _lock(edition: ColumnElement[int]) -> Select[int]:
    found = select(SeatPool.edition_id).where(SeatPool.edition_id == edition)
    return found.with_for_update(key_share=True, of=SeatPool)


@cache
def _take(side: Side) -> ReturningUpdate[int]:
    left = or_(_CAPACITY[side].is_(None), _TAKEN[side] < _CAPACITY[side])
    return (
        update(SeatPool)
        .where(SeatPool.edition_id == bindparam("id_of_edition"), left)
        .values({_TAKEN[side]: _TAKEN[side] + 1})
        .returning(SeatPool.id)
    )


def _make(edition_id: int) -> None:
    """Two may find none at the same time; the database keeps the first."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(SeatPool(edition_id=edition_id))


def _ceiling(side: Side, taken: ColumnElement[int]) -> ColumnElement[Any]:
    capacity = _CAPACITY[side]
    return case((capacity.is_(None), None), (taken > capacity, taken), else_=capacity)


def _change(edition: Edition, values: dict[InstrumentedAttribute[Any], Any]) -> None:
    db.session.execute(
        update(SeatPool)
        .where(SeatPool.edition_id == edition.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
