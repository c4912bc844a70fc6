"""Finding categories, and counting who stands in them."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, func, or_, select

from forumapp import links
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.links import Link, Purpose
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import HOLDING_STATES, Registration, RegistrationState

_HOLDS = (
    Registration.takes_place,
    or_(
        Registration.state.in_(HOLDING_STATES),
        and_(Registration.state == RegistrationState.UNDER_REVIEW, Registration.keeps_place),
    ),
)


def of_edition(edition: Edition) -> Sequence[RegistrationCategory]:
    """In the team's order; none is read where everybody registers alike."""
    if not edition.form_is_extended:
        return []
    hers = select(RegistrationCategory).where(RegistrationCategory.edition_id == edition.id)
    return db.session.scalars(hers.order_by(RegistrationCategory.position, RegistrationCategory.id)).all()


def open_to_all(edition: Edition) -> Sequence[RegistrationCategory]:
    """Those that the public may know of."""
    return [category for category in of_edition(edition) if not category.by_link_only]


def by_key(edition: Edition, key: str) -> RegistrationCategory | None:
    return next((category for category in of_edition(edition) if category.key == key), None)


def by_link(token: str) -> RegistrationCategory | None:
    """None for links that were revoked or replaced, and of categories that need none now."""
    link = links.find(Purpose.CATEGORY, token)
    found = db.session.get(RegistrationCategory, link.object_id) if link else None
    return found if found and found.by_link_only else None


def with_link(categories: Collection[RegistrationCategory]) -> set[int]:
    """Ids of those whose secret link works."""
    ids = [category.id for category in categories if category.by_link_only]
    live = select(Link.object_id).where(Link.purpose == Purpose.CATEGORY, Link.object_id.in_(ids))
    return set(db.session.scalars(live.where(Link.revoked_at.is_(None)))) if ids else set()


def holding(edition: Edition) -> dict[int, int]:
    """Id of a category → how many of the edition's places it has taken."""
    counted = (
        select(Registration.category_id, func.count())
        .where(Registration.edition_id == edition.id, Registration.category_id.is_not(None), *_HOLDS)
        .group_by(Registration.category_id)
    )
    return {number: count for number, count in db.session.execute(counted) if number is not None}


def full(edition: Edition) -> set[int]:
    """Ids of categories whose quota is reached; behind the lock of ``places`` true until it is let go."""
    if not edition.form_is_extended:
        return set()
    # Columns and not objects, which would still say what they said before the wait for the lock.
    columns = select(RegistrationCategory.id, RegistrationCategory.quota)
    limited = (RegistrationCategory.edition_id == edition.id, RegistrationCategory.quota.is_not(None))
    quotas = db.session.execute(columns.where(*limited)).all()
    taken = holding(edition) if quotas else {}
    return {id for id, quota in quotas if taken.get(id, 0) >= (quota or 0)}


def registered(edition: Edition) -> dict[int, int]:
    """Id of a category → how many registrations name it, ended ones included."""
    counted = select(Registration.category_id, func.count()).where(Registration.edition_id == edition.id)
    rows = db.session.execute(counted.group_by(Registration.category_id))
    return {id: count for id, count in rows if id is not None}
