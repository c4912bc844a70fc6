"""Entries sent to persons, read by two programs that share nothing with the one that writes them."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from forumapp import calendars
from forumapp.calendars import Event, Party
from tests.support import strict_ics

ZONES = ("Europe/Vilnius", "Asia/Taipei", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
CHANGES = (
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2027, 3, 14, 7, tzinfo=UTC),
)
"""When clocks change in Vilnius and in New York."""

WORDS = st.text(st.sampled_from('自由數位民主ąčęėįšųūž—“;,:\\" \nabc𠮷🎓'), max_size=120)
STARTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
    st.tuples(st.sampled_from(CHANGES), st.integers(-600, 600)).map(lambda one: one[0] + timedelta(minutes=one[1])),
).map(lambda moment: moment.replace(second=0, microsecond=0))


def event(**changes: object) -> Event:
    values: dict[str, object] = {
        "uid": "abc-def@forum.example.org",
        "sequence": 1,
        "summary": "F3D 2026: 民主國家對數位公民的責任",
        "location": "Aula, Vilniaus universitetas",
        "start_utc": datetime(2026, 10, 24, 6, 0, tzinfo=UTC),
        "end_utc": datetime(2026, 10, 24, 7, 15, tzinfo=UTC),
        "zone": "Europe/Vilnius",
        "stamp": datetime(2026, 9, 1, 10, tzinfo=UTC),
        "organizer": Party(name="F3D Secretariat", address="desk@example.org"),
        "attendee": Party(name="Ūla Žemaitė-Šimkienė", address="ula@example.org"),
    }
    return Event(**values | changes)  # type: ignore[arg-type]


def as_vobject_reads(text: str) -> tuple[str, str, int, datetime, datetime, str]:
    # It keeps a zone by its name for ever; each message says only the years around its own entry.
    vars(vobject.icalendar)["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)
    calendar = vobject.readOne(text)
    (found,) = calendar.contents["vevent"]
    return (
        calendar.method.value,
        found.uid.value,
        int(found.sequence.value),
        found.dtstart.value.astimezone(UTC),
        found.dtend.value.astimezone(UTC),
        found.summary.value,
    )


@settings(max_examples=200, deadline=None)
@given(STARTS, st.integers(5, 600), st.sampled_from(ZONES), WORDS, WORDS, st.booleans())
def test_each_reads_the_same_hour_and_the_same_words(
    start: datetime, minutes: int, zone: str, summary: str, place: str, gone: bool
) -> None:
    sent = event(
        start_utc=start, end_utc=start + timedelta(minutes=minutes), zone=zone, summary=summary, location=place
    )
    text = (calendars.cancel if gone else calendars.request)(sent)
    strict = strict_ics.read(text.encode())
    expected = ("CANCEL" if gone else "REQUEST", sent.uid, 1, sent.start_utc, sent.end_utc)
    assert (strict.method, strict.uid, strict.sequence, strict.starts_at, strict.ends_at) == expected
    assert strict.event.one("SUMMARY").text == calendars.one_line(summary)
    assert as_vobject_reads(text) == (*expected, calendars.one_line(summary))


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("\r\n ", ""),
        lambda text: text.replace("SEQUENCE:1\r\n", ""),
        lambda text: text.replace("RSVP=FALSE", "RSVP=TRUE"),
        lambda text: text.replace("END:VTIMEZONE\r\n", ""),
        lambda text: text.replace("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\n\r\n"),
        lambda text: text.replace("DTSTART;TZID=Europe/Vilnius:20261024T", "DTSTART;TZID=Nowhere:20261024T"),
    ],
    ids=["line feeds", "unfolded", "no sequence", "asks for an answer", "open zone", "empty line", "zone unsaid"],
)
def test_the_strict_reader_refuses_what_is_broken(broken: object) -> None:
    text = calendars.request(event(summary="長" * 60))
    strict_ics.read(text.encode())
    with pytest.raises((AssertionError, KeyError, ValueError)):
        strict_ics.read(broken(text).encode())  # type: ignore[operator]


def test_a_fold_inside_a_character_is_refused() -> None:
    content = calendars.request(event(summary="長" * 60)).encode()
    where = content.index(b"\r\n ", content.index(b"SUMMARY"))
    moved = content[: where - 1] + b"\r\n " + content[where - 1 : where] + content[where + 3 :]
    with pytest.raises(UnicodeDecodeError):
        strict_ics.read(moved)
