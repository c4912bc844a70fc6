"""A release in the exchange format of conference schedules (c3voc ``schedule.json``), which other tools read."""

import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from forumapp import formatting
from forumapp.agenda import courses, timetable, wording
from forumapp.agenda.pages import SessionUrl
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.forums.tracks import HEX, Colour
from forumapp.programme.vocabulary import Recording
from forumapp.words import Text, language_at_hand
from forumapp.words import translated as _

GENERATOR = "forumapp"
"""By which our own import knows its own."""
SCHEMA = "https://c3voc.de/schedule/schema.json"
_ZONE = re.compile(r"([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
"""The schema's own idea of a zone."""
_CODE = re.compile(r"[A-Z0-9]+")


def schedule(snapshot: Snapshot, session_url: SessionUrl, base_url: str) -> str:
    """JSON; ``session_url`` gives whole addresses, ``base_url`` is the address of the agenda."""
    return json.dumps(
        {
            "$schema": SCHEMA,
            "generator": {"name": GENERATOR},
            "schedule": facts(snapshot, session_url, base_url),
        },
        ensure_ascii=False,
        indent=1,
    )


def facts(snapshot: Snapshot, session_url: SessionUrl, base_url: str) -> dict[str, Any]:
    """What JSON and XML say alike."""
    return {
        "version": f"{snapshot['release']['number']} ({wording.label_words(snapshot['release']['label'])})",
        "base_url": base_url,
        "conference": _conference(snapshot, session_url, base_url),
    }


def _conference(snapshot: Snapshot, session_url: SessionUrl, base_url: str) -> dict[str, Any]:
    edition = snapshot["edition"]
    days = timetable.days(snapshot["sessions"], edition["time_zone"])
    conference = {
        "acronym": edition["slug"],
        "title": _words(edition["title"]),
        "description": _words(edition["summary"]),
        "start": edition["starts_on"],
        "end": edition["ends_on"],
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        "time_zone_name": edition["time_zone"],
        "colors": {"primary": edition["accent"]},
        "keywords": [_words(topic["name"]) for topic in snapshot["topics"].values()],
        "url": base_url,
        "tracks": _tracks(snapshot),
        "rooms": [{"name": name, "guid": _guid(edition["slug"], "room", name)} for name in _room_names(snapshot)],
        "days": [_day(snapshot, number, day, session_url, base_url) for number, day in enumerate(days, 1)],
    }
    if not _ZONE.match(edition["time_zone"]):
        del conference["time_zone_name"]
    return conference


def _tracks(snapshot: Snapshot) -> list[dict[str, str]]:
    """Of a forum without tracks its topics, which other tools show alike; a colour tells our own import which."""
    if not wording.has_tracks(snapshot):
        return [{"name": _words(topic["name"]), "slug": _slug(key)} for key, topic in snapshot["topics"].items()]
    ordered = sorted(snapshot["tracks"].values(), key=lambda track: track["order"])
    return [
        {
            "name": _words(track["name"]),
            "slug": _slug(f"{track['kind'].replace('_', '-')}-{track['sign']}"),
            "color": HEX[Colour(track["colour"])],
        }
        for track in ordered
    ]


def _track(snapshot: Snapshot, session: Snapshot) -> str | None:
    if wording.has_tracks(snapshot):
        found = wording.track(snapshot, session)
        return found.name.in_language(language_at_hand()) if found else None
    return next((_words(snapshot["topics"][key]["name"]) for key in session["topics"]), None)


def _day(snapshot: Snapshot, number: int, day: timetable.Day, session_url: SessionUrl, base_url: str) -> dict[str, Any]:
    zone = snapshot["edition"]["time_zone"]
    rooms: dict[str, list[dict[str, Any]]] = {}
    for session in day.sessions:
        name = _room_name(snapshot, session)
        rooms.setdefault(name, []).append(_event(snapshot, session, name, session_url, base_url))
    return {
        "index": number,
        "date": day.on.isoformat(),
        "day_start": _local(day.begins_at, zone),
        "day_end": _local(max(timetable.ends_at(session) for session in day.sessions), zone),
        "rooms": rooms,
    }


def _event(snapshot: Snapshot, session: Snapshot, room: str, session_url: SessionUrl, base_url: str) -> dict[str, Any]:
    edition = snapshot["edition"]
    zone, starts, ends = edition["time_zone"], timetable.starts_at(session), timetable.ends_at(session)
    event = {
        "guid": _guid(edition["slug"], "session", session["uid"]),
        "id": int(hashlib.sha256(session["uid"].encode()).hexdigest()[:7], 16) + 1,
        "code": re.sub(r"[^A-Z0-9]", "", session["code"].upper()),
        "date": _local(starts, zone),
        "start": formatting.clock_time(starts, zone),
        "end": _local(ends, zone),
        "duration": _duration(ends - starts),
        "room": room,
        "slug": f"{edition['slug']}-{_slug(session['code'])}",
        "url": f"{base_url}#{session['code']}" if session["closed"] else session_url(session["code"]),
        "title": wording.title_and_state(session),
        "subtitle": wording.cancelled_words(session) or None,
        "track": _track(snapshot, session),
        "type": session["format"],
        "language": session["languages"][0] if session["languages"] else None,
        "abstract": _words(session["abstract"]) or None,
        "description": _description(snapshot, session),
        "do_not_record": session["recording"] in (None, Recording.NONE),
        "persons": _persons(snapshot, session),
        "links": [],
    }
    if not _CODE.fullmatch(str(event["code"])):
        del event["code"]
    return event


def _persons(snapshot: Snapshot, session: Snapshot) -> list[dict[str, Any]]:
    slug = snapshot["edition"]["slug"]
    once = {role["person"]: person["printed_name"] for role, person in named(snapshot, session)}
    return [{"guid": _guid(slug, "person", key), "name": name} for key, name in once.items()]


def _description(snapshot: Snapshot, session: Snapshot) -> str | None:
    """What the format has no field for; what happens inside follows line by line, as our own import reads it."""
    words = [wording.access_words(session), *wording.foot(session), wording.hosted_by(session)]
    return "\n".join(filter(None, [wording.dotted(words), *courses.lines_with_ends(snapshot, session)])) or None


def _room_names(snapshot: Snapshot) -> Sequence[str]:
    return list(dict.fromkeys(_room_name(snapshot, session) for session in snapshot["sessions"]))


def _room_name(snapshot: Snapshot, session: Snapshot) -> str:
    room = wording.room(snapshot, session) or wording.edition_place(snapshot["edition"])
    return room.in_language(language_at_hand()) or _("No room")


def _guid(*parts: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]", "-", text.lower()).strip("-_") or "0"


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).isoformat()


def _words(by_language: dict[str, str]) -> str:
    return Text(by_language).in_language(language_at_hand())
