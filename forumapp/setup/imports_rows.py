"""What a programme file has: the columns of a table, and what the files of other conference programs know beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forumapp.tables.rows import Columns, Row, Table
from forumapp.words import N_

SESSION = N_("Session %(number)s")

COLUMNS = Columns(
    names=(
        "code",
        "title",
        "format",
        "room",
        "date",
        "start",
        "end",
        "time_zone",
        "access",
        "mode",
        "language",
        "note",
        "track",
    ),
    required=("title", "date", "start", "end", "time_zone"),
    other_names={
        "zone": "time_zone",
        "day": "date",
        "begin": "start",
        "starts": "start",
        "ends": "end",
        "languages": "language",
        "type": "format",
        "notes": "note",
    },
)


@dataclass(frozen=True)
class Named:
    """Somebody whom a programme names. ``key`` tells two people of one name apart, and one from herself."""

    key: str
    name: str


@dataclass(frozen=True)
class Inside:
    """Something inside a session; ``led_by`` is the name of one of its people, or empty."""

    title: str
    minutes: int
    led_by: str = ""


@dataclass(frozen=True)
class NamedTrack:
    """A track as the head of a schedule tells it; ``sign``, ``kind`` and ``colour`` are ours, or empty."""

    name: str
    sign: str = ""
    kind: str = ""
    colour: str = ""


@dataclass(frozen=True)
class ScheduledRow(Row):
    """A session of a schedule file; its cells ``starts_at`` and ``ends_at`` are instants (ISO 8601)."""

    people: Sequence[Named] = ()
    inside: Sequence[Inside] = ()


@dataclass(frozen=True)
class Schedule(Table):
    """What such a file says of the whole beside its sessions."""

    title: str = ""
    time_zone: str = ""
    days: Sequence[date] = ()
    tracks: Sequence[NamedTrack] = ()
    """Of our own files: tracks that are no topics, in their order."""
    notes: Sequence[str] = ()
    """What could not be taken over as it stands, in sentences."""
