"""What one release changes for the public against another, one line per session and kind of change."""

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
    """``when`` is the new time where that says something; ``old`` and ``new`` what is told beside the kind."""

    kind: str
    code: str
    title: Text
    when: str = ""
    old: str = ""
    new: str = ""
    is_listed: bool = False
    """Whether the later of the two still has the session, and it has a page."""

    @property
    def words(self) -> str:
        return translated(self.kind)

    @property
    def names_people(self) -> bool:
        return self.kind == _PEOPLE


def between(before: Snapshot, after: Snapshot) -> list[Change]:
    """From one snapshot to the next, in the order of the timetable; then what fell away."""
    known = {session["uid"]: session for session in before["sessions"]}
    kept = {session["uid"] for session in after["sessions"]}
    found = [_edition_change(before, after)] if before["edition"] != after["edition"] else []
    for session in after["sessions"]:
        earlier = known.get(session["uid"])
        kinds = [_ADDED] if earlier is None else _kinds(before, earlier, after, session)
        found.extend(_change(kind, before, earlier, after, session) for kind in kinds)
    gone = [session for session in before["sessions"] if session["uid"] not in kept]
    return [*found, *(_gone(before, session) for session in gone)]


def told(before: Snapshot, after: Snapshot) -> list[Change]:
    """The same for the public, which need not know that a colour is another one."""
    return [change for change in between(before, after) if change.code or change.old != change.new]


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


def _edition_change(before: Snapshot, after: Snapshot) -> Change:
    old, new = (_edition_words(snapshot["edition"]) for snapshot in (before, after))
    return Change(_EDITION, "", Text(), old=old, new=new)


def _edition_words(edition: Snapshot) -> str:
    title = Text(edition["title"]).in_language(language_at_hand())
    hosts = (Text(host["name"]).in_language(language_at_hand()) for host in edition["hosts"])
    return wording.dotted([title, wording.edition_dates(edition), wording.place_and_online(edition), *hosts])


def _change(kind: str, before: Snapshot, earlier: Snapshot | None, after: Snapshot, session: Snapshot) -> Change:
    edition = after["edition"]
    moments = timetable.starts_at(session), timetable.ends_at(session)
    when = two_zones(*moments, edition["time_zone"], None, language_at_hand()).main
    old, new = _old_and_new(kind, before, earlier, after, session)
    return Change(
        kind=kind,
        code=session["code"],
        title=wording.title(session),
        when=when if kind in (_ADDED, _MOVED) else "",
        old=old,
        new=new,
        is_listed=not session["closed"] and not wording.is_quiet(session),
    )


def _old_and_new(
    kind: str, before: Snapshot, earlier: Snapshot | None, after: Snapshot, session: Snapshot
) -> tuple[str, str]:
    if earlier is None:
        return "", _when(after, session)
    if kind == _MOVED:
        return _when(before, earlier), _when(after, session)
    if kind == _ROOM:
        language = language_at_hand()
        return wording.room(before, earlier).in_language(language), wording.room(after, session).in_language(language)
    if kind == _PEOPLE:
        were, are = _people(before, earlier), _people(after, session)
        return _those_not_in(were, are), _those_not_in(are, were)
    return "", wording.cancelled_words(session) if kind == _CANCELLED else ""


def _gone(before: Snapshot, session: Snapshot) -> Change:
    return Change(_REMOVED, session["code"], wording.title(session), old=_when(before, session))


def _when(snapshot: Snapshot, session: Snapshot) -> str:
    """In both zones; the day, too."""
    edition = snapshot["edition"]
    moments = timetable.starts_at(session), timetable.ends_at(session)
    when = two_zones(*moments, edition["time_zone"], edition["second_zone"], language_at_hand())
    return wording.dotted([when.main, when.second or ""])


def _people(snapshot: Snapshot, session: Snapshot) -> list[str]:
    """With their part: a panellist who becomes the chair is a change."""
    return [
        ", ".join(words for words in (wording.with_native(person), part) if words)
        for part, person in wording.people(snapshot, session)
    ]


def _those_not_in(some: list[str], others: list[str]) -> str:
    return "; ".join(name for name in some if name not in others)
