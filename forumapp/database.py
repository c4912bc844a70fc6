"""Engine rules for SQLite and PostgreSQL, the base of all models, and the one way to write outside a request."""

import json
import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, dataclass_transform

from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from forumapp.turns import Turns
from forumapp.words import Text

_PUBLIC_ID_LETTERS = string.ascii_lowercase + string.digits


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """All tables. Constraints are named by rule, so that both databases can change them later."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in both databases (INV-04). Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextType(TypeDecorator[Text]):
    """Content in several languages as one JSON value, replaced whole."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> dict[str, str]:
        return dict(value or {})

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Text:
        return Text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name == "sqlite":
            return _text_of
        return super().result_processor(dialect, coltype)


_SHORT = 300
"""Bytes: names and titles, which one request after the other reads."""


def _text_of(stored: str | None) -> Text:
    """As it stands in SQLite. What never changes may be shared by all who read it."""
    return _short_text_of(stored) if stored is None or len(stored) <= _SHORT else Text(json.loads(stored))


@lru_cache(maxsize=1000)
def _short_text_of(stored: str | None) -> Text:
    return Text(json.loads(stored) if stored else None)


def to_json(value: Any) -> str:
    """JSON as it is stored: letters as themselves, so that a database can search them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def new_public_id() -> str:
    """Twelve random characters for addresses; says nothing about order or number (62 bits)."""
    return "".join(secrets.choice(_PUBLIC_ID_LETTERS) for _ in range(12))


_TURN, _DURABILITY = "turn", "durability"
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_hasty: ContextVar[bool] = ContextVar("hasty", default=False)


@contextmanager
def writing(durable: bool = True) -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once.

    Without it, two requests that read and then write end in "database is locked" for one of them,
    whatever the timeout (trust.md 0.1). ``durable=False`` does not wait for the disk: what was committed outlives
    every process, but not a power cut before the next durable commit.
    """
    token, hasty = _writing.set(True), _hasty.set(not durable)
    try:
        yield
    finally:
        _writing.reset(token)
        _hasty.reset(hasty)


def begin_writing() -> None:
    """Like ``writing`` for the rest of this context; used where a request has no block to wrap."""
    _writing.set(True)


def begin_reading() -> None:
    _writing.set(False)


def engine_options(database_url: str) -> dict[str, Any]:
    """What the engine is made with; PostgreSQL never waits for ever (milliseconds)."""
    # Errors of the database must not carry names and addresses into the log.
    options: dict[str, Any] = {"json_serializer": to_json, "hide_parameters": True}
    if database_url.startswith("postgresql"):
        limits = "-c lock_timeout=5000 -c statement_timeout=20000 -c idle_in_transaction_session_timeout=60000"
        return options | {
            "connect_args": {"options": f"{limits} -c timezone=utc", "connect_timeout": 5},
            "pool_pre_ping": True,
        }
    return options | {"connect_args": {"timeout": 10}, "pool_size": 16}


def prepare_engine(engine: Engine) -> None:
    """Hang the rules of this file onto an engine; nothing else passes options (decision 8)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_connection)
        turns = Turns(Path(engine.url.database or ""))
        event.listen(engine, "begin", partial(_begin_on_sqlite, turns))
        event.listen(engine, "checkin", _end_turn)


def _prepare_sqlite_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin on its own, and not before a SELECT
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
        "trusted_schema=OFF",
        # KiB for each of many connections; the system keeps the file in memory anyway, and once for all of them.
        "cache_size=-512",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_on_sqlite(turns: Turns, connection: Connection) -> None:
    _set_durability(connection, "NORMAL" if _writing.get() and _hasty.get() else "FULL")
    if not _writing.get():
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    connection.info[_TURN] = turns.take()
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_durability(connection: Connection, wanted: str) -> None:
    """Said only where it differs: for a thousand letters in a row it would be said two thousand times."""
    if connection.info.get(_DURABILITY, "FULL") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info[_DURABILITY] = wanted


def _end_turn(connection: Any, record: Any) -> None:
    """The connection is given back after the commit or rollback, whichever way it went."""
    if turn := record.info.pop(_TURN, None):
        turn.end()
