"""Rows as they travel between the two databases: byte for byte, whatever the tables are called.

The tables are read from the file and not from the models, so that a database can be backed up before its
upgrade by the version that will upgrade it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Delete,
    Dialect,
    Insert,
    LargeBinary,
    Select,
    Text,
    cast,
    column,
    func,
    inspect,
    select,
    table,
)
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

AT_ONCE = 1000
"""Rows held in memory."""
_FILES_AT_ONCE = 2
"""Rows with a file in them, which may have twenty megabytes."""

NOT_CARRIED = frozenset({"alembic_version"})


class _Moment(TypeDecorator[datetime]):
    """An instant, or a time on a wall: neither database of ours keeps a zone beside it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None and value.tzinfo else value


@dataclass(frozen=True)
class CarriedTable:
    """A table by the names and kinds of its columns."""

    name: str
    columns: Mapping[str, TypeEngine[Any]]

    def rows(self) -> Select[*tuple[Any, ...]]:
        return select(
            *(
                # JSON stays the very text it is: reading and writing it anew would turn null into NULL.
                cast(column(name), Text).label(name) if isinstance(kind, JSON) else column(name, kind)
                for name, kind in self.columns.items()
            )
        ).select_from(table(self.name))

    def count(self) -> Select[int]:
        return select(func.count()).select_from(table(self.name))

    def deletion(self) -> Delete:
        return table(self.name).delete()

    def insertion(self) -> Insert:
        # Without a type the text is sent bare and becomes JSON where the column says so.
        kinds = {name: NullType() if isinstance(kind, JSON) else kind for name, kind in self.columns.items()}
        return table(self.name, *(column(name, kind) for name, kind in kinds.items())).insert()


def tables_of(file: Connection) -> list[CarriedTable]:
    """The tables of a backup, those referred to before those that refer."""
    inspector = inspect(file)
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name and name not in NOT_CARRIED]
    return [CarriedTable(name, {c["name"]: _kind(c["type"]) for c in inspector.get_columns(name)}) for name in names]


def carry(carried: CarriedTable, source: Connection, target: Connection) -> int:
    """Insert every row of a table of ``source`` into ``target``; says how many."""
    total = 0
    for rows in _portions(carried, source):
        target.execute(carried.insertion(), rows)
        total += len(rows)
    return total


def count(tables: list[CarriedTable], connection: Connection) -> int:
    return sum(connection.execute(carried.count()).scalar_one() for carried in tables)


def _portions(carried: CarriedTable, source: Connection) -> Iterator[list[dict[str, object]]]:
    has_files = any(isinstance(kind, LargeBinary) for kind in carried.columns.values())
    at_once = _FILES_AT_ONCE if has_files else AT_ONCE
    found = source.execution_options(yield_per=at_once).execute(carried.rows())
    for portion in found.mappings().partitions(at_once):
        yield [dict(row) for row in portion]


def _kind(reflected: TypeEngine[Any]) -> TypeEngine[Any]:
    kind = reflected.as_generic()
    return _Moment() if isinstance(kind, DateTime) else kind
