"""A database, the machines that share it, a mail server, and our own look into the tables."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from bench.storm import wholeness
from bench.storm.hosts import SERVE, Host, start_all, wait_for, web_of
from bench.storm.postgresql import PostgreSQL
from config import Settings, from_environment
from forumapp import create_app, migrating
from forumapp.extensions import db, transaction
from forumapp.notifications import waking
from tests.factories import registrations as factories
from tests.jobs.running import free_port
from tests.support.mail_sink import Sink, mail_sink

SECRET_KEY = "a secret of the storms"


@dataclass
class World:
    """``app`` prepares and looks; what is tested runs on ``hosts``, in processes of their own."""

    kind: str
    folder: Path
    app: Flask
    sink: Sink
    postgresql: PostgreSQL | None = None
    ratelimit_url: str = "memory://"
    hosts: list[Host] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        settings: Settings = self.app.config["SETTINGS"]
        return settings

    def environment(self, **changes: str) -> dict[str, str]:
        """How an administrator would set it up behind one reverse proxy; the clients play the proxy, too."""
        return {
            "APP_ENV": "production",
            "SECRET_KEY": SECRET_KEY,
            "BASE_URL": self.settings.base_url,
            "DATABASE_URL": self.settings.database_url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "MAIL_FROM": self.settings.mail_from,
            "TRUSTED_PROXIES": "1",
            "RATELIMIT_URL": self.ratelimit_url,
        } | changes

    def new_hosts(self, count: int, command: tuple[str, ...] = SERVE, **changes: str) -> list[Host]:
        """Ready to be started; ended with the world."""
        made = [self._new_host(len(self.hosts) + n, command, changes) for n in range(count)]
        self.hosts += made
        return made

    def _new_host(self, number: int, command: tuple[str, ...], changes: dict[str, str]) -> Host:
        said = self.folder / f"host-{number}-said"
        return Host(self.data_dir(number), free_port(), self.environment(**changes), said, command)

    def started(self, count: int, **changes: str) -> list[Host]:
        hosts = self.new_hosts(count, SERVE, **changes)
        start_all(hosts)
        return hosts

    def started_broken(self, build: str) -> Host:
        """The web of a broken build; letters are not its business."""
        return self.started_web(f"bench.storm.broken.{build}")

    def started_web(self, build: str) -> Host:
        host = self.new_web(build)
        host.start()
        return host

    def new_broken(self, build: str) -> Host:
        return self.new_web(f"bench.storm.broken.{build}")

    def new_web(self, build: str) -> Host:
        [host] = self.new_hosts(1)
        host.command = web_of(build, host.port)
        return host

    def open_edition(self, capacity: int | None = None) -> str:
        with self.app.app_context():
            return factories.open_edition(capacity=capacity).slug

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Read on a connection of its own, as the tables are now."""
        with self.app.app_context(), db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def change(self, statement: str, **values: Any) -> None:
        with self.app.app_context(), transaction():
            db.session.execute(text(statement), values)

    def wake_worker(self) -> None:
        """By the same wake-up that a request gives."""
        with self.app.app_context():
            self.app.extensions["jobs"].wake(waking.JOB)

    def letters_left(self) -> int:
        [(count,)] = self.rows("SELECT count(*) FROM notifications WHERE state IN ('queued', 'leased', 'retrying')")
        return int(count)

    def wait_for_letters(self, seconds: float = 120) -> None:
        wait_for(lambda: self.letters_left() == 0, "the outbox to become empty", seconds)

    def let_leases_expire(self) -> None:
        """As if a minute had gone by: what a dead worker held may be taken over."""
        self.change("UPDATE notifications SET leased_until = queued_at WHERE state = 'leased'")

    def broken_tables(self) -> list[str]:
        """Rows, keys and indexes that contradict each other."""
        if self.kind == "sqlite":
            return wholeness.faults_of_sqlite(self.settings.database_url.removeprefix("sqlite:///"))
        with self.app.app_context():
            return wholeness.faults_of_postgresql(db.engine)

    def half_records(self, slug: str) -> list[str]:
        """What must be true of an edition's registrations after any mishap."""
        without_letter = self.rows(
            "SELECT reference FROM registrations r JOIN editions e ON e.id = r.edition_id WHERE e.slug = :slug"
            " AND r.source <> 'invitation'"  # whose receipt is that of the answer
            " AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.about = 'registration ' || r.id)",
            slug=slug,
        )
        miscounted = self.rows(
            "SELECT taken FROM seat_pools p JOIN editions e ON e.id = p.edition_id WHERE e.slug = :slug AND taken <>"
            " (SELECT count(*) FROM registrations r"
            " WHERE r.edition_id = p.edition_id AND r.state IN ('approved', 'offered') AND r.takes_place)",
            slug=slug,
        )
        return [f"no letter for {row[0]}" for row in without_letter] + [
            f"{slug} counts {row[0]} places" for row in miscounted
        ]

    def data_dir(self, number: int) -> Path:
        """The first host shares the folder, and with it SQLite's queue, with our own look."""
        return _data_dir(self.folder, number) if number else self.settings.data_dir


@contextmanager
def world(
    kind: str,
    postgresql: PostgreSQL | None = None,
    *,
    disk: Path | None = None,
    ratelimit_url: str = "memory://",
) -> Iterator[World]:
    """An empty forum app. ``disk``: where the tables lie; else in the world's own folder, or the server's."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="forumapp-storm-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if kind == "postgresql":
            assert postgresql
            name = folder.name.replace("-", "_")
            url, data_dir = postgresql.new_database(name, disk), _data_dir(folder, 0)
            if disk:
                stack.callback(postgresql.drop, name)
        else:
            url, data_dir = f"sqlite:///{(disk or folder) / 'forumapp.sqlite3'}", disk or _data_dir(folder, 0)
        app = create_app(_settings(url, data_dir))
        sink = stack.enter_context(mail_sink())
        made = World(kind, folder, app, sink, postgresql, ratelimit_url)
        with app.app_context():
            migrating.upgrade()
        stack.callback(_end, made)
        yield made


def _data_dir(folder: Path, number: int) -> Path:
    return folder / f"host-{number}" / "data"


def _end(made: World) -> None:
    for host in made.hosts:
        host.kill()
    with made.app.app_context():
        db.session.remove()
        db.engine.dispose()


def _settings(url: str, data_dir: Path) -> Settings:
    """``testing`` lifts the limits and wakes nobody; the hosts run without it."""
    given = {
        "SECRET_KEY": SECRET_KEY,
        "BASE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": url,
        "DATA_DIR": str(data_dir),
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "forum@desk.example.org",
        "TRUSTED_PROXIES": "1",
    }
    return replace(from_environment(given), testing=True)
