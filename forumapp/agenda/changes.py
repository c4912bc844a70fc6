"""What the next release would change for the public, one line per session and kind of change."""

from collections.abc import Iterator
from dataclasses import dataclass

from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.formatting import two_zones
from forumapp.words import N_, Text, language_at_hand, translated

_ADDED, _REMOVED = N_("New"), N_("No longer listed")
_CANCELLED, _RESTORED = N_("Cancelled"), N_("Takes place after all")
_MOVED, _ROOM = N_("Moved"), N_("Other room")
_PEOPLE, _TEXT = N_("Other people"), N_("Other text or settings")
_EDITION = N_("The forum's own facts")
_OWN_LINES = ("state", "cancelled_on", "starts_at", "ends_at", "room", "people", "sequence", "updated_at")


@dataclass(frozen=True)
class Change:
    """``when`` is the new time, in words, where that says something."""

    kind: str
    code: str
    title: Text
    when: str = ""

    @property
    def words(self) -> str:
        return translated(self.kind)


def between(before: Snapshot, after: Snapshot) -> list[Change]:
    """From one snapshot to the next, in the order of the timetable; then what fell away."""
    known = {session["uid"]: session for session in before["sessions"]}
    kept = {session["uid"] for session in after["sessions"]}
    found = [Change(_EDITION, "", Text())] if before["edition"] != after["edition"] else []
    for session in after["sessions"]:
        earlier = known.get(session["uid"])
        kinds = [_ADDED] if earlier is None else _kinds(before, earlier, after, session)
        found.extend(_change(kind, after, session) for kind in kinds)
    gone = [session for session in before["sessions"] if session["uid"] not in kept]
    return [*found, *(_change(_REMOVED, before, session) for session in gone)]


def _kinds(before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot) -> Iterator[str]:
    if earlier["state"] != session["state"]:
        yield _CANCELLED if session["state"] == "cancelled" else _RESTORED
    if (earlier["starts_at"], earlier["ends_at"]) != (session["starts_at"], session["ends_at"]):
        yield _MOVED
    if wording.room(before, earlier) != wording.room(after, session):
        yield _ROOM
    # A session that is cancelled loses its people; saying so twice helps nobody.
    if session["state"] != "cancelled" and named(before, earlier) != named(after, session):
        yield _PEOPLE
    if any(earlier[key] != session[key] for key in session if key in earlier and key not in _OWN_LINES):
        yield _TEXT


def _change(kind: str, snapshot: Snapshot, session: Snapshot) -> Change:
    edition = snapshot["edition"]
    moments = timetable.starts_at(session), timetable.ends_at(session)
    when = two_zones(*moments, edition["time_zone"], None, language_at_hand()).main
    return Change(kind, session["code"], wording.title(session), when if kind in (_ADDED, _MOVED) else "")
