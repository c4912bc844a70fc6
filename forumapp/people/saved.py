"""Saved lists: made, filled, emptied, found."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, select

from forumapp import clock, names
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.people.lists import SavedList, list_people
from forumapp.people.models import EditionPerson, Person
from forumapp.refusals import Refused
from forumapp.words import N_


class ListNameTaken(Refused):
    words = N_("Another list of this forum has this name.")


class NobodyChosen(Refused):
    words = N_("Choose at least one person first.")


def of_edition(edition: Identified) -> Sequence[SavedList]:
    found = select(SavedList).where(SavedList.edition_id == edition.id).order_by(SavedList.name, SavedList.id)
    return db.session.scalars(found).all()


def by_public_id(edition: Identified, public_id: str) -> SavedList | None:
    found = select(SavedList).where(SavedList.edition_id == edition.id, SavedList.public_id == public_id)
    return db.session.scalar(found)


def sizes(edition: Identified) -> dict[int, int]:
    """How many people were chosen for each list, by its id; lists that are filters stand not here."""
    counted = (
        select(list_people.c.list_id, func.count())
        .join(SavedList, SavedList.id == list_people.c.list_id)
        .where(SavedList.edition_id == edition.id)
        .group_by(list_people.c.list_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def save_filter(edition: Identified, name: str, query: Mapping[str, str]) -> SavedList:
    """What the filters find, whenever somebody looks. Raises ListNameTaken."""
    made = _new(edition, name)
    made.query = {key: value for key, value in query.items() if value}
    db.session.flush()
    return made


def choose(edition: Identified, name: str, people: Collection[Person]) -> SavedList:
    """These people and nobody else. Raises ListNameTaken, NobodyChosen."""
    if not people:
        raise NobodyChosen
    made = _new(edition, name)
    made.people = list(people)
    db.session.flush()
    return made


def add(saved: SavedList, edition: Identified, people: Collection[Person]) -> int:
    """How many were not in it yet. Raises NobodyChosen."""
    if not people:
        raise NobodyChosen
    there = set(db.session.scalars(select(list_people.c.person_id).where(list_people.c.list_id == saved.id)))
    new = [person for person in people if person.id not in there]
    if new:
        rows = [{"list_id": saved.id, "person_id": person.id} for person in new]
        db.session.execute(list_people.insert(), rows)
    audit.record("list filled", f"list {saved.public_id}", f"{len(new)} people", edition)
    return len(new)


def take_out(saved: SavedList, edition: Identified, people: Collection[Person]) -> None:
    """Raises NobodyChosen."""
    if not people:
        raise NobodyChosen
    ids = [person.id for person in people]
    db.session.execute(delete(list_people).where(list_people.c.list_id == saved.id, list_people.c.person_id.in_(ids)))
    audit.record("list emptied", f"list {saved.public_id}", f"{len(ids)} people", edition)


def remove(saved: SavedList, edition: Identified) -> None:
    """The list goes; its people stay where they are."""
    audit.record("list removed", f"list {saved.public_id}", "", edition)
    db.session.delete(saved)
    db.session.flush()


def known_by_ids(edition: Identified, public_ids: Collection[str]) -> Sequence[Person]:
    """Those of the chosen whom the edition knows; everything else was made up."""
    found = (
        select(Person)
        .join(EditionPerson, EditionPerson.person_id == Person.id)
        .where(EditionPerson.edition_id == edition.id, Person.public_id.in_(set(public_ids)))
    )
    return db.session.scalars(found).all()


def _new(edition: Identified, name: str) -> SavedList:
    wanted = names.one_line(name)
    taken = select(SavedList.id).where(SavedList.edition_id == edition.id, SavedList.name == wanted)
    if db.session.scalar(taken) is not None:
        raise ListNameTaken
    made = SavedList(edition_id=edition.id, name=wanted, created_at=clock.now())
    db.session.add(made)
    audit.record("list made", f"list {made.public_id}", "", edition)
    return made
