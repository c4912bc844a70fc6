"""A list of experts, CSV or XLSX, becomes persons of the directory: all of it or nothing.

Whoever is there already stays as she is; an edition for which the list came knows her from then on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from email_validator import EmailNotValidError, validate_email

from forumapp import formatting, names, tables, wall_times
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.forums.models import Edition
from forumapp.people import actions, pool, pool_columns, queries
from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.people.pool_columns import PoolRow, PoolWords
from forumapp.people.synonyms import COLUMNS, LANGUAGES, SECTORS, known
from forumapp.refusals import Refused
from forumapp.tables import csv_files, files
from forumapp.tables.cells import CellRefused, Cells, RowRefused, within, written
from forumapp.tables.rows import Columns, Problem, Row, Table, UnreadableFile
from forumapp.words import LANGUAGE_NAMES, N_, Text, language_at_hand, translated

MOST_PEOPLE = 3000
LONGEST = 200
"""Characters of a name, title or organisation."""

COLUMN_WORDS = {
    "name": N_("Name as printed"),
    "native_name": N_("Name in the native script"),
    "native_lang": N_("Language of that name"),
    "title": N_("Functional title"),
    "organisation": N_("Organisation"),
    "sector": N_("Sector"),
    "email": N_("E-mail"),
    "language": N_("Language of letters"),
    "time_zone": N_("Time zone"),
} | pool_columns.COLUMN_WORDS

_READERS: Mapping[str, Callable[[bytes, Columns], Table]] = {
    ".csv": csv_files.read,
    ".xlsx": lambda content, columns: tables.xlsx_files.read(content, columns),
}


class NobodyInFile(Refused):
    words = N_("This file names nobody.")


class TooManyPeople(Refused):
    words = N_("This file names %(count)s people; %(most)s at most can be imported at once.")


@dataclass(frozen=True)
class PersonRow:
    """Somebody as the file has her; the fields are those of ``people.actions.find_or_add``."""

    printed_name: str
    native_name: str
    native_lang: str
    title: Text
    organisation: Text
    sector: str
    email: str
    language: str
    time_zone: str | None
    in_pool: PoolRow = PoolRow()

    def facts(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "in_pool"}


@dataclass(frozen=True)
class Listed:
    """What a file says, read and checked, but not yet in the database."""

    people: Sequence[PersonRow]
    problems: Sequence[Problem] = ()
    unused_columns: Sequence[str] = ()


@dataclass(frozen=True)
class Standing:
    """What taking the list means for each of its people."""

    new: Sequence[PersonRow]
    linked: Sequence[PersonRow]
    """In the directory already, but not known to this edition."""
    known: Sequence[PersonRow]
    """Known already; nothing happens to them."""

    @property
    def without_address(self) -> Sequence[PersonRow]:
        """New for sure, because a name alone does not say who somebody is."""
        return [row for row in self.new if not row.email]


def read_file(path: Path, edition: Edition | None = None) -> Listed:
    return read(path.name, files.content(path), edition)


def read(file_name: str, content: bytes, edition: Edition | None = None) -> Listed:
    """Raises UnreadableFile, NobodyInFile, TooManyPeople; what is wrong with single rows is in ``problems``."""
    reader = _READERS.get(files.kind(file_name, content))
    if reader is None:
        reason = translated(N_("its name should end in %(known)s."), known=", ".join(_READERS))
        raise UnreadableFile(reason=reason)
    words = _Words(edition)
    table = reader(content, Columns(tuple(COLUMN_WORDS), ("name",), words.columns))
    if not table.rows:
        raise NobodyInFile
    if len(table.rows) > MOST_PEOPLE:
        raise TooManyPeople(count=len(table.rows), most=MOST_PEOPLE)
    return _listed(table, words, needs_address=edition is None)


def standing(listed: Listed, edition: Identified | None) -> Standing:
    """Who is new, and who is in the directory already; writes nothing."""
    there = queries.by_emails([row.email for row in listed.people if row.email])
    known_ids = queries.known_among(edition, list(there.values())) if edition else {p.id for p in there.values()}
    new: list[PersonRow] = []
    linked: list[PersonRow] = []
    known_already: list[PersonRow] = []
    for row in listed.people:
        person = there.get(names.normalise_email(row.email)) if row.email else None
        kind = new if person is None else known_already if person.id in known_ids else linked
        kind.append(row)
    return Standing(new, linked, known_already)


def take(listed: Listed, edition: Edition | None, *, by: Identified | None = None) -> Standing:
    """Make the persons of a list without problems; tells what it meant for them. Nobody is written to.

    ``by``: a co-host, whose people they are from now on; whoever was known before is hers to invite alone.
    """
    assert not listed.problems
    meant = standing(listed, edition)
    for row in [*meant.linked, *(meant.known if by else ())]:
        actions.find_or_add(edition, by=by, **row.facts())  # type: ignore[arg-type]
    for row in meant.new:
        person = actions.find_or_add(edition, by=by, **row.facts())  # type: ignore[arg-type]
        if edition is not None:
            row.in_pool.write(person, edition)
    detail = f"{len(meant.new)} new, {len(meant.linked)} linked, {len(meant.known)} known"
    audit.record("people imported", "list of people", detail, edition)
    return meant


def _listed(table: Table, words: "_Words", needs_address: bool) -> Listed:
    people: list[PersonRow] = []
    problems: list[Problem] = []
    first_lines: dict[str, int] = {}
    for row in table.rows:
        try:
            person = words.person(row, needs_address)
        except RowRefused as refusal:
            problems += [Problem(row.line, reason, table.counted) for reason in refusal.reasons]
            continue
        people.append(person)
        problems += [
            Problem(row.line, reason, table.counted) for reason in _address_twice(row.line, person, first_lines)
        ]
    return Listed(people, problems, table.unused)


def _address_twice(line: int, person: PersonRow, first_lines: dict[str, int]) -> Iterator[str]:
    if not person.email:
        return
    first = first_lines.setdefault(names.normalise_email(person.email), line)
    if first != line:
        words = N_("The address %(email)s stands on line %(line)s already. Two people need two addresses.")
        yield translated(words, email=person.email, line=first)


class _Words:
    """What is understood in a cell: our own words in each language, and what people write instead."""

    def __init__(self, edition: Edition | None) -> None:
        self.columns = known(COLUMN_WORDS, COLUMNS | pool_columns.COLUMNS)
        self._pool = PoolWords(edition)
        self._sectors = known(SECTOR_WORDS, SECTORS)
        self._languages = known(LANGUAGE_NAMES, LANGUAGES)

    def person(self, row: Row, needs_address: bool) -> PersonRow:
        """Raises RowRefused with every reason at once."""
        cells = Cells(row)
        name = cells.read("name", _name)
        facts = PersonRow(
            printed_name=name or "",
            native_name=cells.read("native_name", _short("native_name")) or "",
            native_lang=cells.read("native_lang", self._native_language) or "",
            title=written(cells.read("title", _short("title")) or ""),
            organisation=written(cells.read("organisation", _short("organisation")) or ""),
            sector=cells.read("sector", self._sector) or Sector.OTHER,
            email=cells.read("email", _needed_address if needs_address else _address) or "",
            language=cells.read("language", self._language) or "en",
            time_zone=cells.read("time_zone", _zone),
            in_pool=self._in_pool(cells),
        )
        if facts.in_pool.contact_email and names.normalise_email(facts.in_pool.contact_email) == _key_of(facts.email):
            cells.reasons.append(pool.ContactIsHerself().sentence())
        if cells.reasons:
            raise RowRefused(cells.reasons)
        return facts

    def _in_pool(self, cells: Cells) -> PoolRow:
        cells.tried(lambda: self._pool.needs_forum(cells))
        if cells.has("contact_name") and not cells.has("contact_email"):
            cells.reasons.append(translated(N_("There is a contact without an e-mail address.")))
        return PoolRow(
            speaks=cells.read("speaks", self._pool.languages) or (),
            topics=cells.read("topics", self._pool.topics) or (),
            place=cells.read("place", self._pool.place) or "",
            groups=cells.read("groups", self._pool.groups) or (),
            contact_name=cells.read("contact_name", _short("contact_name")) or "",
            contact_email=cells.read("contact_email", _address) or "",
            contact_language=cells.read("contact_language", self._language) or "",
        )

    def _sector(self, cell: str) -> str:
        return _chosen(cell, "sector", self._sectors, SECTOR_WORDS) if cell else ""

    def _language(self, cell: str) -> str:
        return _chosen(cell, "language", self._languages, LANGUAGE_NAMES) if cell else ""

    def _native_language(self, cell: str) -> str:
        """A language of ours in any word for it, else the tag of any other."""
        if not cell:
            return ""
        if ours := self._languages.get(names.fold(cell)):
            return ours
        try:
            Locale.parse(cell.replace("_", "-"), sep="-")
        except (UnknownLocaleError, ValueError) as error:
            words = N_("“%(cell)s” is not the tag of a language; it looks like zh-Hant, ja or ar.")
            raise CellRefused(words, cell=cell[:40]) from error
        return cell.replace("_", "-")


def _name(cell: str) -> str:
    if not cell:
        raise CellRefused(N_("There is no name."))
    return within(cell, "name", LONGEST)


def _short(column: str) -> Callable[[str], str]:
    return partial(within, column=column, most=LONGEST)


def _address(cell: str) -> str:
    if not cell:
        return ""
    try:
        return validate_email(cell, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise CellRefused(N_("“%(cell)s” does not look like an e-mail address."), cell=cell[:100]) from error


def _key_of(email: str) -> str:
    return names.normalise_email(email) if email else ""


def _needed_address(cell: str) -> str:
    if not cell:
        words = N_("There is no e-mail address. Without it and without a forum nobody would find this person again.")
        raise CellRefused(words)
    return _address(cell)


def _zone(cell: str) -> str | None:
    if cell and not wall_times.is_zone(cell):
        raise wall_times.UnknownZone(zone=cell[:60])
    return cell or None


def _chosen(cell: str, column: str, understood: Mapping[str, str], words: Mapping[Any, str]) -> str:
    found = understood.get(names.fold(cell))
    if found is None:
        raise CellRefused(
            N_("“%(cell)s” is not in the list for “%(column)s”. Possible: %(known)s."),
            cell=cell[:60],
            column=column,
            known=formatting.join_words([translated(word) for word in words.values()], language_at_hand()),
        )
    return found
