"""The answer leaves before the database has the registration: what was promised is lost in a crash."""

import threading
import time
from typing import Any

from flask import current_app

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations import actions

_register = actions.register
WRITTEN_AFTER = 0.7
"""Seconds."""


def _register_later(edition: Edition, **facts: Any) -> None:
    own_app, edition_id = current_app._get_current_object(), edition.id  # type: ignore[attr-defined]

    def write() -> None:
        time.sleep(WRITTEN_AFTER)
        with own_app.test_request_context(), transaction():
            _register(db.session.get_one(Edition, edition_id), **facts)

    threading.Thread(target=write, daemon=True).start()


actions.register = _register_later

from wsgi import app  # noqa: E402, F401
