"""``kill -9`` while tables are brought from an old revision to the newest: all of it happens, or nothing (DATA-06).

A filled forum is led back to an old revision; each trial gets a copy of it. After the kill ``flask db upgrade`` is
asked for once more, and then everything has to be as if nobody had killed anything.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Inspector, create_engine, inspect, text

from bench.storm import wholeness
from bench.storm.findings import Control, Finding
from bench.storm.furnishing import furnish
from bench.storm.worlds import World
from config import ROOT
from forumapp import migrating
from forumapp.database import Base
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations import actions as registrations

HEALTHY, CONTROL = "wsgi", "upgrades_by_statement"
OLD, RECENT = "0010", "0030"
DONE = "done"
BY_COMMAND = 10
"""Every so many times it is ``flask db upgrade`` itself that is asked once more, which takes its time to start."""
PATIENCE = 120
"""Seconds for one upgrade on a busy machine."""

_numbers = count(1)


@dataclass(frozen=True)
class State:
    """A database, as far as it can be told from another one."""

    revision: str
    schema: str
    rows: dict[str, tuple[int, str]]
    """Table → number of rows, and a sum over all of them."""

    def lost_in(self, later: "State") -> list[str]:
        return [table for table, (rows, _) in self.rows.items() if later.rows.get(table, (0, ""))[0] < rows]

    def differs_from(self, other: "State") -> str:
        """In words; empty where they are the same."""
        if self.revision != other.revision:
            return f"revision {self.revision} instead of {other.revision}"
        if self.schema != other.schema:
            return f"tables that are no longer those of {other.revision}"
        changed = [table for table in other.rows if self.rows.get(table) != other.rows[table]]
        return f"other rows in {', '.join(changed)}" if changed else ""


def killed(
    world: World, *, people: int, kills: int, seed: int, old_revision: str = OLD, build: str = HEALTHY
) -> Finding:
    """At moments spread over the whole way. Leaves the world behind at the old revision."""
    found = Finding("upgrade killed", world.kind, kills, "kills", seed)
    rng, began = random.Random(seed), time.monotonic()
    _fill(world, people)
    old = _led_back(world, old_revision)
    with _upgrader(world, build) as upgrader:
        with _copy(world) as copy:
            takes, said = upgrader.upgrade(copy.url)
            wanted = copy.state()
            found.wrong += copy.faults() if said == DONE else [f"undisturbed: {said}"]
            found.wrong += [f"rows of {table} are lost" for table in old.lost_in(wanted)]
        arrived = 0
        for number in range(kills):
            with _copy(world) as copy:
                upgrader.upgrade(copy.url, takes * (number + rng.random()) / kills)
                left = copy.state()
                arrived += left.revision == wanted.revision
                differs = left.differs_from(wanted if left.revision == wanted.revision else old)
                found.expect(not differs, f"kill {number + 1} leaves {differs}")
                said = copy.asked_once_more() if number % BY_COMMAND == 0 else upgrader.upgrade(copy.url)[1]
                problem = said if said != DONE else copy.state().differs_from(wanted) or "; ".join(copy.broken_rows())
                found.expect(not problem, f"once more after kill {number + 1}: {problem}")
    found.numbers |= {"from": old_revision, "to": wanted.revision, "rows": sum(rows for rows, _ in old.rows.values())}
    found.numbers |= {"after the commit": arrived, "upgrade s": takes, "seconds": round(time.monotonic() - began)}
    return found


def broken(world: World, *, people: int, kills: int, seed: int) -> Control:
    build = f"bench.storm.broken.{CONTROL}"
    return Control(CONTROL, killed(world, people=people, kills=kills, seed=seed, old_revision=RECENT, build=build))


@dataclass(frozen=True)
class _Upgrader:
    process: "subprocess.Popen[str]"

    def upgrade(self, url: str, killed_after: float | None = None) -> tuple[float, str]:
        """Seconds from its first statement on, and how it ended."""
        assert self.process.stdin
        self.process.stdin.write(f"{url}\n")
        self.process.stdin.flush()
        child = int(self._word())
        assert self._word() == "begins"
        began = time.monotonic()
        if killed_after is not None:
            time.sleep(killed_after)
            with suppress(ProcessLookupError):  # it was quicker than the undisturbed one
                os.kill(child, signal.SIGKILL)
        said = self._word()
        seconds = time.monotonic() - began
        if said != "ended":
            assert self._word() == "ended"
        return seconds, said

    def _word(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@contextmanager
def _upgrader(world: World, build: str) -> Iterator[_Upgrader]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.storm.upgrading", build],
        cwd=ROOT,
        env=_environment(world, world.settings.database_url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        yield _Upgrader(process)


def _fill(world: World, people: int) -> None:
    """Something of everything, and many who registered, each with a letter."""
    slug = furnish(world.app).slug
    with world.app.app_context():
        with transaction():
            edition: Edition = world.app.extensions["edition_finder"](slug)
            for number in range(people):
                email = f"guest-{number}@example.org"
                registrations.register(edition, name=f"Guest {number}", email=email, form_number=number + 1)
        db.session.remove()


def _led_back(world: World, revision: str) -> State:
    with world.app.app_context():
        migrating.downgrade(revision)
        db.session.remove()
        db.engine.dispose()
    with _engine(world.settings.database_url) as engine:  # read as the copies are: the app's own has another time zone
        return _state(engine)


@contextmanager
def _copy(world: World) -> Iterator["_Copy"]:
    name = f"{world.folder.name.replace('-', '_')}_{next(_numbers)}"
    if world.postgresql:
        url = world.postgresql.copied(world.settings.database_url, name)
    else:
        path = world.folder / f"{name}.sqlite3"
        url = f"sqlite:///{path}"
        first = world.settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(first)) as old, closing(sqlite3.connect(path)) as new:
            old.backup(new)
    try:
        yield _Copy(world, url)
    finally:
        if world.postgresql:
            world.postgresql.drop(name)
        else:
            for file in world.folder.glob(f"{name}.sqlite3*"):
                file.unlink()


@dataclass(frozen=True)
class _Copy:
    world: World
    url: str

    def asked_once_more(self) -> str:
        """As an administrator does; the last line of what was said where it fails."""
        words = [sys.executable, "-m", "flask", "db", "upgrade"]
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=_environment(self.world, self.url),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return DONE if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it fails"])[-1]

    def state(self) -> State:
        with _engine(self.url) as engine:
            return _state(engine)

    def faults(self) -> list[str]:
        """At the newest revision: what differs from the models, and what contradicts itself."""
        with _engine(self.url) as engine, engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differ = [f"not as in the models: {one}" for one in compare_metadata(context, Base.metadata)]
        return differ + self.broken_rows()

    def broken_rows(self) -> list[str]:
        if not self.world.postgresql:
            return wholeness.faults_of_sqlite(self.url.removeprefix("sqlite:///"))
        with _engine(self.url) as engine:
            return wholeness.faults_of_postgresql(engine)


def _environment(world: World, url: str) -> dict[str, str]:
    return {**os.environ, **world.environment(DATABASE_URL=url, DATA_DIR=str(world.data_dir(0)))}


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _state(engine: Engine) -> State:
    seen = inspect(engine)
    with engine.connect() as connection:
        rows = {}
        for table in seen.get_table_names():
            found = sorted(repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
            rows[table] = len(found), sha256("\n".join(found).encode()).hexdigest()
        [(revision,)] = connection.execute(text("SELECT version_num FROM alembic_version"))
    return State(revision, "\n".join(_described(seen, table) for table in sorted(rows)), rows)


def _described(seen: Inspector, table: str) -> str:
    keys = [seen.get_pk_constraint(table), *seen.get_foreign_keys(table), *seen.get_unique_constraints(table)]
    others = [*seen.get_check_constraints(table), *seen.get_indexes(table)]
    return "\n".join(sorted(_in_words(one) for one in [*seen.get_columns(table), *keys, *others]))


def _in_words(found: object) -> str:
    """Types and conditions by what they say."""
    if isinstance(found, Mapping):
        return ", ".join(f"{key}: {_in_words(found[key])}" for key in sorted(found))
    return str(found)
