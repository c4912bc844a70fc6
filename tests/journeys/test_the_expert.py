"""Story 3: the expert is asked in her language, answers from the letter, changes her mind; names stay as typed."""

import io
from typing import Any
from urllib.parse import urljoin, urlsplit

import icalendar
import pypdf
import pytest
from flask import Flask

from tests.factories.forums import edition as make_edition
from tests.factories.forums import room as make_room
from tests.factories.people import FIXTURE_NAMES
from tests.journeys.somebody import Somebody, everything_stored, post_arrives, post_of
from tests.support.mail_sink import Received, Sink
from tests.support.signed_in import Team

DESK = "desk@example.org"
LIN = "lin@example.org"


@pytest.fixture
def organiser(app: Flask, team: Team) -> Somebody:
    """On the page of a forum in Vilnius with one room, which has no session yet."""
    forum = make_edition(slug="f3d2026")
    make_room(forum)
    organiser = Somebody.of_the_team(team)
    organiser.follow("Free the future")
    return organiser


def plans_a_panel(organiser: Somebody) -> None:
    """P1 on Saturday at nine; the organiser stands on the page of its people."""
    organiser.follow("Programme")
    organiser.follow("New session")
    title = {"title-en": "What democracies owe their digital citizens", "title-zh-Hant": "民主國家對數位公民的責任"}
    time = {"day": "2026-10-24", "start": "09:00", "minutes": "75"}
    organiser.send("Add to the programme", **title, **time, preset="open_panel", code="P1")


def writes_down(organiser: Somebody, printed_name: str, **facts: Any) -> None:
    organiser.follow("Experts")
    organiser.follow("Add a person")
    organiser.send("Add this person", **{"printed_name": printed_name, "sector": "private"} | facts)
    assert organiser.page.heading == printed_name


def adds_to_the_panel(organiser: Somebody, printed_name: str) -> None:
    options = organiser.page.document.xpath("//select[@name='person']/option")
    chosen = next(o.get("value") for o in options if o.text_content().strip().startswith(printed_name))
    organiser.send("Add to P1", person=chosen, part="panellist")


def asks_everybody(organiser: Somebody, count: int) -> None:
    words = "1 invitation" if count == 1 else f"{count} invitations"
    organiser.follow("Invitations")
    organiser.send(f"Draft {words}")
    organiser.send(f"Send {words}")


def asks_lin(organiser: Somebody, sink: Sink) -> Received:
    """She reads Traditional Chinese and lives in Taipei; gives her letter."""
    plans_a_panel(organiser)
    chinese = {"native_name": "林雨晴", "native_lang": "zh-Hant", "language": "zh-Hant", "time_zone": "Asia/Taipei"}
    title = {"title-en": "Chief Security Officer", "title-zh-Hant": "資安長"}
    writes_down(organiser, "LIN Yu-ching", email=LIN, **chinese, **title)
    organiser.follow("Programme")
    organiser.follow("Add people P1")
    adds_to_the_panel(organiser, "LIN Yu-ching")
    assert not post_arrives(sink)
    asks_everybody(organiser, 1)
    return post_of(sink, LIN)


def entry(letter: Received) -> tuple[str, icalendar.Event]:
    """The calendar entry in a letter, and what a calendar should do with it."""
    part = next(part for part in letter.message.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(str(part.get_content()))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_one_letter_in_her_language_with_two_zones_and_one_link(organiser: Somebody, sink: Sink) -> None:
    letter = asks_lin(organiser, sink)
    assert letter.message["Reply-To"].addresses[0].addr_spec == DESK
    for body in (letter.text, letter.html):
        for words in ("民主國家對數位公民的責任", "2026年10月24日", "09:00–10:15", "14:00–15:15", "LIN Yu-ching"):
            assert words in body, words
    links = {word for word in letter.text.split() if word.startswith("http")}
    assert links == {letter.link()}
    assert urlsplit(letter.link()).path.startswith("/zh-Hant/i/")


def test_opening_the_link_changes_nothing_however_often(organiser: Somebody, sink: Sink) -> None:
    link = asks_lin(organiser, sink).link()
    before = everything_stored()
    scanner = Somebody.anonymous(organiser.browser.app)
    for _time in range(4):
        assert scanner.browser.head(link).status == 200
        page = scanner.open(link)
    assert not page.document.xpath("//input[@type='radio'][@checked]")
    for address in page.links().values():
        if urlsplit(urljoin(link, address)).netloc == urlsplit(link).netloc:
            scanner.browser.get(address)
            scanner.browser.head(address)
    assert everything_stored() == before
    assert not post_arrives(sink)
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.response.headers["Cache-Control"]


def test_she_accepts_with_a_word_and_changes_her_mind_from_the_same_link(organiser: Somebody, sink: Sink) -> None:
    letter = asks_lin(organiser, sink)
    lin = Somebody.anonymous(organiser.browser.app)
    lin.open(letter.link())
    lin.reads("民主國家對數位公民的責任", "09:00–10:15", "14:00–15:15", "林雨晴")
    lin.is_refused("answer", message="我很樂意")
    lin.reads("我很樂意")  # what was typed is kept
    lin.send("answer", answer="accept", message="我很樂意 – with pleasure")

    receipt, to_desk = sorted(post_arrives(sink), key=lambda arrived: arrived.recipients[0] == DESK)
    assert (receipt.recipients, to_desk.recipients) == ((LIN,), (DESK,))
    assert "2026年10月24日" in receipt.text
    assert "我很樂意 – with pleasure" in to_desk.text
    method, accepted = entry(receipt)
    assert (method, accepted["attendee"]) == ("REQUEST", f"mailto:{LIN}")
    assert accepted.start.isoformat() == "2026-10-24T09:00:00+03:00"
    assert accepted.end.isoformat() == "2026-10-24T10:15:00+03:00"
    organiser.follow("Invitations")
    organiser.follow("LIN Yu-ching 林雨晴")
    organiser.reads("Yes", "我很樂意 – with pleasure")

    lin.open(letter.link())
    assert not lin.page.document.xpath("//input[@type='radio'][@checked]")
    lin.does_not_read("我很樂意")  # the letter may have been passed on
    lin.send("answer", answer="decline", message="抱歉")
    receipt, to_desk = sorted(post_arrives(sink), key=lambda arrived: arrived.recipients[0] == DESK)
    assert (receipt.recipients, to_desk.recipients) == ((LIN,), (DESK,))
    method, declined = entry(receipt)
    assert (method, declined["uid"]) == ("CANCEL", accepted["uid"])
    assert declined["sequence"] > accepted["sequence"]
    organiser.follow("Invitations")
    organiser.follow("LIN Yu-ching 林雨晴")
    organiser.reads("No", "抱歉")


def test_the_desk_writes_down_what_was_said_by_telephone(organiser: Somebody, sink: Sink) -> None:
    asks_lin(organiser, sink)
    organiser.follow("Invitations")
    organiser.follow("LIN Yu-ching 林雨晴")
    organiser.follow("Record an answer")
    organiser.is_refused("Record this answer", answer="accept")
    organiser.send("Record this answer", how="phone", message="Arrives on Friday")
    organiser.reads("Yes", "Arrives on Friday", "recorded by the desk")
    assert not [letter for letter in post_arrives(sink) if LIN in letter.recipients]

    organiser.follow("Agenda")
    organiser.send("label")
    visitor = Somebody.anonymous(organiser.browser.app)
    visitor.open("/en/f3d2026/agenda")
    visitor.reads("LIN Yu-ching")


def test_every_printed_name_is_on_page_letter_and_pdf_as_it_was_typed(organiser: Somebody, sink: Sink) -> None:
    addresses = {name: f"guest{number}@example.org" for number, name in enumerate(FIXTURE_NAMES)}
    plans_a_panel(organiser)
    for name, (native_name, native_lang, _spellings) in FIXTURE_NAMES.items():
        writes_down(organiser, name, email=addresses[name], native_name=native_name, native_lang=native_lang)
    organiser.follow("Programme")
    organiser.follow("Add people P1")
    for name in FIXTURE_NAMES:
        adds_to_the_panel(organiser, name)
    asks_everybody(organiser, len(FIXTURE_NAMES))
    assert len(post_arrives(sink)) == len(FIXTURE_NAMES)

    for name, address in addresses.items():
        (letter,) = sink.to(address)
        assert name in letter.text
        assert letter.message["To"].addresses[0].display_name == name
        guest = Somebody.anonymous(organiser.browser.app)
        guest.open(letter.link())
        guest.reads(name, FIXTURE_NAMES[name][0])
        guest.send("answer", answer="accept")
    organiser.follow("Agenda")
    organiser.send("label")

    visitor = Somebody.anonymous(organiser.browser.app)
    visitor.open("/en/f3d2026/agenda")
    pdf = visitor.browser.get(visitor.link("PDF")).response.get_data()
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    printed = " ".join(printed.split())
    for name, (native_name, native_lang, _spellings) in FIXTURE_NAMES.items():
        visitor.reads(name, native_name)
        assert name in printed
        # pypdf gives the words of a line from left to right, whatever their direction.
        for word in native_name.split() if native_lang == "ar" else [native_name]:
            assert word in printed


def test_people_are_found_as_one_would_type_them(organiser: Somebody) -> None:
    for name, (native_name, native_lang, _spellings) in FIXTURE_NAMES.items():
        writes_down(organiser, name, native_name=native_name, native_lang=native_lang)
    organiser.follow("Experts")
    for name, (_native_name, _lang, spellings) in FIXTURE_NAMES.items():
        for typed in spellings:
            organiser.send("q", q=typed)
            found = [bdi.text_content() for bdi in organiser.page.document.xpath("//main//bdi[@class='person']")]
            assert name in found, f"{typed!r} finds {found}"
            assert len(found) < len(FIXTURE_NAMES)
