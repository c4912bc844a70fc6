"""Migrations without a transaction around them: each statement stays by itself, whatever becomes of the next one."""

from typing import Any

from forumapp import database, settings

_options = settings.engine_options


def _begin_nothing(*_: object) -> None:
    """Every statement for itself."""


def _options_by_statement(database_url: str) -> dict[str, Any]:
    return _options(database_url) | {"isolation_level": "AUTOCOMMIT"}


database._begin_on_sqlite = _begin_nothing
settings.engine_options = _options_by_statement

from wsgi import app  # noqa: E402, F401
