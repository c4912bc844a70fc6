"""Finding persons. A team sees those whom its edition knows, nobody else."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from forumapp import names
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.people.models import EditionPerson, Person

_AT_ONCE = 500
"""Values in one question; databases have a limit."""


def of_edition(edition: Identified, search: str = "", *, sector: str = "", language: str = "en") -> Select[Person]:
    """The persons an edition knows, in the order of that language; each word of the search is somewhere in them."""
    found = _known_in(edition).where(*(Person.search_text.contains(term) for term in names.search_terms(search)))
    if sector:
        found = found.where(Person.sector == sector)
    return found.order_by(_sort_key(language), Person.id)


def by_public_id_in(edition: Identified, public_id: str) -> Person | None:
    return db.session.scalar(_known_in(edition).where(Person.public_id == public_id))


def by_email(address: str) -> Person | None:
    """Whoever has this mailbox, in any edition."""
    return db.session.scalar(select(Person).where(Person.email_normalised == names.normalise_email(address)))


def by_emails(addresses: Collection[str]) -> dict[str, Person]:
    """Who has one of these mailboxes, by its normalised address."""
    wanted = sorted({names.normalise_email(address) for address in addresses})
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = Person.email_normalised.in_(wanted[start : start + _AT_ONCE])
        found |= {str(person.email_normalised): person for person in db.session.scalars(select(Person).where(some))}
    return found


def known_among(edition: Identified, people: Collection[Person]) -> set[int]:
    """Ids of those whom the edition knows."""
    ids = select(EditionPerson.person_id).where(EditionPerson.edition_id == edition.id)
    return {person.id for person in people} & set(db.session.scalars(ids))


def is_known_in(edition: Identified, person: Person) -> bool:
    known = select(EditionPerson.id).where(EditionPerson.edition_id == edition.id, EditionPerson.person_id == person.id)
    return db.session.scalar(known) is not None


def _known_in(edition: Identified) -> Select[Person]:
    return (
        select(Person)
        .join(EditionPerson, EditionPerson.person_id == Person.id)
        .where(EditionPerson.edition_id == edition.id)
    )


def _sort_key(language: str) -> Any:
    return {"zh-Hant": Person.sort_zh_hant, "lt": Person.sort_lt}.get(language, Person.sort_en)
