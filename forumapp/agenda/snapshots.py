"""What the public may see of a programme, as plain JSON: facts in all languages, people in a block of their own.

The matrix of domain.md 8.4 is applied here and nowhere later: what is not in a snapshot cannot leak from it
(INV-20, INV-22, INV-23). Layout is made from it afterwards by ``pages``, ``booklets``, ``exchange`` and
``calendar_files``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from forumapp import clock, names, wall_times
from forumapp.agenda import edition_facts
from forumapp.forums.models import Edition, Topic
from forumapp.forums.tracks import Track
from forumapp.people.models import Person
from forumapp.profiles import queries as profiles
from forumapp.profiles.queries import Published
from forumapp.programme import queries as programme
from forumapp.programme.agenda_items import AgendaItem
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import Listing, Part

Snapshot = dict[str, Any]

SCHEMA = 1
UPGRADES: dict[int, Callable[[Snapshot], Snapshot]] = {}
"""From a schema's number to the function that makes a snapshot of the next one; pure, and kept for ever."""

_PLACE = ("starts_at", "ends_at", "room", "state", "cancelled_on", "sequence")
FACTS = ("edition", "rooms", "topics", "sessions", "people")
_ORDER_OF_PARTS = {part: order for order, part in enumerate(Part)}


def build(edition: Edition, sessions: Sequence[ForumSession] | None = None) -> Snapshot:
    """The snapshot a release would freeze now; a constant number of queries. ``sessions``: all, where at hand."""
    if sessions is None:
        sessions = programme.sessions_of(edition)
    speaking = {role.person_id: role.person.public_id for session in sessions for role in session.roles}
    published = profiles.published(edition, speaking)
    return of(edition, sessions, {speaking[person_id]: told for person_id, told in published.items()})


def of(
    edition: Edition, sessions: Iterable[ForumSession], published: Mapping[str, Published] | None = None
) -> Snapshot:
    """The same from a loaded programme, without touching the database; ``published`` by the person's public id."""
    shown = [session for session in sessions if is_shown(session)]
    listed = [_session(session) for session in shown]
    rooms = {
        str(session.room.id): {"name": dict(session.room.name), "order": session.room.position}
        for session in shown
        if session.room
    }
    listed.sort(key=lambda it: (it["starts_at"], _room_order(rooms, it["room"]), it["code"]))
    topics = {topic.key: _topic(topic) for session in shown for topic in _open_topics(session)}
    tracks = {str(track.id): _track(track) for session in shown if (track := _open_track(session))}
    return {
        "schema": SCHEMA,
        "edition": edition_facts.of(edition),
        "rooms": dict(sorted(rooms.items())),
        "topics": dict(sorted(topics.items())),
        **_where_any("tracks", dict(sorted(tracks.items()))),
        "sessions": listed,
        "people": _people((role for session in shown for role in _named_roles(session)), published or {}),
    }


def _where_any(name: str, found: Snapshot) -> Snapshot:
    """A block that releases of old do not know stands only where something is in it."""
    return {name: found} if found else {}


def with_session(released: Snapshot, built: Snapshot, uid: str) -> Snapshot:
    """What is released, with one session as it is planned now; what else is planned stays unsaid (INV-20)."""
    planned = [it for it in built["sessions"] if it["uid"] == uid]
    rooms, topics = built["rooms"] | released["rooms"], built["topics"] | released["topics"]
    sessions = [it for it in released["sessions"] if it["uid"] != uid] + planned
    sessions.sort(key=lambda it: (it["starts_at"], _room_order(rooms, it["room"]), it["code"]))
    tracks = built.get("tracks", {}) | released.get("tracks", {})
    people = built["people"] | released["people"]
    for session in planned:
        for role in session["people"]:
            people[role["person"]] = _shown_again(people[role["person"]], uid, role["role"])
    others = {name: value for name, value in released.items() if name != "tracks"}
    return others | {
        "rooms": {key: rooms[key] for key in sorted({it["room"] for it in sessions if it["room"]})},
        "topics": {key: topics[key] for key in sorted({key for it in sessions for key in it["topics"]})},
        **_where_any("tracks", {key: tracks[key] for key in sorted({it["track"] for it in sessions if "track" in it})}),
        "sessions": sessions,
        "people": {
            key: people[key]
            for key in sorted({role["person"] for it in sessions for role in it["people"]})
            if key in people
        },
    }


def with_embargo_lifted(released: Snapshot, built: Snapshot, uids: Collection[str]) -> Snapshot:
    """What is released, with the rest of these sessions; time, room and state stay as the public knows them."""
    for session in released["sessions"]:
        planned = next((it for it in built["sessions"] if it["uid"] == session["uid"]), None)
        if session["uid"] not in uids or planned is None or planned["closed"]:
            continue
        whole = planned | {name: session[name] for name in _PLACE}
        others = [it for it in built["sessions"] if it["uid"] != session["uid"]]
        released = with_session(released, built | {"sessions": [*others, whole]}, session["uid"])
    return released


def _shown_again(person: Snapshot, uid: str, part: str) -> Snapshot:
    """Who has said yes again is no longer withheld from this session."""
    kept = [pair for pair in person.get("withheld", ()) if pair != [uid, part]]
    others = {key: value for key, value in person.items() if key != "withheld"}
    return others | {"withheld": kept} if kept else others


def announced(edition: Edition) -> Snapshot:
    """What the public may know before the first release: the edition, and nothing of its programme."""
    return {
        "schema": SCHEMA,
        "edition": edition_facts.of(edition),
        "rooms": {},
        "topics": {},
        "sessions": [],
        "people": {},
    }


NOTHING_RELEASED: Snapshot = {"rooms": {}, "topics": {}, "sessions": [], "people": {}}


def is_shown(session: ForumSession) -> bool:
    """Whether the public may know that the session takes place."""
    return (
        session.listed_from is not None
        and session.listing != Listing.HIDDEN
        and session.state in (SessionState.CONFIRMED, SessionState.CANCELLED)
    )


def upgraded(snapshot: Snapshot) -> Snapshot:
    """A snapshot of any schema ever released, as today's code reads it."""
    while snapshot["schema"] < SCHEMA:
        snapshot = UPGRADES[snapshot["schema"]](snapshot)
    return snapshot


def called_off(snapshot: Snapshot, state: str) -> Snapshot:
    """The snapshot of a whole forum that is ``postponed`` or ``cancelled`` since: so is each of its sessions."""
    return snapshot | {"sessions": [off(session, state) for session in snapshot["sessions"]]}


def off(session: Snapshot, state: str) -> Snapshot:
    """A session as calendars are told that it is ``postponed`` or ``cancelled`` (INV-36)."""
    if session["state"] == "cancelled":
        return session
    return session | {"state": state, "cancelled_on": None, "sequence": session["sequence"] + 1}


def dated(snapshot: Snapshot, previous: Snapshot | None, at: datetime) -> Snapshot:
    """The snapshot with the moment at which each session last changed for the public, for calendars."""
    before = {it["uid"]: it for it in previous["sessions"]} if previous else {}
    sessions = []
    for session in snapshot["sessions"]:
        earlier = before.get(session["uid"])
        unchanged = earlier is not None and _undated(earlier) == _undated(session)
        updated_at = earlier["updated_at"] if earlier and unchanged else at.isoformat()
        sessions.append(session | {"updated_at": updated_at})
    return snapshot | {"sessions": sessions}


def same_facts(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots say the same, whenever they were made."""
    return _facts(one) == _facts(other)


def withheld(snapshot: Snapshot, person: str, parts: Sequence[tuple[str, str]] | None = None) -> Snapshot | None:
    """The snapshot without a person's name, or without it in some parts (session uid, role); None if not in it.

    Only the people block differs: the facts of a release are immutable (decision 27).
    """
    entry = snapshot["people"].get(person)
    if entry is None:
        return None
    all_parts = {
        (session["uid"], role["role"])
        for session in snapshot["sessions"]
        for role in session["people"]
        if role["person"] == person
    }
    ended = {(uid, role) for uid, role in entry.get("withheld", ())}
    ending = all_parts if parts is None else ended | (set(parts) & all_parts)
    if parts is not None and ending == ended:
        return None
    others = {key: value for key, value in snapshot["people"].items() if key != person}
    if ending >= all_parts:
        return snapshot | {"people": others}
    return snapshot | {"people": others | {person: entry | {"withheld": sorted(map(list, ending))}}}


def without(snapshot: Snapshot, person: str, told: str) -> Snapshot | None:
    """The snapshot without what she told of herself (``biography``, ``photo``); None if it is not in it."""
    entry = snapshot["people"].get(person)
    if entry is None or told not in entry:
        return None
    kept = {key: value for key, value in entry.items() if key != told}
    return snapshot | {"people": snapshot["people"] | {person: kept}}


def named(snapshot: Snapshot, session: Snapshot) -> list[tuple[Snapshot, Snapshot]]:
    """The people of a session who may be shown, as (role, person), in the order of the programme."""
    people = snapshot["people"]
    return [
        (role, people[role["person"]])
        for role in session["people"]
        if role["person"] in people and [session["uid"], role["role"]] not in people[role["person"]].get("withheld", ())
    ]


def _session(session: ForumSession) -> Snapshot:
    always = {
        "code": session.code,
        "uid": session.uid,
        "format": session.format,
        "starts_at": _iso(session.listed_from),
        "ends_at": _iso(session.listed_until),
        "room": str(session.room.id) if session.room else None,
        "access": session.access,
        "state": "postponed" if session.is_postponed else session.state,
        "cancelled_on": _day_of_calling_off(session),
        "sequence": session.calendar_sequence,
        "closed": session.is_closed,
    }
    if session.is_closed:
        return always | _NOTHING
    if session.is_under_embargo(clock.now()):
        return always | _always_open(session) | _WITHHELD | {"embargo_until": _iso(session.embargo_until)}
    return always | _open(session)


_NOTHING: Snapshot = {
    "title": {},
    "abstract": {},
    "format_words": None,
    "topics": [],
    "attribution": None,
    "recording": None,
    "mode": None,
    "languages": [],
    "interpretation": [],
    "captions": "none",
    "hosts": [],
    "note": {},
    "people": [],
}
"""What the public reads of a closed session beyond its time and room."""
_WITHHELD: Snapshot = {"abstract": {}, "topics": [], "hosts": [], "note": {}, "people": []}
"""What an embargo keeps back: all but the title and the rules of the room (domain.md 8.4)."""


def _open(session: ForumSession) -> Snapshot:
    return _always_open(session) | _where_set(session)


def _where_set(session: ForumSession) -> Snapshot:
    """What earlier releases did not know stands only where there is something, so that they still say the same."""
    later = {
        "items": [_item(item) for item in session.items] if not _is_off(session) else [],
        "sign_languages": list(session.sign_languages),
        "streamed": session.is_streamed,
        "track": str(session.track.id) if session.track else None,
    }
    return {name: value for name, value in later.items() if value}


def _item(item: AgendaItem) -> Snapshot:
    """Who leads it only where her name may be read anyhow (INV-23)."""
    leads = item.role.person.public_id if item.role and item.role.may_be_named else None
    return {"title": dict(item.title), "minutes": item.minutes, "kind": item.kind, "person": leads}


def _always_open(session: ForumSession) -> Snapshot:
    return {
        "title": dict(session.title),
        "abstract": dict(session.abstract),
        "format_words": session.format_label or None,
        "topics": [topic.key for topic in session.topics],
        "attribution": session.attribution,
        "recording": session.recording,
        "mode": session.mode,
        "languages": list(session.languages),
        "interpretation": list(session.interpretation),
        "captions": session.captions,
        "hosts": [{"name": dict(host.name)} for host in session.hosts],
        "note": dict(session.note),
        "people": [
            {"person": role.person.public_id, "role": role.part, "mode": role.mode} for role in _named_roles(session)
        ],
    }


def _open_topics(session: ForumSession) -> list[Topic]:
    return [] if _keeps_back(session) else session.topics


def _open_track(session: ForumSession) -> Track | None:
    return None if _keeps_back(session) else session.track


def _keeps_back(session: ForumSession) -> bool:
    return session.is_closed or session.is_under_embargo(clock.now())


def _topic(topic: Topic) -> Snapshot:
    marks = {"sign": topic.sign, "colour": topic.colour}
    return {"name": dict(topic.name), **{name: value for name, value in marks.items() if value}}


def _track(track: Track) -> Snapshot:
    return {
        "name": dict(track.name),
        "sign": track.sign,
        "kind": track.kind,
        "colour": track.colour,
        "order": track.position,
    }


def _named_roles(session: ForumSession) -> list[SessionRole]:
    """Nobody stands on a session that does not take place, or of which nothing is to be known yet."""
    if _is_off(session) or session.is_under_embargo(clock.now()):
        return []
    roles = [role for role in session.roles if role.may_be_named]
    return sorted(roles, key=lambda role: (_ORDER_OF_PARTS.get(Part(role.part), 99), role.position, role.id))


def _people(roles: Iterable[SessionRole], published: Mapping[str, Published]) -> Snapshot:
    """One entry per person, from the role she confirmed last (INV-42)."""
    latest: dict[str, SessionRole] = {}
    for role in roles:
        known = latest.get(role.person.public_id)
        if known is None or _confirmed(role) > _confirmed(known):
            latest[role.person.public_id] = role
    return {
        public_id: _person(role, published.get(public_id, Published())) for public_id, role in sorted(latest.items())
    }


def _confirmed(role: SessionRole) -> tuple[str, int]:
    return (_iso(role.confirmed_at) or "", role.id)


def _person(role: SessionRole, told: Published) -> Snapshot:
    person: Person = role.person
    return {
        "printed_name": role.printed_name,
        "native_name": role.native_name or None,
        "native_lang": person.native_lang or None,
        "title": dict(role.title),
        "organisation": dict(role.organisation),
        "sector": person.sector,
        # Releases made before profiles were published have neither.
        **({"biography": dict(told.biography)} if told.biography else {}),
        **({"photo": told.photo} if told.photo else {}),
        "sort": names.sort_keys(role.printed_name, role.native_name, person.native_lang, person.sort_name),
    }


def _is_off(session: ForumSession) -> bool:
    return session.is_cancelled or session.is_postponed


def _day_of_calling_off(session: ForumSession) -> str | None:
    """The day in the edition's zone, as the agenda prints it."""
    at = session.cancelled_at if session.is_cancelled else session.postponed_at
    return wall_times.to_wall(at, session.edition.time_zone).date().isoformat() if at else None


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _room_order(rooms: Snapshot, room: str | None) -> tuple[int, str]:
    return (rooms[room]["order"], room) if room else (-1, "")


def _undated(session: Snapshot) -> Snapshot:
    return {key: value for key, value in session.items() if key != "updated_at"}


def _facts(snapshot: Snapshot) -> Snapshot:
    """Topics by their names: the marks that they have got since say nothing new."""
    facts = {key: snapshot[key] for key in FACTS}
    return facts | {
        "topics": {key: topic["name"] for key, topic in snapshot["topics"].items()},
        "tracks": snapshot.get("tracks", {}),
        "sessions": [_undated(session) for session in snapshot["sessions"]],
    }
