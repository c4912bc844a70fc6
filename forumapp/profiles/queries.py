"""What of a profile is there, and what is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Select, and_, delete, func, or_, select, union
from sqlalchemy.orm import contains_eager

from forumapp import clock
from forumapp.audit.actions import Identified
from forumapp.consents import queries as consents
from forumapp.consents.purposes import Purpose
from forumapp.database import Base
from forumapp.extensions import db
from forumapp.forums.models import CALLED_OFF, Edition, Mode
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications.models import Message, State
from forumapp.people import post
from forumapp.people.models import Person
from forumapp.profiles.models import AccessNeed, OneTimeCode, Photo, Profile, ProfileRequest, Stay
from forumapp.profiles.parts import Missing
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.registrations.models import Category, Registration
from forumapp.registrations.questions.queries import COMING
from forumapp.words import Text

OfEdition = TypeVar("OfEdition", Stay, AccessNeed)


def missing(edition: Identified, people: Collection[Person]) -> Mapping[int, tuple[Missing, ...]]:
    """What each of these people has not told yet, by the person's id; four queries however many they are.

    Arrival is asked of those alone who come in person to a part they accepted, and of crew nothing else.
    """
    ids = [person.id for person in people]
    profiles = db.session.scalars(select(Profile).where(Profile.person_id.in_(ids)))
    with_biography = {profile.person_id for profile in profiles if profile.biography}
    with_photo = set(db.session.scalars(select(Photo.person_id).where(Photo.person_id.in_(ids))))
    travelling, crew = _without_arrival(edition, ids), programme.crew_among(edition, ids)
    return {
        person.id: tuple(
            item
            for item, is_missing in (
                (Missing.TITLE, not person.title),
                (Missing.ORGANISATION, not person.organisation),
                (Missing.BIOGRAPHY, person.id not in with_biography),
                (Missing.PHOTO, person.id not in with_photo),
                (Missing.ARRIVAL, person.id in travelling),
            )
            if is_missing and (item == Missing.ARRIVAL or person.id not in crew)
        )
        for person in people
    }


@dataclass(frozen=True)
class Published:
    """What the public page of speakers may show; ``photo`` is the public id of a picture, or empty."""

    biography: Text = field(default_factory=Text)
    photo: str = ""


def published(edition: Identified, people: Collection[int]) -> Mapping[int, Published]:
    """By the person's id, what she agreed to have published for this edition; three queries."""
    agreed = consents.standing_for(edition, people, (Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED))
    with_words = [person for person in people if Purpose.BIOGRAPHY_PUBLISHED in agreed.get(person, ())]
    with_photo = [person for person in people if Purpose.PHOTO_PUBLISHED in agreed.get(person, ())]
    told = db.session.execute(select(Profile.person_id, Profile.biography).where(Profile.person_id.in_(with_words)))
    words = {row.person_id: row.biography for row in told}
    taken = db.session.execute(select(Photo.person_id, Photo.public_id).where(Photo.person_id.in_(with_photo)))
    photos = {row.person_id: row.public_id for row in taken}
    return {person: Published(words.get(person, Text()), photos.get(person, "")) for person in agreed}


def photo_by_public_id(public_id: str) -> Photo | None:
    return db.session.scalar(select(Photo).where(Photo.public_id == public_id))


def editions_that_ask(today: date) -> Sequence[Edition]:
    """Those which write to speakers about their profiles, and take place after today."""
    return db.session.scalars(
        select(Edition)
        .where(Edition.profiles_asked_for, Edition.state.not_in(CALLED_OFF), Edition.starts_on > today)
        .order_by(Edition.id)
    ).all()


def accepted_in(edition: Identified, addresses: Collection[str] | None = None) -> Sequence[Invitation]:
    """Invitations to sessions of the edition that take place, accepted and not given back."""
    return db.session.scalars(_invitations(edition, InvitationState.ACCEPTED, addresses)).all()


def would_accept(edition: Identified, addresses: Collection[str] | None = None) -> Sequence[Invitation]:
    """Asked, reached, and still free to say yes."""
    now = clock.now()
    found = db.session.scalars(_invitations(edition, InvitationState.SENT, addresses))
    return [one for one in found if one.letter_state == State.SENT and one.is_answerable(now)]


def requests_in(edition: Identified) -> Mapping[int, ProfileRequest]:
    """By the person's id."""
    found = db.session.scalars(select(ProfileRequest).where(ProfileRequest.edition_id == edition.id))
    return {asked.person_id: asked for asked in found}


def request_of(edition_id: int, person_id: int) -> ProfileRequest | None:
    return db.session.scalar(
        select(ProfileRequest).where(ProfileRequest.edition_id == edition_id, ProfileRequest.person_id == person_id)
    )


def profile_of(person: Person) -> Profile:
    """Hers, else an empty one that is not stored."""
    return db.session.scalar(select(Profile).where(Profile.person_id == person.id)) or _blank(
        Profile(person_id=person.id)
    )


def photo_of(person: Person) -> Photo | None:
    return db.session.scalar(select(Photo).where(Photo.person_id == person.id))


def stay_of(edition: Identified, person: Person) -> Stay:
    """Hers, else an empty one that is not stored."""
    return _of_edition(Stay, edition, person) or _blank(Stay(edition_id=edition.id, person_id=person.id))


def need_of(edition: Identified, person: Person) -> AccessNeed:
    """Hers, else an empty one that is not stored."""
    return _of_edition(AccessNeed, edition, person) or _blank(AccessNeed(edition_id=edition.id, person_id=person.id))


def code_asked_by(browser_hash: str, **behind: int) -> OneTimeCode | None:
    """The newest that this browser asked for; locked where a database locks rows, so that each try counts."""
    return db.session.scalars(
        select(OneTimeCode)
        .filter_by(browser_hash=browser_hash, **behind)
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
    ).first()


def codes_sent_since(address: str, at: datetime) -> int:
    """To one (normalised) address, whichever invitation they were about."""
    sent = select(func.count(Message.id)).where(
        Message.recipient_key == address, Message.kind == "profile_code", Message.queued_at > at
    )
    return db.session.scalar(sent) or 0


def codes_sent_for(registration: Identified, at: datetime) -> int:
    sent = select(func.count(OneTimeCode.id)).where(
        OneTimeCode.registration_id == registration.id, OneTimeCode.asked_at > at
    )
    return db.session.scalar(sent) or 0


def was_opened_since(invitation: Invitation, at: datetime) -> bool:
    """Whether somebody proved with a code to be the invitee."""
    used = select(OneTimeCode.id).where(OneTimeCode.invitation_id == invitation.id, OneTimeCode.used_at > at)
    return db.session.scalar(used.limit(1)) is not None


def _of_edition(kind: type[OfEdition], edition: Identified, person: Person) -> OfEdition | None:
    return db.session.scalar(select(kind).where(kind.edition_id == edition.id, kind.person_id == person.id))


def needs_of_forums_before(day: date) -> Sequence[AccessNeed]:
    """Those with something about food, of forums that ended before that day."""
    found = select(AccessNeed).where(AccessNeed.edition_id.in_(_ended_before(day)))
    return [need for need in db.session.scalars(found) if need.diet or need.diet_words]


def delete_stays_and_needs_before(day: date) -> None:
    for kind in (Stay, AccessNeed):
        db.session.execute(delete(kind).where(kind.edition_id.in_(_ended_before(day))))


def stays_in(edition: Identified) -> Sequence[tuple[Person, Stay | None]]:
    """Everybody who comes in person to a part she accepted, in the order of arrival; who has not told it comes last.

    Of the guests those who told it.
    """
    told = select(Stay.person_id).where(Stay.edition_id == edition.id)
    guests = select(Registration.person_id).where(
        Registration.edition_id == edition.id,
        Registration.category == Category.GUEST,
        Registration.mode != Mode.ONLINE,
        Registration.state.in_(COMING),
        Registration.person_id.in_(told),
    )
    coming = union(_coming_in_person(edition), guests).subquery()
    rows = db.session.execute(
        select(Person, Stay)
        .join(coming, coming.c.person_id == Person.id)
        .outerjoin(Stay, and_(Stay.person_id == Person.id, Stay.edition_id == edition.id))
        .order_by(Stay.arrives_on.is_(None), Stay.arrives_on, Stay.arrives_at, Person.sort_en, Person.id)
    )
    return [(person, stay) for person, stay in rows]


def needs_in(edition: Identified) -> Sequence[tuple[Person, AccessNeed]]:
    """Of those who have a part in the forum still, or come to it without one."""
    speaking = (
        select(SessionRole.person_id)
        .join(SessionRole.session)
        .where(ForumSession.edition_id == edition.id, SessionRole.state == RoleState.CONFIRMED)
    )
    coming = select(Registration.person_id).where(
        Registration.edition_id == edition.id, Registration.state.in_(COMING), Registration.person_id.is_not(None)
    )
    rows = db.session.execute(
        select(Person, AccessNeed)
        .join(AccessNeed, AccessNeed.person_id == Person.id)
        .where(AccessNeed.edition_id == edition.id, or_(Person.id.in_(speaking), Person.id.in_(coming)))
        .order_by(Person.sort_en, Person.id)
    )
    return [(person, need) for person, need in rows]


Blank = TypeVar("Blank", bound=Base)


def _blank(row: Blank) -> Blank:
    """Version 0, so that a form that was opened before anything was saved is known as old once something is."""
    row.version = 0  # type: ignore[attr-defined]
    return row


def _invitations(edition: Identified, state: InvitationState, addresses: Collection[str] | None) -> Select[Invitation]:
    """To a part, of people whose letters somebody reads, at one of these addresses."""
    found = (
        select(Invitation)
        .join(Invitation.person)
        .where(Invitation.edition_id == edition.id, Invitation.role_id.is_not(None))
        .where(Invitation.state == state, post.reachable())
        .options(contains_eager(Invitation.person).joinedload(Person.contact))
        .order_by(Invitation.id)
    )
    return found if addresses is None else found.where(post.read_at(addresses))


def _ended_before(day: date) -> Select[int]:
    return select(Edition.id).where(Edition.ends_on < day)


def _without_arrival(edition: Identified, ids: list[int]) -> set[int]:
    told = select(Stay.person_id).where(
        Stay.edition_id == edition.id, Stay.arrives_on.is_not(None), Stay.departs_on.is_not(None)
    )
    coming = _coming_in_person(edition).where(SessionRole.person_id.in_(ids), SessionRole.person_id.not_in(told))
    return set(db.session.scalars(coming))


def _coming_in_person(edition: Identified) -> Select[int]:
    return (
        select(SessionRole.person_id)
        .distinct()
        .join(SessionRole.session)
        .where(
            ForumSession.edition_id == edition.id,
            ForumSession.state != SessionState.CANCELLED,
            SessionRole.state == RoleState.CONFIRMED,
            SessionRole.mode != Mode.ONLINE,
            ForumSession.mode != Mode.ONLINE,
        )
    )
