"""What is imported when it is first used, and not when the app starts.

A few libraries are large, and most processes never need them: those for word processors and spreadsheets, the one
that changes tables, PostgreSQL's driver beside SQLite. Together they are a fifth of the app's memory and a third of
its start. An import hidden in a function would hide them from the reader, too; so what comes later says so here.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "db": "forumapp.migrating",
    "backup": "forumapp.backups",
    "restore": "forumapp.backups",
}
"""By the name of a command, whose ``init_app`` adds it."""


def modules(package: str, *names: str) -> Callable[[str], ModuleType]:
    """The ``__getattr__`` of a package: these modules of it are imported when somebody asks the package for them."""

    def found(name: str) -> ModuleType:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return import_module(f"{package}.{name}")

    return found


@contextmanager
def without(library: str) -> Iterator[None]:
    """Whoever looks for this library meanwhile does not find it, unless it was imported before."""
    if library in sys.modules:
        yield
        return
    sys.modules[library] = None  # type: ignore[assignment]  # which says "there is none", by Python's own rules
    try:
        yield
    finally:
        del sys.modules[library]


class Commands(AppGroup):
    """The app's commands; some are imported when called, or when all are listed."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name=app.name)
        self._app = app

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*super().list_commands(context), *COMMANDS})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS and name not in self.commands:
            import_module(COMMANDS[name]).init_app(self._app)
        return super().get_command(context, name)
