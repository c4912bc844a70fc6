"""Sessions in order of time: which run together, which follow each other. Never each with each."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from forumapp.programme.models import ForumSession

Pair = tuple[ForumSession, ForumSession]


def overlapping(sessions: Iterable[ForumSession]) -> Iterator[Pair]:
    """All pairs that run at one moment, the earlier first; the work grows with their number, not with its square."""
    running: list[ForumSession] = []
    for session in in_order(sessions):
        running = [other for other in running if other.overlaps(session)]
        yield from ((other, session) for other in running)
        running.append(session)


def following(sessions: Iterable[ForumSession]) -> Iterator[tuple[ForumSession, ForumSession, timedelta]]:
    """Each session with the one that ended last before it, and the time between them."""
    last: ForumSession | None = None
    for session in in_order(sessions):
        assert session.starts_at and session.ends_at
        if last and last.ends_at and last.ends_at <= session.starts_at:
            yield last, session, session.starts_at - last.ends_at
        if last is None or (last.ends_at and last.ends_at < session.ends_at):
            last = session


def in_order(sessions: Iterable[ForumSession]) -> list[ForumSession]:
    placed = [(session.starts_at, session) for session in sessions if session.starts_at]
    return [session for _start, session in sorted(placed, key=lambda pair: pair[0])]
