"""One thing that does not fit: its kind, how grave it is, and its words."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import singledispatch

from forumapp import formatting
from forumapp.programme.models import ForumSession
from forumapp.words import N_, Text, language_at_hand, translated


class Kind(StrEnum):
    SAME_ROOM = "same_room"
    SAME_PERSON = "same_person"
    UNAVAILABLE = "unavailable"
    TRAVEL = "travel"
    TURNAROUND = "turnaround"
    OTHER_DAY = "other_day"
    TOO_SMALL = "too_small"
    TOO_MANY = "too_many"
    PLENARY = "plenary"
    NO_TIME = "no_time"
    NO_ROOM = "no_room"
    NO_MODERATOR = "no_moderator"
    NO_ONLINE_MODERATOR = "no_online_moderator"
    NOT_CONFIRMED = "not_confirmed"
    NOT_INTERPRETED = "not_interpreted"
    NOT_TRANSLATED = "not_translated"


class Severity(IntEnum):
    BLOCKS = 0
    """No release without a reason (decision 26)."""
    CHECK = 1
    """Somebody would stand before a closed door."""
    NOTE = 2
    """Not finished yet, or merely worth knowing."""


SEVERITY_WORDS = {
    Severity.BLOCKS: N_("Cannot stay so"),
    Severity.CHECK: N_("To be checked"),
    Severity.NOTE: N_("Worth knowing"),
}
SEVERITY = {
    Kind.SAME_ROOM: Severity.BLOCKS,
    Kind.SAME_PERSON: Severity.BLOCKS,
    Kind.UNAVAILABLE: Severity.CHECK,
    Kind.TRAVEL: Severity.CHECK,
    Kind.TURNAROUND: Severity.CHECK,
    Kind.OTHER_DAY: Severity.CHECK,
    Kind.TOO_SMALL: Severity.CHECK,
    Kind.TOO_MANY: Severity.CHECK,
    Kind.PLENARY: Severity.CHECK,
    Kind.NO_TIME: Severity.NOTE,
    Kind.NO_ROOM: Severity.NOTE,
    Kind.NO_MODERATOR: Severity.NOTE,
    Kind.NO_ONLINE_MODERATOR: Severity.NOTE,
    Kind.NOT_CONFIRMED: Severity.NOTE,
    Kind.NOT_INTERPRETED: Severity.NOTE,
    Kind.NOT_TRANSLATED: Severity.NOTE,
}
BLOCKING = frozenset(kind for kind, severity in SEVERITY.items() if severity == Severity.BLOCKS)

_WORDS = {
    Kind.SAME_ROOM: N_(
        "“%(first)s” (%(first_code)s) and “%(second)s” (%(second_code)s) are both in %(room)s: %(when)s."
    ),
    Kind.SAME_PERSON: N_(
        "%(person)s is in “%(first)s” (%(first_code)s) and in “%(second)s” (%(second_code)s) "
        "at the same time: %(when)s."
    ),
    Kind.UNAVAILABLE: N_(
        "%(person)s is not available for “%(first)s” (%(first_code)s): %(when)s. Known hours: %(hours)s."
    ),
    Kind.TRAVEL: N_(
        "%(person)s has %(minutes)s minutes from “%(first)s” (%(first_code)s, %(from)s) to “%(second)s” "
        "(%(second_code)s, %(to)s); the way takes %(needed)s."
    ),
    Kind.TURNAROUND: N_(
        "%(room)s is free for %(minutes)s minutes between “%(first)s” (%(first_code)s) and “%(second)s” "
        "(%(second_code)s); it needs %(needed)s."
    ),
    Kind.OTHER_DAY: N_("“%(first)s” (%(first_code)s) is on %(day)s, outside the days of the forum."),
    Kind.TOO_SMALL: N_("“%(first)s” (%(first_code)s) offers %(seats)s seats; %(room)s has %(places)s places."),
    Kind.TOO_MANY: N_("In “%(first)s” (%(first_code)s) %(held)s people have a seat; %(room)s has %(places)s places."),
    Kind.PLENARY: N_("While the plenary “%(first)s” (%(first_code)s) runs, there is also %(others)s."),
    Kind.NO_TIME: N_("“%(first)s” (%(first_code)s) has no time yet."),
    Kind.NO_ROOM: N_("“%(first)s” (%(first_code)s) has no room yet."),
    Kind.NO_MODERATOR: N_("“%(first)s” (%(first_code)s) has %(count)s people and nobody to chair or moderate."),
    Kind.NO_ONLINE_MODERATOR: N_("“%(first)s” (%(first_code)s) is also online and has nobody to moderate there."),
    Kind.NOT_CONFIRMED: N_("“%(first)s” (%(first_code)s) waits for a yes from %(people)s."),
    Kind.NOT_INTERPRETED: N_(
        "“%(first)s” (%(first_code)s) is spoken in %(spoken)s, and not interpreted into %(languages)s."
    ),
    Kind.NOT_TRANSLATED: N_("“%(first)s” (%(first_code)s) has no title in %(languages)s."),
}


@dataclass(frozen=True)
class Clash:
    """One thing that does not fit, and the sessions it is about."""

    kind: Kind
    sessions: tuple[ForumSession, ...]
    values: Mapping[str, object] = field(default_factory=dict)
    is_firm: bool = True
    """False where a draft, or somebody who has not said yes, is part of it: it need not come to that."""

    @property
    def severity(self) -> Severity:
        usual = SEVERITY[self.kind]
        return usual if self.is_firm else max(usual, Severity.CHECK)

    @property
    def blocks(self) -> bool:
        """Whether the programme cannot be released without a reason."""
        return self.severity == Severity.BLOCKS

    @property
    def words(self) -> str:
        return _WORDS[self.kind]

    @property
    def severity_words(self) -> str:
        return translated(SEVERITY_WORDS[self.severity])

    @property
    def key(self) -> str:
        """What makes it this one: once a session has moved, or somebody else is concerned, it is another."""
        about = [(it.uid, it.starts_at, it.ends_at, it.room_id) for it in self.sessions]
        plain = sorted((name, value) for name, value in self.values.items() if isinstance(value, str | int | tuple))
        if not self.is_firm:  # once it is, it is told again
            plain.append(("is_firm", 0))
        return hashlib.sha256(repr((str(self.kind), about, plain)).encode()).hexdigest()

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
    second_zone: str | None = None


@dataclass(frozen=True)
class Periods:
    each: tuple[Period, ...]


@dataclass(frozen=True)
class Tongues:
    tags: tuple[str, ...]


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
def _(value: Periods) -> str:
    return "; ".join(str(_worded(period)) for period in value.each)


@_worded.register
def _(value: Period) -> str:
    both = formatting.two_zones(value.start, value.end, value.zone, value.second_zone, language_at_hand())
    return f"{both.main} ({both.second})" if both.second else both.main
