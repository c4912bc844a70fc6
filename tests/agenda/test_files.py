"""PDF, Word, calendar and JSON of a release: the same facts, and nothing that may not be known."""

import csv
import io
import json
import os
import re
import shutil
import zipfile
from datetime import date, time
from pathlib import Path

import icalendar
import jsonschema
import openpyxl
import pytest
import time_machine
from docx import Document
from lxml import etree
from pypdf import PdfReader

from forumapp.agenda import artefacts
from forumapp.extensions import transaction
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026"
SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[3] / "shared")
SCHEMA = SHARED / "formats" / "c3voc-schedule.schema.json"
XML_SCHEMA = SHARED / "formats" / "c3voc-schedule.xsd"
KINDS = ("pdf", "docx", "xlsx", "csv", "ics", "json", "xml")


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


_AS_TEXT = ("csv", "ics", "json", "xml")


def cells_of(xlsx: bytes) -> list[object]:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).worksheets[0]
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def lines_of(table: bytes) -> dict[str, dict[str, str]]:
    lines = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    return {line["code"]: line for line in lines}


def events(ics: bytes) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(ics.decode())
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_and_no_file_holds_a_name_or_a_title_that_is_not_public(client: ReadingClient, language: str) -> None:
    agenda.released(agenda.edition())
    here = f"/{language}/f3d2026"
    read = {
        path: content(client, f"{here}/{path}").decode()
        for path in ("", "agenda", "agenda/P1", "agenda/W2", "speakers", "releases/", "files")
    }
    read |= {f"agenda.{kind}": content(client, f"{here}/agenda.{kind}").decode() for kind in _AS_TEXT}
    read["agenda.xlsx"] = "\n".join(map(str, cells_of(content(client, f"{here}/agenda.xlsx"))))
    read["agenda.pdf"] = text_of_pdf(content(client, f"{here}/agenda.pdf"))
    read["agenda.days.pdf"] = text_of_pdf(content(client, f"{here}/agenda.days.pdf"))
    read["agenda.docx"] = text_of_docx(content(client, f"{here}/agenda.docx"))
    for path, text in read.items():
        for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS):
            assert words not in text, f"{words} in {path}"
        assert "@example.org" not in text and "desk@" not in text, path
    for path in ("agenda", *(f"agenda.{kind}" for kind in KINDS if kind != "ics")):
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
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xml", "application/xml"),
        ("zip", "application/zip"),
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
    assert cancelled["status"] == "CANCELLED" and cancelled["sequence"] == 100
    assert cancelled["uid"] == f"{agenda.session(made, 'W4').uid}@localhost"
    assert found["Closed session"]["status"] == "CONFIRMED" and "url" not in found["Closed session"]
    assert found["Opening plenary: Free the Future"]["url"] == "http://localhost/en/f3d2026/agenda/P1"
    (single,) = events(content(client, f"{HERE}/agenda/P1.ics")).values()
    assert single["uid"] == f"{agenda.session(made, 'P1').uid}@localhost"


@pytest.mark.parametrize("path", ["agenda.ics", "agenda.ics?day=2026-10-24"])
def test_who_subscribes_to_the_agenda_or_a_part_of_it_asks_again_each_hour(client: ReadingClient, path: str) -> None:
    agenda.released(agenda.edition())
    lines = content(client, f"{HERE}/{path}").decode().split("\r\n")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines and "X-PUBLISHED-TTL:PT1H" in lines


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
    agenda.released(agenda.with_tracks(agenda.edition(slug="tracks2026")))
    agenda.released(agenda.one_panel(slug="foc2025", host_event_name="RightsCon", place=Text()))
    schema = json.loads(SCHEMA.read_text())
    checker = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    for slug in ("f3d2026", "tracks2026", "foc2025"):
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


def test_the_line_of_files_leads_to_a_page_that_says_what_each_is_for(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    line = client.get(f"{HERE}/agenda").document.xpath("//div[@class='downloads']//a")
    assert [link.text for link in line[:5]] == ["PDF", "Word", "Excel", "Calendar", "more"]
    page = client.get(line[4].get("href"))
    assert page.heading == "Files of the agenda" and "For conference apps" in page.text
    offered = [href for href in page.links().values() if "/agenda." in href]
    kinds = [href.partition("/agenda.")[2] for href in offered]
    assert kinds == ["pdf", "days.pdf", "docx", "xlsx", "ics", "csv", "json", "xml", "zip"]
    assert all(client.inner.get(href).status_code == 200 for href in offered)


def test_earlier_releases_have_their_files_too_and_say_that_they_were_replaced(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        agenda.session(made, "P1").title = Text.of("A better title")
    agenda.released(made)
    page = client.get(f"{HERE}/releases/1/files")
    assert "Release 1 was replaced by release 2." in page.text
    assert page.links()["ZIP"].endswith("/releases/1/agenda.zip")
    assert b"A better title" not in content(client, f"{HERE}/releases/1/agenda.csv")


def test_before_a_release_the_page_of_files_says_when_they_are_expected(client: ReadingClient) -> None:
    agenda.edition(announced=True)
    assert "not released yet" in client.get(f"{HERE}/files").text


@pytest.mark.skipif(not XML_SCHEMA.exists(), reason="the schema of the exchange format is not here (SHARED_DIR)")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_xml_is_what_the_exchange_format_says(client: ReadingClient, language: str) -> None:
    agenda.released(agenda.edition())
    agenda.released(agenda.with_tracks(agenda.edition(slug="tracks2026")))
    agenda.released(agenda.one_panel(slug="foc2025", host_event_name="RightsCon", place=Text()))
    schema = etree.XMLSchema(etree.parse(XML_SCHEMA))
    for slug in ("f3d2026", "tracks2026", "foc2025"):
        schedule = etree.fromstring(content(client, f"/{language}/{slug}/agenda.xml"))
        assert schema.validate(schedule), schema.error_log


def test_xml_and_json_tell_the_same_sessions(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    days = json.loads(content(client, f"{HERE}/agenda.json"))["schedule"]["conference"]["days"]
    told = [event for day in days for room in day["rooms"].values() for event in room]
    xml = etree.fromstring(content(client, f"{HERE}/agenda.xml"))
    retold = xml.findall("day/room/event")
    for name in ("title", "date", "start", "duration", "room", "type", "url"):
        assert [event.findtext(name) for event in retold] == [event[name] for event in told], name
    assert [[person.text for person in event.iter("person")] for event in retold] == [
        [person["name"] for person in event["persons"]] for event in told
    ]


def test_excel_gets_days_and_hours_as_such_in_both_zones(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    sheet = openpyxl.load_workbook(io.BytesIO(content(client, f"{HERE}/agenda.xlsx"))).worksheets[0]
    heading, *rows = list(sheet.iter_rows(values_only=True))
    assert heading[:7] == (
        "Code", "Day", "Start (Vilnius)", "End (Vilnius)", "Start (Taipei)", "End (Taipei)", "Session",
    )  # fmt: skip
    lines = {row[0]: row for row in rows}
    (day, *times) = lines["P1"][1:6]
    assert day.date() == date(2026, 10, 24)
    assert times == [time(9), time(10, 15), time(14), time(15, 15)]
    assert [*lines["W3"][2:6]] == [time(9), time(10, 30), time(15), time(16, 30)]
    assert "Cancelled on" in lines["W4"][heading.index("State")]
    assert "LIN Yu-ching (林雨晴), Chief Security Officer, Formosa Secure" in lines["P1"][heading.index("Speakers")]
    assert str(rows[-1][0]).startswith("Release 1, provisional, as at")
    assert sheet.freeze_panes == "A2"


def test_the_csv_is_read_by_programs(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    table = content(client, f"{HERE}/agenda.csv")
    assert table.startswith(b"\xef\xbb\xbf")
    lines = lines_of(table)
    opening = lines["P1"]
    assert (opening["date"], opening["start"], opening["end"]) == ("2026-10-24", "09:00", "10:15")
    assert (opening["time_zone"], opening["starts_at"]) == ("Europe/Vilnius", "2026-10-24T06:00:00Z")
    assert opening["people"] == "Ūla Žemaitė-Šimkienė; LIN Yu-ching; Ąžuolas Ygaudas"
    assert (lines["W4"]["state"], lines["C1"]["title"], lines["C1"]["url"]) == ("cancelled", "Closed session", "")


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "＝1"])
def test_what_people_typed_is_never_a_formula(client: ReadingClient, begins: str) -> None:
    made = agenda.one_panel()
    with transaction():
        agenda.session(made, "P1").title = Text.of(f"{begins}|x")
        agenda.session(made, "P1").abstract = Text.of("=HYPERLINK(A1)\x0b")
    agenda.released(made)
    sheet = openpyxl.load_workbook(io.BytesIO(content(client, "/en/f3dpanel/agenda.xlsx"))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "d", "n"}
    assert [cell.data_type for cell in sheet[2] if str(cell.value).startswith("=HYPERLINK(A1)")] == ["s"]
    line = lines_of(content(client, "/en/f3dpanel/agenda.csv"))["P1"]
    assert line["abstract"].startswith("'=") and not re.match(r"\s*[=+@＝-]", line["title"])


def test_each_day_has_one_page_to_pin_up(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    answer = client.inner.get(f"{HERE}/agenda.days.pdf")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.get_data())).pages]
    assert len(pages) == 2
    assert "Saturday 24 October 2026" in pages[0] and "Opening plenary" in pages[0] and "14:00–15:15 Taipei" in pages[0]
    assert "Monday 26 October 2026" in pages[1] and "Closing plenary" in pages[1]
    assert all("Release 1, provisional, as at" in page for page in pages)
    assert 'filename="F3D-2026_days_r01_en.pdf"' in answer.headers["Content-Disposition"]


def test_the_archive_holds_every_file_as_it_is_alone(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    with zipfile.ZipFile(io.BytesIO(content(client, "/lt/f3d2026/agenda.zip"))) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        f"F3D-2026_programme_r01_lt.{kind}": content(client, f"/lt/f3d2026/agenda.{kind}") for kind in KINDS
    } | {"F3D-2026_days_r01_lt.pdf": content(client, "/lt/f3d2026/agenda.days.pdf")}


@pytest.mark.parametrize("kind", ["xlsx", "csv", "xml", "zip"])
def test_a_file_made_again_is_the_same_to_the_byte(client: ReadingClient, kind: str) -> None:
    agenda.released(agenda.edition())
    first = content(client, f"{HERE}/agenda.{kind}")
    with time_machine.travel("2026-12-01"):
        artefacts._artefacts.clear()
        shutil.rmtree(client.app.config["SETTINGS"].data_dir / "artefacts")
        assert client.inner.get(f"{HERE}/agenda.{kind}").get_data() == first
