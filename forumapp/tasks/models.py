"""Long work as a row with its items: begun by a press, done by the worker, shown while it goes on (decision 6)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime, new_public_id
from forumapp.refusals import Refused
from forumapp.words import N_

LEASE = timedelta(seconds=60)
"""How long a worker may keep a task without finishing a batch before another one takes it over."""

STUCK_AFTER = timedelta(minutes=5)
"""Without a step forward."""


class EndedAlready(Refused):
    words = N_("This is finished already; nothing is left to cancel.")


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


STATE_WORDS = {
    State.WAITING: N_("begins in a moment"),
    State.RUNNING: N_("under way"),
    State.FINISHED: N_("finished"),
    State.CANCELLED: N_("cancelled"),
}
UNFINISHED = (State.WAITING, State.RUNNING)


class ItemState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    LEFT_OUT = "left_out"


class Task(Base):
    """Something to be done for many things, one after the other, whatever happens to the process meanwhile."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("done >= 0 AND done <= total", name="done_within_total"),
        CheckConstraint("(state = 'running') = (lease_owner IS NOT NULL)", name="running_has_owner"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    kind: Mapped[str] = mapped_column(String(40))
    """As in ``tasks.kinds``."""
    edition_id: Mapped[int | None] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), default=None, index=True
    )
    once: Mapped[str] = mapped_column(String(40), unique=True)
    """Random, from the hidden field of the form that was sent: pressing twice is one task."""
    made_by: Mapped[str] = mapped_column(String(40))
    """The actor of the audit, such as ``member 3``; the work is done in her name."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict, repr=False)
    """What the form said beside the choice of things."""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    """Items dealt with, whether done or left out."""
    state: Mapped[str] = mapped_column(String(20), default=State.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it last made a step."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lease_owner: Mapped[str | None] = mapped_column(String(32), default=None)
    """Names one claim: a worker that slept through its lease cannot go on (fencing)."""

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def state_words(self) -> str:
        """For ``translated``."""
        return STATE_WORDS[State(self.state)]

    def is_stuck(self, now: datetime) -> bool:
        """Whether nothing has happened for so long that somebody should look at the worker."""
        return self.is_unfinished and self.moved_at < now - STUCK_AFTER

    def lease(self, until: datetime) -> str:
        """A worker takes it; only inside the transaction that holds the row."""
        self.state = State.RUNNING
        self.lease_owner, self.leased_until = uuid4().hex, until
        return self.lease_owner

    def step(self, count: int, now: datetime) -> None:
        """So many items were dealt with; the last one ends it."""
        self.done += count
        self.moved_at = now
        if self.left:
            self.leased_until = self.leased_until and now + LEASE
        else:
            self._end(State.FINISHED, now)

    def give_back(self) -> None:
        """Unfinished, and free for another worker."""
        self.state = State.WAITING
        self.lease_owner = self.leased_until = None

    def cancel(self, now: datetime) -> None:
        """What was not done yet stays undone. Raises EndedAlready."""
        if not self.is_unfinished:
            raise EndedAlready
        self._end(State.CANCELLED, now)

    def _end(self, state: State, now: datetime) -> None:
        self.state, self.ended_at = state, now
        self.lease_owner = self.leased_until = None


class TaskItem(Base):
    """One of the things that a task is about, and what became of it."""

    __tablename__ = "task_items"
    __table_args__ = (UniqueConstraint("task_id", "object_id"), Index(None, "object_id"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"))
    object_id: Mapped[int]
    """Key of the thing; the task's kind says in which table."""
    state: Mapped[str] = mapped_column(String(20), default=ItemState.WAITING)
    problem: Mapped[str] = mapped_column(String(40), default="")
    """Why it was left out: one of the kind's problems."""

    def settle(self, problem: str) -> None:
        """Done, or left out for that reason."""
        self.state = ItemState.LEFT_OUT if problem else ItemState.DONE
        self.problem = problem
