"""What kinds of tasks there are. The feature that does the work names its kind in its ``init_app``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from forumapp.rights import Permission
from forumapp.tasks.models import Task
from forumapp.words import N_

FAULT = "fault"
FAULT_WORDS = N_("Something went wrong with this one; it was left out.")


@dataclass(frozen=True)
class Named:
    """One thing on the page of a task."""

    words: str
    url: str


@dataclass(frozen=True)
class Kind:
    """``run`` deals with some of the things, in the transaction that marks them; for those that it leaves out it
    says which problem was in the way. Raising puts the whole batch back, and then each is tried by itself.

    ``name`` finds out for a page what things are called, in the order of the ids; ``words`` and ``problems`` are
    marked with N_.
    """

    words: str
    permission: Permission
    """To see every task of this kind, and to stop it."""
    problems: Mapping[str, str]
    run: Callable[[Task, Sequence[int]], Mapping[int, str]]
    name: Callable[[Any, Sequence[int]], Mapping[int, Named]]
    back: str
    """Endpoint of the edition's page that the work belongs to."""
    back_words: str
    own_permission: Permission | None = None
    """Enough to see and to stop those that one began oneself."""

    def problem_words(self, problem: str) -> str:
        """For ``translated``."""
        return self.problems.get(problem, FAULT_WORDS)


def init_app(app: Flask) -> None:
    app.extensions["task_kinds"] = {}


def add(app: Flask, name: str, kind: Kind) -> None:
    app.extensions["task_kinds"][name] = kind


def of(task: Task) -> Kind:
    found: Kind = current_app.extensions["task_kinds"][task.kind]
    return found
