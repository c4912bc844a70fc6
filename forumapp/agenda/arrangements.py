"""The ways in which the same sessions may be laid out: by day, room by room, by track, by topic, as a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.words import language_at_hand
from forumapp.words import translated as _

BY_DAY, ROOMS, TRACKS, TOPICS, LIST = "days", "rooms", "tracks", "topics", "list"


@dataclass(frozen=True)
class Group:
    """A track or a topic and its sessions; without a key those of none."""

    key: str
    words: str
    sessions: Sequence[Snapshot]


def offered(snapshot: Snapshot) -> tuple[str, ...]:
    """Those which show something that the others do not; the first is the usual one (decision 37)."""
    sessions = snapshot["sessions"]
    if len(sessions) < 2:
        return (BY_DAY,)
    rooms = (ROOMS,) if len(snapshot["rooms"]) > 1 else ()
    tracks = (TRACKS,) if len(snapshot.get("tracks", ())) > 1 else ()
    topics = (TOPICS,) if len(snapshot["topics"]) > 1 else ()
    return (BY_DAY, *rooms, *tracks, *topics, LIST)


def words(arrangement: str) -> str:
    return {
        BY_DAY: _("By day"),
        ROOMS: _("By room"),
        TRACKS: _("By track"),
        TOPICS: _("By topic"),
        LIST: _("As a list"),
    }[arrangement]


def by_track(snapshot: Snapshot, sessions: Sequence[Snapshot]) -> list[Group]:
    """Tracks in the order that the organisers gave them."""
    tracks = snapshot["tracks"]
    ordered = sorted(tracks, key=lambda key: tracks[key]["order"])
    found = [
        Group(key, wording.mark(tracks[key]).words, [it for it in sessions if it.get("track") == key])
        for key in ordered
    ]
    others = [it for it in sessions if "track" not in it and not wording.is_quiet(it)]
    return [group for group in (*found, Group("", _("Without a track"), others)) if group.sessions]


def by_topic(snapshot: Snapshot, sessions: Sequence[Snapshot]) -> list[Group]:
    """Topics in the order of the page's language; a session with two stands under both."""
    language = language_at_hand()
    marks = {key: wording.mark(topic) for key, topic in snapshot["topics"].items()}
    ordered = sorted(marks, key=lambda key: marks[key].name.in_language(language).casefold())
    found = [Group(key, marks[key].words, [it for it in sessions if key in it["topics"]]) for key in ordered]
    others = [it for it in sessions if not it["topics"] and not wording.is_quiet(it)]
    return [group for group in (*found, Group("", _("Without a topic"), others)) if group.sessions]


def days(snapshot: Snapshot, sessions: Sequence[Snapshot]) -> list[timetable.Day]:
    return timetable.days(sessions, snapshot["edition"]["time_zone"])
