"""Whether tables, keys and indexes of a database still agree with each other.

SQLite says so itself. The PostgreSQL of the tests comes without ``amcheck``, so that it is asked for each promise of
the schema, once by the tables and once by the indexes.
"""

import sqlite3
from collections.abc import Iterator

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    exists,
    func,
    not_,
    select,
    text,
)

from forumapp.database import Base

BY_TABLE = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
BY_INDEX = ("enable_seqscan",)


def faults_of_sqlite(path: str) -> list[str]:
    """Read as another program would."""
    file = sqlite3.connect(path, timeout=10)
    try:
        integrity = [row[0] for row in file.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return integrity + [f"foreign key: {row}" for row in file.execute("PRAGMA foreign_key_check")]
    finally:
        file.close()


def faults_of_postgresql(engine: Engine) -> list[str]:
    """On one snapshot, while others go on writing."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [fault for table in Base.metadata.sorted_tables for fault in _faults(connection, table)]


def _faults(connection: Connection, table: Table) -> Iterator[str]:
    _without(connection, BY_TABLE)
    rows = len(connection.execute(select(table)).all())  # which reads every value
    for columns, where in _keys(table):
        if connection.execute(_twice(table, columns, where)).first():
            yield f"{table.name} has the same {', '.join(column.name for column in columns)} twice"
    for key in table.foreign_key_constraints:
        if connection.scalar(_orphans(table, key)):
            yield f"{table.name} refers to a missing row of {key.referred_table.name}"
    _without(connection, BY_INDEX)
    by_index = connection.scalar(select(func.count()).select_from(table))
    if by_index != rows:
        yield f"{table.name} has {rows} rows, its index {by_index}"


def _without(connection: Connection, ways: tuple[str, ...]) -> None:
    for way in (*BY_TABLE, *BY_INDEX):
        connection.execute(text(f"SET LOCAL {way} = {'off' if way in ways else 'on'}"))


def _keys(table: Table) -> Iterator[tuple[list[Column], object]]:
    """Columns that are unique together, and among which rows."""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint):
            yield list(constraint.columns), None
    for index in table.indexes:
        if index.unique and all(isinstance(part, Column) for part in index.expressions):
            yield list(index.columns), _where(index)


def _where(index: Index) -> object:
    return index.dialect_options["postgresql"]["where"]


def _twice(table: Table, columns: list[Column], where: object):
    known = and_(*(column.is_not(None) for column in columns))
    found = select(func.count()).select_from(table).where(known).group_by(*columns).having(func.count() > 1)
    return found if where is None else found.where(where)


def _orphans(table: Table, key: ForeignKeyConstraint):
    known = and_(*(column.is_not(None) for column in key.columns))
    target = key.referred_table.alias()
    pairs = [(element.parent, target.c[element.column.name]) for element in key.elements]
    found = exists(select(target.c[pairs[0][1].name]).where(and_(*(mine == its for mine, its in pairs))))
    return select(func.count()).select_from(table).where(known, not_(found))
