"""Finding registrations, counting them, and who is next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from forumapp import clock, links, names
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import CREW
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import (
    COMING_STATES,
    ENDED_STATES,
    UNCONFIRMED_ON_THE_DAY_FOR,
    Category,
    Registration,
    RegistrationState,
    Side,
)

LETTERS_OF_FORMS = (
    "registration_confirmed",
    "registration_waitlisted",
    "registration_received",
    "registration_already",
)
"""What anybody can have sent to an address by filling in a public form."""

_COUNTED = (*LETTERS_OF_FORMS, "registration_address")

# What was read before the wait for the lock may be out of date after it.
_AS_IT_IS_NOW = {"populate_existing": True}
# Written out, because the index of live addresses is used only where its own condition is seen to hold.
_LIVE = Registration.state.not_in([literal_column(f"'{state}'") for state in ENDED_STATES])
_UNCONFIRMED = and_(Registration.verified_at.is_(None), Registration.seen_at.is_(None))
_WAITING = Registration.state == RegistrationState.WAITLISTED
# Written out for the same reason: the index of offers holds those alone.
_OFFERED = Registration.state == literal_column(f"'{RegistrationState.OFFERED}'")
_IN_TURN = (Registration.priority, Registration.queued_at, Registration.id)
_SPEAKS = Registration.category == Category.SPEAKER


def _said_yes(among: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether she has such a part in the edition."""
    return (
        exists()
        .where(
            SessionRole.person_id == Registration.person_id,
            SessionRole.state == RoleState.CONFIRMED,
            SessionRole.session_id == ForumSession.id,
            ForumSession.edition_id == Registration.edition_id,
            among,
        )
        .correlate(Registration)
    )


_HELPS = and_(_SPEAKS, _said_yes(SessionRole.part.in_(CREW)), ~_said_yes(SessionRole.part.not_in(CREW)))
"""As ``standing.is_crew``."""
_FILTERS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "yes": (Registration.state.in_(COMING_STATES),),
    "offered": (_OFFERED,),
    "waiting": (_WAITING,),
    "review": (Registration.state == RegistrationState.UNDER_REVIEW,),
    "unconfirmed": (_LIVE, _UNCONFIRMED),
    "speakers": (_LIVE, _SPEAKS, ~_HELPS),
    "crew": (_LIVE, _HELPS),
    "no": (Registration.state.in_(ENDED_STATES),),
}


@dataclass(frozen=True)
class Counts:
    """How many take part in an edition; only the living are counted."""

    with_place: int
    online: int
    """Beside the places, because a stream has no chairs."""
    speakers: int
    crew: int
    waiting: int
    offered: int
    """Of those whom nobody has answered yet; each of them holds a place."""
    unconfirmed: int
    under_review: int
    """Of them some may keep a place, where the team looks again."""


def by_link(token: str) -> Registration | None:
    link = links.find(Purpose.REGISTRATION, token)
    return db.session.get(Registration, link.object_id) if link else None


def by_reference(edition: Edition, reference: str) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(Registration.edition_id == edition.id, Registration.reference == reference)
    )


def live_by_address(edition: Edition, email: str) -> Registration | None:
    address = {"edition_id": edition.id, "address": names.normalise_email(email)}
    return db.session.scalar(_live_by_address(), address, execution_options=_AS_IT_IS_NOW)


def known_and_letters(edition: Edition, email: str) -> tuple[int | None, int]:
    """The id of its live registration, and ``letters_of_last_hour``, with one question."""
    asked = {
        "edition_id": edition.id,
        "address": names.normalise_email(email),
        "since": clock.now() - timedelta(hours=1),
    }
    known_id, letters = db.session.connection().execute(_known_and_letters(), asked).one()
    return known_id, letters


def live_of_person(edition: Edition, person: Person) -> Registration | None:
    """Hers by the team's directory, else by her address."""
    linked = Registration.person_id == person.id
    hers = or_(linked, Registration.email_normalised == names.normalise_email(person.email)) if person.email else linked
    found = select(Registration).where(Registration.edition_id == edition.id, hers, _LIVE)
    order = case((linked, 0), else_=1), Registration.id
    return db.session.scalars(found.order_by(*order), execution_options=_AS_IT_IS_NOW).first()


def first_in_line(edition: Edition, side: Side, full_categories: Collection[int] = ()) -> Registration | None:
    """Of those whose category is not full."""
    line = _line(edition).where(Registration.takes_place == (side is Side.ROOM))
    if full_categories:
        line = line.where(func.coalesce(Registration.category_id, 0).not_in(full_categories))
    return db.session.scalars(line.limit(1), execution_options=_AS_IT_IS_NOW).first()


def positions_in_line(edition: Edition) -> dict[int, int]:
    """Id of a waiting registration → its place in the line, counted from 1; who wants to be online has a line apart."""
    place = func.row_number().over(partition_by=Registration.takes_place, order_by=_IN_TURN)
    waiting = select(Registration.id, place).where(Registration.edition_id == edition.id, _WAITING)
    return {row[0]: row[1] for row in db.session.execute(waiting)}


def overdue_offers(edition: Edition, now: datetime) -> Sequence[Registration]:
    """As they came, so that places pass on in that order."""
    offered = (_OFFERED, Registration.offer_expires_at <= now)
    found = select(Registration).where(Registration.edition_id == edition.id, *offered)
    order = Registration.offer_expires_at, Registration.id
    return db.session.scalars(found.order_by(*order), execution_options=_AS_IT_IS_NOW).all()


def editions_with_overdue_offers(now: datetime) -> Sequence[int]:
    offered = (_OFFERED, Registration.offer_expires_at <= now)
    found = select(Registration.edition_id).where(*offered).distinct().order_by(Registration.edition_id)
    return db.session.scalars(found).all()


def of_edition(
    edition: Edition, search: str = "", state: str = "", category: RegistrationCategory | None = None
) -> Select[Registration]:
    """Newest first, or as they stand in the line; each word of the search is found in any field."""
    found = select(Registration).where(Registration.edition_id == edition.id, *_FILTERS.get(state, ()))
    found = found.options(joinedload(Registration.own_category))
    if category:
        found = found.where(Registration.category_id == category.id, Registration.category != Category.SPEAKER)
    for term in names.search_terms(search):
        found = found.where(Registration.search_text.like(f"%{term}%"))
    if state == "waiting":
        return found.order_by(Registration.takes_place.desc(), *_IN_TURN)
    return found.order_by(Registration.submitted_at.desc(), Registration.id.desc())


def to_tell(edition: Edition) -> Sequence[Registration]:
    """Who is registered, waits or holds a place, and confirmed the address; in the order in which they came."""
    return db.session.scalars(_to_tell(edition)).all()


def by_ids_to_tell(edition: Edition, ids: Collection[int]) -> Sequence[Registration]:
    """Those of them that still are."""
    return db.session.scalars(_to_tell(edition).where(Registration.id.in_(ids))).all()


def counts(edition: Edition) -> Counts:
    waits, offered = _WAITING, _OFFERED
    reviewed = Registration.state == RegistrationState.UNDER_REVIEW
    is_in = and_(~waits, ~offered, ~_SPEAKS, or_(~reviewed, Registration.keeps_place))
    counted = db.session.execute(
        select(
            func.count().filter(is_in, Registration.takes_place),
            func.count().filter(is_in, ~Registration.takes_place),
            func.count().filter(_SPEAKS, ~_HELPS),
            func.count().filter(_HELPS),
            func.count().filter(waits),
            func.count().filter(offered),
            func.count().filter(_UNCONFIRMED),
            func.count().filter(reviewed),
        ).where(Registration.edition_id == edition.id, _LIVE)
    ).one()
    return Counts(*counted)


def count_of(edition: Edition) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(Registration).where(Registration.edition_id == edition.id))
        or 0
    )


def overdue(now: datetime) -> Sequence[Registration]:
    """Never confirmed and old enough to look at; by edition, so that locks are taken in one order."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.state.in_(
                [RegistrationState.APPROVED, RegistrationState.WAITLISTED, RegistrationState.UNDER_REVIEW]
            ),
            _UNCONFIRMED,
            Registration.category == Category.PARTICIPANT,
            Registration.submitted_at <= now - UNCONFIRMED_ON_THE_DAY_FOR,
        )
        .order_by(Registration.edition_id, Registration.id)
    ).all()


def letters_of_last_hour(email: str) -> int:
    """How many letters of the public forms this address got or will get for the last hour (decision 14)."""
    since = clock.now() - timedelta(hours=1)
    return db.session.scalar(_letters_since(), {"address": names.normalise_email(email), "since": since}) or 0


def answered_form(registration: Registration, form_number: int) -> bool:
    """Whether this very form was sent before: a double click, or an answer that got lost on its way."""
    return (
        db.session.scalar(
            select(Message.id)
            .where(
                Message.about == registration.about,
                Message.kind.in_(LETTERS_OF_FORMS),
                Message.version == form_number,
            )
            .limit(1)
        )
        is not None
    )


@cache
def _live_by_address() -> Select[Registration]:
    return select(Registration).where(
        Registration.edition_id == bindparam("edition_id"),
        Registration.email_normalised == bindparam("address"),
        _LIVE,
    )


@cache
def _known_and_letters() -> Select[*tuple[int | None, int]]:
    known = _live_by_address().with_only_columns(Registration.id)
    return select(known.scalar_subquery(), _letters_since().scalar_subquery())


@cache
def _letters_since() -> Select[int]:
    return (
        select(func.count())
        .select_from(Message)
        .where(
            Message.recipient_key == bindparam("address"),
            Message.kind.in_([literal_column(f"'{kind}'") for kind in _COUNTED]),
            Message.queued_at > bindparam("since"),
        )
    )


def _to_tell(edition: Edition) -> Select[Registration]:
    told = (
        Registration.edition_id == edition.id,
        _LIVE,
        Registration.verified_at.is_not(None),
        Registration.email != "",
    )
    return select(Registration).where(*told).order_by(Registration.id)


def _line(edition: Edition) -> Select[Registration]:
    return select(Registration).where(Registration.edition_id == edition.id, _WAITING).order_by(*_IN_TURN)
