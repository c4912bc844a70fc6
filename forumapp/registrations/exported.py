"""The registrations of an edition as rows of a file, with a column for each question."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, select

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import queries as people
from forumapp.registrations import queries, standing
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import Category, Registration
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions.models import (
    WITH_OPTIONS,
    YES_NO_WORDS,
    Kind,
    RegistrationQuestion,
)
from forumapp.registrations.questions.queries import Given
from forumapp.words import Text, language_at_hand, translated

COLUMNS = (
    "reference",
    "name",
    "email",
    "category",
    "state",
    "mode",
    "submitted_at",
    "waitlist_position",
    "verified",
    "organisation",
    "language",
    "source",
    "ended_at",
)
_AT_ONCE = 500
"""Rows whose answers are read together."""


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    """Read already: what is written while it leaves has no transaction any more."""


def of(edition: Edition) -> Table:
    """In the order in which they came. What only those may read who arrange access and food is not in it (INV-27)."""
    asked = [one for one in questions.of_edition(edition) if not one.is_restricted]
    return Table((*COLUMNS, *_headings(asked)), list(_rows(edition, asked)))


def _headings(asked: Sequence[RegistrationQuestion]) -> Iterator[str]:
    """As the question is worded now; two that read alike are told apart."""
    language, used = language_at_hand(), set(COLUMNS)
    for number, question in enumerate(asked, 1):
        words = question.words.in_language(language)
        heading = f"{words} ({number})" if words in used else words
        used.add(heading)
        yield heading


def _rows(edition: Edition, asked: Sequence[RegistrationQuestion]) -> Iterator[Sequence[object]]:
    positions = queries.positions_in_line(edition)
    said = _Said(edition, asked)
    found = db.session.execute(_facts(edition).execution_options(yield_per=_AT_ONCE))
    for rows in found.partitions(_AT_ONCE):
        answers = questions.answers_in(edition, [row[0] for row in rows]) if asked else {}
        for number, *before, verified_at, organisation, language, source, ended_at in rows:
            given = answers.get(number, {})
            yield (
                *before,
                positions.get(number),
                verified_at is not None,
                organisation,
                language,
                source,
                ended_at,
                *[said.in_words(question, given.get(question.id)) for question in asked],
            )


def _facts(edition: Edition) -> Select[*tuple[Any, ...]]:
    speaks = Registration.category == Category.SPEAKER
    category = case(
        *((and_(speaks, Registration.person_id.in_(ids)), part) for part, ids in standing.crew_of(edition).items()),
        (Registration.category.in_((Category.SPEAKER, Category.GUEST)), Registration.category),
        (RegistrationCategory.key.is_not(None), RegistrationCategory.key),
        else_=Registration.category,
    )
    return (
        select(
            Registration.id,
            Registration.reference,
            Registration.name,
            Registration.email,
            category,
            Registration.state,
            Registration.mode,
            Registration.submitted_at,
            Registration.verified_at,
            Registration.organisation,
            Registration.language,
            Registration.source,
            Registration.ended_at,
        )
        .outerjoin(RegistrationCategory, RegistrationCategory.id == Registration.category_id)
        .where(Registration.edition_id == edition.id)
        .order_by(Registration.id)
    )


class _Said:
    """Answers in words, as those stood when they were given; the same answer is read once."""

    def __init__(self, edition: Edition, asked: Sequence[RegistrationQuestion]) -> None:
        self._language = language_at_hand()
        self._yes_no = {value: translated(words) for value, words in YES_NO_WORDS.items()}
        has_place = any(question.kind == Kind.PLACE for question in asked)
        places = people.places_of(edition.series, self._language) if has_place else {}
        self._places = {code: words.in_language(self._language) for code, words in places.items()}
        self._known: dict[tuple[int, Given], object] = {}

    def in_words(self, question: RegistrationQuestion, given: Given | None) -> object:
        if given is None:
            return None
        key = (question.id, given)
        if key not in self._known:
            self._known[key] = self._read(question.kind, *given)
        return self._known[key]

    def _read(self, kind: str, value: str, chosen: str) -> object:
        if kind in WITH_OPTIONS:
            return "; ".join(Text(words).in_language(self._language) for words in json.loads(chosen))
        said = json.loads(value)
        if kind == Kind.YES_NO:
            return self._yes_no[said]
        return self._places.get(said, said) if kind == Kind.PLACE else said
