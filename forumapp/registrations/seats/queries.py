"""Finding seats, counting them, and who is next in a session's line."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode, SeriesStanding
from forumapp.people import post
from forumapp.people.belonging import GroupMembership, SeriesGroup
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import Access
from forumapp.registrations.models import Registration
from forumapp.registrations.seats.models import (
    HOLDING_STATES,
    LIVE_STATES,
    Seat,
    SeatClass,
    Seating,
    SeatState,
)

# What was read before the wait for the lock may be out of date after it.
_AS_IT_IS_NOW = {"populate_existing": True}
_ORDER = (Seat.priority, Seat.requested_at, Seat.id)
_LIVE = Seat.state.in_(LIVE_STATES)

Counted = Counter[tuple[str, str, str]]
"""(mode, state, class) → how many."""
Held = dict[tuple[str, str], int]
"""(mode, class) → how many seats are held."""


def seating_of(session: ForumSession) -> Seating | None:
    return db.session.scalar(select(Seating).where(Seating.session_id == session.id), execution_options=_AS_IT_IS_NOW)


def seatings_of(edition: Edition, *, only_open: bool = False) -> Sequence[Seating]:
    """In the order of the agenda."""
    found = (
        select(Seating)
        .join(Seating.session)
        .options(contains_eager(Seating.session).joinedload(ForumSession.room))
        .where(ForumSession.edition_id == edition.id)
        .order_by(ForumSession.starts_at.is_(None), ForumSession.starts_at, ForumSession.code)
    )
    if only_open:
        found = found.where(Seating.is_open, ForumSession.state == SessionState.CONFIRMED)
    return db.session.scalars(found, execution_options=_AS_IT_IS_NOW).all()


def sessions_that_may_give(edition: Edition) -> Sequence[ForumSession]:
    """Those that are not open to everybody, and those to which people were invited; in the order of the agenda."""
    invited = select(Seat.session_id).where(Seat.seat_class == SeatClass.INVITED, _LIVE)
    by_request = ForumSession.access.in_([Access.BY_REQUEST, Access.DELEGATIONS, Access.MEMBERS])
    found = (
        select(ForumSession)
        .options(joinedload(ForumSession.room))
        .where(
            ForumSession.edition_id == edition.id,
            or_(by_request, ForumSession.id.in_(invited)),
            ForumSession.state == SessionState.CONFIRMED,
        )
        .order_by(ForumSession.starts_at.is_(None), ForumSession.starts_at, ForumSession.code)
    )
    return db.session.scalars(found).all()


def by_reference(session: ForumSession, reference: str) -> Seat | None:
    """The live seat of a registration."""
    found = (
        select(Seat)
        .join(Seat.registration)
        .where(Seat.session_id == session.id, Registration.reference == reference, _LIVE)
    )
    return db.session.scalar(found)


def live_of(registration: Registration, session: ForumSession) -> Seat | None:
    found = select(Seat).where(Seat.registration_id == registration.id, Seat.session_id == session.id, _LIVE)
    return db.session.scalar(found, execution_options=_AS_IT_IS_NOW)


def latest_of(registration: Registration) -> dict[int, Seat]:
    """Session → her newest seat there, whatever became of it."""
    found = select(Seat).where(Seat.registration_id == registration.id).order_by(Seat.id)
    return {seat.session_id: seat for seat in db.session.scalars(found)}


def all_live_of(registration: Registration) -> Sequence[Seat]:
    found = select(Seat).where(Seat.registration_id == registration.id, _LIVE).order_by(Seat.id)
    return db.session.scalars(found, execution_options=_AS_IT_IS_NOW).all()


def holders(session: ForumSession) -> Sequence[Seat]:
    found = _with_names(session).where(Seat.state.in_(HOLDING_STATES))
    return db.session.scalars(found.order_by(Seat.requested_at, Seat.id)).all()


def absent(session: ForumSession) -> Sequence[Seat]:
    """Who has a seat in the room and is not checked in there."""
    held = (SeatState.CONFIRMED, SeatState.OFFERED, SeatState.NEEDS_RECONFIRMATION)
    found = _with_names(session).where(Seat.mode == Mode.IN_PERSON, Seat.state.in_(held)).order_by(Seat.id)
    return db.session.scalars(found, execution_options=_AS_IT_IS_NOW).all()


def line(session: ForumSession) -> Sequence[Seat]:
    """Those who wait, in the order in which they will be asked (INV-13)."""
    return db.session.scalars(_with_names(session).where(Seat.state == SeatState.WAITLISTED).order_by(*_ORDER)).all()


def to_decide(session: ForumSession) -> Sequence[Seat]:
    return db.session.scalars(_with_names(session).where(Seat.state == SeatState.REQUESTED).order_by(*_ORDER)).all()


def firsts_in_line(session: ForumSession, mode: str) -> list[Seat]:
    """Whom the team put first and the first of each class, in the order of the line."""
    waiting = (Seat.session_id == session.id, Seat.mode == mode, Seat.state == SeatState.WAITLISTED)
    place = func.row_number().over(partition_by=(Seat.seat_class, Seat.priority), order_by=_ORDER)
    ranked = select(Seat.id, place.label("place")).where(*waiting).subquery()
    first = select(Seat).join(ranked, ranked.c.id == Seat.id).where(ranked.c.place == 1).order_by(*_ORDER)
    return list(db.session.scalars(first, execution_options=_AS_IT_IS_NOW))


def held_in(session: ForumSession) -> Held:
    found = (
        select(Seat.mode, Seat.seat_class, func.count())
        .where(Seat.session_id == session.id, Seat.state.in_(HOLDING_STATES))
        .group_by(Seat.mode, Seat.seat_class)
    )
    return {(mode, seat_class): count for mode, seat_class, count in db.session.execute(found)}


def counts_of(edition: Edition) -> dict[int, Counted]:
    """Session → its seats by mode, state and class, for all sessions in one question."""
    found = (
        select(Seat.session_id, Seat.mode, Seat.state, Seat.seat_class, func.count())
        .join(Seat.session)
        .where(ForumSession.edition_id == edition.id)
        .group_by(Seat.session_id, Seat.mode, Seat.state, Seat.seat_class)
    )
    counted: dict[int, Counted] = {}
    for session_id, mode, state, seat_class, count in db.session.execute(found):
        counted.setdefault(session_id, Counter())[mode, state, seat_class] = count
    return counted


def held_in_rooms(edition: Edition) -> dict[int, int]:
    """Session → how many have a seat in its room, those to whom one is offered included."""
    found = (
        select(Seat.session_id, func.count().label("people"))
        .join(Seat.session)
        .where(ForumSession.edition_id == edition.id, Seat.mode == Mode.IN_PERSON, Seat.state.in_(HOLDING_STATES))
        .group_by(Seat.session_id)
    )
    return {row.session_id: row.people for row in db.session.execute(found)}


def held(counted: Counted, mode: str, *, invited: bool = False) -> int:
    """Of the seats that the session gives, or of those ``invited`` by name, who have theirs beside them."""
    return sum(
        count
        for (how, state, seat_class), count in counted.items()
        if how == mode and state in HOLDING_STATES and (seat_class == SeatClass.INVITED) == invited
    )


def in_state(counted: Counted, state: SeatState) -> int:
    return sum(count for (_mode, one, _seat_class), count in counted.items() if one == state)


def everybody(edition: Edition) -> Iterator[Row[str, str, str, datetime, int]]:
    """Reference, code of the session, state, when requested and the row, for read-outs; as the lines stand."""
    found = (
        select(Registration.reference, ForumSession.code, Seat.state, Seat.requested_at, Seat.id)
        .join(Seat.registration)
        .join(Seat.session)
        .where(ForumSession.edition_id == edition.id)
        .order_by(ForumSession.code, *_ORDER)
        .execution_options(yield_per=500)
    )
    yield from db.session.execute(found)


def positions(edition: Edition) -> dict[int, int]:
    """Row of a waiting seat → its place in the line of its session and way of taking part, counted from 1."""
    place = func.row_number().over(partition_by=(Seat.session_id, Seat.mode), order_by=_ORDER)
    found = (
        select(Seat.id, place)
        .join(Seat.session)
        .where(ForumSession.edition_id == edition.id, Seat.state == SeatState.WAITLISTED)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def editions_to_sweep() -> list[int]:
    """Ids of editions where somebody waits, or time has brought something about."""
    waits = Seat.state.in_([SeatState.WAITLISTED, SeatState.REQUESTED, SeatState.OFFERED])
    found = (
        select(ForumSession.edition_id)
        .join(Seat, Seat.session_id == ForumSession.id)
        .where(or_(waits, Seat.reconfirm_by.is_not(None)))
        .distinct()
        .order_by(ForumSession.edition_id)
    )
    return list(db.session.scalars(found))


def overdue(edition: Edition, now: datetime) -> Sequence[Seat]:
    """Offers, and questions whether a seat is kept, to which nobody answered in time."""
    offered = and_(Seat.state == SeatState.OFFERED, Seat.offer_expires_at <= now)
    asked = and_(Seat.state == SeatState.NEEDS_RECONFIRMATION, Seat.reconfirm_by <= now)
    return _in_edition(edition, or_(offered, asked))


def in_sessions_called_off(edition: Edition) -> Sequence[Seat]:
    """Live seats in sessions that the programme holds no longer."""
    return _in_edition(edition, _LIVE, ForumSession.state != SessionState.CONFIRMED)


def waiting(edition: Edition) -> Sequence[Seat]:
    """Who hopes for a seat and is offered none."""
    return _in_edition(edition, Seat.state.in_([SeatState.WAITLISTED, SeatState.REQUESTED]))


def to_tell(
    edition: Edition,
    sessions: Collection[int],
    registrations: Collection[int] | None = None,
    *,
    since: datetime | None = None,
) -> Sequence[Seat]:
    """Live seats in these sessions that are not over, of people who confirmed their address; in programme order.

    Of whoever has no address those to which she was invited by name, if somebody reads her letters. With ``since``
    also those that a release ended then, because the session does not take place.
    """
    concerned: list[ColumnElement[bool]] = [_LIVE]
    if since is not None:
        off = ForumSession.state != SessionState.CONFIRMED
        concerned.append(and_(Seat.state == SeatState.RELEASED, off, Seat.ended_at >= since))
    found = (
        select(Seat)
        .join(Seat.session)
        .join(Seat.registration)
        .options(contains_eager(Seat.session), contains_eager(Seat.registration))
        .where(
            ForumSession.edition_id == edition.id,
            or_(*concerned),
            Registration.verified_at.is_not(None),
            or_(Registration.email != "", _is_read_of()),
            ForumSession.ends_at.is_(None) | (ForumSession.ends_at > clock.now()),
        )
        .order_by(ForumSession.starts_at.is_(None), ForumSession.starts_at, ForumSession.code, Seat.id)
    )
    if registrations is not None:
        found = found.where(Seat.registration_id.in_(registrations))
    wanted = set(sessions)
    return [seat for seat in db.session.scalars(found) if seat.session_id in wanted]


def _is_read_of() -> ColumnElement[bool]:
    """Whether a letter about this seat reaches somebody as her invitation did."""
    people = select(Person.id).where(post.reachable())
    return and_(Seat.seat_class == SeatClass.INVITED, Registration.person_id.in_(people))


def engagements(registrations: Collection[int]) -> dict[int, list[ForumSession]]:
    """The sessions in which each of them holds a seat or has a part; those that take place at a time."""
    takes_place = (ForumSession.state == SessionState.CONFIRMED, ForumSession.starts_at.is_not(None))
    seats = (
        select(Seat.registration_id, ForumSession)
        .join(Seat.session)
        .where(Seat.registration_id.in_(registrations), Seat.state.in_(HOLDING_STATES), *takes_place)
    )
    parts = (
        select(Registration.id, ForumSession)
        .join(SessionRole, SessionRole.person_id == Registration.person_id)
        .join(SessionRole.session)
        .where(
            Registration.id.in_(registrations),
            ForumSession.edition_id == Registration.edition_id,
            SessionRole.state == RoleState.CONFIRMED,
            *takes_place,
        )
    )
    found: dict[int, list[ForumSession]] = {}
    for registration_id, session in [*db.session.execute(seats), *db.session.execute(parts)]:
        found.setdefault(registration_id, []).append(session)
    return found


def sessions_with_line(edition: Edition) -> Sequence[ForumSession]:
    waiting = select(Seat.session_id).where(Seat.state == SeatState.WAITLISTED)
    found = select(ForumSession).where(ForumSession.edition_id == edition.id, ForumSession.id.in_(waiting))
    return db.session.scalars(found.order_by(ForumSession.id)).all()


def sessions_where_she_speaks(edition: Edition, registration: Registration) -> set[int]:
    """Ids; a confirmed part needs no seat (INV-16)."""
    if registration.person_id is None:
        return set()
    found = (
        select(SessionRole.session_id)
        .join(SessionRole.session)
        .where(
            ForumSession.edition_id == edition.id,
            SessionRole.person_id == registration.person_id,
            SessionRole.state == RoleState.CONFIRMED,
        )
    )
    return set(db.session.scalars(found))


def standings_and_groups(registration: Registration) -> tuple[set[str], set[str]]:
    """What the series says of her, as far as the team's directory knows her for certain: statuses, keys of groups.

    Only a confirmed address leads to a person: anybody can type one.
    """
    person = _person_of(registration)
    if person is None:
        return set(), set()
    series_id, today = registration.edition.series_id, clock.now().date()
    statuses = select(SeriesStanding.status).where(
        SeriesStanding.series_id == series_id, SeriesStanding.jurisdiction == person.place
    )
    groups = (
        select(SeriesGroup.key, SeriesGroup.status)
        .join(GroupMembership, GroupMembership.group_id == SeriesGroup.id)
        .where(
            SeriesGroup.series_id == series_id,
            GroupMembership.person_id == person.id,
            GroupMembership.since.is_(None) | (GroupMembership.since <= today),
            GroupMembership.until.is_(None) | (GroupMembership.until >= today),
        )
    )
    belongs = db.session.execute(groups).all()
    of_place = set(db.session.scalars(statuses)) if person.place else set()
    return of_place | {status for _key, status in belongs if status}, {key for key, _status in belongs}


def _person_of(registration: Registration) -> Person | None:
    if registration.person_id is not None:
        return db.session.get(Person, registration.person_id)
    if registration.verified_at is None:
        return None
    return db.session.scalar(select(Person).where(Person.email_normalised == registration.email_normalised))


def _with_names(session: ForumSession) -> Select[Seat]:
    return select(Seat).options(joinedload(Seat.registration)).where(Seat.session_id == session.id)


def _in_edition(edition: Edition, *conditions: ColumnElement[bool]) -> Sequence[Seat]:
    found = (
        select(Seat)
        .join(Seat.session)
        .options(contains_eager(Seat.session), joinedload(Seat.registration))
        .where(ForumSession.edition_id == edition.id, *conditions)
        .order_by(Seat.id)
    )
    return db.session.scalars(found, execution_options=_AS_IT_IS_NOW).all()
