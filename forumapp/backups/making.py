"""Making a backup while the app goes on working: one moment of the database, in one file."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from forumapp.backups import files, revisions, rows
from forumapp.backups.refusals import BackupRefused
from forumapp.extensions import db


@dataclass(frozen=True)
class Made:
    """What a backup holds."""

    tables: int
    rows: int
    revision: str


def make(path: Path) -> Made:
    """Everything that was acknowledged before this call is in the file; it is checked before it gets its name.

    Raises BackupRefused, and OSError or an error of the database where the file cannot be written.
    """
    with db.engine.connect() as connection:
        if files.revision_of(connection) is None:
            raise BackupRefused("The database has no tables yet; there is nothing to back up.")
    with files.appearing(path) as unfinished:
        if db.engine.dialect.name == "sqlite":
            _copy_sqlite(unfinished)
        else:
            _write_out(unfinished)
        files.check(unfinished)
        return _made(unfinished)


def _copy_sqlite(unfinished: Path) -> None:
    """SQLite's own way: reads one snapshot, and writers need not wait for it."""
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(unfinished),))
    finally:
        raw.close()


def _write_out(unfinished: Path) -> None:
    """From PostgreSQL: the same tables by the same migrations, and every row as one snapshot shows it."""
    reading = db.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with reading as source, source.begin(), files.opened(unfinished) as file:
        source.execute(text("SET TRANSACTION READ ONLY"))
        source.execute(text("SET LOCAL timezone = 'UTC'"))
        revision = files.revision_of(source)
        revisions.refuse_unknown(revision)
        assert revision
        revisions.upgrade(file, revision)
        with file.begin() as target:
            tables = rows.tables_of(target)
            for carried in reversed(tables):  # what migrations filled in comes from the source, too
                target.execute(carried.deletion())
            for carried in tables:
                rows.carry(carried, source, target)


def _made(unfinished: Path) -> Made:
    revision = files.revision(unfinished)
    with files.opened(unfinished) as file, file.connect() as connection:
        tables = rows.tables_of(connection)
        return Made(len(tables), rows.count(tables, connection), revision)
