"""Tasks are worked off in batches, each in one transaction with what it changes.

So a batch happened with everything that belongs to it, letters included, or not at all: whoever kills the worker
at any moment finds nothing half done, and the next worker goes on where the last commit stands.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from forumapp import clock, edition_turns, jobs
from forumapp.audit import actions as audit
from forumapp.extensions import db, transaction
from forumapp.tasks import kinds, queries
from forumapp.tasks.models import LEASE, Task, TaskItem

BATCH = 50
"""Items in a transaction: while it lasts, some hundredths of a second, nobody else writes to a SQLite database."""

HANDFUL = 20
"""So many are done before the page answers."""

_running = threading.Lock()
_asked = threading.Event()
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A task that this worker, and no other, may work on now."""

    task_id: int
    owner: str
    edition_id: int | None


def work_off() -> None:
    """The worker's job: one run at a time in this process, as ``notifications.delivery.deliver``."""
    _asked.set()
    while _asked.is_set() and _running.acquire(blocking=False):
        try:
            _asked.clear()
            run_due(should_stop=jobs.is_stopping)
        finally:
            _running.release()


def run_due(should_stop: Callable[[], bool] = lambda: False, among: Collection[int] | None = None) -> None:
    """Work on every task that is due, the oldest first, until nothing is left or somebody wants to stop.

    ``among``: the ids of some, and no other is looked at.
    """
    while not should_stop() and (claim := _claim_next(among)):
        size = BATCH
        while not should_stop() and (size := _batch(claim, size)):
            pass
        _give_back(claim)


def run_now(task: Task) -> bool:
    """A handful is done at once, in the transaction of the press; says whether that was so."""
    if task.left > HANDFUL:
        return False
    if task.left:
        _settle(task, queries.next_items(task, HANDFUL))
    return True


def _claim_next(among: Collection[int] | None = None) -> Claim | None:
    with transaction():
        task = queries.next_due(among)
        return Claim(task.id, task.lease(clock.now() + LEASE), task.edition_id) if task else None


def _batch(claim: Claim, size: int) -> int:
    """Deal with the next items; says how many to take then, and 0 when there is nothing more to do.

    Where a batch fails, its items are tried one by one, so that only the one at fault is left out.
    """
    try:
        with transaction():
            task = _held(claim)
            if task is None:
                return 0  # finished, cancelled, or taken over
            with audit.acting_as(task.made_by):
                _settle(task, queries.next_items(task, size))
            return size if task.left else 0
    except OperationalError:
        raise  # no item is to blame; the lease ends, and somebody goes on
    except Exception:
        log.warning("task %s stumbled", claim.task_id, exc_info=True)
        return 1 if size > 1 else _leave_out_next(claim)


def _held(claim: Claim) -> Task | None:
    if claim.edition_id:
        edition_turns.take(claim.edition_id)
    return queries.held(claim.task_id, claim.owner)


def _settle(task: Task, items: Sequence[TaskItem]) -> None:
    problems = kinds.of(task).run(task, [item.object_id for item in items])
    for item in items:
        item.settle(problems.get(item.object_id, ""))
    task.step(len(items), clock.now())
    db.session.flush()


def _leave_out_next(claim: Claim) -> int:
    with transaction():
        task = _held(claim)
        if task is None:
            return 0
        [item] = queries.next_items(task, 1)
        item.settle(kinds.FAULT)
        task.step(1, clock.now())
        return BATCH if task.left else 0


def _give_back(claim: Claim) -> None:
    """Asked to stop in the middle: the next worker need not wait for the lease to end."""
    with transaction():
        task = _held(claim)
        if task:
            task.give_back()
