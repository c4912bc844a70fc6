"""A release in the words of schema.org (JSON-LD), for search engines and assistants; no more than its pages say."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from forumapp.agenda import pages, snapshots, timetable, wording
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.forums.models import EditionState, Mode
from forumapp.words import Text, language_at_hand

Data = dict[str, Any]
LogoUrl = Callable[[str], str]
"""The whole address of a logo, from its id."""

_CONTEXT = "https://schema.org"
_STATUS = {
    EditionState.CANCELLED: "EventCancelled",
    EditionState.POSTPONED: "EventPostponed",
}
_ATTENDANCE = {
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


def edition(
    snapshot: Snapshot,
    state: str,
    url: str,
    session_url: pages.SessionUrl,
    logo_url: LogoUrl,
    earlier: Sequence[Snapshot] = (),
) -> Data:
    """The edition with its sessions, those behind closed doors excepted; ``earlier`` releases know what moved."""
    told = snapshot["edition"]
    sessions = (_standing(it, state) for it in snapshot["sessions"] if not it["closed"])
    return {
        "@context": _CONTEXT,
        **_edition(told, state, url),
        **_given(description=_words(told["summary"]), about=_theme(told), organizer=_hosts_with_logos(told, logo_url)),
        "subEvent": [{"@type": "Event", **_session(snapshot, it, session_url, earlier)} for it in sessions],
    }


def session(
    snapshot: Snapshot,
    session: Snapshot,
    state: str,
    url: str,
    session_url: pages.SessionUrl,
    earlier: Sequence[Snapshot] = (),
) -> Data:
    """One session, with the people who may be named."""
    return {
        "@context": _CONTEXT,
        "@type": "Event",
        **_session(snapshot, _standing(session, state), session_url, earlier),
        "superEvent": _edition(snapshot["edition"], state, url),
    }


def person(told: Snapshot, photo_url: str = "") -> Data:
    """Somebody on her own page."""
    return {
        "@context": _CONTEXT,
        **_person(told),
        **_given(description=_words(told.get("biography", {})), image=photo_url),
    }


def _standing(session: Snapshot, state: str) -> Snapshot:
    """A forum that is called off takes its sessions along, though no release says so."""
    return snapshots.off(session, state) if state in _STATUS else session


def _edition(told: Snapshot, state: str, url: str) -> Data:
    return {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": _words(told["title"]),
        "startDate": told["starts_on"],
        "endDate": told["ends_on"],
        "eventStatus": _term(_STATUS.get(EditionState(state), "EventScheduled")),
        "eventAttendanceMode": _attendance(told["mode"]),
        "location": _location(told, told["mode"], url),
        "inLanguage": language_at_hand(),
    }


def _session(snapshot: Snapshot, session: Snapshot, session_url: pages.SessionUrl, earlier: Sequence[Snapshot]) -> Data:
    told, url = snapshot["edition"], session_url(session["code"])
    zone, mode = ZoneInfo(told["time_zone"]), session["mode"] or told["mode"]
    previous = [start for start in _earlier_starts(session, earlier) if start != session["starts_at"]]
    status = "EventRescheduled" if previous else "EventScheduled"
    return {
        "@id": url,
        "url": url,
        "name": wording.title(session).in_language(language_at_hand()),
        "startDate": timetable.starts_at(session).astimezone(zone).isoformat(),
        **_given(previousStartDate=[datetime.fromisoformat(start).astimezone(zone).isoformat() for start in previous]),
        "endDate": timetable.ends_at(session).astimezone(zone).isoformat(),
        "eventStatus": _term(_STATUS.get(session["state"], status)),
        "eventAttendanceMode": _attendance(mode),
        "location": _location(told, mode, url, wording.room(snapshot, session)),
        **_given(
            description=_words(session["abstract"]),
            organizer=_hosts(session) or _hosts(told),
            performer=[_person(person) for _role, person in named(snapshot, session)],
        ),
    }


def _earlier_starts(session: Snapshot, earlier: Sequence[Snapshot]) -> list[str]:
    """When earlier releases had it, each time once, from first to last."""
    same = (it for snapshot in earlier for it in snapshot["sessions"] if it["uid"] == session["uid"])
    return list(dict.fromkeys(it["starts_at"] for it in same))


def _location(told: Snapshot, mode: str, url: str, room: Text | None = None) -> list[Data]:
    place = _words(told["place"])
    if not place or mode == Mode.ONLINE:
        return [{"@type": "VirtualLocation", "url": url}]
    name = room.in_language(language_at_hand()) if room else ""
    here = {"@type": "Place", "name": f"{name}, {place}" if name else place, "address": place}
    return [here, {"@type": "VirtualLocation", "url": url}] if mode == Mode.HYBRID else [here]


def _person(person: Snapshot) -> Data:
    organisation = _words(person["organisation"])
    return {
        "@type": "Person",
        "name": person["printed_name"],
        **_given(alternateName=wording.native_name(person), jobTitle=_words(person["title"])),
        **({"worksFor": {"@type": "Organization", "name": organisation}} if organisation else {}),
    }


def _theme(told: Snapshot) -> Data:
    theme = _words(told["theme"])
    return {"@type": "Thing", "name": theme} if theme else {}


def _hosts_with_logos(told: Snapshot, logo_url: LogoUrl) -> list[Data]:
    logos = (logo_url(host["logo"]["id"]) if "logo" in host else "" for host in told["hosts"])
    return [host | _given(logo=logo) for host, logo in zip(_hosts(told), logos, strict=True)]


def _hosts(hosted: Snapshot) -> list[Data]:
    """Of a forum or a session."""
    return [{"@type": "Organization", "name": _words(host["name"])} for host in hosted["hosts"]]


def _given(**facts: Any) -> Data:
    """What is known; an empty word says less than none."""
    return {name: value for name, value in facts.items() if value}


def _attendance(mode: str) -> str:
    return _term(_ATTENDANCE.get(Mode(mode), "OfflineEventAttendanceMode"))


def _term(name: str) -> str:
    return f"{_CONTEXT}/{name}"


def _words(text: dict[str, str]) -> str:
    return Text(text).in_language(language_at_hand())
