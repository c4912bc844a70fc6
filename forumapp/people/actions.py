"""A person comes into the directory, or what is known about her changes."""

from forumapp import clock, names
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.people import queries
from forumapp.people.models import EditionPerson, Person, Sector
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
    salutation: str = "",
    time_zone: str | None = None,
) -> Person:
    """The person with this mailbox, as she is in the directory, else a new one; known to the edition from now on.

    Without an edition no team sees her; one that writes down her address finds her (``people.imports``).
    Whoever has no address is always new: a name alone does not say who somebody is.
    """
    person = queries.by_email(email) if email else None
    if person is None:
        person = Person(
            printed_name=names.one_line(printed_name),
            native_name=names.one_line(native_name),
            native_lang=native_lang,
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
        _make_known(person, edition)
    return person


def update(person: Person, *, edition: Identified, **facts: object) -> None:
    """Change what is known about her; parts she has confirmed keep what was printed then (INV-42).

    Raises AddressTaken.
    """
    email = str(facts.get("email", person.email))
    holder = queries.by_email(email) if email else None
    if holder is not None and holder is not person:
        raise AddressTaken
    for fact, value in facts.items():
        setattr(person, fact, value)
    person.refresh_keys()
    db.session.flush()
    audit.record("person changed", f"person {person.public_id}", edition=edition)


def _make_known(person: Person, edition: Identified) -> None:
    if queries.is_known_in(edition, person):
        return
    db.session.add(EditionPerson(edition_id=edition.id, person=person, added_at=clock.now()))
    db.session.flush()
    audit.record("person added", f"person {person.public_id}", edition=edition)
