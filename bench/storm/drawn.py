"""What somebody does to the app who means no sense by it, drawn by Hypothesis.

Everything is drawn before the visit begins, so that the shape of a draw depends on nothing but the seed.
"""

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

from bench.storm import nonsense

Option = TypeVar("Option")

WAYS = ("form", "form", "form", "form", "file", "ask", "ask", "post", "odd")
"""What she does; forms most often, because most is behind them."""

FIGURES = 2**32


@dataclass(frozen=True)
class Visit:
    way: str
    figures: list[int]
    """Choices among what turns out to be there."""
    words: list[str]
    headers: list[tuple[str, str]]
    body: bytes
    share: float
    """Of the fields that get nonsense; the others are filled in as they are meant."""


class Chooser:
    """Goes round what was drawn."""

    def __init__(self, visit: Visit) -> None:
        self._rng = random.Random(repr(visit.figures))
        self._words = visit.words
        self._turn = -1

    def one_of(self, options: Sequence[Option]) -> Option:
        return self._rng.choice(options)

    def happens(self, share: float) -> bool:
        return self._rng.random() < share

    def word(self) -> str:
        self._turn += 1
        return self._words[self._turn % len(self._words)]

    def below(self, number: int) -> int:
        return self._rng.randrange(number) if number else 0


def visits() -> st.SearchStrategy[Visit]:
    return st.builds(
        Visit,
        way=st.sampled_from(WAYS),
        figures=st.lists(st.integers(0, FIGURES), min_size=2, max_size=2),
        words=st.lists(words(), min_size=3, max_size=8),
        headers=st.lists(headers(), min_size=1, max_size=3),
        body=st.binary(max_size=300),
        share=st.sampled_from((0.0, 0.2, 0.5, 1.0)),
    )


def words() -> st.SearchStrategy[str]:
    whole = st.characters(exclude_categories=("Cs",))
    return st.one_of(
        st.sampled_from(nonsense.WORDS),
        st.sampled_from(nonsense.WORDS),
        st.text(whole, max_size=60),
        st.text(string.printable, max_size=60),
        st.integers().map(str),
        st.floats().map(str),
        st.dates().map(str),
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.times().map(str),
        st.emails(),
    )


def headers() -> st.SearchStrategy[tuple[str, str]]:
    values = st.one_of(st.sampled_from(nonsense.HEADER_VALUES), words())
    return st.tuples(st.sampled_from(nonsense.HEADERS), values.map(nonsense.one_line))
