"""What one release changes for the public against another, one line per session and kind of change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.formatting import join_clauses, two_zones
from forumapp.forums.models import NOTE_WORDS
from forumapp.words import N_, Text, language_at_hand, translated

ADDED, REMOVED = N_("New"), N_("No longer listed")
CANCELLED, RESTORED = N_("Cancelled"), N_("Takes place after all")
POSTPONED = N_("Postponed")
_CALLED_OFF = {"cancelled": CANCELLED, "postponed": POSTPONED}
MOVED, ROOM = N_("Moved"), N_("Other room")
PEOPLE, TEXT = N_("Other people"), N_("Other text or settings")
ABOUT = N_("About a person")
"""Title, organisation, biography or photo of somebody who was named before and still is."""
_EDITION = N_("The forum's own facts")
_WORDS_OF_EDITION = ("title", "summary", "theme", "series_name", "accent", "notes")
_WORDS_OF_SESSION = ("title", "abstract", "note", "format_words", "updated_at")
_ABOUT_PERSON = ("title", "organisation", "sector", "biography", "photo")
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
        return self.kind in (PEOPLE, ABOUT)

    @property
    def line(self) -> str:
        """In one line and without names, because nothing can be taken back from feeds and letters (INV-25)."""
        title = self.title.in_language(language_at_hand())
        about = ": ".join(words for words in (self.words, title) if words)
        if self.names_people:
            return about
        return " → ".join(words for words in (f"{about}, {self.old}" if self.old else about, self.new) if words)


def between(before: Snapshot, after: Snapshot) -> list[Change]:
    """From one snapshot to the next, in the order of the timetable; then what fell away."""
    known = {session["uid"]: session for session in before["sessions"]}
    kept = {session["uid"] for session in after["sessions"]}
    found = [_edition_change(before, after)] if before["edition"] != after["edition"] else []
    for session in after["sessions"]:
        earlier = known.get(session["uid"])
        kinds = [ADDED] if earlier is None else _kinds(before, earlier, after, session)
        found.extend(_change(kind, before, earlier, after, session) for kind in kinds)
    gone = [session for session in before["sessions"] if session["uid"] not in kept]
    return [*found, *(_gone(before, session) for session in gone)]


def kinds_by_session(before: Snapshot, after: Snapshot) -> dict[str, frozenset[str]]:
    """What changed of each session that both know, by its uid; nothing of one that stayed as it was."""
    known = {session["uid"]: session for session in before["sessions"]}
    found = {
        session["uid"]: frozenset(_kinds(before, known[session["uid"]], after, session))
        for session in after["sessions"]
        if session["uid"] in known
    }
    return {uid: kinds for uid, kinds in found.items() if kinds}


def are_words_alone(before: Snapshot, after: Snapshot) -> bool:
    """Whether nothing differs but wording: no time, place, person, state or setting (*correct quietly*)."""
    return _without_words(before) == _without_words(after)


def _without_words(snapshot: Snapshot) -> Snapshot:
    return {
        "edition": _without(snapshot["edition"], _WORDS_OF_EDITION) | {"hosts": _hosts_by_name(snapshot)},
        "rooms": snapshot["rooms"],
        "topics": sorted(snapshot["topics"]),
        "tracks": sorted(snapshot.get("tracks", {})),
        "sessions": [_session_without_words(session) for session in snapshot["sessions"]],
        "people": {key: person.get("withheld") for key, person in snapshot["people"].items()},
    }


def _hosts_by_name(snapshot: Snapshot) -> list[Snapshot]:
    """In their order, whatever their logos look like."""
    return [host["name"] for host in snapshot["edition"]["hosts"]]


def _session_without_words(session: Snapshot) -> Snapshot:
    items = [_without(item, ("title",)) for item in session.get("items", ())]
    return _without(session, _WORDS_OF_SESSION) | {"items": items, "hosts": len(session["hosts"])}


def _without(facts: Snapshot, names: Sequence[str]) -> Snapshot:
    return {name: value for name, value in facts.items() if name not in names}


def told(before: Snapshot, after: Snapshot) -> list[Change]:
    """The same for the public, which need not know that a colour is another one."""
    return [change for change in between(before, after) if change.code or change.old != change.new]


def _kinds(before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot) -> Iterator[str]:
    moved = (earlier["starts_at"], earlier["ends_at"]) != (session["starts_at"], session["ends_at"])
    was_postponed = earlier["state"] == "postponed"
    if earlier["state"] != session["state"] and not (was_postponed and moved and not wording.is_off(session)):
        yield _CALLED_OFF.get(session["state"], RESTORED)
    if moved:
        yield MOVED
    if wording.room(before, earlier) != wording.room(after, session):
        yield ROOM
    # A session that is called off loses its people; saying so twice helps nobody.
    people = [] if wording.is_off(session) or was_postponed else list(_people_kinds(before, earlier, after, session))
    yield from people
    if TEXT not in people and _says_otherwise(before, earlier, after, session):
        yield TEXT


def _says_otherwise(before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot) -> bool:
    """A track is compared by its words: another key, or another colour, says nothing."""
    own = (*_OWN_LINES, "track")
    differs = any(earlier[key] != session[key] for key in session if key in earlier and key not in own)
    return differs or wording.track_words(before, earlier) != wording.track_words(after, session)


def _people_kinds(before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot) -> Iterator[str]:
    """Another order alone is a setting: it has neither a before nor an after to be told."""
    if named(before, earlier) == named(after, session):
        return
    were, are = _people(before, earlier), _people(after, session)
    if set(were) != set(are):
        yield PEOPLE
    elif were != are:
        yield TEXT
    if _told_otherwise(before, earlier, after, session):
        yield ABOUT


def _edition_change(before: Snapshot, after: Snapshot) -> Change:
    """Of a note its name alone."""
    old, new = (_edition_words(snapshot["edition"]) for snapshot in (before, after))
    were, are = (snapshot["edition"].get("notes", {}) for snapshot in (before, after))
    notes = (translated(words) for note, words in NOTE_WORDS.items() if were.get(note) != are.get(note))
    return Change(_EDITION, "", Text(), old=old, new=wording.dotted([new, *notes]))


def _edition_words(edition: Snapshot) -> str:
    title, theme = (Text(edition[name]).in_language(language_at_hand()) for name in ("title", "theme"))
    hosts = (Text(host["name"]).in_language(language_at_hand()) for host in edition["hosts"])
    return wording.dotted([title, theme, wording.edition_dates(edition), wording.place_and_online(edition), *hosts])


def _change(kind: str, before: Snapshot, earlier: Snapshot | None, after: Snapshot, session: Snapshot) -> Change:
    edition = after["edition"]
    moments = timetable.starts_at(session), timetable.ends_at(session)
    when = two_zones(*moments, edition["time_zone"], None, language_at_hand()).main
    old, new = _old_and_new(kind, before, earlier, after, session)
    return Change(
        kind=kind,
        code=session["code"],
        title=wording.title(session),
        when=when if kind in (ADDED, MOVED) else "",
        old=old,
        new=new,
        is_listed=not session["closed"] and not wording.is_quiet(session),
    )


def _old_and_new(
    kind: str, before: Snapshot, earlier: Snapshot | None, after: Snapshot, session: Snapshot
) -> tuple[str, str]:
    if earlier is None:
        return "", _when(after, session)
    if kind == MOVED:
        return _when(before, earlier), _when(after, session)
    if kind == ROOM:
        language = language_at_hand()
        return wording.room(before, earlier).in_language(language), wording.room(after, session).in_language(language)
    if kind == PEOPLE:
        were, are = _people(before, earlier), _people(after, session)
        return _those_not_in(were, are), _those_not_in(are, were)
    if kind == ABOUT:
        return _about_people(before, earlier, after, session)
    if kind == TEXT:
        return _settings(before, earlier, after, session)
    return "", wording.cancelled_words(session) if kind in _CALLED_OFF.values() else ""


def _settings(before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot) -> tuple[str, str]:
    """What was and what is, of each that differs; of something longer its name alone."""
    were, are = wording.settings(before, earlier), wording.settings(after, session)
    pairs = [(were.get(name, ""), are.get(name, "")) for name in {**were, **are}]
    old, new = ([pair[place] for pair in pairs if pair[0] != pair[1]] for place in (0, 1))
    if earlier["abstract"] != session["abstract"]:
        new.append(translated(N_("What it is about")))
    return wording.dotted(old), wording.dotted(new)


def _gone(before: Snapshot, session: Snapshot) -> Change:
    return Change(REMOVED, session["code"], wording.title(session), old=_when(before, session))


def _when(snapshot: Snapshot, session: Snapshot) -> str:
    """In both zones; the day, too."""
    edition = snapshot["edition"]
    moments = timetable.starts_at(session), timetable.ends_at(session)
    when = two_zones(*moments, edition["time_zone"], edition["second_zone"], language_at_hand())
    return wording.dotted([when.main, when.second or ""])


def _people(snapshot: Snapshot, session: Snapshot) -> list[str]:
    """With their part: a panellist who becomes the chair is a change."""
    return [
        translated(N_("%(name)s, %(part)s"), name=wording.with_native(person), part=part)
        if part
        else wording.with_native(person)
        for part, person in wording.people(snapshot, session)
    ]


def _told_otherwise(
    before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot
) -> list[tuple[Snapshot, Snapshot]]:
    """Those whom both name, and of whom the later says something else: as they were, and as they are."""
    known = {role["person"]: person for role, person in named(before, earlier)}
    both = {
        role["person"]: (known[role["person"]], person)
        for role, person in named(after, session)
        if role["person"] in known
    }
    return [(was, now) for was, now in both.values() if any(was.get(key) != now.get(key) for key in _ABOUT_PERSON)]


def _about_people(before: Snapshot, earlier: Snapshot, after: Snapshot, session: Snapshot) -> tuple[str, str]:
    """Title and organisation, old and new; of whom something longer changed, the name alone."""
    pairs = [
        (_described(was), _described(now)) if _described(was) != _described(now) else ("", wording.with_native(now))
        for was, now in _told_otherwise(before, earlier, after, session)
    ]
    old, new = ([pair[place] for pair in pairs] for place in (0, 1))
    return join_clauses(old, language_at_hand()), join_clauses(new, language_at_hand())


def _described(person: Snapshot) -> str:
    words = [wording.with_native(person), wording.comma_joined(wording.description(person))]
    return translated(N_("%(name)s, %(part)s"), name=words[0], part=words[1]) if words[1] else words[0]


def _order(snapshot: Snapshot, session: Snapshot) -> list[tuple[str, str]]:
    return [(role["person"], role["role"]) for role, _person in named(snapshot, session)]


def _those_not_in(some: list[str], others: list[str]) -> str:
    return join_clauses([name for name in some if name not in others], language_at_hand())
