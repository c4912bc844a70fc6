"""Seats are counted first and given afterwards, without any lock: sells too many, offers one seat to several."""

import time

from forumapp import database
from forumapp.forums.models import Edition
from forumapp.registrations import places
from forumapp.registrations.seats import supply
from forumapp.registrations.seats.models import Seating
from forumapp.registrations.seats.supply import Supply

THINKS_FOR = 0.4
"""Seconds between the count and the gift: longer than a slow machine needs to let the next one count, too."""

_counted = supply.of


def _begin_nothing(*_: object) -> None:
    """Every statement for itself."""


def _seems_locked(edition: Edition) -> bool:
    return True


def _of(seating: Seating, mode: str) -> Supply:
    found = _counted(seating, mode)
    time.sleep(THINKS_FOR)
    return found


database._begin_on_sqlite = _begin_nothing
places._locked = _seems_locked
supply.of = _of

from wsgi import app  # noqa: E402, F401
