"""The ways in which the same sessions may be laid out: by day, room by room, by topic, as a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.words import Text, language_at_hand
from forumapp.words import translated as _

BY_DAY, ROOMS, TOPICS, LIST = "days", "rooms", "topics", "list"


@dataclass(frozen=True)
class Topic:
    """A topic and its sessions; without a key those of none."""

    key: str
    name: Text
    sessions: Sequence[Snapshot]


def offered(snapshot: Snapshot) -> tuple[str, ...]:
    """Those which show something that the others do not; the first is the usual one (decision 37)."""
    sessions = snapshot["sessions"]
    if len(sessions) < 2:
        return (BY_DAY,)
    rooms = (ROOMS,) if len(snapshot["rooms"]) > 1 else ()
    topics = (TOPICS,) if len(snapshot["topics"]) > 1 else ()
    return (BY_DAY, *rooms, *topics, LIST)


def words(arrangement: str) -> str:
    return {BY_DAY: _("By day"), ROOMS: _("By room"), TOPICS: _("By topic"), LIST: _("As a list")}[arrangement]


def by_topic(snapshot: Snapshot, sessions: Sequence[Snapshot]) -> list[Topic]:
    """Topics in the order of the page's language; a session with two stands under both."""
    language = language_at_hand()
    named = {key: Text(topic["name"]) for key, topic in snapshot["topics"].items()}
    ordered = sorted(named, key=lambda key: named[key].in_language(language).casefold())
    found = [Topic(key, named[key], [it for it in sessions if key in it["topics"]]) for key in ordered]
    others = [it for it in sessions if not it["topics"] and not wording.is_quiet(it)]
    found.append(Topic("", Text.of(_("Without a topic"), language), others))
    return [topic for topic in found if topic.sessions]


def days(snapshot: Snapshot, sessions: Sequence[Snapshot]) -> list[timetable.Day]:
    return timetable.days(sessions, snapshot["edition"]["time_zone"])
