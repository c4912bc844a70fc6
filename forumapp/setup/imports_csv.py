"""A programme as CSV, from whatever program wrote it."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from forumapp.setup.imports_rows import COLUMNS, REQUIRED, Row, Table, UnreadableFile
from forumapp.words import N_, translated

LARGEST = 5 * 1024 * 1024
"""Bytes; a programme of ten thousand sessions is smaller."""
_DELIMITERS = (",", ";", "\t")
_OTHER_NAMES = {
    "zone": "time_zone",
    "timezone": "time_zone",
    "day": "date",
    "begin": "start",
    "starts": "start",
    "ends": "end",
    "languages": "language",
    "type": "format",
    "notes": "note",
}


def read(path: Path) -> Table:
    """The rows of a file; columns in any order, further ones left out. Raises UnreadableFile."""
    text = _decoded(_content(path))
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    # The csv module's own guess errs on titles that are full of commas; the first line has none.
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        records = list(_records(lines, delimiter))
    except csv.Error as error:
        raise UnreadableFile(reason=str(error)) from error
    if not records:
        raise UnreadableFile(reason=translated(N_("it is empty.")))
    columns = _columns(records[0][1])
    return Table(
        rows=[_row(columns, line, record) for line, record in records[1:]],
        unused=[name for name, column in zip(records[0][1], columns, strict=True) if not column and name.strip()],
    )


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableFile(reason=f"{error.strerror}.") from error
    if len(content) > LARGEST:
        raise UnreadableFile(reason=translated(N_("it is larger than 5 MB.")))
    return content


def _decoded(content: bytes) -> str:
    """Guessing an encoding would damage names without a word, so only what says itself is taken."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        words = translated(N_("it is not UTF-8. In a spreadsheet, save it as “CSV UTF-8”."))
        raise UnreadableFile(reason=words) from error


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that has something in it, with the line on which it begins."""
    reader, begins_on = csv.reader(lines, delimiter=delimiter, strict=True), 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield begins_on, record
        begins_on = reader.line_num + 1


def _columns(head: Sequence[str]) -> list[str]:
    """Our names of the columns, empty where a column is none of ours."""
    named = [_OTHER_NAMES.get(plain, plain) for plain in map(_plain, head)]
    columns = [name if name in COLUMNS else "" for name in named]
    for name in COLUMNS:
        if columns.count(name) > 1:
            raise UnreadableFile(reason=translated(N_("it has the column “%(column)s” twice."), column=name))
    if missing := [name for name in REQUIRED if name not in columns]:
        words = translated(N_("its first line has no column “%(columns)s”."), columns="”, “".join(missing))
        raise UnreadableFile(reason=words)
    return columns


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _row(columns: Sequence[str], line: int, record: Sequence[str]) -> Row:
    """Too many cells mean a comma without quotes: nobody can say which cell is which, so the row is refused later."""
    cells = {column: cell for column, cell in zip(columns, record, strict=False) if column}
    beyond = any(cell.strip() for cell in record[len(columns) :])
    return Row(line, cells, has_too_many_cells=beyond)
