"""Finding tasks, their next items, and what was left out."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, and_, func, or_, select

from forumapp import clock
from forumapp.extensions import db
from forumapp.tasks.models import UNFINISHED, ItemState, State, Task, TaskItem


def by_once(once: str) -> Task | None:
    """What this form began already."""
    return db.session.scalar(select(Task).where(Task.once == once))


def by_public_id_in(edition_id: int, public_id: str, *, to_change: bool = False) -> Task | None:
    found = select(Task).where(Task.edition_id == edition_id, Task.public_id == public_id)
    return db.session.scalar(found.with_for_update(key_share=True) if to_change else found)


def unfinished_in(edition_id: int) -> Sequence[Task]:
    """The oldest first."""
    found = select(Task).where(Task.edition_id == edition_id, Task.state.in_(UNFINISHED))
    return db.session.scalars(found.order_by(Task.id)).all()


def next_due(among: Collection[int] | None = None) -> Task | None:
    """The oldest that waits, or that a dead worker left behind; locked. ``among``: of those with these ids."""
    due = or_(Task.state == State.WAITING, and_(Task.state == State.RUNNING, Task.leased_until < clock.now()))
    found = select(Task).where(due).order_by(Task.id).limit(1)
    if among is not None:
        found = found.where(Task.id.in_(among))
    return db.session.scalars(found.with_for_update(key_share=True, skip_locked=True)).first()


def held(task_id: int, owner: str) -> Task | None:
    """The task as long as this claim is the one that counts; locked until the transaction ends."""
    return db.session.scalar(
        select(Task)
        .where(Task.id == task_id, Task.lease_owner == owner, Task.state == State.RUNNING)
        .with_for_update(key_share=True)
    )


def next_items(task: Task, count: int) -> Sequence[TaskItem]:
    waiting = TaskItem.state == ItemState.WAITING
    return db.session.scalars(
        select(TaskItem).where(TaskItem.task_id == task.id, waiting).order_by(TaskItem.id).limit(count)
    ).all()


def left_out(task: Task) -> Sequence[TaskItem]:
    return db.session.scalars(
        select(TaskItem).where(TaskItem.task_id == task.id, TaskItem.state == ItemState.LEFT_OUT).order_by(TaskItem.id)
    ).all()


def count_done(task: Task) -> int:
    """How many were done, those left out not counted."""
    done = (TaskItem.task_id == task.id, TaskItem.state == ItemState.DONE)
    return db.session.scalar(select(func.count(TaskItem.id)).where(*done)) or 0


def objects_waiting(kind: str) -> Select[int]:
    """Keys of the things that a task of this kind is still to deal with; for ``in_``."""
    return (
        select(TaskItem.object_id)
        .join(Task, Task.id == TaskItem.task_id)
        .where(Task.kind == kind, Task.state.in_(UNFINISHED), TaskItem.state == ItemState.WAITING)
    )
