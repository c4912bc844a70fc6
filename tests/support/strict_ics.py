"""Reads a calendar file as strictly as RFC 5545 is written; shares no line with the library that writes it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

_LINE = re.compile(r"(?P<name>[A-Z][A-Z0-9-]*)(?P<parameters>(?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)")
_PARAMETER = re.compile(r";([A-Z-]+)=(?:\"([^\"]*)\"|([^\";:,]*))")
_LONGEST = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


@dataclass
class Property:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """With its escapes undone (3.3.11); any other backslash is an error."""
        found = re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), self.value)
        assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", self.value), f"escape in {self.value!r}"
        return found


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    inside: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def one(self, name: str) -> Property:
        (found,) = self.all(name)
        return found

    def parts(self, name: str) -> list["Component"]:
        return [one for one in self.inside if one.name == name]


@dataclass
class Entry:
    """The one event of a message, its moments in UTC as its own VTIMEZONE has them."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    event: Component


def read(content: bytes) -> Entry:
    """The message of one entry; every violation is an AssertionError."""
    calendar = _nested(_unfolded(content))
    assert calendar.one("VERSION").value == "2.0" and calendar.one("PRODID").value
    (event,) = calendar.parts("VEVENT")
    _check_singles(event)
    zones = {zone.one("TZID").value: zone for zone in calendar.parts("VTIMEZONE")}
    method = calendar.one("METHOD").value
    if method in ("REQUEST", "CANCEL"):
        _check_personal(event)
    allowed = {"CANCEL": {"CANCELLED"}, "REQUEST": {"CONFIRMED"}, "PUBLISH": {"CONFIRMED", "CANCELLED"}}
    assert event.one("STATUS").value in allowed[method]
    return Entry(
        method=method,
        uid=event.one("UID").value,
        sequence=int(event.one("SEQUENCE").value),
        starts_at=_moment(event.one("DTSTART"), zones),
        ends_at=_moment(event.one("DTEND"), zones),
        event=event,
    )


def _unfolded(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n"), "the last line has no end"
    lines: list[str] = []
    for raw in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert raw and b"\r" not in raw and b"\n" not in raw, f"line end in {raw!r}"
        assert len(raw) <= _LONGEST, f"{len(raw)} octets: {raw!r}"
        words = raw.decode("utf-8")  # a fold inside a character fails here
        if words.startswith(" "):
            lines[-1] += words[1:]
        else:
            lines.append(words)
    return lines


def _nested(lines: list[str]) -> Component:
    root = Component("")
    open_ones = [root]
    for line in lines:
        match = _LINE.fullmatch(line)
        assert match, f"no content line: {line!r}"
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            open_ones[-1].inside.append(Component(value))
            open_ones.append(open_ones[-1].inside[-1])
        elif name == "END":
            assert open_ones.pop().name == value
        else:
            parameters = {one[1]: one[2] or one[3] or "" for one in _PARAMETER.finditer(match["parameters"])}
            open_ones[-1].properties.append(Property(name, parameters, value))
    assert open_ones == [root] and [one.name for one in root.inside] == ["VCALENDAR"]
    return root.inside[0]


def _check_singles(event: Component) -> None:
    names = [one.name for one in event.properties]
    for name in ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS"):
        assert names.count(name) == 1, f"{names.count(name)} times {name}"
    assert re.fullmatch(r"\d{8}T\d{6}Z", event.one("DTSTAMP").value)


def _check_personal(event: Component) -> None:
    """RFC 5546: an organiser, and she alone, who is asked nothing."""
    assert event.one("ORGANIZER").value.startswith("mailto:")
    attendee = event.one("ATTENDEE")
    assert attendee.value.startswith("mailto:")
    assert (attendee.parameters["PARTSTAT"], attendee.parameters["RSVP"]) == ("ACCEPTED", "FALSE")


def _moment(moment: Property, zones: dict[str, Component]) -> datetime:
    if moment.value.endswith("Z"):
        return datetime.fromisoformat(moment.value)
    wall = datetime.fromisoformat(moment.value)
    return wall.replace(tzinfo=timezone(_offset(zones[moment.parameters["TZID"]], wall))).astimezone(UTC)


def _offset(zone: Component, wall: datetime) -> timedelta:
    """Of the last onset before that wall time, which in an hour that comes twice means the first one."""
    onsets = [(datetime.fromisoformat(one.one("DTSTART").value), one) for one in zone.inside]
    before = [(onset, number) for number, (onset, _) in enumerate(onsets) if onset <= wall]
    assert before, "the zone does not reach back to the entry"
    return _utc_offset(onsets[max(before)[1]][1], "TZOFFSETTO")


def _utc_offset(observance: Component, name: str) -> timedelta:
    value = observance.one(name).value
    assert re.fullmatch(r"[+-]\d{4}(\d{2})?", value), value
    parts = [int(value[start : start + 2] or 0) for start in (1, 3, 5)]
    size = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
    return -size if value[0] == "-" else size
