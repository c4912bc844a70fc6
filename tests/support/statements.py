"""What a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from forumapp.extensions import db

POINTER = "SELECT editions.state"
"""How the question begins which release is the newest: asked once a second, so on a slow machine at any moment."""


@contextmanager
def statements(app: Flask, *, pointer: bool = False) -> Iterator[list[str]]:
    """The SQL that is sent while the block runs; with ``pointer``, what asks for the newest release, too."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if pointer or not statement.startswith(POINTER):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
