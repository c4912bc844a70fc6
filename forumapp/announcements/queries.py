"""Finding the letters to everybody, whom they are for, and who has them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from forumapp.announcements.models import Announcement, Kind
from forumapp.certificates import queries as certificates
from forumapp.extensions import db
from forumapp.forums.models import Edition, EditionState, Mode
from forumapp.invitations import queries as invitations
from forumapp.invitations.models import Invitation
from forumapp.notifications import queries as notifications
from forumapp.notifications.automatic import Assumption
from forumapp.notifications.models import Message, State
from forumapp.people import post
from forumapp.people.models import Person
from forumapp.people.post import Reader
from forumapp.profiles import queries as profiles
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.registrations.models import COMING_STATES, Category, Registration, RegistrationState


@dataclass(frozen=True)
class Envelope:
    """One letter: to a participant, or to somebody with a part or her contact."""

    reader: Reader
    is_online: bool
    registration: Registration | None = field(default=None, repr=False)
    person: Person | None = field(default=None, repr=False)
    invitation: Invitation | None = field(default=None, repr=False)
    came: Registration | None = field(default=None, repr=False)
    """Hers, if she may have a certificate, from ``certificate_from`` on; never in her contact's letter."""
    certificate_from: date | None = None

    @property
    def key(self) -> str:
        return self.reader.key


@dataclass(frozen=True)
class Only:
    """These alone; None: all of them."""

    people: Collection[int] | None = None
    registrations: Collection[int] | None = None
    addresses: Collection[str] | None = None
    """Of those registered, as they are compared."""


def of(edition: Edition, kind: Kind) -> Announcement | None:
    return db.session.scalar(
        select(Announcement).where(Announcement.edition_id == edition.id, Announcement.kind == kind)
    )


def sent_by_itself(kind: Kind, today: date) -> Sequence[Announcement]:
    """Of forums that take place, and not long ago."""
    return [
        one
        for one in db.session.scalars(
            select(Announcement)
            .join(Announcement.edition)
            .options(contains_eager(Announcement.edition))
            .where(
                Announcement.kind == kind,
                Announcement.days.is_not(None),
                Edition.state == EditionState.ANNOUNCED,
                Edition.ends_on > today - timedelta(days=60),
            )
            .order_by(Announcement.id)
        )
        if one.words
    ]


def envelopes(
    announcement: Announcement, only: Only | None = None, assumption: Assumption = Assumption.NOBODY_ANSWERS
) -> list[Envelope]:
    """One for each mailbox: those with a part first, then who comes or came."""
    only = only or Only()
    found: dict[str, Envelope] = {}
    guests = _of_guests_to_be(announcement) if assumption == Assumption.ALL_ACCEPT else ()
    speakers, registered = _of_speakers(announcement, only, assumption), _of_registered(announcement, only)
    for one in _with_certificates(announcement, (*speakers, *registered, *guests)):
        found.setdefault(one.key, one)
    return list(found.values())


def written_to(announcement: Announcement, issue: int | None = None) -> set[str]:
    """The mailboxes that have it, or will in a moment; ``issue`` None: any."""
    if announcement.id is None:
        return set()
    found = select(Message.recipient_key).where(
        Message.about == announcement.about,
        Message.kind == announcement.kind,
        Message.state.not_in([State.CANCELLED, State.SUPPRESSED]),
    )
    if issue is not None:
        found = found.where(Message.version == issue)
    return set(db.session.scalars(found))


def reached(envelopes: Iterable[Envelope]) -> list[Envelope]:
    """Without the mailboxes to which letters are stopped."""
    given = list(envelopes)
    stopped = notifications.suppressed_among({one.key for one in given})
    return [one for one in given if one.key not in stopped]


def people(ids: Collection[int]) -> Sequence[Person]:
    return db.session.scalars(select(Person).where(Person.id.in_(ids))).all()


def registrations(edition: Edition, ids: Collection[int]) -> Sequence[Registration]:
    found = select(Registration).where(Registration.edition_id == edition.id, Registration.id.in_(ids))
    return db.session.scalars(found).all()


def _of_speakers(announcement: Announcement, only: Only, assumption: Assumption) -> Iterator[Envelope]:
    edition = announcement.edition
    accepted = _first_of_each(profiles.accepted_in(edition))
    speakers = _speakers(edition, only)
    if assumption == Assumption.ALL_ACCEPT:
        asked = _first_of_each(profiles.would_accept(edition))
        accepted = asked | accepted
        known = {person.id for person, _ in speakers}
        speakers += [
            (one.person, one.part_asked.mode == Mode.ONLINE) for one in asked.values() if one.person_id not in known
        ]
    for person, is_online in speakers:
        for reader in reversed(post.readers_for(person)):  # the contact's first, so that hers stays the newest
            yield Envelope(reader, is_online, person=person, invitation=accepted.get(person.id))


def _with_certificates(announcement: Announcement, envelopes: Sequence[Envelope]) -> Sequence[Envelope]:
    """After a forum that gives them, those of whoever was checked in say so."""
    edition = announcement.edition
    terms = None if announcement.is_before else certificates.terms_of(edition)
    if terms is None or not terms.are_given:
        return envelopes
    came = certificates.came_of(edition, [one.person.id for one in envelopes if one.person])

    def hers(one: Envelope) -> Registration | None:
        if one.registration:
            return one.registration if one.registration.state == certificates.CAME else None
        known = came.get(one.person.id) if one.person else None
        return known if known and known.email_normalised == one.key else None

    return [
        replace(one, came=registration, certificate_from=terms.begins_on) if (registration := hers(one)) else one
        for one in envelopes
    ]


def _first_of_each(invitations: Iterable[Invitation]) -> dict[int, Invitation]:
    return {one.person_id: one for one in reversed(list(invitations))}


def _speakers(edition: Edition, only: Only) -> list[tuple[Person, bool]]:
    """Who said yes to a part in something that takes place, and whether online alone."""
    found = (
        select(SessionRole)
        .join(SessionRole.session)
        .join(SessionRole.person)
        .options(contains_eager(SessionRole.person))
        .where(
            ForumSession.edition_id == edition.id,
            ForumSession.state != SessionState.CANCELLED,
            SessionRole.state == RoleState.CONFIRMED,
            post.reachable(),
        )
        .order_by(SessionRole.person_id, SessionRole.id)
    )
    if only.people is not None:
        found = found.where(SessionRole.person_id.in_(only.people))
    each = (list(hers) for _, hers in groupby(db.session.scalars(found), lambda role: role.person_id))
    return [(hers[0].person, all(role.mode == Mode.ONLINE for role in hers)) for hers in each]


def _of_registered(announcement: Announcement, only: Only) -> Iterator[Envelope]:
    found = (
        select(Registration)
        .where(
            Registration.edition_id == announcement.edition.id,
            Registration.category != Category.SPEAKER,
            Registration.verified_at.is_not(None),
            Registration.email != "",
            _comes(announcement) if announcement.is_before else _came(announcement),
        )
        .order_by(Registration.id)
    )
    if only.registrations is not None:
        found = found.where(Registration.id.in_(only.registrations))
    if only.addresses is not None:
        found = found.where(Registration.email_normalised.in_(only.addresses))
    for one in db.session.scalars(found):
        reader = Reader(one.email, one.name, one.language, None)
        yield Envelope(reader, one.mode == Mode.ONLINE, registration=one)


def _of_guests_to_be(announcement: Announcement) -> Iterator[Envelope]:
    """Who would be registered by saying yes to an invitation to attend."""
    edition = announcement.edition
    if not edition.registers_here:
        return
    for one in invitations.open_now(edition):
        if one.is_guest and one.letter_state == State.SENT and one.person.email:
            reader = Reader(one.person.email, one.person.printed_name, one.person.language, None)
            yield Envelope(reader, one.mode == Mode.ONLINE, person=one.person)


def _comes(_announcement: Announcement) -> ColumnElement[bool]:
    return Registration.state.in_(COMING_STATES)


def _came(announcement: Announcement) -> ColumnElement[bool]:
    """Who was let in, or took part online; where nobody was let in at a desk, everybody who had a place."""
    here = Registration.state == RegistrationState.CHECKED_IN
    let_in = select(func.count()).where(
        Registration.edition_id == announcement.edition.id, here, Registration.category != Category.SPEAKER
    )
    if not db.session.scalar(let_in):
        return _comes(announcement)
    return or_(here, and_(Registration.state.in_(COMING_STATES), Registration.mode == Mode.ONLINE))
