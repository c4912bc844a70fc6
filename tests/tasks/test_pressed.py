"""A press works on what it began until its answer is due, behind its own commit."""

import pytest
from flask import Flask, g

from forumapp import jobs
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.tasks import actions, pressed, running
from forumapp.tasks.models import State, Task
from forumapp.web import logs
from tests.tasks.test_running import KIND, Work, edition, entries, small_batches, stored, work

__all__ = ["edition", "small_batches", "work"]


@pytest.fixture
def woken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the worker is woken for; the app runs as in earnest, so that it works on by itself."""
    names: list[str] = []
    monkeypatch.setattr(jobs, "wake", names.append)
    monkeypatch.setitem(app.config, "TESTING", False)
    return names


def begun(edition: Edition, count: int, once: str = "once") -> int:
    with transaction():
        return actions.begin(KIND, range(1, count + 1), once=once, edition=edition).id


def test_all_is_done_while_there_is_time(app: Flask, edition: Edition, work: Work, woken: list[str]) -> None:
    with app.test_request_context():
        task = begun(edition, 45)
        assert woken == [] and entries() == 0
        pressed.work_on()
        assert (stored(task).state, work.batches) == (State.FINISHED, [20, 20, 5])


def test_when_the_answer_is_due_the_worker_goes_on(
    app: Flask, edition: Edition, work: Work, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "seconds_so_far", lambda: 9.0 if work.batches else 0.0)
    with app.test_request_context():
        task = begun(edition, 45)
        pressed.work_on()
        assert (stored(task).state, work.batches) == (State.WAITING, [20])
    assert pressed.JOB in woken
    running.run_due()
    assert (stored(task).state, work.batches) == (State.FINISHED, [20, 20, 5])


def test_others_are_left_to_the_worker(app: Flask, edition: Edition, work: Work, woken: list[str]) -> None:
    elsewhere = begun(edition, 3, "elsewhere")
    with app.test_request_context():
        here = begun(edition, 3, "here")
        pressed.work_on()
        assert (stored(here).state, stored(elsewhere).state) == (State.FINISHED, State.WAITING)


def test_what_goes_wrong_is_left_to_the_worker(
    app: Flask, edition: Edition, work: Work, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError

    with app.test_request_context():
        task = begun(edition, 3)
        with monkeypatch.context() as broken:
            broken.setattr(running, "run_due", fail)
            pressed.work_on()
        assert (stored(task).state, woken[-1]) == (State.WAITING, pressed.JOB)


def test_a_press_that_is_not_kept_works_on_nothing(app: Flask, edition: Edition, work: Work, woken: list[str]) -> None:
    with app.test_request_context():
        db.session.begin_nested()
        actions.begin(KIND, [1], once="once", edition=edition)
        db.session.rollback()
        pressed.work_on()
        assert (db.session.query(Task).count(), work.batches, g.get("begun_tasks")) == (0, [], None)
