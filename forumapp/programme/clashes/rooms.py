"""Rooms: one session at a time, time to clear and to air, enough places."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from forumapp.forums.models import Edition, Mode
from forumapp.programme.clashes.clash import Clash, Kind
from forumapp.programme.clashes.overlaps import following, overlapping
from forumapp.programme.clashes.times import common
from forumapp.programme.models import ForumSession


def twice(sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    for shared in _by_room(sessions):
        for first, second in overlapping(shared):
            assert first.room is not None
            values = {"room": first.room.name, "when": common(first, second)}
            is_firm = not first.is_draft and not second.is_draft
            yield Clash(Kind.SAME_ROOM, (first, second), values, is_firm)


def turned_around_too_fast(edition: Edition, sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    """A break is a turnaround by itself."""
    for shared in _by_room(session for session in sessions if not session.is_quiet):
        for first, second, between in following(shared):
            assert first.room is not None
            usual = first.room.turnaround_minutes
            needed = max(
                edition.turnaround_minutes if usual is None else usual, first.teardown_minutes + second.setup_minutes
            )
            minutes = int(between.total_seconds() // 60)
            if minutes < needed:
                values = {"room": first.room.name, "minutes": minutes, "needed": needed}
                yield Clash(Kind.TURNAROUND, (first, second), values)


def missing_or_too_small(sessions: Sequence[ForumSession], held: Mapping[int, int]) -> Iterator[Clash]:
    """A missing room is told only where other sessions have one; ``held`` are seats that people have, by session."""
    has_rooms = any(session.room_id for session in sessions)
    for session in sessions:
        needs_room = session.starts_at and session.mode != Mode.ONLINE and not session.is_quiet
        if needs_room and has_rooms and session.room_id is None:
            yield Clash(Kind.NO_ROOM, (session,))
        places = session.room.capacity if session.room else None
        if session.room and places is not None and session.seats is not None and session.seats > places:
            values = {"seats": session.seats, "places": places, "room": session.room.name}
            yield Clash(Kind.TOO_SMALL, (session,), values)
        elif session.room and places is not None and held.get(session.id, 0) > places:
            values = {"held": held[session.id], "places": places, "room": session.room.name}
            yield Clash(Kind.TOO_MANY, (session,), values)


def _by_room(sessions: Sequence[ForumSession] | Iterator[ForumSession]) -> Iterator[list[ForumSession]]:
    by_room: dict[int, list[ForumSession]] = defaultdict(list)
    for session in sessions:
        if session.room_id and session.starts_at:
            by_room[session.room_id].append(session)
    yield from by_room.values()
