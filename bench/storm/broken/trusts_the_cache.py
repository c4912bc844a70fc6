"""Nobody waits for the disk: what was acknowledged may still be in the memory of the machine."""

from typing import Any

from forumapp import database

_prepare = database._prepare_sqlite_connection


def _prepare_hastily(connection: Any, record: object) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


database._prepare_sqlite_connection = _prepare_hastily
database._set_durability = lambda *_: None

from wsgi import app  # noqa: E402, F401
