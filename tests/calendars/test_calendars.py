"""iCalendar: the right hour in every zone, no foreign line, the same bytes each time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from forumapp import calendars
from forumapp.calendars import Event, Party

STAMP = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
DESK = Party(name="Forum desk", address="desk@example.org")
EXPERT = Party(name="Ūla Žemaitė-Šimkienė", address="ula@example.org")


def event(**changes: object) -> Event:
    plain = Event(
        uid="P1.f3d2026@forum.example.org",
        summary="Opening plenary: Free the Future",
        location="Aula, Vilnius University",
        start_utc=datetime(2026, 10, 24, 6, 0, tzinfo=UTC),
        end_utc=datetime(2026, 10, 24, 7, 15, tzinfo=UTC),
        zone="Europe/Vilnius",
        url="https://forum.example.org/en/f3d2026/agenda/P1",
        stamp=STAMP,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def personal(**changes: object) -> Event:
    return event(**({"organizer": DESK, "attendee": EXPERT} | changes))


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def only_event(text: str) -> dict[str, str]:
    """Properties of the one entry, by name with parameters."""
    lines = unfolded(text)
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    return dict(line.partition(":")[::2] for line in inside)


def test_one_session_is_exactly_this_file() -> None:
    golden = Path(__file__).with_name("one_session.ics").read_bytes().decode()
    assert calendars.publish("F3D 2026, Vilnius", [event()]) == golden


def test_the_wall_time_is_right_on_both_sides_of_the_change_of_clocks() -> None:
    before = only_event(calendars.publish("", [event()]))
    monday = event(start_utc=datetime(2026, 10, 26, 7, 0, tzinfo=UTC), end_utc=datetime(2026, 10, 26, 8, 0, tzinfo=UTC))
    after = only_event(calendars.publish("", [monday]))
    assert before["DTSTART;TZID=Europe/Vilnius"] == "20261024T090000"
    assert after["DTSTART;TZID=Europe/Vilnius"] == "20261026T090000"


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    first = event(
        start_utc=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), end_utc=datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    )
    second = event(
        start_utc=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), end_utc=datetime(2026, 10, 25, 1, 50, tzinfo=UTC)
    )
    assert only_event(calendars.publish("", [first]))["DTSTART;TZID=Europe/Vilnius"] == "20261025T033000"
    assert only_event(calendars.publish("", [second]))["DTSTART"] == "20261025T013000Z"


def test_the_zone_changes_at_the_hour_counted_with_the_offset_before() -> None:
    lines = unfolded(calendars.publish("", [event()]))
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    spring = zone.index("BEGIN:DAYLIGHT")
    assert zone[spring + 1 : spring + 4] == [
        "DTSTART:20260329T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300",
    ]
    assert "DTSTART:20261025T040000" in zone


@pytest.mark.parametrize(
    "zone",
    ["Europe/Vilnius", "Asia/Taipei", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Africa/Casablanca"],
)
def test_the_zone_written_out_says_the_same_as_the_zone_itself(zone: str) -> None:
    """The block alone, without its well-known name, gives every hour of the year the right offset."""
    text = calendars.publish("", [event(zone=zone)])
    (block,) = Calendar.from_ical(text).walk("VTIMEZONE")
    written = block.to_tz(lookup_tzid=False)
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    while moment.year == 2026:
        moment += timedelta(hours=5)
        near = {(moment + timedelta(hours=by)).astimezone(ZoneInfo(zone)).utcoffset() for by in (-2, 0, 2)}
        if len(near) == 1:  # the parser cannot tell two equal hours apart
            assert {moment.astimezone(written).utcoffset()} == near, moment


def test_each_zone_is_written_once_and_utc_not_at_all() -> None:
    text = calendars.publish("", [event(), event(), event(zone="Asia/Taipei"), event(zone="UTC")])
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert "DTSTART:20261024T060000Z" in text


def test_a_letter_carries_only_its_recipient_who_has_accepted() -> None:
    lines = unfolded(calendars.request(personal()))
    assert "METHOD:REQUEST" in lines
    assert [line for line in lines if line.startswith("ATTENDEE")] == [
        'ATTENDEE;CN="Ūla Žemaitė-Šimkienė";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ula@example.org'
    ]
    assert 'ORGANIZER;CN="Forum desk":mailto:desk@example.org' in lines


def test_cancelling_names_the_same_entry_with_a_later_sequence() -> None:
    asked = only_event(calendars.request(personal(sequence=1)))
    cancelled = only_event(calendars.cancel(personal(sequence=2)))
    assert "METHOD:CANCEL" in calendars.cancel(personal())
    assert cancelled["UID"] == asked["UID"]
    assert (asked["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (asked["SEQUENCE"], cancelled["SEQUENCE"]) == ("1", "2")


def test_a_letter_without_recipient_is_refused() -> None:
    with pytest.raises(ValueError, match="names that person"):
        calendars.request(event())


def test_a_published_file_holds_no_person_and_no_address() -> None:
    text = calendars.publish("F3D", [personal()])
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert "mailto:" not in text


def test_a_feed_says_how_often_to_look_again() -> None:
    lines = unfolded(calendars.publish("Mine", [event()], uid="feed-7@x.example", refresh=timedelta(hours=1)))
    assert {"UID:feed-7@x.example", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines)


def test_a_cancelled_session_stays_in_the_file() -> None:
    assert only_event(calendars.publish("", [event(status="CANCELLED")]))["STATUS"] == "CANCELLED"


def test_a_calendar_without_sessions_is_a_calendar() -> None:
    assert Calendar.from_ical(calendars.publish("F3D", [])).walk("VEVENT") == []


def test_the_same_values_give_the_same_bytes() -> None:
    assert calendars.publish("F3D", [event()]) == calendars.publish("F3D", [event()])


def test_an_entry_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        calendars.publish("", [event(end_utc=datetime(2026, 10, 24, 5, 0, tzinfo=UTC))])


@pytest.mark.parametrize("address", ["a@b\r\nX:1", "a b@c", "x", "a@b;c", 'a"@b', "a@b\x1b"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        calendars.request(replace(personal(), attendee=Party(name="x", address=address)))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://x.example/\r\nX:1", "", "//x", "data:x"])
def test_an_address_of_a_page_that_is_none_is_left_out(address: str) -> None:
    assert "URL" not in only_event(calendars.publish("", [event(url=address)]))


NASTY = st.text(
    st.one_of(st.sampled_from("\r\n\0\x1b\x7f\x85\u2028\t;,:\"\\^'=自由é\ufffe"), st.characters()), max_size=300
)


@given(NASTY, NASTY, NASTY, NASTY)
@example(summary="", more="0\t0", place="a\tb", name="c\td")
def test_no_text_can_add_a_property_or_break_a_line(summary: str, more: str, place: str, name: str) -> None:
    nasty = personal(
        uid="x" + summary, summary=summary, description=more, location=place, attendee=replace(EXPERT, name=name)
    )
    content = calendars.request(nasty).encode()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert not set(content.decode().replace("\r\n", "")) & {chr(code) for code in (*range(32), *range(127, 160))}
    names = {line.split(":")[0].split(";")[0] for line in unfolded(content.decode())} - {""}
    assert names <= {
        *("BEGIN", "END", "PRODID", "VERSION", "CALSCALE", "METHOD", "TZID", "DTSTART", "DTEND", "TZOFFSETFROM"),
        *("TZOFFSETTO", "TZNAME", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION"),
        *("LOCATION", "URL", "STATUS", "ORGANIZER", "ATTENDEE"),
    }
    (parsed,) = Calendar.from_ical(content).walk("VEVENT")
    assert not parsed.errors
    assert str(parsed.get("summary")) == calendars.one_line(summary)
    assert parsed.get("dtstart").dt.date() == date(2026, 10, 24)
    assert str(parsed.get("attendee")) == "mailto:ula@example.org"
