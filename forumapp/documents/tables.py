"""Tables for spreadsheets, as CSV that no spreadsheet takes for a program."""

import csv
import enum
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Column:
    heading: str
    width: int
    """In characters."""


@dataclass(frozen=True)
class About:
    """What a workbook says of itself; ``made_at`` is the moment of the facts, not of the file."""

    title: str
    author: str
    language: str
    made_at: datetime


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], *, mark: bool = False) -> bytes:
    """UTF-8, every cell quoted, CRLF; `mark` puts a byte order mark in front, which Excel needs.

    Moments must know their zone and are written in UTC; `None` is an empty cell.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(name) for name in columns])
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} cells under {len(columns)} columns")
        writer.writerow([cell(value) for value in row])
    return table.getvalue().encode("utf-8-sig" if mark else "utf-8", errors="replace")


def cell(value: object) -> str:
    """As a spreadsheet may see it: what would start a formula gets an apostrophe in front."""
    if type(value) is str:  # nearly all of them
        return _text(value)
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case enum.Enum():
            return _text(str(value.value))
        case int() | float():
            return str(value)
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    if text[:1].isalnum() and "\0" not in text:
        return text
    text = text.replace("\0", "")
    # Some spreadsheets trim a cell before they look at its first character.
    if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS):
        return "'" + text
    return text


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
