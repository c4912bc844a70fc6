"""Panellists as they were written down: one by one, or pasted from a spreadsheet and read line by line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from email_validator import EmailNotValidError, validate_email

from forumapp import formatting, names
from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.people.synonyms import LANGUAGES as SPOKEN
from forumapp.people.synonyms import SECTORS, known
from forumapp.programme.vocabulary import PART_WORDS, Part
from forumapp.refusals import Refused
from forumapp.setup import synonyms
from forumapp.words import LANGUAGE_NAMES, LANGUAGES, N_, language_at_hand, translated

LONGEST = 200
"""Characters of a name, title or organisation."""

COLUMN_WORDS = {
    "name": N_("Name as printed"),
    "organisation": N_("Organisation"),
    "sector": N_("Sector"),
    "part": N_("Role"),
    "email": N_("E-mail"),
    "language": N_("Language"),
    "title": N_("Functional title"),
}
_USUAL_ORDER = ("name", "organisation", "sector", "part", "email", "language")


class LineRefused(Refused):
    """A line that cannot be taken; its words name the line."""


class NoName(LineRefused):
    words = N_("Line %(line)s: there is no name.")


class UnknownWord(LineRefused):
    words = N_("Line %(line)s: “%(word)s” is not in the list for “%(column)s”. Possible: %(known)s.")


class NotAnAddress(LineRefused):
    words = N_("Line %(line)s: “%(word)s” does not look like an e-mail address.")


class TooLong(LineRefused):
    words = N_("Line %(line)s: “%(column)s” has more than %(count)s characters.")


class TooManyCells(LineRefused):
    words = N_("Line %(line)s has more cells than there are columns. Is there a comma inside a name? Use tabs then.")


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """One panellist as the organiser knows her; only the name has to be known."""

    name: str
    organisation: str = ""
    sector: str = Sector.OTHER
    part: str = Part.PANELLIST
    email: str = ""
    language: str = LANGUAGES[0]
    title: str = ""


@dataclass
class Pasted:
    """What was read: speakers by line (counted from 1), what is wrong, and columns we have no place for."""

    speakers: dict[int, Speaker] = field(default_factory=dict)
    problems: list[LineRefused] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def read(text: str) -> Pasted:
    """Read pasted rows. A first line that names its columns may put them in any order."""
    pasted = Pasted()
    columns: Sequence[str | None] = _USUAL_ORDER
    words = _Words()
    for position, (line, cells) in enumerate(_table(text)):
        if position == 0 and (named := words.columns_named(cells)):
            columns = named
            pasted.passed_over = [cell for cell, column in zip(cells, named, strict=True) if cell and not column]
            continue
        try:
            pasted.speakers[line] = words.speaker(line, cells, columns)
        except LineRefused as refusal:
            pasted.problems.append(refusal)
    return pasted


def _table(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with something in them, as cells, with their number. A quoted cell may run over several lines."""
    lines = text.splitlines()
    # A lone quotation mark belongs to a name; read as a quote it would swallow the lines below.
    lone = text.count('"') % 2 == 1
    reader = csv.reader(
        (f"{line}\n" for line in lines),
        delimiter=_separator(lines),
        quoting=csv.QUOTE_NONE if lone else csv.QUOTE_MINIMAL,
    )
    first = 1
    for row in reader:
        cells = [names.one_line(cell) for cell in row]
        if any(cells):
            yield first, cells
        first = reader.line_num + 1


def _separator(lines: Sequence[str]) -> str:
    """Spreadsheets put tabs on the clipboard; files have semicolons or commas."""
    if any("\t" in line for line in lines):
        return "\t"
    first = next((line for line in lines if line.strip()), "")
    return ";" if ";" in first else ","


class _Words:
    """What is understood in a cell: our own words in each language, and what people write instead."""

    def __init__(self) -> None:
        self._columns = known(COLUMN_WORDS, synonyms.COLUMNS)
        self._options = {
            "sector": Options(SECTOR_WORDS, known(SECTOR_WORDS, SECTORS), Sector.OTHER),
            "part": Options(PART_WORDS, known(PART_WORDS, synonyms.PARTS), Part.PANELLIST),
            "language": Options(LANGUAGE_NAMES, known(LANGUAGE_NAMES, SPOKEN), LANGUAGES[0]),
        }

    def columns_named(self, cells: Sequence[str]) -> list[str | None]:
        """Which column each cell of a heading names; empty where the line is no heading."""
        found = [self._columns.get(names.fold(cell)) for cell in cells]
        return found if "name" in found else []

    def speaker(self, line: int, cells: Sequence[str], columns: Sequence[str | None]) -> Speaker:
        if any(cells[len(columns) :]):
            raise TooManyCells(line=line)
        typed = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
        if "name" not in typed:
            raise NoName(line=line)
        _refuse_too_long(line, typed)
        return Speaker(
            name=typed["name"],
            organisation=typed.get("organisation", ""),
            title=typed.get("title", ""),
            email=_address(line, typed.get("email", "")),
            **{column: self._chosen(line, column, typed.get(column, "")) for column in self._options},
        )

    def _chosen(self, line: int, column: str, word: str) -> str:
        options = self._options[column]
        if not word:
            return options.usual
        if found := options.known.get(names.fold(word)):
            return found
        possible = [translated(words) for words in options.words.values()]
        raise UnknownWord(
            line=line,
            word=word,
            column=translated(COLUMN_WORDS[column]),
            known=formatting.join_words(possible, language_at_hand()),
        )


@dataclass(frozen=True)
class Options:
    """One of a list: its words, every folded word understood for it, and what an empty cell means."""

    words: Mapping[Any, str]
    known: Mapping[str, str]
    usual: str


def _refuse_too_long(line: int, typed: Mapping[str, str]) -> None:
    for column, cell in typed.items():
        if len(cell) > LONGEST:
            raise TooLong(line=line, column=translated(COLUMN_WORDS[column]), count=LONGEST)


def _address(line: int, typed: str) -> str:
    if not typed:
        return ""
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise NotAnAddress(line=line, word=typed) from error
