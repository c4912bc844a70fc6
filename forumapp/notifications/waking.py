"""After a commit that queued letters the worker is woken, so that nobody waits for its next round."""

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from forumapp import jobs
from forumapp.extensions import db
from forumapp.notifications.models import Message, State

JOB = "deliver_letters"
_QUEUED = "letters queued"


def init_app(_app: Flask) -> None:
    for name, listener in (
        ("after_flush", _notice),
        ("after_commit", _wake),
        ("after_rollback", _forget),
    ):
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)


def _notice(session: Session, _flush: object) -> None:
    if any(isinstance(row, Message) and row.state is State.QUEUED for row in [*session.new, *session.dirty]):
        session.info[_QUEUED] = True


def _wake(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(_QUEUED, False):
        jobs.wake(JOB)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_QUEUED, None)
