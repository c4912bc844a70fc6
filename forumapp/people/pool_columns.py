"""What a list may say of an expert beyond her name: languages, topics, place, groups, her contact."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forumapp import formatting, names, spoken_languages
from forumapp.forums.models import Edition
from forumapp.people import pool, queries
from forumapp.people.models import Person
from forumapp.tables.cells import CellRefused, Cells
from forumapp.words import N_, Text, language_at_hand

COLUMN_WORDS = {
    "speaks": N_("Languages she or he speaks"),
    "topics": N_("Topics"),
    "place": N_("Place"),
    "groups": N_("Groups of the series"),
    "contact_name": N_("Contact"),
    "contact_email": N_("E-mail of the contact"),
    "contact_language": N_("Language of letters to the contact"),
}
COLUMNS = {
    "speaks": (
        "speaks, languages, spoken languages, languages spoken, working languages, 會說的語言, 使用語言, 口說語言, "
        "kalbos, moka kalbas, kalba kalbomis"
    ),
    "topics": "topics, topic, themes, expertise, fields, 主題, 議題, 專長, 領域, temos, tema, sritys",
    "place": "place, country, economy, jurisdiction, from, 地方, 國家, 地區, 經濟體, vieta, šalis, valstybė",
    "groups": "groups, group, networks, network, 群組, 團體, 網絡, grupės, grupė, tinklas",
    "contact_name": "contact, contact name, assistant, office, 聯絡人, 聯絡人姓名, 助理, kontaktinis asmuo, padėjėjas",
    "contact_email": (
        "contact email, contact e-mail, assistant email, assistant e-mail, 聯絡人電子郵件, 助理電子郵件, "
        "kontaktinio asmens el. paštas, padėjėjo el. paštas"
    ),
    "contact_language": "contact language, assistant language, 聯絡人語言, kontaktinio asmens kalba",
}
_BETWEEN = re.compile(r"\s*[;,、，|\n]\s*")


@dataclass(frozen=True)
class PoolRow:
    """As the file has it; topics, groups and place by their keys in the series."""

    speaks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    place: str = ""
    groups: tuple[str, ...] = ()
    contact_name: str = ""
    contact_email: str = ""
    contact_language: str = ""

    def write(self, person: Person, edition: Edition) -> None:
        """Of somebody new. A contact is known from then on, and not written to before somebody ticks it."""
        if self.speaks or self.place:
            pool.describe(person, edition, languages=self.speaks, place=self.place, gender="")
        if self.topics:
            pool.set_topics(person, edition, [one for one in edition.series.topics if one.key in self.topics])
        if self.groups:
            groups = queries.groups_of(edition.series)
            pool.set_groups(person, edition, [one for one in groups if one.key in self.groups])
        if self.contact_email:
            language = self.contact_language or person.language
            pool.set_contact(person, edition, name=self.contact_name, email=self.contact_email, language=language)


@dataclass(frozen=True)
class _Choice:
    """What may stand in a cell: folded word → key, and the names to offer."""

    understood: Mapping[str, str]
    offered: list[str]


class PoolWords:
    """The words of one series; without a forum there are none."""

    def __init__(self, edition: Edition | None) -> None:
        series = edition.series if edition else None
        self._topics = _choice((one.key, one.name) for one in series.topics) if series else None
        self._groups = _choice((one.key, one.name) for one in queries.groups_of(series)) if series else None
        places = queries.places_of(series, language_at_hand()) if series else {}
        self._places = _choice(places.items()) if series else None

    def languages(self, cell: str) -> tuple[str, ...]:
        return tuple(spoken_languages.parse(cell))

    def topics(self, cell: str) -> tuple[str, ...]:
        return _keys(cell, "topics", self._topics)

    def groups(self, cell: str) -> tuple[str, ...]:
        return _keys(cell, "groups", self._groups)

    def place(self, cell: str) -> str:
        return _key(cell, "place", self._places) if cell else ""

    def needs_forum(self, cells: Cells) -> None:
        """A contact is written down by a forum's team."""
        if self._places is None and cells.has("contact_email"):
            raise NeedsForum(column="contact_email")


class NeedsForum(CellRefused):
    words = N_("“%(column)s” is read only in a list for a forum. Name the forum, or leave this column out.")


def _choice(named: Iterable[tuple[str, Text]]) -> _Choice:
    understood: dict[str, str] = {}
    offered = []
    for key, name in named:
        offered.append(name.in_language(language_at_hand()))
        for word in (key, *name.values()):
            understood.setdefault(names.fold(word), key)
    return _Choice(understood, offered)


def _keys(cell: str, column: str, choice: _Choice | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_key(word, column, choice) for word in _BETWEEN.split(cell) if word))


def _key(word: str, column: str, choice: _Choice | None) -> str:
    if choice is None:
        raise NeedsForum(column=column)
    found = choice.understood.get(names.fold(word))
    if found is None and not choice.offered:
        raise CellRefused(N_("“%(cell)s”: this series has no list for “%(column)s”."), cell=word[:60], column=column)
    if found is None:
        known = formatting.join_words(choice.offered, language_at_hand())
        words = N_("“%(cell)s” is not in the list for “%(column)s”. Possible: %(known)s.")
        raise CellRefused(words, cell=word[:60], column=column, known=known)
    return found
