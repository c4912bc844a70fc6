"""PDF, Word, calendar and JSON of a release: the same facts, and nothing that may not be known."""

import io
import json
import os
from pathlib import Path

import icalendar
import jsonschema
import pytest
from docx import Document
from pypdf import PdfReader

from forumapp.extensions import transaction
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026"
SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[3] / "shared")
SCHEMA = SHARED / "formats" / "c3voc-schedule.schema.json"


def content(client: ReadingClient, path: str) -> bytes:
    response = client.inner.get(path)
    assert response.status_code == 200, path
    return response.get_data()


def text_of_pdf(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def text_of_docx(docx: bytes) -> str:
    paper = Document(io.BytesIO(docx))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def events(ics: bytes) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(ics.decode())
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_and_no_file_holds_a_name_or_a_title_that_is_not_public(client: ReadingClient, language: str) -> None:
    agenda.released(agenda.edition())
    here = f"/{language}/f3d2026"
    read = {
        path: content(client, f"{here}/{path}").decode()
        for path in ("", "agenda", "agenda/P1", "agenda/W2", "speakers", "releases/", "agenda.ics", "agenda.json")
    }
    read["agenda.pdf"] = text_of_pdf(content(client, f"{here}/agenda.pdf"))
    read["agenda.docx"] = text_of_docx(content(client, f"{here}/agenda.docx"))
    for path, text in read.items():
        for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS):
            assert words not in text, f"{words} in {path}"
        assert "@example.org" not in text and "desk@" not in text, path
    for path in ("agenda", "agenda.json", "agenda.pdf", "agenda.docx"):
        assert "LIN Yu-ching" in read[path], path


def test_calendars_name_nobody_because_nothing_can_be_taken_back_from_them(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    ics = content(client, f"{HERE}/agenda.ics").decode()
    for name in ("LIN", "林雨晴", "Suryadi", "ATTENDEE", "ORGANIZER"):
        assert name not in ics


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("ics", "text/calendar; charset=utf-8"),
        ("json", "application/json"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_named_by_series_release_and_language(
    client: ReadingClient, kind: str, content_type: str, language: str
) -> None:
    agenda.released(agenda.edition())
    headers = client.inner.get(f"/{language}/f3d2026/agenda.{kind}").headers
    assert headers["Content-Type"] == content_type
    assert headers["Content-Disposition"] == f'attachment; filename="F3D-2026_programme_r01_{language}.{kind}"'


def test_the_pdf_can_be_read_in_chinese_and_is_small(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    pdf = content(client, "/zh-Hant/f3d2026/agenda.pdf")
    assert len(pdf) < 1_000_000
    text = text_of_pdf(pdf)
    for words in ("自由未來", "開幕大會", "林雨晴", "09:00–10:15", "14:00–15:15", "15:00–16:30"):
        assert words in text, words


def test_page_pdf_word_calendar_and_json_agree_on_the_hours_on_both_sides_of_the_clock_change(
    client: ReadingClient,
) -> None:
    agenda.released(agenda.edition())
    pdf, docx = (
        text_of_pdf(content(client, f"{HERE}/agenda.pdf")),
        text_of_docx(content(client, f"{HERE}/agenda.docx")),
    )
    for words in ("09:00–10:15", "14:00–15:15 Taipei", "09:00–10:30", "15:00–16:30 Taipei"):
        assert words in pdf and words in docx, words
    found = events(content(client, f"{HERE}/agenda.ics"))
    opening, demo = found["Opening plenary: Free the Future"], found["Civic participation platforms"]
    assert opening.start.isoformat() == "2026-10-24T09:00:00+03:00"
    assert demo.start.isoformat() == "2026-10-26T09:00:00+02:00"
    days = json.loads(content(client, f"{HERE}/agenda.json"))["schedule"]["conference"]["days"]
    assert [day["day_start"] for day in days] == ["2026-10-24T08:15:00+03:00", "2026-10-26T09:00:00+02:00"]


def test_calendar_entries_keep_their_uid_and_a_cancelled_one_says_so(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    found = events(content(client, f"{HERE}/agenda.ics"))
    cancelled = found["Cancelled: Satellites for everyone"]
    assert cancelled["status"] == "CANCELLED" and cancelled["sequence"] == 1
    assert cancelled["uid"] == f"{agenda.session(made, 'W4').uid}@localhost"
    assert found["Closed session"]["status"] == "CONFIRMED" and "url" not in found["Closed session"]
    assert found["Opening plenary: Free the Future"]["url"] == "http://localhost/en/f3d2026/agenda/P1"
    (single,) = events(content(client, f"{HERE}/agenda/P1.ics")).values()
    assert single["uid"] == f"{agenda.session(made, 'P1').uid}@localhost"


def test_a_calendar_entry_changes_its_stamp_only_when_its_session_changes(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    before = events(content(client, f"{HERE}/agenda.ics"))
    with transaction():
        agenda.session(made, "P1").title = Text.of("A better title")
    agenda.released(made)
    after = events(content(client, f"{HERE}/agenda.ics"))
    assert after["Reception"]["dtstamp"].dt == before["Reception"]["dtstamp"].dt
    assert after["A better title"]["uid"] == before["Opening plenary: Free the Future"]["uid"]


def test_what_people_typed_cannot_add_properties_to_a_calendar(client: ReadingClient) -> None:
    made = agenda.one_panel()
    with transaction():
        agenda.session(made, "P1").title = Text.of("A\r\nATTENDEE:mailto:x@example.org\x00\x1b")
        agenda.session(made, "P1").abstract = Text.of('B\nBEGIN:VALARM\r\nEND:VALARM;,:"\n' + "議" * 300)
    agenda.released(made)
    ics = content(client, "/en/f3dpanel/agenda.ics")
    (event,) = icalendar.Calendar.from_ical(ics.decode()).walk("VEVENT")
    assert "attendee" not in event and not event.subcomponents
    assert max(len(line) for line in ics.split(b"\r\n")) <= 75
    assert not {0, 27} & set(ics)


@pytest.mark.skipif(
    not SCHEMA.exists(), reason="the schema of the exchange format is not beside this project (SHARED_DIR)"
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_json_is_what_the_exchange_format_says(client: ReadingClient, language: str) -> None:
    agenda.released(agenda.edition())
    agenda.released(agenda.one_panel(slug="foc2025", host_event_name="RightsCon", place=Text()))
    schema = json.loads(SCHEMA.read_text())
    checker = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    for slug in ("f3d2026", "foc2025"):
        schedule = json.loads(content(client, f"/{language}/{slug}/agenda.json"))
        assert [error.message for error in checker.iter_errors(schedule)] == []


def test_the_json_has_rooms_people_and_ids_that_stay(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    first = json.loads(content(client, f"{HERE}/agenda.json"))["schedule"]
    (opening,) = first["conference"]["days"][0]["rooms"]["Aula"][:1]
    assert [person["name"] for person in opening["persons"]] == [
        "Ūla Žemaitė-Šimkienė", "LIN Yu-ching", "Ąžuolas Ygaudas",
    ]  # fmt: skip
    assert (opening["start"], opening["duration"], opening["language"]) == ("09:00", "01:15", "en")
    with transaction():
        agenda.session(made, "P1").title = Text.of("A better title")
    agenda.released(made)
    second = json.loads(content(client, f"{HERE}/agenda.json"))["schedule"]
    again = second["conference"]["days"][0]["rooms"]["Aula"][0]
    assert (again["guid"], again["id"]) == (opening["guid"], opening["id"])
    assert (first["version"], second["version"]) == ("1 (provisional)", "2 (provisional)")


def test_the_pdf_says_whose_badge_is_needed_and_who_hosts_in_order(client: ReadingClient) -> None:
    made = agenda.one_panel(
        slug="foc2025",
        host_event_name="RightsCon Taipei 2025",
        host_event_badge=Text.of("You need a RightsCon badge."),
        registration="with_host",
    )
    agenda.released(made)
    for text in (
        text_of_pdf(content(client, "/en/foc2025/agenda.pdf")),
        text_of_docx(content(client, "/en/foc2025/agenda.docx")),
    ):
        assert "You need a RightsCon badge." in text
        assert "Hosted by MFA Denmark · MFA Netherlands · Wikimedia Foundation" in text
