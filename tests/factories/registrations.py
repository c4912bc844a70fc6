"""Editions whose registration is open, and participants in them."""

from datetime import timedelta
from itertools import count
from typing import Any

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations import actions, queries
from forumapp.registrations.models import Registration
from tests.factories import forums

_numbers = count(1)


def open_edition(*, capacity: int | None = None, **changes: Any) -> Edition:
    """Announced, for one day in sixty days; ``capacity`` None: as many as come."""
    day = (clock.now() + timedelta(days=60)).date()
    made = forums.edition(**{"announced": True, "starts_on": day, "ends_on": day} | changes)
    if capacity is not None:
        with transaction():
            actions.set_capacity(db.session.get_one(Edition, made.id), capacity)
    return db.session.get_one(Edition, made.id)


def registration(
    edition: Edition, *, name: str = "Ūla Žemaitė-Šimkienė", email: str = "", **changes: Any
) -> Registration:
    """A participant with a place, or in the line where all are taken; confirmed unless ``verified=False``."""
    verified = changes.pop("verified", True)
    with transaction():
        edition = db.session.get_one(Edition, edition.id)
        made = actions.add(edition, name=name, email=email or f"person{next(_numbers)}@example.org", **changes)
        if verified:
            made.verify(clock.now())
        db.session.flush()
        registration_id = made.id
    return db.session.get_one(Registration, registration_id)


def by_address(edition: Edition, email: str) -> Registration | None:
    """As it stands in the database now."""
    db.session.rollback()
    return queries.live_by_address(edition, email)
