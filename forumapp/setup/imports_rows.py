"""What every reader of a programme file gives: rows of named cells, as they stand in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forumapp.refusals import Refused
from forumapp.words import N_


class UnreadableFile(Refused):
    words = N_("This file cannot be read: %(reason)s")


@dataclass(frozen=True)
class Row:
    """One session of a file; ``line`` is where an organiser finds it."""

    line: int
    cells: Mapping[str, str]
    has_too_many_cells: bool = False


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]
    unused: Sequence[str] = ()
    """Columns that no programme has, as they are called in the file."""


COLUMNS = ("code", "title", "format", "room", "date", "start", "end", "time_zone", "access", "mode", "language", "note")
REQUIRED = ("title", "date", "start", "end", "time_zone")
