"""Finding sessions, rooms and roles of the working programme."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forumapp import wall_times
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.forums.models import Edition, Room, Topic
from forumapp.people.belonging import Window
from forumapp.people.models import EditionPerson, Person
from forumapp.programme.agenda_items import AgendaItem
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import LIVE_ROLES, RoleState, SessionRole
from forumapp.programme.vocabulary import CREW, Part

_NEAR = timedelta(hours=12)
"""What ends so long before a day may still want its people to travel."""
_MOST_DAYS = 62
_LAST = datetime.max.replace(tzinfo=UTC)


def sessions_of(edition: Edition) -> Sequence[ForumSession]:
    """All sessions with everything that a list shows, in the order of the timetable; those without a time last.

    The number of queries does not depend on the number of sessions.
    """
    return sorted(db.session.scalars(_whole().where(ForumSession.edition_id == edition.id)), key=_place_in_timetable)


def sessions_around(edition: Edition, start: datetime, end: datetime) -> Sequence[ForumSession]:
    """Those that run in this time or within half a day of it, and those without a time; whole, in order."""
    near = and_(ForumSession.starts_at < end + _NEAR, ForumSession.ends_at > start - _NEAR)
    wanted = _whole().where(ForumSession.edition_id == edition.id, or_(near, ForumSession.starts_at.is_(None)))
    return sorted(db.session.scalars(wanted), key=_place_in_timetable)


def days_of(edition: Edition, *more: date) -> dict[date, int]:
    """The days of the forum, others with a session, and ``more``; each with its number of sessions."""
    first, count = edition.starts_on, (edition.ends_on - edition.starts_on).days + 1
    days = {first + timedelta(days=number): 0 for number in range(min(count, _MOST_DAYS))} | dict.fromkeys(more, 0)
    planned = select(ForumSession.starts_at).where(
        ForumSession.edition_id == edition.id, ForumSession.starts_at.is_not(None)
    )
    for starts_at in db.session.scalars(planned):
        assert starts_at is not None
        day = wall_times.to_wall(starts_at, edition.time_zone).date()
        days[day] = days.get(day, 0) + 1
    return dict(sorted(days.items()))


def by_code(edition: Edition, code: str) -> ForumSession | None:
    return db.session.scalar(_whole().where(ForumSession.edition_id == edition.id, ForumSession.code == code))


def lock(edition: Edition, code: str) -> None:
    """Whoever else changes who takes part in this session waits until this transaction ends."""
    wanted = select(ForumSession.id).where(ForumSession.edition_id == edition.id, ForumSession.code == code)
    db.session.execute(wanted.with_for_update(key_share=True))


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


def windows_of(edition: Edition) -> dict[int, list[Window]]:
    """When people said that they can take part, by person; who has said nothing is not in it."""
    rows = db.session.execute(
        select(EditionPerson.person_id, Window)
        .join(Window, Window.edition_person_id == EditionPerson.id)
        .where(EditionPerson.edition_id == edition.id)
        .order_by(Window.starts_at, Window.id)
    )
    found: dict[int, list[Window]] = {}
    for person_id, window in rows:
        found.setdefault(person_id, []).append(window)
    return found


def item_in(session: ForumSession, item_id: int) -> AgendaItem | None:
    return next((item for item in session.items if item.id == item_id), None)


def role_in(session: ForumSession, role_id: int) -> SessionRole | None:
    return next((role for role in session.roles if role.id == role_id), None)


def roles_of(edition: Edition, person: Person) -> Sequence[SessionRole]:
    """Every part of hers in an edition, whatever became of it."""
    return db.session.scalars(
        select(SessionRole)
        .join(SessionRole.session)
        .options(contains_eager(SessionRole.session))
        .where(ForumSession.edition_id == edition.id, SessionRole.person_id == person.id)
        .order_by(SessionRole.id)
    ).all()


def crew_among(edition: Identified, people: Collection[int]) -> frozenset[int]:
    """Of these people, by id, those who help at the edition without speaking there."""
    parts: dict[int, set[str]] = {}
    rows = (
        select(SessionRole.person_id, SessionRole.part)
        .join(SessionRole.session)
        .where(
            ForumSession.edition_id == edition.id,
            SessionRole.person_id.in_(people),
            SessionRole.state.in_(LIVE_ROLES),
        )
    )
    for person_id, part in db.session.execute(rows):
        parts.setdefault(person_id, set()).add(part)
    return frozenset(person_id for person_id, hers in parts.items() if hers <= CREW)


def confirmed_parts(edition: Identified, people: Collection[int] | None = None) -> Mapping[int, list[Part]]:
    """What each of them said yes to in an edition, by the id of the person; None: everybody's."""
    rows = (
        select(SessionRole.person_id, SessionRole.part)
        .join(SessionRole.session)
        .where(ForumSession.edition_id == edition.id, SessionRole.state == RoleState.CONFIRMED)
        .distinct()
    )
    if people is not None:
        if not people:
            return {}
        rows = rows.where(SessionRole.person_id.in_(people))
    held: dict[int, set[str]] = {}
    for person_id, part in db.session.execute(rows):
        held.setdefault(person_id, set()).add(part)
    return {person_id: [part for part in Part if part in parts] for person_id, parts in held.items()}


def _whole() -> Select[ForumSession]:
    return select(ForumSession).options(
        joinedload(ForumSession.edition),
        joinedload(ForumSession.room),
        joinedload(ForumSession.track),
        selectinload(ForumSession.topics),
        selectinload(ForumSession.hosts),
        selectinload(ForumSession.items),
        selectinload(ForumSession.roles).joinedload(SessionRole.person),
    )


def _place_in_timetable(session: ForumSession) -> tuple[datetime, int, str]:
    return session.starts_at or _LAST, session.room.position if session.room else -1, session.code
