"""A person comes into the directory, or what is known about her changes."""

from typing import Any

from forumapp import clock, names
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.people import bringing, pool, queries
from forumapp.people.models import EditionPerson, Person, Sector
from forumapp.people.pool import NewPosition
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class AddressTaken(Refused):
    words = N_("Somebody else in the directory has this address.")


def find_or_add(
    edition: Identified | None,
    *,
    printed_name: str,
    email: str = "",
    organisation: Text | None = None,
    sector: str = Sector.OTHER,
    language: str = "en",
    title: Text | None = None,
    native_name: str = "",
    native_lang: str = "",
    sort_name: str = "",
    salutation: str = "",
    time_zone: str | None = None,
    by: Identified | None = None,
) -> Person:
    """The person with this mailbox, as she is in the directory, else a new one; known to the edition from now on.

    Without an edition no team sees her; one that writes down her address finds her (``people.imports``).
    Whoever has no address is always new: a name alone does not say who somebody is. ``by`` is the member who adds.
    """
    person = queries.by_email(email) if email else None
    is_new = person is None
    if person is None:
        person = Person(
            printed_name=names.one_line(printed_name),
            native_name=names.one_line(native_name),
            native_lang=native_lang,
            sort_name=names.one_line(sort_name),
            salutation=names.one_line(salutation),
            email=names.one_line(email),
            language=language,
            time_zone=time_zone,
            title=title or Text(),
            organisation=organisation or Text(),
            sector=sector,
            created_at=clock.now(),
        )
        person.refresh_keys()
        db.session.add(person)
        db.session.flush()
        if edition is None:
            audit.record("person added", f"person {person.public_id}")
    if edition is not None:
        make_known(person, edition, by=by, wrote_record=is_new)
    return person


def update(person: Person, *, edition: Identified, new_position: NewPosition | None = None, **facts: Any) -> None:
    """Change what is known about her; parts she has confirmed keep what was printed then (INV-42).

    Another title or organisation corrects the position she has, and its day stays, unless it is told to be a
    ``new_position``: then the one until now becomes history. Raises AddressTaken.
    """
    email = str(facts.get("email", person.email))
    holder = queries.by_email(email) if email else None
    if holder is not None and holder is not person:
        raise AddressTaken
    if new_position is not None:
        title, organisation = (facts.pop(name, getattr(person, name)) for name in ("title", "organisation"))
        pool.take_position(person, edition, title=title, organisation=organisation, since=new_position.since)
    for fact, value in facts.items():
        setattr(person, fact, value)
    person.refresh_keys()
    db.session.flush()
    audit.record("person changed", f"person {person.public_id}", edition=edition)


def make_known(
    person: Person, edition: Identified, *, by: Identified | None = None, wrote_record: bool = False
) -> None:
    """The edition's team sees her from now on, and ``by`` brought her; nothing else changes."""
    known = queries.knowledge(edition, person)
    if known is None:
        added_by = by.id if by else None
        known = EditionPerson(edition_id=edition.id, person=person, added_at=clock.now(), added_by_id=added_by)
        db.session.add(known)
        db.session.flush()
        audit.record("person added", f"person {person.public_id}", edition=edition)
    if by is not None and bringing.note(known, by, wrote_record=wrote_record):
        audit.record("person brought", f"person {person.public_id}", f"member {by.id}", edition)
