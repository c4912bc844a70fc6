"""Tasks are begun once, worked off in batches, and survive whoever works on them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import waking
from forumapp.rights import Permission
from forumapp.tasks import actions, kinds, pressed, queries, running
from forumapp.tasks.kinds import Kind, Named
from forumapp.tasks.models import EndedAlready, ItemState, State, Task, TaskItem
from tests.factories import forums

KIND = "sample"
NIGHT = "2026-09-01 20:00Z"


class Work:
    """Writes an audit entry for each thing, and does what a test wants besides."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.left_out: Mapping[int, str] = {}
        self.broken: set[int] = set()

    def run(self, task: Task, ids: Sequence[int]) -> Mapping[int, str]:
        self.batches.append(len(ids))
        for number in ids:
            audit.record("sample done", f"sample {number}")
            db.session.flush()
            if number in self.broken:
                raise ValueError("broken")
        return {number: problem for number, problem in self.left_out.items() if number in ids}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 20)


@pytest.fixture
def work(app: Flask) -> Iterator[Work]:
    work = Work()

    def name(_edition: object, ids: Sequence[int]) -> dict[int, Named]:
        return {number: Named(f"Sample {number}", "/manage/") for number in ids}

    kinds.add(app, KIND, Kind("Samples", Permission.INVITE, {"gone": "Gone."}, work.run, name, "invitations.index", ""))
    yield work
    del app.extensions["task_kinds"][KIND]


@pytest.fixture
def edition(app: Flask) -> Edition:
    return forums.edition()


def begun(edition: Edition, count: int, once: str = "once") -> int:
    with transaction():
        task = actions.begin(KIND, range(1, count + 1), once=once, edition=edition)
        return task.id


def stored(task_id: int) -> Task:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Task, task_id)


def done(task_id: int) -> int:
    return queries.count_done(stored(task_id))


def entries() -> int:
    return db.session.query(AuditEntry).filter_by(action="sample done").count()


def test_everything_is_done_once_in_batches(edition: Edition, work: Work) -> None:
    task = begun(edition, 45)
    running.run_due()
    running.run_due()
    assert work.batches == [20, 20, 5]
    assert (stored(task).state, stored(task).done, done(task), entries()) == (State.FINISHED, 45, 45, 45)
    assert stored(task).ended_at == stored(task).moved_at


def test_the_same_form_begins_one_task(edition: Edition, work: Work) -> None:
    assert begun(edition, 3) == begun(edition, 3)
    running.run_due()
    assert entries() == 3


def test_the_commit_wakes_the_worker(edition: Edition, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(waking.jobs, "wake", woken.append)
    begun(edition, 1)
    assert woken == [pressed.JOB]


def test_what_is_left_out_is_told_with_its_reason(edition: Edition, work: Work) -> None:
    work.left_out = {2: "gone"}
    task = begun(edition, 3)
    running.run_due()
    assert [(item.object_id, item.problem) for item in queries.left_out(stored(task))] == [(2, "gone")]
    assert (stored(task).state, done(task)) == (State.FINISHED, 2)


def test_a_thing_that_breaks_the_work_is_left_out_alone_and_leaves_nothing(edition: Edition, work: Work) -> None:
    work.broken = {7}
    task = begun(edition, 30)
    running.run_due()
    [item] = queries.left_out(stored(task))
    assert (item.object_id, item.problem, done(task)) == (7, kinds.FAULT, 29)
    assert entries() == 29


def test_the_work_is_done_in_the_name_of_who_began_it(edition: Edition, work: Work) -> None:
    with audit.acting_as("member 7"):
        begun(edition, 1)
    running.run_due()
    assert db.session.query(AuditEntry.actor).filter_by(action="sample done").one() == ("member 7",)


def test_a_dead_workers_task_is_taken_over_when_its_lease_ends(edition: Edition, work: Work) -> None:
    with time_machine.travel(NIGHT, tick=False) as clocks:
        task = begun(edition, 45)
        claim = running._claim_next()
        assert claim and running._batch(claim, running.BATCH)
        running.run_due()
        assert stored(task).done == 20, "another worker waits for the lease"
        clocks.shift(timedelta(seconds=61))
        running.run_due()
        assert (stored(task).state, done(task), entries()) == (State.FINISHED, 45, 45)


def test_a_worker_that_slept_through_its_lease_does_nothing_more(edition: Edition, work: Work) -> None:
    with time_machine.travel(NIGHT, tick=False) as clocks:
        task = begun(edition, 45)
        sleeper = running._claim_next()
        clocks.shift(timedelta(seconds=61))
        assert sleeper and running._claim_next()
        assert running._batch(sleeper, running.BATCH) == 0
        assert stored(task).done == entries() == 0


def test_a_worker_asked_to_stop_gives_the_task_back(edition: Edition, work: Work) -> None:
    task = begun(edition, 45)
    running.run_due(should_stop=lambda: bool(work.batches))
    assert (stored(task).state, stored(task).done) == (State.WAITING, 20)
    running.run_due()
    assert entries() == 45


def test_what_was_not_done_stays_undone_when_it_is_cancelled(edition: Edition, work: Work) -> None:
    task = begun(edition, 45)
    running.run_due(should_stop=lambda: bool(work.batches))
    with transaction():
        actions.cancel(db.session.get_one(Task, task), edition)
    running.run_due()
    assert (stored(task).state, done(task), entries()) == (State.CANCELLED, 20, 20)
    with pytest.raises(EndedAlready), transaction():
        actions.cancel(db.session.get_one(Task, task), edition)


def test_a_task_is_stuck_when_nothing_moved_for_five_minutes(edition: Edition, work: Work) -> None:
    task = stored(begun(edition, 1))
    assert not task.is_stuck(clock.now() + timedelta(minutes=4))
    assert task.is_stuck(clock.now() + timedelta(minutes=6))
    running.run_due()
    assert not stored(task.id).is_stuck(clock.now() + timedelta(hours=1))


def test_a_handful_is_done_at_once(edition: Edition, work: Work) -> None:
    with transaction():
        few = actions.begin(KIND, [1, 2], once="few", edition=edition)
        many = actions.begin(KIND, range(1, 22), once="many", edition=edition)
        assert running.run_now(few) and not running.run_now(many)
        few_id = few.id
    assert stored(few_id).state == State.FINISHED
    assert {item.state for item in db.session.query(TaskItem).filter_by(task_id=few_id)} == {ItemState.DONE}
