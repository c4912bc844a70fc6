"""Finding members."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from forumapp import clock, names
from forumapp.accounts.models import HasId, Member, RoleGrant, SignInTry
from forumapp.extensions import db
from forumapp.rights import Role


def by_email(email: str) -> Member | None:
    return db.session.scalar(select(Member).where(Member.email_normalised == names.normalise_email(email)))


def by_public_id(public_id: str) -> Member | None:
    return db.session.scalar(select(Member).where(Member.public_id == public_id))


def team_of(edition: HasId) -> Sequence[RoleGrant]:
    """The edition's team in the order in which they were added."""
    return db.session.scalars(
        select(RoleGrant)
        .join(RoleGrant.member)
        .options(contains_eager(RoleGrant.member))
        .where(RoleGrant.edition_id == edition.id)
        .order_by(RoleGrant.id)
    ).all()


def owner_count(edition: HasId) -> int:
    return (
        db.session.scalar(
            select(func.count(RoleGrant.id)).where(
                RoleGrant.edition_id == edition.id, RoleGrant.role_name == Role.OWNER
            )
        )
        or 0
    )


def tries(kind: str, subject: str, within: timedelta) -> int:
    """How often somebody tried this lately; ``subject`` is an e-mail address or an address of origin."""
    return (
        db.session.scalar(
            select(func.count(SignInTry.id)).where(
                SignInTry.kind == kind,
                SignInTry.subject_hash == subject_hash(subject),
                SignInTry.at > clock.now() - within,
            )
        )
        or 0
    )


def subject_hash(subject: str) -> str:
    return hashlib.sha256(f"try:v1:{subject}".encode()).hexdigest()
