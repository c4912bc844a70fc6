"""Rows written at once, for what a crowd writes: the unit of work would cost three times as much.

A row goes straight into its table, in the transaction at hand. The object stays outside the session: to change it
later, load it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Insert, Table, insert

from forumapp.database import Base
from forumapp.extensions import db

_together: ContextVar[list[Base] | None] = ContextVar("together", default=None)


def write(row: Base) -> int:
    """The id of the new row, which the object is told, too."""
    key = db.session.connection().execute(_into(type(row)), _values(row)).inserted_primary_key
    assert key is not None
    row.id = key[0]  # type: ignore[attr-defined]
    return int(key[0])


def add(row: Base) -> None:
    """Into the session; inside ``together`` into the table, with all the others."""
    waiting = _together.get()
    if waiting is None:
        db.session.add(row)
    else:
        waiting.append(row)


@contextmanager
def together() -> Iterator[None]:
    """What is added inside is written when the block ends, mostly with one statement for each table.

    Nobody inside finds it in the database, and no object learns its id. What fails inside leaves nothing.
    """
    if _together.get() is not None:
        yield  # the end of the outer block is soon enough
        return
    waiting: list[Base] = []
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    db.session.flush()  # what these rows refer to
    for model in dict.fromkeys(map(type, waiting)):
        values = [_values(row) for row in waiting if type(row) is model]
        for _, alike in groupby(values, dict.keys):  # what is not said has its default
            db.session.connection().execute(_into(model), list(alike))


def _values(row: Base) -> dict[str, Any]:
    columns, first_version = _columns(type(row))
    return {name: value for name, value in vars(row).items() if name in columns} | first_version


@cache
def _into(model: type[Base]) -> Insert:
    assert isinstance(model.__table__, Table)
    return insert(model.__table__)


@cache
def _columns(model: type[Base]) -> tuple[frozenset[str], dict[str, int]]:
    """Their names, and the version with which optimistic locking begins."""
    version = model.__mapper__.version_id_col
    names = frozenset(column.name for column in model.__table__.columns if not column.primary_key)
    return names, {} if version is None else {version.name: 1}
