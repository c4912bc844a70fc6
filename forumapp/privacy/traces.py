"""Whom an address belongs to, and by which codes the database speaks of her."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from forumapp import names
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.people.models import EditionPerson, Person
from forumapp.programme.roles import SessionRole
from forumapp.registrations.models import Registration
from forumapp.registrations.seats.models import Seat


@dataclass(frozen=True)
class Traces:
    """``addresses`` as they were typed and as they are compared; ``objects`` as letters and audit name them."""

    person: Person | None
    registrations: Sequence[Registration]
    invitations: Sequence[Invitation]
    addresses: frozenset[str]
    names: frozenset[str]
    objects: frozenset[str]


def of(address: str) -> Traces:
    key = names.normalise_email(address)
    person = db.session.scalar(select(Person).where(Person.email_normalised == key))
    hers = Registration.email_normalised == key
    if person:
        hers = or_(hers, Registration.person_id == person.id)
    registrations = db.session.scalars(select(Registration).where(hers).order_by(Registration.id)).all()
    invitations = _invitations(person)
    return Traces(
        person=person,
        registrations=registrations,
        invitations=invitations,
        addresses=frozenset({address, key} | _addresses(person, registrations)),
        names=_names(person),
        objects=frozenset(_objects(person, registrations, invitations)),
    )


def editions_of(found: Traces) -> set[int]:
    """Ids of the forums that know her."""
    known = {row.edition_id for row in found.registrations} | {row.edition_id for row in found.invitations}
    if found.person:
        here = select(EditionPerson.edition_id).where(EditionPerson.person_id == found.person.id)
        known |= set(db.session.scalars(here))
    return known


def editions(ids: Collection[int]) -> Sequence[Edition]:
    return db.session.scalars(select(Edition).where(Edition.id.in_(ids))).all()


def language_of(found: Traces) -> str:
    """In which she is written to."""
    if found.registrations:
        return found.registrations[-1].language
    return found.person.language if found.person else ""


def _invitations(person: Person | None) -> Sequence[Invitation]:
    if person is None:
        return []
    return db.session.scalars(select(Invitation).where(Invitation.person_id == person.id)).all()


def _addresses(person: Person | None, registrations: Sequence[Registration]) -> set[str]:
    """A speaker without an address has a placeholder in place of one; that finds nobody."""
    found = {text for row in registrations for text in (row.email, row.email_normalised)}
    if person:
        found |= {person.email, person.email_normalised or ""}
    return {text for text in found if "@" in text}


def _names(person: Person | None) -> frozenset[str]:
    """As the team wrote them. Not those of public forms: whoever fills one in could wipe any words by it."""
    if person is None:
        return frozenset()
    parts = db.session.scalars(select(SessionRole).where(SessionRole.person_id == person.id)).all()
    found = {person.printed_name, person.native_name}
    found |= {text for part in parts for text in (part.printed_name, part.native_name)}
    return frozenset(text for text in found if is_telling(text))


def is_telling(name: str) -> bool:
    """Whether a name in a text means this person; a single short word may mean anything."""
    return len(name.split()) > 1 or (len(name) >= 3 and not names.fold(name).isascii())


def _objects(
    person: Person | None, registrations: Sequence[Registration], invitations: Sequence[Invitation]
) -> set[str]:
    found = {f"registration {name}" for row in registrations for name in (row.id, row.reference)}
    found |= {f"invitation {name}" for row in invitations for name in (row.id, row.public_id)}
    found |= {f"profile of invitation {row.id}" for row in invitations}
    seats = select(Seat.id).where(Seat.registration_id.in_([row.id for row in registrations]))
    found |= {f"seat {number}" for number in db.session.scalars(seats)}
    if person:
        parts = select(SessionRole.id).where(SessionRole.person_id == person.id)
        found |= {f"role {number}" for number in db.session.scalars(parts)}
        found |= {f"person {person.id}", f"person {person.public_id}"}
    return found
