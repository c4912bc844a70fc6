"""What does not fit in a programme: the same room or person twice, and what is merely worth knowing.

Only the first two kinds block a release (decision 26). Cancelled sessions and people who said no never clash.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import singledispatch
from itertools import combinations

from forumapp import formatting, wall_times
from forumapp.forums.models import Edition, Mode
from forumapp.people.models import Person
from forumapp.programme import queries
from forumapp.programme.models import ForumSession, RoleState
from forumapp.programme.vocabulary import Format, Part
from forumapp.words import LANGUAGES, N_, Text, language_at_hand, translated


class Kind(StrEnum):
    SAME_ROOM = "same_room"
    SAME_PERSON = "same_person"
    NO_TIME = "no_time"
    NO_ROOM = "no_room"
    OTHER_DAY = "other_day"
    NO_MODERATOR = "no_moderator"
    NOT_CONFIRMED = "not_confirmed"
    NOT_TRANSLATED = "not_translated"


_WORDS = {
    Kind.SAME_ROOM: N_(
        "“%(first)s” (%(first_code)s) and “%(second)s” (%(second_code)s) are both in %(room)s: %(when)s."
    ),
    Kind.SAME_PERSON: N_(
        "%(person)s is in “%(first)s” (%(first_code)s) and in “%(second)s” (%(second_code)s) "
        "at the same time: %(when)s."
    ),
    Kind.NO_TIME: N_("“%(first)s” (%(first_code)s) has no time yet."),
    Kind.NO_ROOM: N_("“%(first)s” (%(first_code)s) has no room yet."),
    Kind.OTHER_DAY: N_("“%(first)s” (%(first_code)s) is on %(day)s, outside the days of the forum."),
    Kind.NO_MODERATOR: N_("“%(first)s” (%(first_code)s) has %(count)s people and nobody to chair or moderate."),
    Kind.NOT_CONFIRMED: N_("“%(first)s” (%(first_code)s) waits for a yes from %(people)s."),
    Kind.NOT_TRANSLATED: N_("“%(first)s” (%(first_code)s) has no title in %(languages)s."),
}
BLOCKING = frozenset({Kind.SAME_ROOM, Kind.SAME_PERSON})

_DISCUSSIONS = frozenset(
    {Format.PANEL, Format.PLENARY, Format.ROUNDTABLE, Format.MINISTERIAL, Format.TOWN_HALL, Format.WORKSHOP}
)
_LEADING = frozenset({Part.CHAIR, Part.MODERATOR})
_CROWD = 3
"""From so many people on, a discussion wants somebody to lead it."""


@dataclass(frozen=True)
class Clash:
    """One thing that does not fit, and the sessions it is about."""

    kind: Kind
    sessions: tuple[ForumSession, ...]
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether the programme cannot be released without a reason."""
        return self.kind in BLOCKING

    @property
    def words(self) -> str:
        return _WORDS[self.kind]

    def sentence(self) -> str:
        """In the language of the page, naming each session by title and code."""
        named: dict[str, object] = {}
        for place, session in zip(("first", "second"), self.sessions, strict=False):
            named |= {place: session.title, f"{place}_code": session.code}
        return translated(self.words, **{name: _worded(value) for name, value in (named | dict(self.values)).items()})


@dataclass(frozen=True)
class Period:
    start: datetime
    end: datetime
    zone: str


@dataclass(frozen=True)
class Tongues:
    tags: tuple[str, ...]


def of_edition(edition: Edition) -> list[Clash]:
    """Everything that does not fit, what blocks a release first."""
    return among(edition, queries.sessions_of(edition))


def involving(session: ForumSession) -> list[Clash]:
    return [clash for clash in of_edition(session.edition) if session in clash.sessions]


def blocking(clashes: Iterable[Clash]) -> list[Clash]:
    return [clash for clash in clashes if clash.blocks]


def among(edition: Edition, sessions: Sequence[ForumSession]) -> list[Clash]:
    """The same for sessions at hand, without asking the database."""
    standing = [session for session in sessions if not session.is_cancelled]
    has_rooms = any(session.room_id for session in standing)
    return [
        *_rooms_twice(standing),
        *_people_twice(standing),
        *(clash for session in standing for clash in _advice(edition, session, has_rooms)),
    ]


def _rooms_twice(sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    by_room: dict[int, list[ForumSession]] = defaultdict(list)
    for session in sessions:
        if session.room_id and session.starts_at:
            by_room[session.room_id].append(session)
    for shared in by_room.values():
        for first, second in _overlapping(shared):
            assert first.room is not None
            yield Clash(Kind.SAME_ROOM, (first, second), {"room": first.room.name, "when": _common(first, second)})


def _people_twice(sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    by_person: dict[int, tuple[Person, list[ForumSession]]] = {}
    for session in sessions:
        for person in {role.person_id: role.person for role in session.roles if role.is_live}.values():
            by_person.setdefault(person.id, (person, []))[1].append(session)
    for person, theirs in by_person.values():
        for first, second in _overlapping(theirs):
            values = {"person": person.printed_name, "when": _common(first, second)}
            yield Clash(Kind.SAME_PERSON, (first, second), values)


def _advice(edition: Edition, session: ForumSession, has_rooms: bool) -> Iterator[Clash]:
    def advise(kind: Kind, **values: object) -> Clash:
        return Clash(kind, (session,), values)

    if session.starts_at is None:
        yield advise(Kind.NO_TIME)
    elif day := _day_outside(edition, session):
        yield advise(Kind.OTHER_DAY, day=day)
    needs_room = session.starts_at and session.mode != Mode.ONLINE and not session.is_quiet
    if needs_room and has_rooms and session.room_id is None:
        yield advise(Kind.NO_ROOM)
    live = [role for role in session.roles if role.is_live]
    if session.format in _DISCUSSIONS and len(live) >= _CROWD and not any(role.part in _LEADING for role in live):
        yield advise(Kind.NO_MODERATOR, count=len(live))
    if waited_for := [role.person.printed_name for role in live if role.state != RoleState.CONFIRMED]:
        yield advise(Kind.NOT_CONFIRMED, people=tuple(waited_for))
    if missing := tuple(tag for tag in edition.working_languages if tag in LANGUAGES and tag not in session.title):
        yield advise(Kind.NOT_TRANSLATED, languages=Tongues(missing))


def _overlapping(sessions: Sequence[ForumSession]) -> Iterator[tuple[ForumSession, ForumSession]]:
    return ((first, second) for first, second in combinations(sessions, 2) if first.overlaps(second))


def _common(first: ForumSession, second: ForumSession) -> Period:
    """When both run."""
    assert first.starts_at and first.ends_at and second.starts_at and second.ends_at
    zone = first.edition.time_zone
    return Period(max(first.starts_at, second.starts_at), min(first.ends_at, second.ends_at), zone)


def _day_outside(edition: Edition, session: ForumSession) -> date | None:
    """The first of the session's days that is none of the forum's (INV-03)."""
    assert session.starts_at and session.ends_at
    for instant in (session.starts_at, session.ends_at):
        day = wall_times.to_wall(instant, edition.time_zone).date()
        if not edition.starts_on <= day <= edition.ends_on:
            return day
    return None


@singledispatch
def _worded(value: object) -> object:
    return value


@_worded.register
def _(value: Text) -> str:
    return value.in_language(language_at_hand())


@_worded.register
def _(value: date) -> str:
    return formatting.day(value, language_at_hand(), year=False)


@_worded.register
def _(value: tuple) -> str:  # type: ignore[type-arg]
    return formatting.join_words(value, language_at_hand())


@_worded.register
def _(value: Tongues) -> str:
    return formatting.join_words(
        [formatting.language_name(tag, language_at_hand()) for tag in value.tags], language_at_hand()
    )


@_worded.register
def _(value: Period) -> str:
    return formatting.two_zones(value.start, value.end, value.zone, None, language_at_hand()).main
