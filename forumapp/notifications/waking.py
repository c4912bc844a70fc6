"""After a commit that queued letters or other work the worker is woken, so that nobody waits for its next round."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from forumapp import jobs
from forumapp.extensions import db
from forumapp.notifications.models import Message, State

JOB = "deliver_letters"
_JOBS, _DUE = "jobs to wake", "jobs to wake now"
_waiting: ContextVar[set[str] | None] = ContextVar("waiting", default=None)


def init_app(_app: Flask) -> None:
    for name, listener in (
        ("after_flush", _notice),
        ("after_commit", _make_due),
        ("after_rollback", _forget),
        ("after_transaction_end", _wake),
    ):
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)


def wake_after_commit(job: str) -> None:
    """For work of another kind than letters."""
    db.session.info.setdefault(_JOBS, set()).add(job)


def _notice(session: Session, _flush: object) -> None:
    if any(isinstance(row, Message) and row.state is State.QUEUED for row in [*session.new, *session.dirty]):
        session.info.setdefault(_JOBS, set()).add(JOB)


def _make_due(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_DUE] = session.info.pop(_JOBS, ())


@contextmanager
def once() -> Iterator[None]:
    """What several transactions would wake is woken once, when the block ends."""
    waiting: set[str] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        for job in sorted(waiting):
            jobs.wake(job)


def _wake(session: Session, ended: SessionTransaction) -> None:
    """When the connection is given back, so that the next writer need not wait for the queue."""
    if ended.parent is None:
        waiting = _waiting.get()
        for job in sorted(session.info.pop(_DUE, ())):
            if waiting is None:
                jobs.wake(job)
            else:
                waiting.add(job)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_JOBS, None)
