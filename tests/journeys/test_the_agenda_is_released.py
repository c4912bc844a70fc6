"""Story 5: the agenda is released: what blocks, what is frozen, what anybody reads and downloads."""

import io
import json
from urllib.parse import urlsplit

import icalendar
import pypdf
import pytest
from docx import Document
from flask import Flask

from forumapp.words import LANGUAGES
from tests.factories import agenda
from tests.journeys.somebody import Somebody, post_arrives
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

WORKSHOP = "“Keeping people connected during shutdowns” (W1)"
STRATEGY = "“Senate strategy of members” (C1)"


@pytest.fixture
def organiser(app: Flask, team: Team) -> Somebody:
    """Of the forum of domain.md 4.5, with people in every state and nothing released yet."""
    agenda.edition(announced=True)
    organiser = Somebody.of_the_team(team)
    organiser.follow("Free the future")
    return organiser


@pytest.fixture
def visitor(app: Flask) -> Somebody:
    return Somebody.anonymous(app)


def releases(organiser: Somebody, number: int, **values: str) -> None:
    organiser.follow("Agenda")
    organiser.send(f"Release {number}", **values)
    organiser.reads(f"Release {number} is public. Nobody was written to.")


def asks_suryadi_twice(organiser: Somebody) -> None:
    """He moderates W1 and is to be asked for C1 at the same hours."""
    organiser.follow("Programme")
    organiser.follow("Change people C1")
    options = organiser.page.document.xpath("//select[@name='person']/option")
    suryadi = next(o.get("value") for o in options if o.text_content().startswith("Suryadi"))
    organiser.send("Add to C1", person=suryadi, part="panellist")


def puts_two_in_one_room(organiser: Somebody) -> None:
    organiser.follow("Programme")
    organiser.follow("AI procurement and rights: industry perspectives")
    organiser.send("Save", start="11:00")


def test_the_same_room_twice_blocks_until_it_is_mended_and_who_may_still_say_no_never(organiser: Somebody) -> None:
    asks_suryadi_twice(organiser)
    organiser.reads("Suryadi", WORKSHOP, STRATEGY, "at the same time: Saturday 24 October 2026, 10:30–12:00 Vilnius.")
    organiser.reads("It holds up no release while one of the two is a draft or the person has not said yes.")
    puts_two_in_one_room(organiser)
    organiser.reads(WORKSHOP, "are both in Room 201", "One clash", STRATEGY, "To be checked")

    organiser.follow("Agenda")
    organiser.is_refused("Release 1")
    organiser.reads("Suryadi", STRATEGY, "are both in Room 201")
    organiser.follow("Open W2")
    organiser.send("Save", start="13:30")
    organiser.follow("Agenda")
    organiser.does_not_read("planned twice")
    organiser.send("Release 1")
    organiser.reads("Release 1 is public. Nobody was written to.")


def test_a_reason_overrides_and_only_the_team_reads_it(organiser: Somebody, visitor: Somebody, sink: Sink) -> None:
    puts_two_in_one_room(organiser)
    releases(organiser, 1, override_reason="He leaves the workshop early.")
    organiser.reads("released in spite of a clash: He leaves the workshop early.")
    for page in ("", "agenda", "speakers", "releases/"):
        visitor.open(f"/en/f3d2026/{page}")
        visitor.does_not_read("He leaves")
    assert not post_arrives(sink)


def test_before_the_first_release_the_address_says_when_and_where(visitor: Somebody, organiser: Somebody) -> None:
    visitor.open("/en/")
    visitor.follow("Free the future")
    visitor.follow("Agenda")
    visitor.reads("24–26 October 2026", "Vilnius University, Vilnius", "The agenda is not released yet.")
    visitor.does_not_read("Opening plenary", "LIN Yu-ching")


def test_release_1_is_frozen_and_a_change_waits_for_release_2(organiser: Somebody, visitor: Somebody) -> None:
    releases(organiser, 1)
    address = "/en/f3d2026/agenda"
    before = visitor.open(address).response.get_data()
    pdf = visitor.browser.get(visitor.link("PDF")).response.get_data()
    organiser.follow("Programme")
    organiser.follow("Opening plenary: Free the Future")
    organiser.send("Save", start="09:15", **{"title-en": "Opening: a free future"})
    assert visitor.open(address).response.get_data() == before

    releases(organiser, 2)
    visitor.open(address)
    visitor.reads("Opening: a free future", "09:15–10:30", "14:15 Taipei")
    visitor.follow("all releases")
    visitor.follow("Release 1")
    visitor.reads("Opening plenary: Free the Future", "09:00–10:15", "Release 1 was replaced by release 2.")
    assert visitor.browser.get(visitor.link("PDF")).response.get_data() == pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_and_downloads_it_in_three_languages_and_nothing_that_is_not_public(
    organiser: Somebody, visitor: Somebody, language: str
) -> None:
    releases(organiser, 1)
    visitor.open(f"/{language}/f3d2026/")
    read = {"edition": visitor.page.text}
    for name in ("agenda", "speakers"):
        visitor.open(visitor.link(to=f"/{language}/f3d2026/{name}"))
        read[name] = visitor.page.text
    visitor.open(f"/{language}/f3d2026/agenda")
    files = {kind: visitor.link(to=f"/agenda.{kind}") for kind in ("pdf", "docx", "ics")}
    sessions = _sessions_on(visitor)
    visitor.open(visitor.link(to="/f3d2026/files"))
    files["json"] = visitor.link(to="/agenda.json")
    got = {kind: visitor.browser.inner.get(address).get_data() for kind, address in files.items()}
    read |= {"pdf": _text_of_pdf(got["pdf"]), "docx": _text_of_docx(got["docx"])}
    read |= {"ics": got["ics"].decode(), "json": got["json"].decode()}
    for session in sessions:
        visitor.open(session)
        read[session] = visitor.page.text
    assert len(read) > 12

    for place, text in read.items():
        for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS, "@example.org"):
            assert words not in text, f"{words} in {place}"
    for place in ("agenda", "speakers", "pdf", "docx", "json"):
        for name in ("LIN Yu-ching", "Ūla Žemaitė-Šimkienė", "Nguyễn Thị Ánh", "O'Brien-Ødegård, Seán", "Yoshino Ken"):
            assert name in read[place], f"{name} not in {place}"
    assert all("𠮷野 健" in read[place] for place in ("agenda", "speakers", "pdf", "docx"))

    title = {"zh-Hant": "開幕大會：自由未來"}.get(language, "Opening plenary: Free the Future")
    assert all(title in read[place] for place in ("agenda", "pdf", "docx", "ics", "json"))
    for place in ("agenda", "pdf", "docx"):
        assert "09:00–10:15" in read[place], place
    starts = {str(e["summary"]): e.start for e in icalendar.Calendar.from_ical(read["ics"]).walk("VEVENT")}
    assert starts[title].isoformat() == "2026-10-24T09:00:00+03:00"
    days = json.loads(read["json"])["schedule"]["conference"]["days"]
    told = {event["title"]: event["date"] for day in days for room in day["rooms"].values() for event in room}
    assert told[title] == "2026-10-24T09:00:00+03:00"


def test_the_agenda_is_filtered_by_a_form_and_every_choice_has_an_address(
    organiser: Somebody, visitor: Somebody
) -> None:
    releases(organiser, 1)
    visitor.open("/en/f3d2026/agenda")
    visitor.send("day", day="2026-10-26")
    assert visitor.page.document.xpath("//article/@id") == ["W3", "P2"]
    visitor.send("day", format="demo")
    assert visitor.page.document.xpath("//article/@id") == ["W3"]
    somebody_else = Somebody.anonymous(visitor.browser.app)
    assert somebody_else.open(visitor.page.url).document.xpath("//article/@id") == ["W3"]
    visitor.follow("Show everything")
    assert len(visitor.page.document.xpath("//article/@id")) == 10


def _sessions_on(visitor: Somebody) -> list[str]:
    addresses = visitor.page.document.xpath("//article//a/@href")
    return sorted({urlsplit(address).path for address in addresses if "/agenda/" in address})


def _text_of_pdf(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _text_of_docx(docx: bytes) -> str:
    paper = Document(io.BytesIO(docx))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
