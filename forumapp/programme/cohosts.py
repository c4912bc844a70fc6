"""Which sessions a co-host of the team brings her people to (S16)."""

from collections.abc import Collection, Sequence

from sqlalchemy import Column, ForeignKey, Integer, Select, Table, delete, select

from forumapp.accounts.models import RoleGrant
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.database import Base
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession

session_cohosts = Table(
    "session_cohosts",
    Base.metadata,
    Column("session_id", Integer, ForeignKey("forum_sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("grant_id", Integer, ForeignKey("role_grants.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Ends with her access: whoever joins the team again is told her sessions again."""


def ids(edition: Identified, member: Identified) -> Select[int]:
    """Of the sessions that this member co-hosts."""
    return (
        select(session_cohosts.c.session_id)
        .join(RoleGrant, RoleGrant.id == session_cohosts.c.grant_id)
        .where(RoleGrant.edition_id == edition.id, RoleGrant.member_id == member.id)
    )


def codes(given: RoleGrant) -> Sequence[str]:
    """Of the sessions that she co-hosts."""
    found = (
        select(ForumSession.code)
        .join(session_cohosts, session_cohosts.c.session_id == ForumSession.id)
        .where(session_cohosts.c.grant_id == given.id)
        .order_by(ForumSession.code)
    )
    return db.session.scalars(found).all()


def set_sessions(edition: Edition, given: RoleGrant, sessions: Collection[ForumSession]) -> None:
    """These and no others."""
    db.session.execute(delete(session_cohosts).where(session_cohosts.c.grant_id == given.id))
    if sessions:
        rows = [{"session_id": session.id, "grant_id": given.id} for session in sessions]
        db.session.execute(session_cohosts.insert(), rows)
    detail = ", ".join(sorted(session.code for session in sessions))
    audit.record("co-hosted sessions set", f"member {given.member_id}", detail, edition)
