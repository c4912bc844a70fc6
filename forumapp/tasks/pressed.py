"""What a press begins is worked on until its answer is due; from then on the worker does the rest.

Who writes to a few dozen sees that it is done. Of hundreds, this process writes the letters while the worker sends
those that are written: two processors instead of one. Each batch is a transaction of its own, after the one of the
press, so that whoever is killed in between leaves the rest to the worker.
"""

import logging

from flask import current_app, g, has_request_context

from forumapp import jobs
from forumapp.notifications import waking
from forumapp.tasks import running
from forumapp.tasks.models import Task
from forumapp.web import logs

JOB = "work_off_tasks"

UNTIL = 0.7
"""Seconds from the beginning of the request. After that no further batch is begun, so that it answers within one."""

log = logging.getLogger(__name__)


def note(task: Task) -> None:
    """It was begun in this transaction; where no request is, the worker is woken by the commit."""
    if has_request_context():
        g.setdefault("begun_tasks", []).append(task.id)
    else:
        waking.wake_after_commit(JOB)


def work_on() -> None:
    """Behind the commit of a request; who has pressed is answered whatever comes of it."""
    begun = g.pop("begun_tasks", [])
    if not begun or current_app.testing:
        return  # tests work off in line what is due
    with waking.once():
        try:
            running.run_due(lambda: logs.seconds_so_far() > UNTIL, among=begun)
        except Exception:
            log.warning("what was pressed is left to the worker", exc_info=True)
    jobs.wake(JOB)
