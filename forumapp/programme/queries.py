"""Finding sessions, rooms and roles of the working programme."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.extensions import db
from forumapp.forums.models import Edition, Room, Topic
from forumapp.programme.models import ForumSession, SessionRole

_LAST = datetime.max.replace(tzinfo=UTC)


def sessions_of(edition: Edition) -> Sequence[ForumSession]:
    """All sessions with everything that a list shows, in the order of the timetable; those without a time last.

    The number of queries does not depend on the number of sessions.
    """
    return sorted(db.session.scalars(_whole().where(ForumSession.edition_id == edition.id)), key=_place_in_timetable)


def by_code(edition: Edition, code: str) -> ForumSession | None:
    return db.session.scalar(_whole().where(ForumSession.edition_id == edition.id, ForumSession.code == code))


def codes_of(edition: Edition) -> Sequence[str]:
    return db.session.scalars(
        select(ForumSession.code).where(ForumSession.edition_id == edition.id).order_by(ForumSession.code)
    ).all()


def rooms_of(edition: Edition) -> Sequence[Room]:
    return db.session.scalars(select(Room).where(Room.edition_id == edition.id).order_by(Room.position, Room.id)).all()


def topics_of(edition: Edition) -> Sequence[Topic]:
    """The topics of the edition's series, in their order."""
    return db.session.scalars(
        select(Topic).where(Topic.series_id == edition.series_id).order_by(Topic.position, Topic.id)
    ).all()


def role_in(session: ForumSession, role_id: int) -> SessionRole | None:
    return next((role for role in session.roles if role.id == role_id), None)


def _whole() -> Select[ForumSession]:
    return select(ForumSession).options(
        joinedload(ForumSession.edition),
        joinedload(ForumSession.room),
        selectinload(ForumSession.topics),
        selectinload(ForumSession.hosts),
        selectinload(ForumSession.roles).joinedload(SessionRole.person),
    )


def _place_in_timetable(session: ForumSession) -> tuple[datetime, int, str]:
    return session.starts_at or _LAST, session.room.position if session.room else -1, session.code
