"""Who is to be told this morning."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from forumapp import clock
from forumapp.accounts.models import RoleGrant
from forumapp.extensions import db
from forumapp.forums.models import Edition, EditionState
from forumapp.notifications import quiet_hours

AFTER_FORUM = timedelta(days=14)
"""So long thanks and returned letters still keep a team busy; then the digest ends by itself."""


def due() -> Sequence[int]:
    """Ids of the grants whose digest is to be looked at now."""
    now = clock.now()
    wanting = (
        select(RoleGrant.id, RoleGrant.digest_since, Edition.time_zone)
        .join(Edition, Edition.id == RoleGrant.edition_id)
        .where(
            RoleGrant.digest_since < now,
            Edition.state != EditionState.CANCELLED,
            Edition.ends_on >= now.date() - AFTER_FORUM,
        )
        .order_by(RoleGrant.id)
    )
    return [grant_id for grant_id, since, zone in db.session.execute(wanting) if since and is_due(since, zone, now)]


def is_due(since: datetime, zone: str, now: datetime) -> bool:
    """From seven in the morning on the edition's clocks until its quiet hours begin, once a day."""
    return quiet_hours.earliest(now, zone) == now and since < quiet_hours.beginning(quiet_hours.day_of(now, zone), zone)


def locked(grant_id: int) -> RoleGrant | None:
    return db.session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update(key_share=True, of=RoleGrant)
    )


def of_member(member_id: int, edition: Edition) -> RoleGrant | None:
    return db.session.scalar(
        select(RoleGrant).where(RoleGrant.member_id == member_id, RoleGrant.edition_id == edition.id)
    )
