"""Which people of the pool: filters as they stand in an address, and as a saved list keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, or_, select

from forumapp import clock, names
from forumapp.accounts.models import Member
from forumapp.forums.models import Edition, SeriesStanding
from forumapp.people import others, queries
from forumapp.people.belonging import GroupMembership, SeriesGroup, Window
from forumapp.people.bringing import Brought
from forumapp.people.lists import SavedList, list_people
from forumapp.people.models import SIDE_OF, EditionPerson, Person, Side, person_topics
from forumapp.words import N_

_LONGEST = 200
SIDE_WORDS = {Side.PUBLIC: N_("the whole public sector"), Side.THIRD: N_("the whole third sector")}
"""The private sector is a stakeholder group by itself."""


class Keeping(StrEnum):
    """Whether somebody agreed to be kept in the pool."""

    AGREED = "agreed"
    ENDED = "ended"
    NOT_ASKED = "none"

    @classmethod
    def of(cls, person: Person) -> "Keeping":
        if person.keeping_agreed_on is None:
            return cls.NOT_ASKED
        over = person.kept_until is not None and person.kept_until < clock.now().date()
        return cls.ENDED if over else cls.AGREED


KEEPING_WORDS = {
    Keeping.AGREED: N_("agreed"),
    Keeping.ENDED: N_("agreement ended"),
    Keeping.NOT_ASKED: N_("not agreed"),
}
STANDING_WORDS = {
    "member": N_("from members"),
    "observer": N_("from observers"),
    "guest": N_("from guests"),
    "official_observer": N_("from official observers"),
}
STATUS_WORDS = {
    "member": N_("member"),
    "observer": N_("observer"),
    "guest": N_("guest"),
    "official_observer": N_("official observer"),
}
GROUP = "group-"
"""Before the key of a group, where standings and groups are one choice."""


@dataclass(frozen=True)
class Filters:
    """Each empty where it does not matter."""

    q: str = ""
    sector: str = ""
    """A stakeholder group or a whole sector."""
    topic: str = ""
    language: str = ""
    place: str = ""
    standing: str = ""
    """Of the person's place or of a group she belongs to, or ``group-`` and the key of a group of the series."""
    answer: str = ""
    day: str = ""
    kept: str = ""
    brought: str = ""
    """Public id of the member who brought them."""
    list: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Self:
        """What an address or a saved list says; everything else is left alone."""
        return cls(**{field.name: str(told.get(field.name, "")).strip()[:_LONGEST] for field in fields(cls)})

    @property
    def query(self) -> dict[str, str]:
        """Those that are set, for an address."""
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}

    def without_list(self) -> "Filters":
        return replace(self, list="")


def found(edition: Edition, filters: Filters, *, language: str, by_address: bool) -> Select[Person]:
    """The people of an edition whom the filters leave; ``by_address``: e-mail addresses are searched, too (INV-26)."""
    return narrowed(queries.known_in(edition), edition, filters, language=language, by_address=by_address)


def narrowed(
    people: Select[Person], edition: Edition, filters: Filters, *, language: str, by_address: bool
) -> Select[Person]:
    """Those of them whom the filters leave, in words of the edition's series."""
    searched = Person.search_text if by_address else Person.name_text
    conditions: list[ColumnElement[bool]] = [searched.contains(term) for term in names.search_terms(filters.q)]
    for name, condition in _CONDITIONS.items():
        if value := getattr(filters, name):
            conditions.append(condition(edition, value))
    if filters.answer:
        conditions += others.narrowed_by_answer(edition, filters.answer)
    return queries.in_order(people.where(*conditions), language)


def _in_sector(_edition: Edition, value: str) -> ColumnElement[bool]:
    return Person.sector.in_([sector for sector, side in SIDE_OF.items() if value in (sector, side)])


def _with_topic(edition: Edition, value: str) -> ColumnElement[bool]:
    ids = [topic.id for topic in edition.series.topics if topic.key == value]
    return Person.id.in_(select(person_topics.c.person_id).where(person_topics.c.topic_id.in_(ids)))


def _speaking(_edition: Edition, value: str) -> ColumnElement[bool]:
    tag = "".join(letter for letter in value if letter.isalnum() or letter == "-")
    return cast(Person.languages, String).contains(f'"{tag}"')


def _from_place(_edition: Edition, value: str) -> ColumnElement[bool]:
    return Person.place == value


def _of_standing(edition: Edition, value: str) -> ColumnElement[bool]:
    if value.startswith(GROUP):
        return Person.id.in_(_members(edition, SeriesGroup.key == value.removeprefix(GROUP)))
    places = select(SeriesStanding.jurisdiction).where(
        SeriesStanding.series_id == edition.series_id, SeriesStanding.status == value
    )
    return or_(Person.place.in_(places), Person.id.in_(_members(edition, SeriesGroup.status == value)))


def _members(edition: Edition, which: ColumnElement[bool]) -> Select[Any]:
    """Who belongs to a group of the series today."""
    today = clock.now().date()
    return (
        select(GroupMembership.person_id)
        .join(SeriesGroup, SeriesGroup.id == GroupMembership.group_id)
        .where(
            SeriesGroup.series_id == edition.series_id,
            which,
            or_(GroupMembership.since.is_(None), GroupMembership.since <= today),
            or_(GroupMembership.until.is_(None), GroupMembership.until >= today),
        )
    )


def _with_time_on(edition: Edition, value: str) -> ColumnElement[bool]:
    """Who said that she has time on that day of the forum, be it for an hour."""
    try:
        day = date.fromisoformat(value)
        starts = datetime.combine(day, time(), ZoneInfo(edition.time_zone))
        ends = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(edition.time_zone))
    except (ValueError, OverflowError):
        return false()
    windows = (
        select(EditionPerson.person_id)
        .join(Window, Window.edition_person_id == EditionPerson.id)
        .where(EditionPerson.edition_id == edition.id, Window.starts_at < ends, Window.ends_at > starts)
    )
    return Person.id.in_(windows)


def agree_to_be_kept() -> ColumnElement[bool]:
    """``Keeping.AGREED`` of the person at hand, as a condition."""
    return and_(Person.keeping_agreed_on.is_not(None), or_(Person.kept_until.is_(None), Person.kept_until >= _today()))


def _kept(_edition: Edition, value: str) -> ColumnElement[bool]:
    match value:
        case Keeping.AGREED:
            return agree_to_be_kept()
        case Keeping.ENDED:
            return and_(Person.keeping_agreed_on.is_not(None), Person.kept_until < _today())
        case Keeping.NOT_ASKED:
            return Person.keeping_agreed_on.is_(None)
        case _:
            return false()


def _today() -> date:
    return clock.now().date()


def _brought(edition: Edition, value: str) -> ColumnElement[bool]:
    brought = (
        select(EditionPerson.person_id)
        .join(Brought, Brought.edition_person_id == EditionPerson.id)
        .join(Member, Member.id == Brought.member_id)
        .where(EditionPerson.edition_id == edition.id, Member.public_id == value)
    )
    return Person.id.in_(brought)


def _on_list(edition: Edition, value: str) -> ColumnElement[bool]:
    chosen = (
        select(list_people.c.person_id)
        .join(SavedList, SavedList.id == list_people.c.list_id)
        .where(SavedList.edition_id == edition.id, SavedList.public_id == value)
    )
    return Person.id.in_(chosen)


_CONDITIONS = {
    "sector": _in_sector,
    "topic": _with_topic,
    "language": _speaking,
    "place": _from_place,
    "standing": _of_standing,
    "day": _with_time_on,
    "kept": _kept,
    "brought": _brought,
    "list": _on_list,
}
