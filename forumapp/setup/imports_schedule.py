"""Schedule files of other conference programs (c3voc), read leniently: what they have in common, JSON or XML.

The instant in ``date`` counts, not the clock time beside it; where no ``date`` stands, day and start do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from forumapp import names, spoken_languages, wall_times
from forumapp.forums import tracks
from forumapp.programme import codes
from forumapp.refusals import Refused
from forumapp.setup.imports_rows import SESSION, Inside, Named, NamedTrack, Schedule, ScheduledRow
from forumapp.words import N_, translated

OURS = "forumapp"
"""The generator that our own exports name; their description says again what other fields say."""
_ITEM = re.compile(r"(\d\d):(\d\d)–(\d\d):(\d\d) (.+)")
LONGEST_ABSTRACT = 4000
LONGEST_NOTE = 300

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Day:
    on: date | None
    begins_at: datetime | None
    """When the programme of the day begins; what starts earlier by the clock is past midnight."""
    events: Sequence["Event"]


@dataclass(frozen=True)
class Event:
    """One session as its file has it; everything may be missing."""

    line: int
    facts: Facts
    room: str = ""
    people: Sequence[Facts] = ()


@dataclass
class _Left:
    """What could not be taken over, gathered while reading."""

    languages: list[str] = field(default_factory=list)
    nameless: int = 0
    attachments: int = 0
    shortened: int = 0

    def notes(self) -> Iterator[str]:
        if self.languages:
            words = N_("Languages that are not known here are left out: %(languages)s.")
            yield translated(words, languages=", ".join(dict.fromkeys(self.languages)))
        if self.nameless:
            yield translated(N_("People without a name, left out: %(count)s."), count=self.nameless)
        if self.attachments:
            yield translated(N_("Links and attachments are left out."))
        if self.shortened:
            words = N_("Descriptions cut after %(most)s characters: %(count)s.")
            yield translated(words, count=self.shortened, most=LONGEST_ABSTRACT)


def schedule(*, conference: Facts, days: Sequence[Day], generator: str, counted: str = SESSION) -> Schedule:
    """The rows of a schedule, and what is said of it as a whole."""
    left = _Left()
    named = text(conference.get("time_zone_name")).strip()
    zone, zone_notes = _zone(named, days)
    reading = _Reading(zone=zone, named_zone=named, is_ours=generator == OURS, left=left)
    rows = [reading.row(day, event) for day in days for event in day.events]
    return Schedule(
        rows=rows,
        counted=counted,
        title=names.one_line(text(conference.get("title")))[:300],
        time_zone=zone,
        days=[day.on for day in days if day.on],
        tracks=list(_tracks(conference.get("tracks"))) if generator == OURS else [],
        notes=[*zone_notes, *left.notes()],
    )


def _tracks(told: object) -> Iterator[NamedTrack]:
    """Our own tracks have a colour, and in their address their kind and sign; topics have none."""
    for facts in told if isinstance(told, list) else ():
        if not isinstance(facts, Mapping) or not (colour := tracks.colour_of(text(facts.get("color")))):
            continue
        kind, _hyphen, sign = text(facts.get("slug")).rpartition("-")
        kind = kind.replace("-", "_")
        known = kind in set(tracks.TrackKind)
        yield NamedTrack(
            name=names.one_line(text(facts.get("name"))),
            sign=tracks.written_sign(sign) if known else "",
            kind=kind if known else "",
            colour=colour,
        )


def text(value: object) -> str:
    """A value as words; of words in several languages the English ones."""
    if isinstance(value, Mapping):
        value = value.get("en") or next(iter(value.values()), "")
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


def moment(value: object) -> datetime | None:
    """What ISO 8601 says; None where it says nothing, a day only, or a year that no forum has."""
    words = text(value).strip()
    try:
        told = datetime.fromisoformat(words)
    except ValueError:
        return None
    return told if len(words) > len("2024-03-19") and wall_times.is_within_reach(told) else None


def day(value: object) -> date | None:
    try:
        told = date.fromisoformat(text(value).strip()[:10])
    except ValueError:
        return None
    return told if wall_times.is_within_reach(told) else None


def _zone(named: str, days: Sequence[Day]) -> tuple[str, list[str]]:
    """The zone of the file, else UTC: then every instant is right and only the clock on the wall is not theirs."""
    offsets = {
        told.utcoffset()
        for day in days
        for event in day.events
        if (told := moment(event.facts.get("date"))) is not None
    } - {None}
    if wall_times.is_zone(named):
        return named, list(_doubts(named, days))
    if not named and offsets == {timedelta(0)}:
        return "UTC", []
    words = N_("The file names no time zone of a place, so the times are shown in UTC; each instant is right.")
    return "UTC", [translated(words)]


def _doubts(zone: str, days: Sequence[Day]) -> Iterator[str]:
    """Some programs name one zone and write the times of another."""
    for event in (event for day in days for event in day.events):
        told = moment(event.facts.get("date"))
        if told is not None and told.tzinfo and told.utcoffset() != told.astimezone(ZoneInfo(zone)).utcoffset():
            words = N_("The file names the zone %(zone)s, but writes its times with another offset (%(time)s).")
            yield translated(words, zone=zone, time=told.isoformat())
            return


@dataclass
class _Reading:
    """Makes rows of events, each code once."""

    zone: str
    named_zone: str
    is_ours: bool
    left: _Left
    codes_used: set[str] = field(default_factory=set)

    def row(self, day: Day, event: Event) -> ScheduledRow:
        starts_at = self._starts_at(day, event)
        ends_at = self._ends_at(event, starts_at)
        facts = event.facts
        subtitle = names.one_line(text(facts.get("subtitle")))
        cells = {
            "code": self._code(facts),
            "title": text(facts.get("title")),
            "note": subtitle if len(subtitle) <= LONGEST_NOTE else "",
            "abstract": self._abstract(facts, subtitle if len(subtitle) > LONGEST_NOTE else ""),
            "format": text(facts.get("type")),
            "track": text(facts.get("track")),
            "room": text(facts.get("room")) or event.room,
            "language": self._languages(text(facts.get("language"))),
            "time_zone": self.zone,
            "starts_at": starts_at.isoformat() if starts_at else "",
            "ends_at": ends_at.isoformat() if ends_at else "",
        }
        if facts.get("links") or facts.get("attachments"):
            self.left.attachments += 1
        people = list(self._people(event.people))
        inside = _inside(text(facts.get("description")), [who.name for who in people]) if self.is_ours else []
        return ScheduledRow(line=event.line, cells=cells, people=people, inside=inside)

    def _starts_at(self, day: Day, event: Event) -> datetime | None:
        told = moment(event.facts.get("date"))
        if told is None:
            told = _by_the_clock(day, text(event.facts.get("start")))
        if told is None or told.tzinfo:
            return told
        try:
            return wall_times.to_instant(told, self.named_zone, fold=0)
        except Refused:
            return None  # no zone, or a time that the clocks skip; the row says that it has no beginning

    def _ends_at(self, event: Event, starts_at: datetime | None) -> datetime | None:
        told = moment(event.facts.get("end"))
        if told is not None and told.tzinfo:
            return told
        length = _length(text(event.facts.get("duration")))
        try:
            return starts_at + length if starts_at and length is not None else None
        except OverflowError:
            return None

    def _code(self, facts: Facts) -> str:
        """The code as people read it, else the number; a session that takes place twice gets a further code later."""
        for code in (_code_in_full(facts, self.is_ours), text(facts.get("id"))):
            try:
                codes.refuse_unusable(code)
            except Refused:
                continue
            if code.upper() not in self.codes_used:
                self.codes_used.add(code.upper())
                return code
        return ""

    def _abstract(self, facts: Facts, subtitle: str) -> str:
        """Abstract and description follow each other, unless one says the other again."""
        abstract = names.many_lines(text(facts.get("abstract")))
        description = "" if self.is_ours else names.many_lines(text(facts.get("description")))
        parts = [subtitle, abstract if abstract not in description else "", description]
        whole = "\n\n".join(part for part in parts if part)
        if len(whole) > LONGEST_ABSTRACT:
            self.left.shortened += 1
            whole = f"{whole[: LONGEST_ABSTRACT - 1].rstrip()}…"
        return whole

    def _languages(self, words: str) -> str:
        """The languages that are known here: “de-formal” is German."""
        known = []
        for word in filter(None, re.split(r"[,;/ ]+", words)):
            found = next(filter(_is_language, (word, re.split("[-_]", word)[0])), None)
            known.append(found) if found else self.left.languages.append(word)
        return ", ".join(known)

    def _people(self, people: Sequence[Facts]) -> Iterator[Named]:
        seen = set()
        for facts in people:
            name = names.one_line(_first(facts, "public_name", "name", "full_public_name", "display_name"))
            key = _first(facts, "guid", "code", "id") or names.fold(name)
            if not name:
                self.left.nameless += 1
            elif key not in seen:
                seen.add(key)
                yield Named(key, name)


def _first(facts: Facts, *keys: str) -> str:
    return next((words for key in keys if (words := text(facts.get(key)).strip())), "")


def _by_the_clock(day: Day, start: str) -> datetime | None:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", start.strip())
    if not found or day.on is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    told = datetime.combine(day.on, time(int(found[1]), int(found[2])))
    is_past_midnight = day.begins_at is not None and told.time() < day.begins_at.time()
    return told + timedelta(days=1) if is_past_midnight else told


def _length(duration: str) -> timedelta | None:
    """“01:30”, “1:30:00”, or minutes."""
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,4})(?::\d{1,2})?", duration.strip())
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2])) if found else None


def _code_in_full(facts: Facts, is_ours: bool) -> str:
    """Codes of these files have no hyphens, and in XML six characters or none; our own addresses end in the code."""
    code, address = text(facts.get("code")), text(facts.get("url"))
    ending = re.split("[/#]", address.rstrip("/"))[-1]
    is_the_code = code and re.sub("[^A-Z0-9]", "", ending.upper()) == code.upper()
    return ending if is_ours or is_the_code else code


def _inside(description: str, people: Sequence[str]) -> list[Inside]:
    """What happens inside a session, as our own files write it: “09:05–09:25 Keynote – LIN Yu-ching”."""
    found = []
    for line in description.splitlines():
        if told := _ITEM.fullmatch(line.strip()):
            title, _dash, name = told[5].rpartition(" – ")
            led_by = name if name in people else ""
            minutes = (int(told[3]) * 60 + int(told[4]) - int(told[1]) * 60 - int(told[2])) % (24 * 60)
            found.append(Inside(names.one_line(title if led_by else told[5])[:LONGEST_NOTE], minutes, led_by))
    return [item for item in found if item.minutes and item.title]


def _is_language(word: str) -> bool:
    try:
        return bool(spoken_languages.parse(word))
    except Refused:
        return False
