"""From the cells of one row to values, or to all the reasons why not."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from forumapp import names
from forumapp.refusals import Refused
from forumapp.tables.rows import Row
from forumapp.words import N_, Text

Value = TypeVar("Value")


class CellRefused(Refused):
    """One cell says something that cannot be taken; ``words`` name the column."""


class TooManyCells(CellRefused):
    words = N_("It has more cells than the first line has columns. Is there a comma in a text without quotes?")


class RowRefused(Exception):
    """What is wrong with a row, each reason a sentence."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class Cells:
    """Reads cell after cell and keeps what was wrong, so that a file is mended in one go."""

    def __init__(self, row: Row) -> None:
        """Raises RowRefused where nobody can say which cell is which."""
        if row.has_too_many_cells:
            raise RowRefused([TooManyCells().sentence()])
        self._row = row
        self.reasons: list[str] = []

    def has(self, column: str) -> bool:
        return bool(self.line(column))

    def line(self, column: str) -> str:
        return names.one_line(self._row.cells.get(column, ""))

    def lines(self, column: str) -> str:
        return names.many_lines(self._row.cells.get(column, ""))

    def read(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        return self.tried(lambda: parse(self.line(column)))

    def tried(self, parse: Callable[[], Value]) -> Value | None:
        try:
            return parse()
        except Refused as refusal:
            self.reasons.append(refusal.sentence())
            return None


def within(cell: str, column: str, most: int) -> str:
    """Raises CellRefused for more than ``most`` characters."""
    if len(cell) > most:
        raise CellRefused(
            N_("The %(column)s has %(count)s characters; %(most)s is the most."),
            column=column,
            count=len(cell),
            most=most,
        )
    return cell


def written(cell: str) -> Text:
    """English, unless it is written in Han letters alone: a file does not say in which language its words are."""
    has_han = any("\u3400" <= letter <= "\u9fff" for letter in cell)
    has_latin = any(letter.isalpha() and letter < "\u0250" for letter in cell)
    return Text.of(cell, "zh-Hant" if has_han and not has_latin else "en")
