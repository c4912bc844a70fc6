"""Finding releases."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import contains_eager, defer

from forumapp import clock
from forumapp.agenda.models import Release
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.materials import queries as materials
from forumapp.people import post
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.registrations.models import Registration


def newest(edition: Edition) -> Release | None:
    return db.session.scalar(_of(edition).limit(1))


def newest_before(edition: Edition, moment: datetime) -> Release | None:
    """The one that held at a moment."""
    return db.session.scalar(_of(edition).where(Release.released_at <= moment).limit(1))


def by_number(edition: Edition, number: int) -> Release | None:
    return db.session.scalar(_of(edition).where(Release.number == number))


def of_edition(edition: Edition) -> Sequence[Release]:
    """All releases, the newest first, without what they froze."""
    return db.session.scalars(
        _of(edition).options(defer(Release.snapshot, raiseload=True), defer(Release.unlisted, raiseload=True))
    ).all()


def with_snapshots(edition: Edition) -> Sequence[Release]:
    return db.session.scalars(_of(edition)).all()


def marks(slug: str) -> Sequence[Row[str, int, int, int, int]]:
    """State of an edition, what marks its files and links, with id, number and revision of each release, oldest
    first; one light query.

    No row: no such edition. A row without id: nothing was released yet.
    """
    return db.session.execute(
        select(Edition.state, materials.mark().label("shelf"), Release.id, Release.number, Release.revision)
        .join(Release, Release.edition_id == Edition.id, isouter=True)
        .where(Edition.slug == slug)
        .order_by(Release.number)
    ).all()


def revisions() -> Sequence[Row[int, int]]:
    """Id and present revision of every release there is."""
    return db.session.execute(select(Release.id, Release.revision)).all()


def roles_to_tell(
    edition: Edition, sessions: Collection[int], people: Collection[int] | None = None
) -> Sequence[SessionRole]:
    """Who said yes to a part in these sessions, or was asked, and has an address; in order of the programme."""
    found = (
        select(SessionRole)
        .join(SessionRole.session)
        .join(SessionRole.person)
        .options(contains_eager(SessionRole.person), contains_eager(SessionRole.session).joinedload(ForumSession.room))
        .where(
            ForumSession.edition_id == edition.id,
            SessionRole.state.in_([RoleState.CONFIRMED, RoleState.INVITED]),
            post.reachable(),
            or_(ForumSession.ends_at.is_(None), ForumSession.ends_at > clock.now()),
        )
        .order_by(ForumSession.starts_at.is_(None), ForumSession.starts_at, ForumSession.code, SessionRole.id)
    )
    if people is not None:
        found = found.where(SessionRole.person_id.in_(people))
    wanted = set(sessions)
    return [role for role in db.session.scalars(found) if role.session_id in wanted]


def people(ids: Collection[int]) -> Sequence[Person]:
    return db.session.scalars(select(Person).where(Person.id.in_(ids))).all()


def registrations(edition: Edition, ids: Collection[int]) -> Sequence[Registration]:
    found = select(Registration).where(Registration.edition_id == edition.id, Registration.id.in_(ids))
    return db.session.scalars(found).all()


def before_number(edition: Edition, number: int) -> Release | None:
    """The release that this one replaced."""
    return db.session.scalar(_of(edition).where(Release.number < number).limit(1))


def _of(edition: Edition) -> Select[Release]:
    return select(Release).where(Release.edition_id == edition.id).order_by(Release.number.desc())
