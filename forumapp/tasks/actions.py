"""Tasks are begun, once for each form that was sent, and called off."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.tasks import pressed, queries
from forumapp.tasks.models import Task, TaskItem


def begin(
    kind: str, object_ids: Sequence[int], *, once: str, edition: Identified, facts: Mapping[str, Any] | None = None
) -> Task:
    """Write down what is to be done, for after the commit. The same form again gives its first task."""
    now = clock.now()
    task = Task(
        kind=kind,
        edition_id=edition.id,
        once=once,
        made_by=audit.acting.get(),
        facts=dict(facts or {}),
        total=len(object_ids),
        created_at=now,
        moved_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(task)
    except IntegrityError:
        first = queries.by_once(once)
        if first is None:
            raise
        return first
    if object_ids:
        db.session.execute(insert(TaskItem), [{"task_id": task.id, "object_id": number} for number in object_ids])
    pressed.note(task)
    audit.record("task begun", f"task {task.id}", f"{kind}, {task.total}", edition)
    return task


def cancel(task: Task, edition: Identified) -> None:
    """What was not done yet stays undone. Raises EndedAlready."""
    task.cancel(clock.now())
    audit.record("task cancelled", f"task {task.id}", f"{task.kind}, {task.done} of {task.total} done", edition)
