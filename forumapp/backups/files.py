"""The file of a backup: appears whole or not at all, is read by its owner only, and is checked before it counts."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from forumapp.backups.refusals import BackupRefused

MARK = b"SQLite format 3\x00"


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """An empty file beside ``path``, which takes its name when the block has ended well; mode 0600.

    Raises BackupRefused where something has that name already.
    """
    if os.path.lexists(path):
        raise _exists(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        _write_through(unfinished)
        _name_once(unfinished, path)
        _write_through(path.parent)
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):  # a full disk stops SQLite in the middle of any of them
            unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)


@contextlib.contextmanager
def working_copy(path: Path, folder: Path) -> Iterator[Path]:
    """A copy that may be changed, in a private folder that goes when the block ends."""
    with path.open("rb") as stream:
        if stream.read(len(MARK)) != MARK:
            raise BackupRefused(f"{path} is not a backup of this app.")
    with tempfile.TemporaryDirectory(dir=folder, prefix="restoring-") as private:
        copy = Path(private) / "copy.sqlite3"
        shutil.copyfile(path, copy)
        yield copy


@contextlib.contextmanager
def opened(path: Path, *, keys_hold: bool = False) -> Iterator[Engine]:
    """An engine for a file that nobody else uses. Keys are not enforced unless asked; ``check`` looks at them."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    if keys_hold:
        event.listen(engine, "connect", _enforce_keys)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        yield engine
    finally:
        engine.dispose()


def check(path: Path) -> None:
    """Raises BackupRefused unless the file is whole and every row refers to something that is there."""
    with opened(path) as engine:
        try:
            with engine.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
                broken = found != "ok" or connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        except DatabaseError as error:
            raise BackupRefused(f"The file is damaged ({error.orig}). Use another backup.") from error
    if broken:
        raise BackupRefused("The file is damaged: its tables do not fit together. Use another backup.")


def revision(path: Path) -> str:
    """Which migration the tables in the file correspond to. Raises BackupRefused for anybody else's file."""
    with opened(path) as engine, engine.connect() as connection:
        found = revision_of(connection)
    if found is None:
        raise BackupRefused("The file holds a database, but not one of this app.")
    return found


def revision_of(connection: Connection) -> str | None:
    """Which migration a database is at; None before the first."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("foreign_keys=OFF", "journal_mode=MEMORY", "synchronous=OFF", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _enforce_keys(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


def _name_once(unfinished: Path, path: Path) -> None:
    """A link never replaces what has appeared meanwhile; not every file system has links."""
    try:
        os.link(unfinished, path)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError:
        if os.path.lexists(path):
            raise _exists(path) from None
        unfinished.rename(path)


def _write_through(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exists(path: Path) -> BackupRefused:
    return BackupRefused(f"{path} exists already; a backup never replaces a file.")
