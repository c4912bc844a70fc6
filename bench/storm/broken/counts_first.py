"""Places are counted first and taken afterwards, without any lock: sells too many."""

import time

from sqlalchemy import select, update

from forumapp import database
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations import places
from forumapp.registrations.models import SeatPool, Side


def _begin_nothing(*_: object) -> None:
    """Every statement for itself."""


def _seems_locked(edition: Edition) -> bool:
    return True


def _take(edition: Edition, _side: Side = Side.ROOM) -> bool:
    pool = db.session.execute(select(SeatPool.taken, SeatPool.capacity).where(SeatPool.edition_id == edition.id)).one()
    time.sleep(0.02)
    if pool.capacity is not None and pool.taken >= pool.capacity:
        return False
    db.session.execute(
        update(SeatPool).where(SeatPool.edition_id == edition.id).values(taken=pool.taken + 1),
        execution_options={"synchronize_session": False},
    )
    return True


database._begin_on_sqlite = _begin_nothing
places._locked = _seems_locked
places.take = _take

from wsgi import app  # noqa: E402, F401
