"""Everybody of domain.md 4.5 is found by what people type: no diacritics, no hyphens, no spaces, native script."""

import pytest
from flask import Flask

from forumapp.extensions import db
from forumapp.people import filters
from forumapp.people.filters import Filters
from tests.factories import forums, people

SEARCHES = [(name, typed) for name, (_, _, all_typed) in people.FIXTURE_NAMES.items() for typed in all_typed]


@pytest.fixture
def everybody(app: Flask) -> int:
    edition = forums.edition()
    for name in people.FIXTURE_NAMES:
        people.expert(edition, name, organisation=people.Text())
    return edition.id


def found(edition_id: int, typed: str, language: str = "en") -> list[str]:
    edition = db.session.get_one(forums.Edition, edition_id)
    found = filters.found(edition, Filters(q=typed), language=language, by_address=True)
    return [one.printed_name for one in db.session.scalars(found)]


def test_every_name_is_found_by_each_of_its_spellings(everybody: int) -> None:
    missed = [(name, typed) for name, typed in SEARCHES if name not in found(everybody, typed)]
    assert missed == []


@pytest.mark.parametrize("typed", ["yuching", "simkiene", "nunez", "odegard", "𠮷野", "الهاشمي", "thorsdottir"])
def test_a_rare_word_finds_nobody_else(everybody: int, typed: str) -> None:
    assert len(found(everybody, typed)) == 1


def test_nobody_is_found_by_what_nobody_is_called(everybody: int) -> None:
    assert found(everybody, "quetzalcoatl") == []
    assert found(everybody, "lin ygaudas") == []


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' OR 1=1 --"])
def test_signs_of_the_database_are_only_signs(everybody: int, typed: str) -> None:
    assert len(found(everybody, typed)) in (0, len(people.FIXTURE_NAMES))


def test_an_organisation_and_an_address_find_their_people(app: Flask) -> None:
    edition = forums.edition()
    people.expert(edition, email="yuching@security.example.org", organisation=people.Text.of("Ministry of Examples"))
    assert found(edition.id, "security.example") == ["LIN Yu-ching"]
    assert found(edition.id, "ministry examples") == ["LIN Yu-ching"]


def test_the_list_is_sorted_as_the_language_sorts(everybody: int) -> None:
    names = found(everybody, "", "lt")
    assert names.index("Ąžuolas Ygaudas") < names.index("CHANG CHIEN Ming-hua") < names.index("LIN Yu-ching")
    assert names.index("Suryadi") < names.index("Ūla Žemaitė-Šimkienė")
    assert names.index("LIN Yu-ching") < names.index("Mohamed Al-Hashimi")
