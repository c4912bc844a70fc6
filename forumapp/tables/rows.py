"""What every reader of a file gives: rows of named cells, as they stand in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forumapp import names
from forumapp.refusals import Refused
from forumapp.words import N_, translated

LINE = N_("Line %(number)s")
ROW = N_("Row %(number)s")


class UnreadableFile(Refused):
    words = N_("This file cannot be read: %(reason)s")


@dataclass(frozen=True)
class Row:
    """One record of a file; ``line`` is where whoever sent it finds it."""

    line: int
    cells: Mapping[str, str]
    has_too_many_cells: bool = False


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]
    unused: Sequence[str] = ()
    """Columns for which there is no place, as they are called in the file."""
    counted: str = LINE
    """What the number of a row counts."""


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken."""

    line: int
    reason: str
    counted: str = LINE

    @property
    def place(self) -> str:
        return translated(self.counted, number=self.line)


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of table, and what else they may be called."""

    names: Sequence[str]
    required: Sequence[str]
    other_names: Mapping[str, str] = field(default_factory=dict)
    """Folded word → column."""

    def named(self, heading: str) -> str:
        """Our name of a column, empty where it is none of ours; case, spaces and hyphens do not matter."""
        folded = names.fold(heading)
        return next((name for name in self.names if names.fold(name) == folded), self.other_names.get(folded, ""))


def table(records: Sequence[tuple[int, Sequence[str]]], columns: Columns, counted: str = LINE) -> Table:
    """Records under a first one that names the columns, in any order; further columns left out.

    Raises UnreadableFile.
    """
    if not records:
        raise UnreadableFile(reason=translated(N_("it is empty.")))
    (_line, heading), *rest = records
    found = _columns(heading, columns)
    return Table(
        rows=[_row(found, line, record) for line, record in rest],
        unused=[name.strip() for name, column in zip(heading, found, strict=True) if not column and name.strip()],
        counted=counted,
    )


def _columns(heading: Sequence[str], columns: Columns) -> list[str]:
    found = [columns.named(cell) for cell in heading]
    for name in columns.names:
        if found.count(name) > 1:
            raise UnreadableFile(reason=translated(N_("it has the column “%(column)s” twice."), column=name))
    if missing := [name for name in columns.required if name not in found]:
        words = translated(N_("its first line has no column “%(columns)s”."), columns="”, “".join(missing))
        raise UnreadableFile(reason=words)
    return found


def _row(columns: Sequence[str], line: int, record: Sequence[str]) -> Row:
    """Too many cells mean a comma without quotes: nobody can say which cell is which, so the row is refused later."""
    cells = {column: cell for column, cell in zip(columns, record, strict=False) if column}
    beyond = any(cell.strip() for cell in record[len(columns) :])
    return Row(line, cells, has_too_many_cells=beyond)
