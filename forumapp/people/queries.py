"""Finding persons. A team sees those whom its edition knows, nobody else."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp import names
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.forums.models import ForumSeries, SeriesStanding
from forumapp.people.belonging import SeriesGroup
from forumapp.people.models import EditionPerson, Person
from forumapp.words import Text

_AT_ONCE = 500
"""Values in one question; databases have a limit."""


def of_edition(edition: Identified, *, language: str) -> Select[Person]:
    """All whom an edition knows, in the order of that language."""
    return in_order(known_in(edition), language)


def in_order(people: Select[Person], language: str) -> Select[Person]:
    return people.order_by(_sort_key(language), Person.id)


def with_topics(people: Select[Person]) -> Select[Person]:
    """For a list that names them: one query more, whatever its length."""
    return people.options(selectinload(Person.topics))


def with_contacts(people: Select[Person]) -> Select[Person]:
    """For a list that says who reads their letters."""
    return people.options(joinedload(Person.contact))


def knowledge(edition: Identified, person: Person) -> EditionPerson | None:
    """What this edition's team keeps about somebody."""
    found = select(EditionPerson).where(EditionPerson.edition_id == edition.id, EditionPerson.person_id == person.id)
    return db.session.scalar(found)


def places_of(series: ForumSeries, language: str) -> dict[str, Text]:
    """The series' names of places by code, in the order of that language (INV-41)."""
    standings = db.session.scalars(select(SeriesStanding).where(SeriesStanding.series_id == series.id)).all()
    in_language = sorted(standings, key=lambda one: names.sort_key(one.display_name.in_language(language), language))
    return {one.jurisdiction: one.display_name for one in in_language}


def statuses_of(series: ForumSeries) -> list[str]:
    """Which standings there are among the series' places and groups."""
    of_places = select(SeriesStanding.status).where(SeriesStanding.series_id == series.id)
    of_groups = select(SeriesGroup.status).where(SeriesGroup.series_id == series.id, SeriesGroup.status != "")
    return list(db.session.scalars(of_places.union(of_groups)))


def group_of(series: ForumSeries, key: str) -> SeriesGroup | None:
    return db.session.scalar(select(SeriesGroup).where(SeriesGroup.series_id == series.id, SeriesGroup.key == key))


def groups_of(series: ForumSeries) -> Sequence[SeriesGroup]:
    found = select(SeriesGroup).where(SeriesGroup.series_id == series.id)
    return db.session.scalars(found.order_by(SeriesGroup.position, SeriesGroup.id)).all()


def languages_spoken(people: Select[Person]) -> list[str]:
    """Tags of all languages that somebody of them speaks."""
    spoken = db.session.scalars(people.order_by(None).with_only_columns(Person.languages))
    return sorted({tag for tags in spoken for tag in tags})


def by_public_id_in(edition: Identified, public_id: str) -> Person | None:
    return db.session.scalar(known_in(edition).where(Person.public_id == public_id))


def by_public_ids_in(
    edition: Identified, public_ids: Collection[str], *narrower: ColumnElement[bool], language: str = "en"
) -> list[Person]:
    """Those of them whom the edition knows, with their contacts, in the order of that language."""
    wanted, found = sorted(public_ids), list[Person]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = Person.public_id.in_(wanted[start : start + _AT_ONCE])
        found += db.session.scalars(with_contacts(known_in(edition)).where(some, *narrower))
    return sorted(found, key=lambda person: (person.sort_keys[language], person.id))


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


def known_in(edition: Identified) -> Select[Person]:
    """All whom the edition's team may see."""
    return (
        select(Person)
        .join(EditionPerson, EditionPerson.person_id == Person.id)
        .where(EditionPerson.edition_id == edition.id)
    )


def _sort_key(language: str) -> Any:
    return {"zh-Hant": Person.sort_zh_hant, "lt": Person.sort_lt}.get(language, Person.sort_en)
