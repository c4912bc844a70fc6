"""What participants read of a session: as the agenda, a feature to the right, has released it last (INV-20)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession
from forumapp.words import Text

_EXTENSION = "announced_sessions"


@dataclass(frozen=True)
class Announced:
    """``starts_at`` and ``ends_at`` are None where nobody knows them, such as of what is postponed."""

    title: Text
    starts_at: datetime | None
    ends_at: datetime | None
    room: Text


Known = Callable[[str], Announced | None]
"""Takes the uid of a session; gives an empty title where it is released without."""


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = lambda _edition: lambda _uid: None


def tell(app: Flask, released: Callable[[Edition], Known]) -> None:
    app.extensions[_EXTENSION] = released


def known(edition: Edition) -> Known:
    return cast(Known, current_app.extensions[_EXTENSION](edition))


def of(session: ForumSession, known: Known) -> Announced:
    """What the public reads nothing of stands as planned: whoever is told of it anyhow was let in by the team."""
    released = known(session.uid)
    if released is None:
        room = session.room.name if session.room else Text()
        return Announced(session.title, session.starts_at, session.ends_at, room)
    return replace(released, title=released.title or session.title)
