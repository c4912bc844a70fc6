"""What happens inside a session, minute by minute, as a release tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from forumapp import formatting
from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.words import Text, language_at_hand


@dataclass(frozen=True)
class Item:
    """``name`` as printed, where somebody leads it who may be named."""

    time: str
    until: str
    title: Text
    name: str


def course(snapshot: Snapshot, session: Snapshot) -> Sequence[Item]:
    """Its items in their order, each with its time in the edition's zone; nothing of one that is off."""
    if wording.is_off(session):
        return ()
    zone, starts_at = snapshot["edition"]["time_zone"], timetable.starts_at(session)
    names = {role["person"]: person["printed_name"] for role, person in named(snapshot, session)}
    items, passed = [], 0
    for item in session.get("items", ()):
        begins, passed = passed, passed + item["minutes"]
        time, until = (
            formatting.clock_time(starts_at + timedelta(minutes=minutes), zone) for minutes in (begins, passed)
        )
        items.append(Item(time, until, Text(item["title"]), names.get(item["person"], "")))
    return items


def lines(snapshot: Snapshot, session: Snapshot, *, with_names: bool = True) -> list[tuple[str, str]]:
    """Time and words, for paper and calendars: “09:00”, “Keynote – LIN Yu-ching”."""
    told = []
    for item in course(snapshot, session):
        title = item.title.in_language(language_at_hand())
        told.append((item.time, f"{title} – {item.name}" if item.name and with_names else title))
    return told


def lines_with_ends(snapshot: Snapshot, session: Snapshot) -> list[str]:
    """“09:05–09:25 Keynote – LIN Yu-ching”, which programs can read, too."""
    ends = [item.until for item in course(snapshot, session)]
    return [f"{time}–{end} {words}" for (time, words), end in zip(lines(snapshot, session), ends, strict=True)]
