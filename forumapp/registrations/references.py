"""References such as ``F3D26-7KQ4``: short, easy to say on the telephone, nothing in them to confuse."""

import secrets
from functools import cache

from sqlalchemy import Select, bindparam, select

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
    return (
        db.session.connection().scalar(_with_reference(), {"edition_id": edition.id, "reference": reference})
        is not None
    )


@cache
def _with_reference() -> Select[int]:
    return select(Registration.id).where(
        Registration.edition_id == bindparam("edition_id"), Registration.reference == bindparam("reference")
    )
