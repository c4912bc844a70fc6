"""Putting a backup into a database: all or nothing, and nothing leaves the house by itself afterwards.

Letters that waited are held and tasks cancelled, because some may have left after the backup was made; signed-in
browsers are signed out, because the sessions that ended since would live again.

Who was erased after the backup was made is erased from the prepared copy, and so is never in the database, not even
for a moment.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, Engine, delete, func, insert, inspect, select, text, update

from config import Settings
from forumapp import clock, placement
from forumapp.accounts.models import UserSession
from forumapp.audit.models import AuditEntry
from forumapp.backups import files, revisions, rows
from forumapp.backups.refusals import BackupRefused
from forumapp.backups.rows import CarriedTable
from forumapp.database import writing
from forumapp.extensions import db
from forumapp.notifications import sealing
from forumapp.notifications.models import Message, State, WorkerHeartbeat
from forumapp.privacy import actions as privacy
from forumapp.privacy import erasures
from forumapp.privacy.actions import SignsIn
from forumapp.privacy.erasures import Replayed
from forumapp.tasks.models import UNFINISHED, Task
from forumapp.tasks.models import State as TaskState

WAITING = (State.QUEUED, State.LEASED, State.RETRYING)


@dataclass(frozen=True)
class Restored:
    """What was restored, and what was done so that it stays quiet."""

    tables: int
    rows: int
    held: int
    """Letters that wait for an organiser."""
    ended: int
    """Browsers signed out."""
    replayed: Replayed
    """Who had been erased meanwhile."""
    key_fits: bool
    """Personal links in held letters were sealed with the present SECRET_KEY."""


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Fill the database from a backup; ``replace`` deletes what is in it, in the same transaction.

    Raises BackupRefused, placement's refusals, OSError, and errors of the database.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with placement.alone(settings), files.working_copy(path, settings.data_dir) as copy:
        files.check(copy)
        revisions.refuse_unknown(files.revision(copy))
        with files.opened(copy) as file:
            revisions.upgrade(file)
            _refuse_filled(_empty_when_new(copy.with_name("blank.sqlite3")), replace)
            replayed = _erase_again(copy, settings.data_dir, path.parent)
            restored = _calm(file, settings.secret_key, replayed)
            revisions.upgrade(db.engine)
            _load(file)
    # Rendered files of what was there before may name people whom the backup does not know.
    shutil.rmtree(settings.data_dir / "artefacts", ignore_errors=True)
    return restored


def _empty_when_new(path: Path) -> list[CarriedTable]:
    """The tables that hold nothing in a new installation; ``path`` is free for one."""
    with files.opened(path) as file:
        revisions.upgrade(file)
        with file.connect() as blank:
            return [table for table in rows.tables_of(blank) if not rows.count([table], blank)]


def _refuse_filled(empty_when_new: list[CarriedTable], replace: bool) -> None:
    with db.engine.connect() as target:
        revisions.refuse_unknown(files.revision_of(target))
        there = set(inspect(target).get_table_names()) - {WorkerHeartbeat.__tablename__}
        filled = rows.count([table for table in empty_when_new if table.name in there], target)
    if filled and not replace:
        raise BackupRefused(
            f"The database holds {filled} rows already. Restore into an empty one, or delete them all with --replace."
        )


def _erase_again(copy: Path, *folders: Path) -> Replayed:
    """Whoever is in the list of the present database, of the data folder, or of the folder of the backup."""
    known = erasures.known_to(db.engine, *folders)
    with files.opened(copy, keys_hold=True) as file:
        return erasures.replay(file, known, privacy.erase, SignsIn)


def _calm(file: Engine, secret_key: str, replayed: Replayed) -> Restored:
    """Change the copy so that nothing happens by itself once it is the database."""
    with file.begin() as copy:
        copy.execute(
            update(Message)
            .where(Message.state.in_(WAITING))
            .values(state=State.HELD, lease_owner=None, leased_until=None)
        )
        copy.execute(
            update(Task)
            .where(Task.state.in_(UNFINISHED))
            .values(state=TaskState.CANCELLED, ended_at=clock.now(), lease_owner=None, leased_until=None)
        )
        sessions = copy.execute(
            update(UserSession).where(UserSession.revoked_at.is_(None)).values(revoked_at=clock.now())
        )
        copy.execute(delete(WorkerHeartbeat))
        copy.execute(
            insert(AuditEntry).values(
                at=clock.now(), actor="command line", action="restored", object="database", detail=""
            )
        )
        tables = rows.tables_of(copy)
        held = copy.execute(select(func.count()).where(Message.state == State.HELD)).scalar_one()
        fits = _key_fits(copy, secret_key)
        return Restored(len(tables), rows.count(tables, copy), held, sessions.rowcount, replayed, fits)


def _key_fits(copy: Connection, secret_key: str) -> bool:
    sealed = copy.execute(select(Message.sealed_link).where(Message.sealed_link.is_not(None)).limit(1)).scalar()
    if sealed is None:
        return True
    try:
        sealing.unseal(sealed, secret_key)
    except sealing.SealBroken:
        return False
    return True


def _load(file: Engine) -> None:
    """Everything out, everything in, one commit."""
    with file.connect() as source, writing(), db.engine.connect() as target:
        tables = rows.tables_of(source)
        with target.begin(), _keys_checked_at_the_end(target):
            for table in reversed(tables):
                target.execute(table.deletion())
            for table in tables:
                rows.carry(table, source, target)
            if target.dialect.name == "postgresql":
                _renumber(target, tables)
        if target.dialect.name == "sqlite":
            _forget_deleted(target)


@contextlib.contextmanager
def _keys_checked_at_the_end(target: Connection) -> Iterator[None]:
    """Rows may come before those they refer to; all keys hold again when the block ends."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # until this transaction ends
        yield
        return
    target.execute(text("SET LOCAL statement_timeout = 0"))
    target.execute(text("SET LOCAL timezone = 'UTC'"))
    keys = target.execute(
        text(
            "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).scalars()
    alterations = list(keys)
    for alteration in alterations:
        target.exec_driver_sql(f"{alteration} DEFERRABLE INITIALLY DEFERRED")
    yield
    target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for alteration in alterations:
        target.exec_driver_sql(f"{alteration} NOT DEFERRABLE")


def _renumber(target: Connection, tables: list[CarriedTable]) -> None:
    """New rows are numbered after the restored ones."""
    for table in tables:
        if "id" in table.columns:
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "  # noqa: S608
                    f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}"), false)'
                )
            )


def _forget_deleted(target: Connection) -> None:
    """What --replace deleted must not stay readable in the log beside the database."""
    raw = target.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
