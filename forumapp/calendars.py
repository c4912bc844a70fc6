"""iCalendar from plain values: PUBLISH for files and feeds, REQUEST and CANCEL for one person's entry.

The same values give the same bytes: nothing here asks the clock or makes an identifier.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vText,
    vUri,
)
from icalendar import Event as Component

TURNS = 100
"""So many entries may follow each other for one reader while nothing moved; the next change outranks them all."""
LAST_TURN = TURNS - 1
PRODUCT = "-//Forum//Agenda//EN"

# icalendar escapes line ends, but keeps NUL, ESC and the like.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"https?://[!-~]+")
_MAIL_ADDRESS = re.compile(r"[^\s\"<>,;:\\]+@[^\s\"<>,;:\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organiser or a recipient."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry. Moments are aware; `zone` is the IANA zone its wall time is given in.

    `uid` never changes, `sequence` grows with time or place, `stamp` is when these facts were fixed.
    """

    uid: str
    sequence: int = 0
    summary: str
    description: str = ""
    location: str = ""
    start_utc: datetime
    end_utc: datetime
    zone: str
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    url: str = ""
    organizer: Party | None = None
    attendee: Party | None = None
    stamp: datetime
    last_modified: datetime | None = None


def in_turn(sequence: int, turn: int = 0) -> int:
    """What an entry counts that one reader is told again and again, as she says yes and no, at one ``sequence``."""
    return sequence * TURNS + min(turn, LAST_TURN)


def publish(name: str, events: Iterable[Event], *, uid: str = "", refresh: timedelta | None = None) -> str:
    """A file or, with `refresh`, a feed; names no person and no address, whatever the events carry."""
    shown = [replace(event, organizer=None, attendee=None) for event in events]
    calendar = _calendar("PUBLISH", shown)
    if uid:
        calendar.add("uid", one_line(uid))
    if name:
        calendar.add("name", one_line(name))
        calendar.add("x-wr-calname", one_line(name))
    if refresh is not None:
        calendar.add("refresh-interval", vDuration(refresh), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(refresh))
    return _text(calendar)


def request(event: Event) -> str:
    """The entry for its one recipient, who has accepted already."""
    return _text(_calendar("REQUEST", [_personal(event)]))


def cancel(event: Event) -> str:
    """Takes the entry out of its one recipient's calendar."""
    return _text(_calendar("CANCEL", [replace(_personal(event), status="CANCELLED")]))


def one_line(text: str) -> str:
    """Without control characters, runs of white space made one space."""
    return " ".join(_CONTROLS.sub("", text).split())


def several_lines(text: str) -> str:
    """Without control characters other than line ends; a tab is a space."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def _personal(event: Event) -> Event:
    if event.attendee is None or event.organizer is None:
        raise ValueError("an entry sent to a person names that person and the organiser")
    return event


def _calendar(method: str, events: list[Event]) -> Calendar:
    # Calendar.new() would write a random UID, and every fetch would differ.
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for zone in sorted({event.zone for event in events if not _is_utc(event.zone)}):
        inside = [event for event in events if event.zone == zone]
        first = min(event.start_utc for event in inside).astimezone(UTC)
        last = max(event.end_utc for event in inside).astimezone(UTC)
        calendar.add_component(_timezone(zone, first, last))
    for event in events:
        calendar.add_component(_component(event))
    return calendar


def _text(calendar: Calendar) -> str:
    content: bytes = calendar.to_ical(sorted=False)
    return content.decode("utf-8")


def _component(event: Event) -> Component:
    if event.end_utc < event.start_utc:
        raise ValueError(f"{event.uid} ends before it starts")
    component = Component()
    component.add("uid", one_line(event.uid))
    component.add("dtstamp", event.stamp.astimezone(UTC))
    component.add("last-modified", (event.last_modified or event.stamp).astimezone(UTC))
    component.add("sequence", event.sequence)
    for name, moment in zip(("dtstart", "dtend"), _wall_times(event), strict=True):
        component.add(name, moment)
    component.add("summary", one_line(event.summary))
    if description := several_lines(event.description):
        component.add("description", description)
    if location := one_line(event.location):
        component.add("location", location)
    if _WEB_ADDRESS.fullmatch(event.url):
        component.add("url", vUri(event.url))
    component.add("status", event.status)
    if event.organizer:
        component.add("organizer", _address(event.organizer))
    if event.attendee:
        component.add("attendee", _attendee(event.attendee))
    return component


def _address(party: Party) -> vCalAddress:
    if not _MAIL_ADDRESS.fullmatch(party.address) or _CONTROLS.search(party.address):
        raise ValueError("not an e-mail address")
    address = vCalAddress(f"mailto:{party.address}")
    # A parameter's value has no escape for a double quote.
    if name := one_line(party.name).replace('"', "'"):
        address.params["CN"] = vText(name)
    return address


def _attendee(party: Party) -> vCalAddress:
    attendee = _address(party)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def _is_utc(zone: str) -> bool:
    return zone in ("UTC", "Etc/UTC")


def _wall_times(event: Event) -> tuple[datetime, datetime]:
    """Local start and end; both in UTC where one is in the second of two equal hours, which has no name."""
    moments = event.start_utc.astimezone(UTC), event.end_utc.astimezone(UTC)
    if _is_utc(event.zone):
        return moments
    start, end = (moment.astimezone(ZoneInfo(event.zone)) for moment in moments)
    return moments if start.fold or end.fold else (start, end)


def _timezone(zone: str, first: datetime, last: datetime) -> Timezone:
    """The zone's rules for the whole years around the events.

    Own, because icalendar's counts an onset with the offset after it, RFC 5545 (3.6.5) with the one before.
    """
    info = ZoneInfo(zone)
    begin = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    end = datetime(last.year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    timezone = Timezone()
    timezone.add("tzid", zone)
    timezone.add_component(_observance(begin, begin, info))
    for before, after in _changes(begin, end, info):
        timezone.add_component(_observance(before, after, info))
    return timezone


def _observance(before: datetime, onset: datetime, info: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    local = onset.astimezone(info)
    earlier = before.astimezone(info).utcoffset() or timedelta()
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.DTSTART = (onset + earlier).replace(tzinfo=None)
    observance.TZOFFSETFROM = earlier
    observance.TZOFFSETTO = local.utcoffset() or timedelta()
    observance.add("tzname", local.tzname() or "")
    return observance


def _changes(begin: datetime, end: datetime, info: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The last second before and the first second of each new offset between the two moments."""

    def offset(moment: datetime) -> tuple[timedelta | None, timedelta | None]:
        local = moment.astimezone(info)
        return local.utcoffset(), local.dst()

    day = timedelta(days=1)
    moment = begin
    while moment < end:
        if offset(moment) != offset(moment + day):
            low, high = 0, int(day.total_seconds())
            while high - low > 1:
                middle = (low + high) // 2
                same = offset(moment + timedelta(seconds=middle)) == offset(moment)
                low, high = (middle, high) if same else (low, middle)
            yield moment + timedelta(seconds=low), moment + timedelta(seconds=high)
        moment += day
