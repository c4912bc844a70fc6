"""Programmes out of other conference programs: schedule.json and schedule.xml, read leniently, refused in words."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition, Topic
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme import courses, queries
from forumapp.programme.models import ForumSession
from forumapp.words import Text
from tests.factories import agenda
from tests.support.workbooks import workbook

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[3] / "shared")
CAMP = SHARED / "data" / "schedule-camp2019.json"
DEMOCON = SHARED / "data" / "schedule-democon.json"

needs_shared_files = pytest.mark.skipif(
    not CAMP.exists(), reason="the public schedule files are not beside this project (SHARED_DIR)"
)


@pytest.fixture
def run(app, tmp_path):
    """Import a file of that name and content; gives exit status and what was said."""

    def import_file(content, *options, name="schedule.json", series="F3D"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        result = app.test_cli_runner().invoke(args=["forums", "import", str(file), "--series", series, *options])
        db.session.remove()
        return result

    return import_file


def event(**changes: Any) -> dict[str, Any]:
    return {
        "guid": "a0a0fcfe-b7fb-46e3-84b6-97a5406016b4",
        "id": 10386,
        "date": "2026-10-24T09:00:00+03:00",
        "start": "09:00",
        "duration": "01:15",
        "room": "Aula",
        "title": "Free the future",
        "subtitle": None,
        "track": "Human rights online",
        "type": "panel",
        "language": "en",
        "abstract": "What worked, what did not.",
        "description": "",
        "persons": [{"id": 7, "public_name": "LIN Yu-ching"}],
        "links": [],
    } | changes


def schedule(*events: dict[str, Any], zone: str | None = "Europe/Vilnius", **conference: Any) -> str:
    """A schedule.json of one day and one room."""
    day = {"index": 1, "date": "2026-10-24", "day_start": "2026-10-24T08:00:00+03:00", "rooms": {"Aula": list(events)}}
    facts = {"title": "Free the Future", "time_zone_name": zone, "days": [day]} | conference
    return json.dumps({"schedule": {"version": "1", "conference": {k: v for k, v in facts.items() if v is not None}}})


def as_xml(told: dict[str, Any]) -> str:
    """The same schedule as XML, as its authors' programs write it."""
    conference = told["schedule"]["conference"]
    days = []
    for day in conference["days"]:
        rooms = "".join(
            f"<room name={_quoted(name)}>{''.join(map(_event_xml, events))}</room>"
            for name, events in day["rooms"].items()
        )
        days.append(f'<day index="{day["index"]}" date="{day["date"]}" start="{day["day_start"]}">{rooms}</day>')
    zone = conference.get("time_zone_name")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- made by hand -->\n<schedule><version>1</version><conference>'
        f"<title>{escape(conference['title'])}</title>"
        f"{f'<time_zone_name>{zone}</time_zone_name>' if zone else ''}</conference>{''.join(days)}</schedule>"
    )


def _event_xml(event: dict[str, Any]) -> str:
    plain = ("date", "start", "duration", "room", "title", "subtitle", "track", "type", "language", "abstract")
    people = "".join(
        f'<person id="{who["id"]}">{escape(who["public_name"])}</person>' for who in event.get("persons", [])
    )
    inside = "".join(f"<{key}>{escape(str(event.get(key) or ''))}</{key}>" for key in (*plain, "description"))
    return f'<event id="{event["id"]}" guid="{event["guid"]}">{inside}<persons>{people}</persons></event>\n'


def _quoted(words: str) -> str:
    return f'"{escape(words, {chr(34): "&quot;"})}"'


def the_edition() -> Edition:
    (edition,) = db.session.query(Edition)
    return edition


def the_session() -> ForumSession:
    (session,) = queries.sessions_of(the_edition())
    return session


def refused(result, *words):
    assert result.exit_code == 1, result.output
    for part in words:
        assert part in result.output
    assert result.output.strip().splitlines()[-1].startswith("Error: ")
    assert not any(db.session.query(model).count() for model in (Edition, ForumSession, Person))
    return True


FILES = {
    "schedule.json": lambda **changes: schedule(event(**changes)),
    "schedule.xml": lambda **changes: as_xml(json.loads(schedule(event(**changes)))),
}


@pytest.mark.parametrize("name", FILES)
def test_each_fact_of_a_schedule_finds_its_place(run, name):
    result = run(FILES[name](subtitle="What democracies owe"), name=name)
    assert result.exit_code == 0, result.output
    edition, session = the_edition(), the_session()
    assert result.output.strip().splitlines()[-1] == edition.slug == "f3d2026"
    assert (edition.title, edition.state) == (Text.of("Free the Future"), "draft")
    assert (edition.starts_on, edition.ends_on, edition.time_zone) == (
        date(2026, 10, 24),
        date(2026, 10, 24),
        "Europe/Vilnius",
    )
    assert (session.code, session.title) == ("10386", Text.of("Free the future"))
    assert (session.starts_at, session.minutes) == (datetime(2026, 10, 24, 6, tzinfo=UTC), 75)
    assert (session.wall_start, session.room.name) == (datetime(2026, 10, 24, 9), Text.of("Aula"))
    assert (session.format, session.format_label, session.languages) == ("panel", "", ["en"])
    assert session.note == Text.of("What democracies owe")
    assert session.abstract == Text.of("What worked, what did not.")
    (role,) = session.roles
    assert (role.person.printed_name, role.part) == ("LIN Yu-ching", "speaker")


@pytest.mark.parametrize("name", FILES)
def test_people_of_a_file_are_proposed_and_nobody_is_named_or_written_to(run, name):
    run(FILES[name](), name=name)
    (role,) = the_session().roles
    assert (role.state, role.may_be_named, role.person.email) == ("proposed", False, "")
    assert db.session.query(Message).count() == 0


@pytest.mark.parametrize("series", ["F3D", "FOC"])
def test_people_of_a_published_file_are_confirmed_and_named(run, series):
    result = run(schedule(event()), "--published", series=series)
    (role,) = the_session().roles
    assert (role.state, role.may_be_named) == ("confirmed", True)
    assert role.printed_name == "LIN Yu-ching"
    assert "1 person: confirmed and named" in result.output
    assert db.session.query(Message).count() == 0


def test_one_person_of_several_sessions_is_one_and_two_of_one_name_are_two(run):
    lin, other = {"id": 7, "public_name": "LIN Yu-ching"}, {"id": 8, "public_name": "LIN Yu-ching"}
    run(
        schedule(
            event(persons=[lin, lin]),
            event(id=2, date="2026-10-24T12:00:00+03:00", persons=[lin]),
            event(id=3, date="2026-10-24T15:00:00+03:00", persons=[other, {"id": 9, "public_name": None}]),
        )
    )
    assert db.session.query(Person).count() == 2
    assert [len(session.roles) for session in queries.sessions_of(the_edition())] == [1, 1, 1]


@pytest.mark.parametrize(
    "person",
    [{"public_name": "Suryadi"}, {"name": "Suryadi", "code": "NQTF8Y"}, {"guid": "x", "name": "Suryadi "}, "Suryadi"],
)
def test_people_are_named_in_more_than_one_way(run, person):
    run(schedule(event(persons=[person])))
    assert [role.person.printed_name for role in the_session().roles] == ["Suryadi"]


def test_a_track_becomes_the_topic_of_that_name_and_any_other_a_track_of_the_forum(run):
    with transaction():
        series = forums.series_by_code("F3D")
        db.session.add(
            Topic(series_id=series.id, key="zmogaus-teises", name=Text({"en": "Rights", "lt": "Žmogaus teisės"}))
        )
    result = run(
        schedule(event(track="ŽMOGAUS TEISĖS"), event(id=2, track="Fun & games", date="2026-10-24T12:00:00+03:00"))
    )
    first, second = queries.sessions_of(the_edition())
    assert ([topic.key for topic in first.topics], second.topics) == (["zmogaus-teises"], [])
    assert (first.track, second.track.sign, second.track.name) == (None, "A", Text.of("Fun & games"))
    assert "Tracks: A Fun & games" in result.output


@pytest.mark.parametrize(
    ("changes", "starts_at"),
    [
        ({"date": "2026-10-24T06:00:00Z"}, datetime(2026, 10, 24, 6, tzinfo=UTC)),
        ({"date": "2026-10-24T09:00:00"}, datetime(2026, 10, 24, 6, tzinfo=UTC)),
        ({"date": None, "start": "09:00"}, datetime(2026, 10, 24, 6, tzinfo=UTC)),
        ({"date": "2026-10-24", "start": "9:00"}, datetime(2026, 10, 24, 6, tzinfo=UTC)),
        ({"date": None, "start": "01:30"}, datetime(2026, 10, 24, 22, 30, tzinfo=UTC)),  # past midnight
        ({"date": "2026-10-25T03:30:00+03:00"}, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ({"date": "2026-10-25T03:30:00+02:00"}, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # the second of two
    ],
)
def test_a_beginning_is_understood_in_each_way_in_which_it_is_written(run, changes, starts_at):
    result = run(schedule(event(**changes)))
    assert result.exit_code == 0, result.output
    assert the_session().starts_at == starts_at


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        ({"duration": "1:15"}, 75),
        ({"duration": "01:15:00"}, 75),
        ({"duration": "75"}, 75),
        ({"duration": 75}, 75),
        ({"end": "2026-10-24T10:00:00+03:00"}, 60),
        ({"end": "2026-10-24T10:00:00+03:00", "duration": None}, 60),
        ({"end": "10:00"}, 75),
    ],
)
def test_a_length_is_understood_in_each_way_in_which_it_is_written(run, changes, minutes):
    assert run(schedule(event(**changes))).exit_code == 0
    assert the_session().minutes == minutes


@pytest.mark.parametrize(
    ("language", "tags"), [("de", ["de"]), ("de_formal", ["de"]), ("zh-TW", ["zh-Hant"]), ("en, lt", ["en", "lt"])]
)
def test_languages_are_those_of_the_file(run, language, tags):
    run(schedule(event(language=language)))
    assert the_session().languages == tags


def test_a_language_that_nobody_knows_is_left_out_and_named(run):
    result = run(schedule(event(language="tlhx")))
    assert result.exit_code == 0
    assert "left out: tlhx" in result.output


def test_a_format_beyond_ours_is_kept_as_its_own_word(run):
    run(schedule(event(type="lecture")))
    assert (the_session().format, the_session().format_label) == ("session", "lecture")


def test_abstract_and_description_follow_each_other_and_are_not_said_twice(run):
    run(
        schedule(
            event(description="Longer.\n\nText."),
            event(id=2, date="2026-10-24T12:00:00+03:00", abstract="Same", description="Same and more"),
            event(id=3, date="2026-10-24T15:00:00+03:00", abstract="x" * 3000, description="y" * 3000),
        )
    )
    first, second, third = (session.abstract["en"] for session in queries.sessions_of(the_edition()))
    assert first == "What worked, what did not.\n\nLonger.\n\nText."
    assert second == "Same and more"
    assert len(third) == 4000
    assert third.endswith("y…")


def test_a_session_that_takes_place_twice_gets_a_further_code(run):
    later = "2026-10-24T12:00:00+03:00"
    run(schedule(event(code="G9JGWY", id=None), event(code="G9JGWY", id=None, date=later)))
    assert [session.code for session in queries.sessions_of(the_edition())] == ["G9JGWY", "P1"]


def test_a_file_without_a_zone_is_shown_in_utc_and_says_so(run):
    result = run(schedule(event(), zone=None))
    assert the_edition().time_zone == "UTC"
    assert the_session().starts_at == datetime(2026, 10, 24, 6, tzinfo=UTC)
    assert "names no time zone of a place" in result.output


def test_the_zone_may_be_said_and_every_instant_stays(run):
    run(schedule(event(), zone=None), "--time-zone", "Europe/Vilnius")
    assert the_edition().time_zone == "Europe/Vilnius"
    assert the_session().wall_start == datetime(2026, 10, 24, 9)


def test_a_zone_that_does_not_fit_the_times_is_said(run):
    result = run(schedule(event(), zone="UTC"))
    assert the_session().starts_at == datetime(2026, 10, 24, 6, tzinfo=UTC)
    assert "names the zone UTC, but writes its times with another offset" in result.output


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "It has no title."),
        ({"title": "x" * 301}, "The title has 301 characters; 300 is the most."),
        ({"date": None, "start": None}, "It does not say when it begins"),
        ({"date": "0001-01-01T00:00:00+14:00", "start": ""}, "It does not say when it begins"),
        ({"duration": None}, "It does not say how long it takes."),
        ({"duration": "00:00"}, "It ends before it begins, or at once."),
        ({"duration": "13:00"}, "A session may take twelve hours at most."),
        ({"persons": [{"id": 1, "public_name": "x" * 201}]}, "The name has 201 characters"),
    ],
)
def test_a_session_that_cannot_be_taken_is_named_by_its_number(run, changes, reason):
    result = run(schedule(event(id=1), event(**changes)))
    assert refused(result, f"Session 2: {reason}", "1 row was refused; nothing was imported.")


def test_in_xml_it_is_named_by_its_line(run):
    content = as_xml(json.loads(schedule(event(), event(id=2, title=""))))
    assert refused(run(content, name="schedule.xml"), "Line 4: It has no title.")


ENTITIES = '<!DOCTYPE schedule [<!ENTITY a "{}">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "it is no JSON, or damaged"),
        (b"{" + b'"a":[' * 100_000, "it is no JSON, or damaged"),
        (b'{"a": ' + b"9" * 5000 + b"}", "it is no JSON, or damaged"),
        (b"{}", "it is no schedule"),
        (b'{"schedule": [1, 2]}', "it is no schedule"),
        (b'{"schedule": {"conference": {"days": {}}}}', "it is no schedule"),
        (b'{"schedule": {"conference": {"days": [1, {"rooms": [2]}]}}}', "This file has no session."),
        (b"<schedule", "it is no XML, or damaged"),
        (b"<html><body>Sign in</body></html>", "it is no schedule"),
        (b"<schedule><day/></schedule>", "This file has no session."),
        (b"<schedule>" + b"<day>" * 500 + b"</day>" * 500 + b"</schedule>", "it is no XML, or damaged"),
        (ENTITIES.format("x" * 100).encode() + b"<schedule>&a;</schedule>", "it declares entities"),
        (b'<!DOCTYPE s SYSTEM "file:///etc/passwd"><schedule/>', "it declares entities"),
        ((ENTITIES.format("x") + "<schedule>&a;</schedule>").encode("utf-16"), "cannot be read"),
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE s [+ADwAIQ-ENTITY a "b"+AD4]+AD4-<s/>', "cannot be"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused_in_words(run, content, words):
    assert refused(run(content), words)
    assert refused(run(content, name="schedule.xml"), "")


def test_nothing_in_a_strange_schedule_is_an_error_of_ours(run):
    strange = event(title={"de": "Titel", "en": "Title"}, room=7, track=[], persons="nobody", links="x", subtitle=True)
    result = run(schedule(strange | {"type": None, "language": None, "code": {"a": 1}, "url": "http://[/"}))
    assert result.exit_code == 0, result.output
    assert (the_session().title, the_session().roles) == (Text.of("Title"), [])


@pytest.mark.parametrize("name", ["programme.csv", "programme", "programme.xlsx"])
def test_the_content_says_which_reader_reads_it(run, name):
    assert run(schedule(event()), name=name).exit_code == 0


def test_a_workbook_with_dates_and_times_as_cells_or_as_text_is_read(run):
    head = ["code", "title", "date", "start", "end", "time_zone", "room", "catering"]
    rows = [
        [27, "As cells", datetime(2026, 10, 24), datetime(1899, 12, 30, 9).time(), datetime(2026, 10, 24, 10, 15)],
        ["P2", "As text", "2026-10-24", "11.00", "12:00"],
    ]
    result = run(workbook([head, *[[*row, "Europe/Vilnius", "Aula"] for row in rows]]), name="programme.xlsx")
    assert result.exit_code == 0, result.output
    first, second = queries.sessions_of(the_edition())
    assert (first.code, first.wall_start, first.minutes) == ("27", datetime(2026, 10, 24, 9), 75)
    assert (second.code, second.wall_start, second.minutes) == ("P2", datetime(2026, 10, 24, 11), 60)


def test_bad_rows_of_a_workbook_are_named_by_their_row(run):
    head = ["title", "date", "start", "end", "time_zone"]
    rows = [["A", "2026-10-24", "09:00", "10:00", "Mars/Olympus"], [], ["", 46319, 0.375, "10:00", "Europe/Vilnius"]]
    result = run(workbook([head, *rows]), name="programme.xlsx")
    assert refused(result, "Row 2: “Mars/Olympus”", "Row 4: It has no title.", "Row 4: The date “46319” is none")


def test_our_own_agenda_comes_back_as_the_same_sessions(app, client, run):
    """Published once, exported, imported as published, released again: the files say the same of every session."""
    made = agenda.edition()
    agenda.released(made)
    told = client.get("/en/f3d2026/agenda.json").response.get_data(as_text=True)
    result = run(told, "--published", "--slug", "again2026")
    assert result.exit_code == 0, result.output
    again = db.session.query(Edition).filter_by(slug="again2026").one()
    agenda.released(again)
    retold = client.get("/en/again2026/agenda.json").response.get_data(as_text=True)
    closed = {"c1"}  # nothing is told of it, not even its language
    first, second = sessions_in(told), sessions_in(retold)
    assert first.keys() == second.keys() > closed
    assert [second[code] for code in second if code not in closed] == [
        first[code] for code in first if code not in closed
    ]
    assert (again.starts_on, again.ends_on, again.time_zone, again.title) == (
        made.starts_on,
        made.ends_on,
        made.time_zone,
        Text.of("Free the future"),
    )


def test_our_own_xml_comes_back_as_the_same_sessions(app, client, run):
    agenda.released(agenda.edition())
    told = client.get("/en/f3d2026/agenda.xml").response.get_data(as_text=True)
    result = run(told, "--published", "--slug", "again2026", name="agenda.xml")
    assert result.exit_code == 0, result.output
    agenda.released(db.session.query(Edition).filter_by(slug="again2026").one())
    first = sessions_in(client.get("/en/f3d2026/agenda.json").response.get_data(as_text=True))
    second = sessions_in(client.get("/en/again2026/agenda.json").response.get_data(as_text=True))
    assert {code: second[code] for code in second if code != "c1"} == {
        code: first[code] for code in first if code != "c1"
    }


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_our_own_tracks_come_back_with_kind_sign_and_colour(app, client, run, kind):
    """Also one that is called like a topic of the series."""
    agenda.released(agenda.with_tracks(agenda.edition()))
    told = client.get(f"/en/f3d2026/agenda.{kind}").response.get_data(as_text=True)
    result = run(told, "--published", "--slug", "again2026", name=f"agenda.{kind}")
    assert result.exit_code == 0, result.output
    again = db.session.query(Edition).filter_by(slug="again2026").one()
    assert [(one.sign, one.kind, one.colour, one.name) for one in again.tracks] == [
        ("R", "sub_theme", "plum", Text.of("Rights & access")),
        ("G", "working_group", "green", Text.of("Digital equality")),
    ]
    found = {one.code: one.track.sign for one in queries.sessions_of(again) if one.track}
    assert found == {"P1": "R", "W1": "R", "W3": "G"}


def test_a_track_in_our_table_comes_back_by_its_name(app, client, run):
    agenda.released(agenda.with_tracks(agenda.edition()))
    told = client.get("/en/f3d2026/agenda.csv").response.get_data(as_text=True)
    result = run(told, "--slug", "again2026", name="agenda.csv")
    assert result.exit_code == 0, result.output
    again = db.session.query(Edition).filter_by(slug="again2026").one()
    assert "Rights & access" in {one.name["en"] for one in again.tracks}
    assert {one.code for one in queries.sessions_of(again) if one.track and one.track.sign == "A"} >= {"P1", "W1"}


@pytest.mark.parametrize("track", [{"name": "x" * 201}, "x" * 201])
def test_a_track_of_endless_length_is_refused_by_its_row(run, track):
    result = run(schedule(event(track=track if isinstance(track, str) else {"en": track["name"]})))
    assert refused(result, "200")


def sessions_in(told: str) -> dict[str, Any]:
    """What a schedule says of each session, apart from the addresses and ids of its own edition."""
    kept = ("date", "start", "end", "duration", "room", "title", "track", "type", "language", "abstract")
    events = [
        event
        for day in json.loads(told)["schedule"]["conference"]["days"]
        for room in day["rooms"].values()
        for event in room
    ]
    return {
        event["slug"].partition("-")[2]: [
            *(event[key] for key in kept),
            sorted(person["name"] for person in event["persons"]),
        ]
        for event in events
    }


@needs_shared_files
@pytest.mark.parametrize("published", [False, True])
def test_the_camp_of_2019_imports_whole_though_it_breaks_its_own_schema(run, published):
    result = run(CAMP.read_bytes(), *(["--published"] if published else []), series="FOC")
    assert result.exit_code == 0, result.output
    edition = the_edition()
    assert edition.title == Text.of("Chaos Communication Camp 2019")
    assert (edition.starts_on, edition.ends_on, edition.time_zone) == (
        date(2019, 8, 21),
        date(2019, 8, 25),
        "Europe/Berlin",
    )
    sessions = queries.sessions_of(edition)
    roles = [role for session in sessions for role in session.roles]
    assert (len(sessions), len(roles), db.session.query(Person).count()) == (79, 96, 90)
    assert sum(session.languages == ["de"] for session in sessions) == 24
    assert {role.state for role in roles} == {"confirmed" if published else "proposed"}
    assert {role.may_be_named for role in roles} == {published}
    opening = queries.by_code(edition, "10386")
    assert (opening.wall_start, opening.minutes) == (datetime(2019, 8, 21, 11), 30)
    assert opening.format_label == "lecture"
    assert "Security" in result.output


@needs_shared_files
@pytest.mark.parametrize("as_written", [DEMOCON.read_text, lambda: as_xml(json.loads(CAMP.read_text()))])
def test_other_public_schedules_import_whole(run, as_written):
    result = run(as_written(), series="FOC")
    assert result.exit_code == 0, result.output
    sessions = queries.sessions_of(the_edition())
    people = {role.person_id for session in sessions for role in session.roles}
    assert (len(sessions), len(people)) in ((36, 27), (79, 90))


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_what_happens_inside_our_own_sessions_comes_back_with_who_leads_it(app, client, run, kind):
    made = agenda.edition()
    with transaction():
        opening = agenda.session(made, "P1")
        lin = next(role for role in opening.roles if role.person.printed_name == "LIN Yu-ching")
        courses.add_item(opening, Text.of("Welcome"), 5, "welcome")
        courses.add_item(opening, Text.of("Keynote – in two parts"), 20, "keynote", lin)
        courses.add_item(agenda.session(made, "W4"), Text.of("Never held"), 20, "other")
    agenda.released(made)
    told = client.get(f"/en/f3d2026/agenda.{kind}").response.get_data(as_text=True)
    assert "09:05–09:25 Keynote – in two parts – LIN Yu-ching" in told and "Never held" not in told
    run(told, "--published", "--slug", "again2026", name=f"agenda.{kind}")
    again = db.session.scalars(
        select(ForumSession).join(Edition).where(Edition.slug == "again2026", ForumSession.code == "P1")
    ).one()
    items = [(it.title.in_language("en"), it.minutes, it.role and it.role.person.printed_name) for it in again.items]
    assert items == [("Welcome", 5, None), ("Keynote – in two parts", 20, "LIN Yu-ching")]
