"""The background engine, and nothing about what it runs; ``schedule.py`` says that.

Huey only wakes: the truth about due work is in rows of our database, claimed with a lease. So a lost wake-up
costs half a minute and a broken queue turns no success into an error.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import make_url

from config import Settings
from forumapp import later

with later.without("psycopg"):  # which the queue would import where it is installed, not where it is used
    from huey import storage
    from huey.api import Huey, PostgresHuey, SqliteHuey
    from huey.consumer import Consumer, Scheduler
    from huey.serializer import SignedSerializer

if TYPE_CHECKING:
    import psycopg

ROUND = 30
"""Seconds between two looks at what is due by the clock."""

THREADS = 3
LONGEST_POLL = 0.1
"""Seconds between two looks into the queue, which cost next to nothing: who has pressed a button waits for them."""
STOPPING_TIME = 25
"""Seconds for the job at hand when the worker is asked to stop."""

_LOOKED_AT = 10
_POSTGRESQL_SCHEMA = "queue"
_EXTENSION = "jobs"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to do, when woken and at every ``every`` seconds; safe to repeat and to do twice at once."""

    name: str
    run: Callable[[], object]
    every: int | None = None
    on_each_machine: bool = False
    """Machines may share the queue, and then one of them takes each turn; this is done by every worker for itself."""


@dataclass
class Engine:
    """The jobs of one app and the queue that wakes them."""

    app: Flask
    jobs: dict[str, Job] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def add(self, job: Job) -> None:
        self.jobs[job.name] = job

    @cached_property
    def queue(self) -> Huey:
        """Opened when first used, so that making the app opens nothing."""
        queue = _opened(self.app.config["SETTINGS"])
        for job in self._queued():
            run = self._in_app(job)
            queue.task(name=job.name)(run)
            if job.every:
                queue.periodic_task(_every(job.every), name=f"{job.name}_by_the_clock")(run)
        return queue

    def wake(self, name: str) -> None:
        """Have a job run soon. Failing is only logged: the worker looks for itself every half minute.

        One that nobody has taken up yet will see what was committed for this one, too; a crowd wakes nobody twice.
        """
        try:
            if not any(self._name_of(bytes(task)) == name for task in self.queue.storage.enqueued_items(_LOOKED_AT)):
                task = self.queue._registry.string_to_task(f"{__name__}.{name}")
                self.queue.enqueue(task())
        except Exception:
            log.warning("the worker could not be woken for %s", name, exc_info=True)

    def work(self) -> None:
        """Run jobs until SIGTERM or SIGINT; the job at hand is finished first."""
        logging.getLogger("huey").setLevel(logging.WARNING)  # it tells of each look at the clock
        consumer: Consumer = _Consumer(
            self.queue,
            workers=THREADS,
            max_delay=LONGEST_POLL,
            scheduler_interval=1,
            graceful_signal="TERM",
            shutdown_timeout=STOPPING_TIME,
        )
        self.stopping = consumer.stop_flag
        for job in self.jobs.values():
            if job.on_each_machine:
                threading.Thread(target=self._repeat, args=(job,), name=job.name, daemon=True).start()
        consumer.run()

    @cached_property
    def _name_of(self) -> Callable[[bytes], str]:
        """Of a task as it lies in the queue, where the same one is found again and again until somebody takes it."""
        return lru_cache(_LOOKED_AT)(lambda task: str(self.queue.deserialize_task(task).name))

    def _queued(self) -> Iterator[Job]:
        return (job for job in self.jobs.values() if not job.on_each_machine)

    def _repeat(self, job: Job) -> None:
        """At the start, and every so many seconds from then on."""
        run = self._in_app(job)
        while True:
            try:
                run()
            except Exception:
                log.warning("%s failed; it is tried again", job.name, exc_info=True)
            if self.stopping.wait(job.every):
                return

    def _in_app(self, job: Job) -> Callable[[], None]:
        def run() -> None:
            with self.app.app_context():
                job.run()

        return run


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = Engine(app)


def engine() -> Engine:
    """The engine of the app at hand."""
    return cast(Engine, current_app.extensions[_EXTENSION])


def wake(name: str) -> None:
    """Have a job of the app at hand run soon. Tests run what is due in line instead."""
    if not current_app.testing:
        engine().wake(name)


def is_stopping() -> bool:
    """The worker was asked to stop; a job of many steps ends after the present one."""
    return engine().stopping.is_set()


def _opened(settings: Settings) -> Huey:
    options = {"results": False, "utc": True, "serializer": SignedSerializer(secret=settings.secret_key)}
    url = settings.queue_url or (settings.database_url if settings.database_url.startswith("postgresql") else "")
    if url.startswith("postgresql"):
        storage.psycopg = make_url(url).get_dialect().import_dbapi()
        with _first_on_postgresql(url):
            return PostgresHuey("forumapp", connection=partial(_connected_to_postgresql, url), **options)
    path = Path(urlsplit(url).path) if url else settings.data_dir / "queue.sqlite3"
    return SqliteHuey("forumapp", filename=str(path), **options)


def _connected_to_postgresql(url: str) -> "psycopg.Connection":
    """In a schema of its own: the app's migrations know nothing of these tables."""
    connection: psycopg.Connection = storage.psycopg.connect(
        url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True
    )
    connection.execute(f"SET search_path TO {_POSTGRESQL_SCHEMA}")
    return connection


@contextmanager
def _first_on_postgresql(url: str) -> Iterator[None]:
    """One process after the other makes schema and tables: at the same moment they collide, even with IF NOT EXISTS."""
    with _connected_to_postgresql(url) as connection:  # its end gives the lock back
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"forumapp makes {_POSTGRESQL_SCHEMA}"])
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_POSTGRESQL_SCHEMA}")
        yield


def _every(seconds: int) -> Callable[[datetime], bool]:
    """Huey asks once a round whether it is time; ``seconds`` is a multiple of that."""
    rounds = max(1, seconds // ROUND)
    return lambda now: int(now.replace(tzinfo=UTC).timestamp()) // ROUND % rounds == 0


class _Scheduler(Scheduler):
    periodic_task_seconds = ROUND


class _Consumer(Consumer):
    scheduler_class = _Scheduler
