"""Finding registrations, counting them, and who is next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from forumapp import clock, links, names
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.registrations.models import (
    ENDED_STATES,
    UNCONFIRMED_ON_THE_DAY_FOR,
    Category,
    Registration,
    RegistrationState,
)

LETTERS_OF_FORMS = ("registration_confirmed", "registration_waitlisted", "registration_already")
"""What anybody can have sent to an address by filling in a public form."""

# What was read before the wait for the lock may be out of date after it.
_AS_IT_IS_NOW = {"populate_existing": True}
_LIVE = Registration.state.not_in(ENDED_STATES)
_WAITING = Registration.state == RegistrationState.WAITLISTED
_CAME_IN = (Registration.queued_at, Registration.id)
_FILTERS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "yes": (Registration.state.in_([RegistrationState.APPROVED, RegistrationState.CHECKED_IN]),),
    "waiting": (_WAITING,),
    "unconfirmed": (_LIVE, Registration.verified_at.is_(None)),
    "speakers": (_LIVE, Registration.category == Category.SPEAKER),
    "no": (Registration.state.in_(ENDED_STATES),),
}


@dataclass(frozen=True)
class Counts:
    """How many take part in an edition; only the living are counted."""

    with_place: int
    online: int
    """Beside the places, because a stream has no chairs."""
    speakers: int
    waiting: int
    unconfirmed: int


def by_link(token: str) -> Registration | None:
    link = links.find(Purpose.REGISTRATION, token)
    return db.session.get(Registration, link.object_id) if link else None


def by_reference(edition: Edition, reference: str) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(Registration.edition_id == edition.id, Registration.reference == reference)
    )


def live_by_address(edition: Edition, email: str) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(
            Registration.edition_id == edition.id,
            Registration.email_normalised == names.normalise_email(email),
            _LIVE,
        ),
        execution_options=_AS_IT_IS_NOW,
    )


def live_of_person(edition: Edition, person: Person) -> Registration | None:
    """Hers by the team's directory, else by her address."""
    linked = select(Registration).where(
        Registration.edition_id == edition.id, Registration.person_id == person.id, _LIVE
    )
    found = db.session.scalars(linked.order_by(Registration.id), execution_options=_AS_IT_IS_NOW).first()
    return found or (live_by_address(edition, person.email) if person.email else None)


def first_in_line(edition: Edition) -> Registration | None:
    return db.session.scalars(_line(edition).limit(1), execution_options=_AS_IT_IS_NOW).first()


def positions_in_line(edition: Edition) -> dict[int, int]:
    """Id of a waiting registration → its place in the line, counted from 1."""
    ids = db.session.scalars(_line(edition).with_only_columns(Registration.id))
    return {id: position for position, id in enumerate(ids, start=1)}


def of_edition(edition: Edition, search: str = "", state: str = "") -> Select[Registration]:
    """Newest first, or as they stand in the line; each word of the search is found in any field."""
    found = select(Registration).where(Registration.edition_id == edition.id, *_FILTERS.get(state, ()))
    for term in names.search_terms(search):
        found = found.where(Registration.search_text.like(f"%{term}%"))
    if state == "waiting":
        return found.order_by(*_CAME_IN)
    return found.order_by(Registration.submitted_at.desc(), Registration.id.desc())


def everybody(edition: Edition) -> Iterator[Registration]:
    """In the order in which they came, for read-outs."""
    rows = select(Registration).where(Registration.edition_id == edition.id).order_by(Registration.id)
    yield from db.session.scalars(rows.execution_options(yield_per=500))


def counts(edition: Edition) -> Counts:
    live = db.session.execute(
        select(
            Registration.state,
            Registration.category,
            Registration.takes_place,
            Registration.verified_at.is_(None),
            func.count(),
        )
        .where(Registration.edition_id == edition.id, _LIVE)
        .group_by(
            Registration.state,
            Registration.category,
            Registration.takes_place,
            Registration.verified_at.is_(None),
        )
    ).all()
    rows = [
        (state == RegistrationState.WAITLISTED, category == Category.SPEAKER, takes, unverified, count)
        for state, category, takes, unverified, count in live
    ]
    return Counts(
        with_place=sum(n for waits, speaks, takes, _, n in rows if takes and not waits and not speaks),
        online=sum(n for _, speaks, takes, _, n in rows if not takes and not speaks),
        speakers=sum(n for _, speaks, _, _, n in rows if speaks),
        waiting=sum(n for waits, _, _, _, n in rows if waits),
        unconfirmed=sum(n for _, _, _, unverified, n in rows if unverified),
    )


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
            Registration.state.in_([RegistrationState.APPROVED, RegistrationState.WAITLISTED]),
            Registration.verified_at.is_(None),
            Registration.category == Category.PARTICIPANT,
            Registration.submitted_at <= now - UNCONFIRMED_ON_THE_DAY_FOR,
        )
        .order_by(Registration.edition_id, Registration.id)
    ).all()


def letters_of_last_hour(email: str) -> int:
    """How many letters of the public forms this address got or will get for the last hour (decision 14)."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Message)
            .where(
                Message.recipient_key == names.normalise_email(email),
                Message.kind.in_(LETTERS_OF_FORMS),
                Message.queued_at > clock.now() - timedelta(hours=1),
            )
        )
        or 0
    )


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


def _line(edition: Edition) -> Select[Registration]:
    return select(Registration).where(Registration.edition_id == edition.id, _WAITING).order_by(*_CAME_IN)
