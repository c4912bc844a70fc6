"""Whoever watches the app stands in the line behind everybody who writes, each of whom takes her time."""

import time
from typing import Any

from forumapp.registrations import actions
from forumapp.web import admission

THINKS_FOR = 0.2
"""Seconds, one after the other: longer than a watcher waits, however few they are."""

_register = actions.register


def _register_slowly(*facts: Any, **more: Any) -> None:
    time.sleep(THINKS_FOR)
    _register(*facts, **more)


actions.register = _register_slowly
admission.WATCHERS = frozenset()

from wsgi import app  # noqa: E402, F401
