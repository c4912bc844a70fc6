"""Story 6: an FOC session inside somebody else's event, as at RightsCon in Taipei in February 2025."""

import io
from typing import Any

import pypdf
import pytest
from flask import Flask

from tests.journeys.somebody import Somebody, post_arrives
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

HOSTS = [
    "Ministry of Foreign Affairs of Denmark",
    "Ministry of Foreign Affairs of the Netherlands",
    "Wikimedia Foundation",
]
BADGE = "You need a RightsCon badge to enter."
SESSION: dict[str, Any] = {
    "series": "FOC",
    "title-en": "From countering to building: information integrity online",
    "day": "2027-02-25",
    "start": "14:00",
    "minutes": "60",
    "zone": "Asia/Taipei",
    "place": "Room 402A, TICC, Taipei",
    "inside": "guest",
    "host_event_name": "RightsCon Taipei",
    "host_event_url": "https://rightscon.example/",
    "host_event_badge": BADGE,
    "hosts": "\n".join(HOSTS),
    "speakers-0-name": "Katrín Þórsdóttir",
    "speakers-0-organisation": "University of Iceland",
    "speakers-0-part": "moderator",
    "speakers-0-email": "katrin@example.org",
}


@pytest.fixture
def organiser(team: Team) -> Somebody:
    organiser = Somebody.of_the_team(team)
    organiser.follow("New forum")
    return organiser


def stand_in_order(text: str) -> bool:
    places = [text.index(host) for host in HOSTS]
    return places == sorted(places)


def test_nobody_is_asked_for_rooms_places_or_a_desk(organiser: Somebody) -> None:
    organiser.send("Make the forum", **SESSION, registration="with_host")
    assert "Registrations" not in organiser.page.links()
    organiser.follow("Programme")
    organiser.follow("From countering to building: information integrity online")
    assert "room" not in organiser.page.form("Save").names
    organiser.follow("Overview")
    organiser.does_not_read("places taken", "desk", "room")
    organiser.follow("Settings")
    assert "Rooms" not in organiser.page.links()


def test_hosts_stand_in_their_order_on_letter_page_and_pdf_and_the_badge_is_said(
    app: Flask, organiser: Somebody, sink: Sink
) -> None:
    organiser.send(
        "Make the forum", **SESSION, registration="with_host", registration_url="https://rightscon.example/register"
    )
    organiser.send("respond_on")
    (letter,) = post_arrives(sink)
    assert stand_in_order(letter.text) and stand_in_order(letter.html)
    for words in ("RightsCon Taipei", BADGE, "Room 402A, TICC, Taipei", "14:00–15:00 Taipei", "08:00–09:00 Vilnius"):
        assert words in letter.text, words
    katrin = Somebody.anonymous(app)
    katrin.open(letter.link())
    katrin.reads("RightsCon Taipei", BADGE)
    assert stand_in_order(katrin.page.text)
    katrin.send("answer", answer="accept")
    receipt = next(letter for letter in post_arrives(sink) if "katrin@example.org" in letter.recipients)
    assert "registered" not in receipt.text  # she needs the host's badge, and we know nothing of it

    organiser.follow("Agenda")
    organiser.send("label")
    visitor = Somebody.anonymous(app)
    visitor.open("/en/")
    visitor.reads("RightsCon Taipei")
    visitor.follow("From countering to building: information integrity online")
    visitor.reads(BADGE)
    visitor.follow("See the agenda")
    visitor.reads(BADGE, "Katrín Þórsdóttir", "Room 402A, TICC, Taipei")
    assert stand_in_order(visitor.page.text)
    assert visitor.link("RightsCon Taipei") == "https://rightscon.example/"
    assert visitor.link("Register with the host event") == "https://rightscon.example/register"
    assert "Register" not in visitor.page.links()
    pdf = visitor.browser.get(visitor.link("PDF")).response.get_data()
    printed = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    assert stand_in_order(printed)
    assert BADGE in printed and "RightsCon Taipei" in printed


def test_where_no_registration_is_needed_the_page_says_so(app: Flask, organiser: Somebody) -> None:
    organiser.send("Make the forum", **SESSION, registration="none")
    organiser.follow("Agenda")
    organiser.send("label")
    visitor = Somebody.anonymous(app)
    visitor.open("/en/")
    visitor.follow("From countering to building: information integrity online")
    visitor.reads("No registration is needed")
    assert "Register" not in visitor.page.links()
    slug = visitor.page.url.rstrip("/").split("/")[-1]
    visitor.open(f"/en/{slug}/register")
    assert not visitor.page.document.xpath("//input[@name='email']")


def test_registration_with_us_may_be_chosen_inside_another_event_too(app: Flask, organiser: Somebody) -> None:
    organiser.send("Make the forum", **SESSION, registration="with_us")
    visitor = Somebody.anonymous(app)
    visitor.open("/en/")
    visitor.follow("From countering to building: information integrity online")
    visitor.reads(BADGE)
    visitor.follow("Register")
    visitor.reads("Register")
    assert visitor.page.document.xpath("//input[@name='email']")
