"""A forum event management app.

Start reading at ``features.py``, which lists the rooms of the house in their order; then open any feature
and read ``views`` → ``actions`` → ``models`` and ``emails``. ``docs/architecture.md`` gives the reasons.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask

from config import ROOT, Settings
from forumapp import (
    demo,
    development,
    extensions,
    features,
    first_start,
    health,
    later,
    mailbox,
    metrics,
    sample_letters,
    serving,
    settings,
    web,
)
from forumapp.web import admission, files, remembered, security

Function = TypeVar("Function", bound=Callable[..., object])


class ForumApp(Flask):
    """Flask, told that no view and no hook of ours is a coroutine: it would ask each of them at each request."""

    def ensure_sync(self, func: Function) -> Function:
        return func


def create_app(configuration: Settings) -> Flask:
    """The app for these settings. Opens no connection and writes nothing."""
    app = ForumApp(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.cli = later.Commands(app)
    settings.init_app(app, configuration)
    admission.init_app(app)
    remembered.init_app(app)  # before the others, so that it sees a response when everybody else is done with it
    security.init_app(app)  # before the extensions, one of which would read the body of a refused request
    files.init_app(app)
    extensions.init_app(app)
    web.init_app(app)
    features.init_app(app)
    for part in (health, metrics, development, mailbox, sample_letters, serving, demo, first_start):
        part.init_app(app)
    return app
