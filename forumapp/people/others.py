"""What features to the right know of people: registered in their ``init_app``, shown on the pages of the pool."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from forumapp.forums.models import Edition
from forumapp.people.bringing import Looking
from forumapp.people.models import Person
from forumapp.rights import Permission
from forumapp.words import Text


@dataclass(frozen=True)
class Appearance:
    """A part that she had, or has, in public."""

    on: date
    edition: Text
    session: Text
    part: str
    """In the language of the page."""
    title: Text
    organisation: Text


@dataclass(frozen=True)
class Answer:
    """What became of asking somebody: a colour's meaning, and words in the language of the page."""

    kind: str
    words: str


@dataclass(frozen=True)
class Asked:
    """That an edition's team is asking somebody now."""

    edition: Edition
    words: str
    """Part, session and state in the language of the page."""


@dataclass(frozen=True)
class Answers:
    """Who was asked in an edition, and what they said."""

    words: Mapping[str, str]
    """The choices of the filter, marked with N_."""
    narrow: Callable[[Edition, str], ColumnElement[bool]]
    of: Callable[[Edition, Collection[int]], Mapping[int, Answer]]
    """By id of the person; a constant number of queries."""
    open_elsewhere: Callable[[Edition, Collection[int]], Mapping[int, Sequence[Asked]]]
    """What other editions wait for or were told."""
    here: Callable[[Edition, Collection[int]], Mapping[int, Sequence[Asked]]]
    """What this edition waits for or was told, whoever of its team asked."""


@dataclass(frozen=True)
class Act:
    """What can be done with people who were ticked: a page that takes them as ``people`` in its address."""

    words: str
    """Marked with N_."""
    endpoint: str
    permission: Permission


_acts: list[Act] = []
_appearances: list[Callable[[Person, Edition], Sequence[Appearance]]] = []
_answers: list[Answers] = []


def tell_appearances(find: Callable[[Person, Edition], Sequence[Appearance]]) -> None:
    if find not in _appearances:
        _appearances.append(find)


def tell_answers(answers: Answers) -> None:
    if answers not in _answers:
        _answers.append(answers)


def tell_act(act: Act) -> None:
    if act not in _acts:
        _acts.append(act)


def acts() -> Sequence[Act]:
    return tuple(_acts)


def appearances(person: Person, edition: Edition) -> Sequence[Appearance]:
    """In other editions, the latest first."""
    found = [one for find in _appearances for one in find(person, edition)]
    return sorted(found, key=lambda one: one.on, reverse=True)


def answer_choices() -> Mapping[str, str]:
    return {value: words for answers in _answers for value, words in answers.words.items()}


def narrowed_by_answer(edition: Edition, answer: str) -> Sequence[ColumnElement[bool]]:
    return [answers.narrow(edition, answer) for answers in _answers if answer in answers.words]


def answers_of(edition: Edition, people: Collection[Person]) -> Mapping[int, Answer]:
    return _merged(answers.of(edition, [person.id for person in people]) for answers in _answers)


def asked_elsewhere(edition: Edition, people: Collection[Person]) -> Mapping[int, Sequence[Asked]]:
    return _merged(answers.open_elsewhere(edition, [person.id for person in people]) for answers in _answers)


def elsewhere_as_told(
    member: Looking, edition: Edition, people: Collection[Person]
) -> Mapping[int, Sequence[str | None]]:
    """Forum, part and state where the member belongs to that forum's team, too; else only that there is one."""
    return {
        person_id: [
            f"{one.edition.short_name}: {one.words}" if member.may(Permission.SEE_INVITATIONS, one.edition) else None
            for one in asked
        ]
        for person_id, asked in asked_elsewhere(edition, people).items()
    }


def asked_here(edition: Edition, people: Collection[Person]) -> Mapping[int, Sequence[Asked]]:
    return _merged(answers.here(edition, [person.id for person in people]) for answers in _answers)


def _merged(found: Any) -> dict[int, Any]:
    return {key: value for mapping in found for key, value in mapping.items()}
