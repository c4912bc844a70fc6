"""Who is known to other forums of a member, to be taken up by one of hers from there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import actions, bringing, filters
from forumapp.people.bringing import Brought, Looking
from forumapp.people.filters import Filters
from forumapp.people.models import EditionPerson, Person
from forumapp.rights import Permission


@dataclass(frozen=True)
class EarlierFilters(Filters):
    forum: str = ""
    """Slug of the forum that knows them."""


@dataclass(frozen=True)
class Elsewhere:
    """What a member knows from her other forums: everybody where she reads addresses, else whom she wrote down."""

    member: Looking
    forums: Sequence[Edition]
    """Without the one at hand."""

    @classmethod
    def of(cls, member: Looking, editions: Collection[Edition], here: Edition) -> "Elsewhere":
        mine = [one for one in editions if one.id != here.id and member.may(Permission.BRING_PEOPLE, one)]
        return cls(member, mine)

    def narrowed(self, slug: str) -> "Elsewhere":
        return Elsewhere(self.member, [one for one in self.forums if not slug or one.slug == slug])

    def of_series(self, series_id: int) -> "Elsewhere":
        return Elsewhere(self.member, [one for one in self.forums if one.series_id == series_id])

    def knows(self) -> ColumnElement[bool]:
        """The person at hand is known there, and the member reads her data there: taking up shows no more (INV-26)."""
        return Person.id.in_(select(EditionPerson.person_id).where(self._rows()))

    def by_public_id(self, public_id: str) -> Person | None:
        return db.session.scalar(select(Person).where(Person.public_id == public_id, self.knows()))

    def where_known(self, people: Collection[Person]) -> Mapping[int, Sequence[Edition]]:
        """By id of the person, the latest forum first; one query."""
        ids = [person.id for person in people]
        rows = db.session.execute(
            select(EditionPerson.person_id, EditionPerson.edition_id).where(
                EditionPerson.person_id.in_(ids), self._rows()
            )
        )
        found = defaultdict[int, set[int]](set)
        for person_id, edition_id in rows:
            found[person_id].add(edition_id)
        return {key: [one for one in self.forums if one.id in editions] for key, editions in found.items()}

    def _rows(self) -> ColumnElement[bool]:
        whole = [one.id for one in self.forums if self.member.may(Permission.SEE_CONTACTS, one)]
        others = [one.id for one in self.forums if one.id not in whole]
        written = select(Brought.edition_person_id).where(Brought.member_id == self.member.id, Brought.wrote_record)
        return or_(
            EditionPerson.edition_id.in_(whole),
            and_(EditionPerson.edition_id.in_(others), EditionPerson.id.in_(written)),
        )


def offered(edition: Edition, elsewhere: Elsewhere) -> Select[Person]:
    """Who agreed to be kept in the pool, and of the same series everybody; without those whom the edition knows."""
    here = select(EditionPerson.person_id).where(EditionPerson.edition_id == edition.id)
    return select(Person).where(
        elsewhere.knows(),
        Person.id.not_in(here),
        or_(filters.agree_to_be_kept(), elsewhere.of_series(edition.series_id).knows()),
    )


def found(edition: Edition, elsewhere: Elsewhere, wanted: EarlierFilters, *, language: str) -> Select[Person]:
    """Those of them whom the filters leave. Addresses are searched, too: she reads those of everybody here."""
    people = offered(edition, elsewhere.narrowed(wanted.forum))
    return filters.narrowed(people, edition, wanted, language=language, by_address=True)


def take_up(people: Collection[Person], edition: Edition, elsewhere: Elsewhere) -> None:
    """They are known to the edition as they are. A co-host goes on reading what she wrote down herself."""
    member = elsewhere.member
    if member.may(Permission.EDIT_PEOPLE, edition):
        for person in people:
            actions.make_known(person, edition)
        return
    written = bringing.written_by(member, [one.id for one in elsewhere.forums])
    for person in people:
        actions.make_known(person, edition, by=member, wrote_record=person.id in written)
