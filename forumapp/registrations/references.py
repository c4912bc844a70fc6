"""References such as ``F3D26-7KQ4``: short, easy to say on the telephone, nothing in them to confuse."""

import secrets

from sqlalchemy import select

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.models import Registration

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U, which sounds like V."""


def new(edition: Edition) -> str:
    """One that no registration of the edition has; the database would refuse a second."""
    while True:
        ending = "".join(secrets.choice(LETTERS) for _ in range(4))
        reference = f"{edition.series.code}{edition.starts_on:%y}-{ending}"
        if not _is_taken(edition, reference):
            return reference


def _is_taken(edition: Edition, reference: str) -> bool:
    found = select(Registration.id).where(Registration.edition_id == edition.id, Registration.reference == reference)
    return db.session.scalar(found) is not None
