"""After a commit that queued letters the worker is woken, and only then."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import QueuePool

from forumapp import jobs
from forumapp.extensions import db
from forumapp.notifications import actions, waking
from forumapp.notifications.models import State
from forumapp.notifications.problems import Problem
from tests.notifications.letters import letter, queued, written

Woken = list[str]


@pytest.fixture
def woken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Woken]:
    calls: Woken = []
    monkeypatch.setattr(jobs, "wake", calls.append)
    yield calls


def test_a_commit_with_a_letter_wakes_the_worker_once(app: Flask, woken: Woken) -> None:
    written()
    written(about="sample 2")
    assert woken == []
    db.session.commit()
    assert woken == [waking.JOB]
    db.session.commit()
    assert len(woken) == 1


def test_it_is_woken_when_the_connection_is_given_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite nobody else could write while the queue is written."""
    pool = db.engine.pool
    assert isinstance(pool, QueuePool)
    held: list[int] = []
    monkeypatch.setattr(jobs, "wake", lambda _job: held.append(pool.checkedout()))
    written()
    assert pool.checkedout() == 1
    db.session.commit()
    assert held == [0]


def test_a_letter_that_goes_straight_into_its_table_wakes_the_worker_too(app: Flask, woken: Woken) -> None:
    message = written(about_new=True)
    db.session.commit()
    assert woken == [waking.JOB]
    assert letter(message.id).state is State.QUEUED


@pytest.mark.parametrize("about_new", [False, True])
def test_a_rollback_wakes_nobody(app: Flask, woken: Woken, about_new: bool) -> None:
    written(about_new=about_new)
    db.session.rollback()
    db.session.commit()
    assert woken == []


def test_sending_again_wakes_the_worker(app: Flask, woken: Woken) -> None:
    number = queued()
    letter(number).mark_failed(Problem.UNREACHABLE)
    db.session.commit()
    woken.clear()
    actions.send_again(letter(number))
    db.session.commit()
    assert woken == [waking.JOB]
    assert letter(number).state is State.QUEUED


def test_a_broken_queue_does_not_turn_a_success_into_an_error(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = jobs.Engine(app)
    monkeypatch.setattr(jobs, "wake", broken.wake)  # it knows no job
    number = queued()
    assert letter(number).state is State.QUEUED
    assert "could not be woken" in caplog.text
