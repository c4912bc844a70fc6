"""Counting, for the overview; a fixed number of queries whatever there is."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.notifications.models import Message
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.registrations.models import Registration, SeatPool


def invitations_by_state(edition: Edition) -> Mapping[str, int]:
    return _counts(Invitation.state, Invitation.edition_id == edition.id)


def registrations_by_state(edition: Edition) -> Mapping[str, int]:
    return _counts(Registration.state, Registration.edition_id == edition.id)


def messages_by_state(edition: Edition) -> Mapping[str, int]:
    return _counts(Message.state, Message.edition_id == edition.id)


def uninvited_count(edition: Edition) -> int:
    """People with a part in a session whom nobody has asked yet."""
    return (
        db.session.scalar(
            select(func.count(SessionRole.id))
            .join(ForumSession, ForumSession.id == SessionRole.session_id)
            .join(Invitation, Invitation.role_id == SessionRole.id, isouter=True)
            .where(
                ForumSession.edition_id == edition.id,
                ForumSession.state != SessionState.CANCELLED,
                SessionRole.state == RoleState.PROPOSED,
                Invitation.id.is_(None),
            )
        )
        or 0
    )


def places(edition: Edition) -> tuple[int, int | None]:
    """Places taken, and how many there are; None: as many as come."""
    row = db.session.execute(
        select(SeatPool.taken, SeatPool.capacity).where(SeatPool.edition_id == edition.id)
    ).one_or_none()
    return (row[0], row[1]) if row else (0, None)


def _counts(state: InstrumentedAttribute[Any], condition: ColumnElement[bool]) -> Mapping[str, int]:
    rows = db.session.execute(select(state, func.count()).where(condition).group_by(state)).all()
    return {str(found): count for found, count in rows}
