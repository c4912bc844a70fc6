"""People: in one place at a time, with time for the way, and somebody to lead."""

from collections.abc import Iterator, Mapping, Sequence

from forumapp.forums.models import Edition, Mode, Room
from forumapp.people.belonging import Window
from forumapp.people.models import Person
from forumapp.programme.clashes.clash import Clash, Kind, Period, Periods
from forumapp.programme.clashes.overlaps import following, overlapping
from forumapp.programme.clashes.times import common
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import DISCUSSIONS, LEADING, Part

_HOURS_TOLD = 4
_CROWD = 2
"""From so many people on, a discussion wants somebody to lead it."""
_WITHIN_A_HOUSE = 10
"""Minutes from one room to another (INV-02), unless the way between houses is shorter."""


def twice(sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    for person, theirs in _by_person(sessions):
        for first, second in overlapping(theirs):
            values = {"person": person.printed_name, "when": common(first, second)}
            is_firm = _is_certain(person, first) and _is_certain(person, second)
            yield Clash(Kind.SAME_PERSON, (first, second), values, is_firm)


def travelling_too_fast(edition: Edition, sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    """From one room or house to another (INV-02); who takes part online travels nowhere."""
    placed = [session for session in sessions if session.room]
    for person, theirs in _by_person(placed, on_site=True):
        for first, second, between in following(theirs):
            assert first.room and second.room
            minutes = int(between.total_seconds() // 60)
            needed = _minutes_needed(edition, first.room, second.room)
            if minutes < needed:
                values = {"person": person.printed_name, "minutes": minutes, "needed": needed}
                ends = [
                    it.name if first.room.venue == second.room.venue else it.venue for it in (first.room, second.room)
                ]
                where = dict(zip(("from", "to"), ends, strict=True))
                yield Clash(Kind.TRAVEL, (first, second), values | where)


def outside_their_hours(sessions: Sequence[ForumSession], windows: Mapping[int, Sequence[Window]]) -> Iterator[Clash]:
    """Who has said when she can take part, and is wanted at another time; in the forum's zone and in hers."""
    for person, theirs in _by_person(sessions) if windows else ():
        hours = windows.get(person.id, ())
        for session in theirs if hours else ():
            if session.starts_at and session.ends_at and not any(_holds(window, session) for window in hours):
                edition, zone = session.edition, hours[0].time_zone
                when = Period(session.starts_at, session.ends_at, edition.time_zone, zone)
                known = tuple(Period(it.starts_at, it.ends_at, it.time_zone) for it in hours[:_HOURS_TOLD])
                values = {"person": person.printed_name, "when": when, "hours": Periods(known)}
                yield Clash(Kind.UNAVAILABLE, (session,), values)


def of_session(session: ForumSession) -> Iterator[Clash]:
    live = [role for role in session.roles if role.is_live]
    speaking = [role for role in live if not role.is_crew]
    if session.format in DISCUSSIONS and len(speaking) >= _CROWD and not any(role.part in LEADING for role in speaking):
        yield Clash(Kind.NO_MODERATOR, (session,), {"count": len(speaking)})
    if _is_unmoderated_online(session, speaking):
        yield Clash(Kind.NO_ONLINE_MODERATOR, (session,))
    if waited_for := [role.person.printed_name for role in live if role.state != RoleState.CONFIRMED]:
        yield Clash(Kind.NOT_CONFIRMED, (session,), {"people": tuple(waited_for)})


def _minutes_needed(edition: Edition, first: Room, second: Room) -> int:
    if first is second:
        return 0
    if first.venue == second.venue:
        return min(_WITHIN_A_HOUSE, edition.travel_minutes)
    return edition.travel_minutes if first.venue and second.venue else 0


def _is_unmoderated_online(session: ForumSession, speaking: Sequence[SessionRole]) -> bool:
    """Whoever is in a discussion from afar is forgotten without somebody who looks after them (domain.md 8.7)."""
    moderated = any(role.part == Part.ONLINE_MODERATOR for role in speaking)
    return session.mode == Mode.HYBRID and session.format in DISCUSSIONS and len(speaking) >= _CROWD and not moderated


def _is_certain(person: Person, session: ForumSession) -> bool:
    """Whether she said yes to a session that will be released."""
    return not session.is_draft and any(role.is_confirmed and role.person_id == person.id for role in session.roles)


def _holds(window: Window, session: ForumSession) -> bool:
    assert session.starts_at and session.ends_at
    return window.starts_at <= session.starts_at and session.ends_at <= window.ends_at


def _by_person(
    sessions: Sequence[ForumSession], *, on_site: bool = False
) -> Iterator[tuple[Person, list[ForumSession]]]:
    """Each person with all her sessions, however many parts she has in one."""
    by_person: dict[int, tuple[Person, list[ForumSession]]] = {}
    for session in sessions:
        roles = (role for role in session.roles if role.is_live and not (on_site and role.mode == Mode.ONLINE))
        for person in {role.person_id: role.person for role in roles}.values():
            by_person.setdefault(person.id, (person, []))[1].append(session)
    yield from by_person.values()
