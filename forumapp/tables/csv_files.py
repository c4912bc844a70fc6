"""Tables as CSV, from whatever program wrote them."""

import codecs
import csv
from collections.abc import Iterator, Sequence

from forumapp.tables import rows
from forumapp.tables.rows import Columns, Table, UnreadableFile
from forumapp.words import N_, translated

_DELIMITERS = (",", ";", "\t")


def read(content: bytes, columns: Columns) -> Table:
    """Raises UnreadableFile."""
    text = _decoded(content)
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    # The csv module's own guess errs on titles that are full of commas; the first line has none.
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        records = list(_records(lines, delimiter))
    except csv.Error as error:
        raise UnreadableFile(reason=str(error)) from error
    return rows.table(records, columns)


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
