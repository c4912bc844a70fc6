"""A release as its pages show it; no page asks the database for more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from forumapp import formatting, wall_times
from forumapp.agenda import courses, timetable, wording
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.agenda.timetable import Day as TimetableDay
from forumapp.agenda.timetable import Start
from forumapp.words import Text, language_at_hand
from forumapp.words import translated as _

SessionUrl = Callable[[str], str]


@dataclass(frozen=True)
class Someone:
    """As the printed programme gives people."""

    printed_name: str
    native_name: str
    native_lang: str
    role_words: str
    description: Sequence[Text]
    key: str = ""
    """What her own page is known by."""


@dataclass(frozen=True)
class Card:
    """One session in the agenda. Nothing of a closed session is known here but that it is."""

    code: str
    url: str | None
    title: Text
    format_words: str
    time: str
    time_words: str
    """Only where it ends at another time than what stands beside it."""
    room: Text
    room_words: Text
    access_words: str
    hosts: Sequence[Text]
    people: Sequence[Someone]
    foot: str
    abstract: Text
    """Only where the agenda is one session; elsewhere it stands on the session's own page."""
    note: Text
    cancelled: bool
    """Or postponed: it does not take place at its time."""
    postponed: bool
    cancelled_words: str
    closed: bool
    track: wording.Mark | None = None


@dataclass(frozen=True)
class Block:
    time: str
    second: str | None
    quiet: bool
    sessions: Sequence[Card]


@dataclass(frozen=True)
class Day:
    date: str
    short: str
    heading: str
    zones: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Speaker:
    """A line of the list of speakers; ``sessions`` as (title, address)."""

    someone: Someone
    sector: str
    photo: str = ""
    """Public id of a picture, where she agreed that it is shown."""
    biography: Text = field(default_factory=Text)
    sessions: list[tuple[Text, str]] = field(default_factory=list)


def days(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: SessionUrl) -> list[Day]:
    """The agenda as it is read, day by day, start by start."""
    zone = snapshot["edition"]["time_zone"]
    return [_day(snapshot, day, session_url) for day in timetable.days(sessions, zone)]


def card(snapshot: Snapshot, session: Snapshot, session_url: SessionUrl) -> Card:
    """A session away from its day, with its own time."""
    return _card(snapshot, session, Start(timetable.starts_at(session), None, (session,)), session_url)


def title_and_time(snapshot: Snapshot, session: Snapshot) -> str:
    """“09:00–10:15 Opening plenary”, for a line about another session of the day."""
    zone = snapshot["edition"]["time_zone"]
    time = formatting.time_range(timetable.starts_at(session), timetable.ends_at(session), zone)
    return f"{time} {wording.title(session).in_language(language_at_hand())}"


def days_held(snapshot: Snapshot) -> list[date]:
    """The days on which something takes place, in the edition's zone."""
    zone = snapshot["edition"]["time_zone"]
    return [day.on for day in timetable.days(snapshot["sessions"], zone)]


def first_day(snapshot: Snapshot) -> list[Snapshot]:
    """The sessions of the first day: what the edition's own page shows of the agenda."""
    found = timetable.days(snapshot["sessions"], snapshot["edition"]["time_zone"])
    return found[0].sessions if found else []


def is_over(snapshot: Snapshot, now: datetime) -> bool:
    """Whether its last day has ended where it takes place."""
    edition = snapshot["edition"]
    return wall_times.to_wall(now, edition["time_zone"]).date() > date.fromisoformat(edition["ends_on"])


def session_by_code(snapshot: Snapshot, code: str) -> Snapshot | None:
    """An open session; a closed one has no page of its own."""
    found = (it for it in snapshot["sessions"] if it["code"] == code and not it["closed"])
    return next(found, None)


def session_facts(snapshot: Snapshot, session: Snapshot) -> dict[str, Any]:
    """Everything that the page of one session says."""
    edition = snapshot["edition"]
    return {
        "session": session,
        "title": wording.title(session),
        "format_words": wording.format_words(session),
        "starts_at": timetable.starts_at(session),
        "when": _two_zones(edition, session),
        "room": wording.room(snapshot, session),
        "mode_words": wording.mode_words(snapshot, session),
        "access_words": wording.access_words(session),
        "language_words": wording.dotted(
            (wording.languages(session), wording.captions(session), *wording.also(session))
        ),
        "rule": wording.DOT.join(wording.rule(session)),
        "track": wording.track(snapshot, session),
        "track_label": wording.track_label(snapshot, session),
        "topics": wording.topics(snapshot, session),
        "session_hosts": wording.hosts(session),
        "people": people(snapshot, session),
        "abstract": Text(session["abstract"]),
        "course": courses.course(snapshot, session),
        "note": Text(session["note"]),
        "cancelled_words": wording.cancelled_words(session),
        "embargo_lifts": wording.embargo_lifts(edition, session),
    }


def people(snapshot: Snapshot, session: Snapshot) -> list[Someone]:
    keys = [role["person"] for role, _person in named(snapshot, session)]
    told = wording.people(snapshot, session)
    return [_someone(person, part, key) for key, (part, person) in zip(keys, told, strict=True)]


def is_named(snapshot: Snapshot, key: str) -> bool:
    """Whether somebody may be named in at least one session."""
    return any(role["person"] == key for session in snapshot["sessions"] for role, _person in named(snapshot, session))


def speaker(snapshot: Snapshot, key: str, session_url: SessionUrl) -> Speaker:
    """Somebody who ``is_named``."""
    return next(it for it in speakers(snapshot, session_url) if it.someone.key == key)


def speakers(snapshot: Snapshot, session_url: SessionUrl) -> list[Speaker]:
    """Everybody who may be named, in the order of the page's language."""
    found: dict[str, Speaker] = {}
    for session in snapshot["sessions"]:
        link = (wording.title(session), session_url(session["code"]))
        for role, person in named(snapshot, session):
            entry = found.setdefault(role["person"], _speaker(role["person"], person))
            if link not in entry.sessions:
                entry.sessions.append(link)
    language = language_at_hand()
    return [found[key] for key in sorted(found, key=lambda key: (snapshot["people"][key]["sort"][language], key))]


def navigation(edition: Snapshot, urls: Mapping[str, str | None], current: str) -> list[dict[str, Any]]:
    """The edition's pages in the masthead: those that have an address."""
    words = {
        "edition": _("Overview"),
        "agenda": _("Agenda"),
        "speakers": _("Speakers"),
        "register": _("Register"),
    }
    return [{"words": words[name], "url": urls[name], "current": name == current} for name in words if urls.get(name)]


def _day(snapshot: Snapshot, day: TimetableDay, session_url: SessionUrl) -> Day:
    return Day(
        date=day.on.isoformat(),
        short=formatting.short_day(day.on, language_at_hand()),
        heading=formatting.day(day.on, language_at_hand(), year=False),
        zones=wording.zones(snapshot["edition"], day.begins_at),
        blocks=[_block(snapshot, start, session_url) for start in day.starts],
    )


def _block(snapshot: Snapshot, start: Start, session_url: SessionUrl) -> Block:
    edition = snapshot["edition"]
    zone = edition["time_zone"]
    return Block(
        time=formatting.time_range(start.starts_at, start.ends_at, zone)
        if start.ends_at
        else formatting.clock_time(start.starts_at, zone),
        second=formatting.two_zones(
            start.starts_at, start.starts_at, zone, edition["second_zone"], language_at_hand()
        ).second_start,
        quiet=all(wording.is_quiet(session) for session in start.sessions),
        sessions=[_card(snapshot, session, start, session_url) for session in start.sessions],
    )


def _card(snapshot: Snapshot, session: Snapshot, start: Start, session_url: SessionUrl) -> Card:
    zone = snapshot["edition"]["time_zone"]
    room = wording.room(snapshot, session)
    quiet, closed, cancelled = wording.is_quiet(session), session["closed"], wording.cancelled_words(session)
    own_time = formatting.time_range(timetable.starts_at(session), timetable.ends_at(session), zone)
    access = () if quiet or cancelled else (wording.mode_words(snapshot, session), wording.access_words(session))
    return Card(
        code=session["code"],
        url=session_url(session["code"]) if not closed and not quiet else None,
        title=wording.title(session),
        format_words="" if quiet else wording.format_words(session),
        time=own_time,
        time_words="" if timetable.ends_at(session) == start.ends_at else own_time,
        room=room,
        room_words=Text() if quiet else room,
        access_words=wording.dotted(access),
        hosts=() if cancelled else wording.hosts(session),
        people=people(snapshot, session),
        foot=room.in_language(language_at_hand()) if quiet else wording.DOT.join(wording.foot(session)),
        abstract=Text(session["abstract"]) if len(snapshot["sessions"]) == 1 and not cancelled else Text(),
        note=Text() if cancelled else Text(session["note"]),
        cancelled=bool(cancelled),
        postponed=session["state"] == "postponed",
        cancelled_words=cancelled,
        closed=closed,
        track=wording.track(snapshot, session),
    )


def _speaker(key: str, person: Snapshot) -> Speaker:
    return Speaker(
        _someone(person, "", key), _sector(person), person.get("photo", ""), Text(person.get("biography", {}))
    )


def _someone(person: Snapshot, part: str, key: str = "") -> Someone:
    return Someone(
        printed_name=person["printed_name"],
        native_name=wording.native_name(person),
        native_lang=person["native_lang"] or "",
        role_words=part,
        description=wording.description(person),
        key=key,
    )


def _sector(person: Snapshot) -> str:
    """Beside title or organisation; alone it is the description already."""
    return wording.sector_words(person) if person["title"] or person["organisation"] else ""


def _two_zones(edition: Snapshot, session: Snapshot) -> formatting.TwoZones:
    return formatting.two_zones(
        timetable.starts_at(session),
        timetable.ends_at(session),
        edition["time_zone"],
        edition["second_zone"],
        language_at_hand(),
    )
