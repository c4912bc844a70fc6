"""Who reads a letter that is meant for a person: she, her contact, or both, each in a letter of their own (INV-34)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from forumapp import names
from forumapp.extensions import db
from forumapp.notifications import queries as notifications
from forumapp.people.belonging import Contact
from forumapp.people.models import Person


@dataclass(frozen=True)
class Reader:
    """One envelope."""

    address: str
    name: str
    language: str
    time_zone: str | None
    contact: Contact | None = None
    """Set where it is her contact who reads."""

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return names.normalise_email(self.address)

    @property
    def may_answer(self) -> bool:
        return self.contact is None or self.contact.may_answer


def readers_for(person: Person) -> Sequence[Reader]:
    """She first, if she has an address; then the contact who receives her letters. Nobody: nothing can be sent."""
    readers = []
    if person.email:
        readers.append(Reader(person.email, person.printed_name, person.language, person.time_zone))
    contact = person.contact
    if contact and contact.receives_letters:
        readers.append(
            Reader(contact.email, contact.name or contact.email, contact.language, person.time_zone, contact)
        )
    return readers


def mailbox(person: Person) -> str:
    """Her address as it is compared; of whoever has none, something that no address can be."""
    return person.email_normalised or f"person {person.id}"


def is_reachable(person: Person) -> bool:
    """Whether somebody reads her letters."""
    return bool(readers_for(person))


def reachable() -> ColumnElement[bool]:
    """``is_reachable`` of the person at hand, as a condition."""
    return or_(
        Person.email_normalised.is_not(None),
        select(Contact.id).where(Contact.person_id == Person.id, Contact.receives_letters).exists(),
    )


def read_at(addresses: Collection[str]) -> ColumnElement[bool]:
    """Whether one of these mailboxes, as they are compared, is hers or that of the contact of the person at hand."""
    contacts = select(Contact.person_id).where(Contact.email_normalised.in_(addresses), Contact.receives_letters)
    return or_(Person.email_normalised.in_(addresses), Person.id.in_(contacts))


def read_by_contacts(person_ids: Collection[int]) -> dict[int, str]:
    """The mailboxes of those who receive somebody's letters, by the id of that person, of these people."""
    found = select(Contact.person_id, Contact.email_normalised).where(
        Contact.person_id.in_(person_ids), Contact.receives_letters
    )
    return {row.person_id: row.email_normalised for row in db.session.execute(found)} if person_ids else {}


def reached(people: Collection[Person]) -> dict[int, Sequence[Reader]]:
    """By the person's id, whom of her readers a letter would reach now: a mailbox that refused one is stopped."""
    readers = {person.id: readers_for(person) for person in people}
    stopped = notifications.suppressed_among({reader.key for some in readers.values() for reader in some})
    return {number: [one for one in some if one.key not in stopped] for number, some in readers.items()}
