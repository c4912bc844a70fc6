"""The engine: a wake-up becomes a run, on either database; the clock starts each job once in its time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import text

from config import Settings
from forumapp import jobs
from forumapp.extensions import db, transaction
from forumapp.jobs import Engine, Job

STARTING, ROUNDS = 6, 4


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    engine = Engine(app)
    yield engine
    engine.queue.flush()
    engine.queue.storage.close()


def _run_next(engine: Engine) -> None:
    task = engine.queue.dequeue()
    assert task is not None
    engine.queue.execute(task)


def test_a_woken_job_runs_within_the_app(app: Flask, engine: Engine) -> None:
    ran = []
    engine.add(Job("sample", lambda: ran.append(current_app.name)))
    engine.wake("sample")
    assert ran == []
    _run_next(engine)
    assert ran == [app.name]
    assert engine.queue.dequeue() is None


def test_a_crowd_wakes_nobody_twice(engine: Engine) -> None:
    ran: list[str] = []
    for name in ("first", "second"):
        engine.add(Job(name, lambda name=name: ran.append(name)))  # type: ignore[misc]
    for name in ("first", "first", "second", "first"):
        engine.wake(name)
    _run_next(engine)
    engine.wake("first")  # the one before was taken up already, and may have looked too early
    _run_next(engine)
    _run_next(engine)
    assert ran == ["first", "second", "first"]
    assert engine.queue.dequeue() is None


def test_a_job_that_fails_does_not_end_the_worker(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    engine.add(Job("broken", lambda: 1 / 0))
    engine.wake("broken")
    _run_next(engine)
    assert "ZeroDivisionError" in caplog.text


def test_nothing_is_opened_before_the_first_wake_up(app: Flask) -> None:
    assert "queue" not in vars(Engine(app))


@pytest.mark.parametrize(("seconds", "times"), [(30, 2880), (300, 288), (24 * 60 * 60, 1)])
def test_the_clock_starts_a_job_once_in_its_time(seconds: int, times: int) -> None:
    due = jobs._every(seconds)
    start = datetime(2026, 10, 24, 12, 0, 7)
    rounds = [start + timedelta(seconds=jobs.ROUND * n) for n in range(2880)]
    assert sum(due(moment) for moment in rounds) == times


def test_processes_that_start_together_make_one_queue(app: Flask) -> None:
    """Each with connections of its own, as web and worker have, where nobody has used the queue before."""
    settings = app.config["SETTINGS"]
    for _ in range(ROUNDS):
        _forget_queue(settings)
        together = threading.Barrier(STARTING)

        def opened(together: threading.Barrier = together) -> None:
            together.wait()
            queue = jobs._opened(settings)
            queue.pending()
            queue.storage.close()

        with ThreadPoolExecutor(STARTING) as pool:
            for done in [pool.submit(opened) for _ in range(STARTING)]:
                done.result()


def _forget_queue(settings: Settings) -> None:
    if settings.database_url.startswith("postgresql"):
        with transaction():
            db.session.execute(text("DROP SCHEMA IF EXISTS queue CASCADE"))
    else:
        for file in settings.data_dir.glob("queue.sqlite3*"):
            file.unlink()
