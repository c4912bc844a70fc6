"""How many need what, without names: what a caterer or the house may be told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forumapp.people.models import Person
from forumapp.profiles.models import ACCESS_WORDS, DIET_WORDS, AccessNeed
from forumapp.registrations.models import Registration
from forumapp.registrations.questions.models import WITH_OPTIONS, YES_NO_WORDS, Kind, RegistrationAnswer
from forumapp.words import N_, language_at_hand, translated

FOOD, ACCESS = N_("Food of speakers and guests"), N_("Access of speakers and guests")


@dataclass(frozen=True)
class Counted:
    heading: str
    numbers: Sequence[tuple[str, int]]
    in_words: int
    """How many wrote something that only reading it tells."""


def everything(
    needs: Sequence[tuple[Person, AccessNeed]], told: Sequence[tuple[Registration, Sequence[RegistrationAnswer]]]
) -> list[Counted]:
    return [*of_speakers(needs), *of_participants(told)]


def of_speakers(needs: Sequence[tuple[Person, AccessNeed]]) -> list[Counted]:
    told = [need for _person, need in needs]
    both: tuple[tuple[str, Mapping[Any, str], list[list[str]], list[str]], ...] = (
        (FOOD, DIET_WORDS, [need.diet for need in told], [need.diet_words for need in told]),
        (ACCESS, ACCESS_WORDS, [need.access for need in told], [need.access_words for need in told]),
    )
    counted = [
        Counted(translated(heading), _in_order(words, codes), sum(map(bool, more)))
        for heading, words, codes, more in both
    ]
    return [one for one in counted if one.numbers or one.in_words]


def of_participants(told: Iterable[tuple[Registration, Sequence[RegistrationAnswer]]]) -> list[Counted]:
    """By question; where it gives nothing to choose from, how many answered."""
    language = language_at_hand()
    by_question: dict[int, list[RegistrationAnswer]] = {}
    for _registration, answers in told:
        for answer in answers:
            by_question.setdefault(answer.question_id, []).append(answer)
    counted = []
    for answers in sorted(by_question.values(), key=lambda them: (them[0].question.position, them[0].question_id)):
        numbers = Counter(words for answer in answers for words in _chosen(answer, language))
        in_words = 0 if numbers else len(answers)
        counted.append(Counted(answers[0].question.words.in_language(language), sorted(numbers.items()), in_words))
    return counted


def _in_order(words: Mapping[Any, str], codes: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    numbers = Counter(code for some in codes for code in some)
    return [(translated(label), numbers[code]) for code, label in words.items() if numbers[code]]


def _chosen(answer: RegistrationAnswer, language: str) -> list[str]:
    if answer.question.kind in WITH_OPTIONS:
        return [words.in_language(language) for words in answer.chosen_words]
    if answer.question.kind == Kind.YES_NO:
        return [translated(YES_NO_WORDS[answer.value])]
    return []
