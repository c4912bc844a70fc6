"""Somebody is about to be written down a second time: who she may be, as far as the asking member may know it."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select

from forumapp import names
from forumapp.extensions import db
from forumapp.people.models import EditionPerson, Person

_HONORIFICS = frozenset(["he", "hon", "dr", "prof", "mr", "mrs", "ms", "sir", "amb", "min"])
_MOST = 5
_MOST_READ = 50


def similar(printed_name: str, native_name: str, edition_ids: Collection[int]) -> Sequence[Person]:
    """People of these editions with the same name, in any order of its parts, with or without marks and hyphens.

    The editions are those whose people the asking member may see: of all others nothing is said.
    """
    words, native = _words(printed_name), names.fold(native_name)
    if not words or not edition_ids:
        return []
    likely = [and_(*(Person.name_text.contains(word) for word in words))]
    if native:
        likely.append(Person.name_text.contains(native))
    known = select(EditionPerson.person_id).where(EditionPerson.edition_id.in_(edition_ids))
    read = db.session.scalars(
        select(Person).where(Person.id.in_(known), or_(*likely)).order_by(Person.id).limit(_MOST_READ)
    )
    return [person for person in read if _is_like(person, words, native)][:_MOST]


def is_called(person: Person, printed_name: str) -> bool:
    """Whether this may be her name, as ``similar`` compares it; in letters of another script, too."""
    return _is_like(person, _words(printed_name), names.fold(printed_name))


def _is_like(person: Person, words: Collection[str], native: str) -> bool:
    if native and names.fold(person.native_name) == native:
        return True
    theirs = _words(person.printed_name)
    return _letters(words) == _letters(theirs) or (len(words) > 1 and set(words) <= set(theirs))


def _words(name: str) -> list[str]:
    words = [word for word in names.search_terms(name) if word not in _HONORIFICS]
    return words or list(names.search_terms(name))


def _letters(words: Collection[str]) -> list[str]:
    """Equal for “LIN Yu-ching” and “Yu Ching Lin”."""
    return sorted("".join(words))
