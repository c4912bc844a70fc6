"""Story 4: the attendee registers; whoever comes too late waits in line, and a freed place goes to the first."""

import csv
import io

import pytest
from flask import Flask

from tests.journeys.somebody import Somebody, everything_stored, post_arrives, post_of
from tests.support.mail_sink import Received, Sink
from tests.support.signed_in import Team

JURGA, SURYADI, KEN = "jurga@example.org", "suryadi@example.org", "ken@example.org"


@pytest.fixture
def organiser(app: Flask, team: Team) -> Somebody:
    """Has just made a forum that everybody may see, with one place for the public."""
    organiser = Somebody.of_the_team(team)
    organiser.follow("New forum")
    facts = {"title-en": "Free the future", "day": "2026-10-24", "start": "09:00", "place": "Aula, Vilnius University"}
    organiser.send("Make the forum", **facts, hosts="Vilnius University", capacity="1")
    return organiser


def registers(app: Flask, sink: Sink, name: str, email: str, language: str = "en") -> tuple[Somebody, Received]:
    """From the front page to the letter; the person then stands behind her personal link."""
    person = Somebody.anonymous(app)
    person.open(f"/{language}/")
    person.follow("Free the future")
    person.open(person.link(to="/register"))
    person.send("email", name=name, email=email)
    letter = post_of(sink, email.lower())
    person.open(letter.link())
    return person, letter


def reference_in(letter: Received) -> str:
    (line,) = (line for line in letter.text.splitlines() if line.startswith("Reference"))
    return line.split(":")[-1].strip()


def test_a_letter_brings_the_reference_and_a_personal_link_under_which_the_address_is_confirmed(
    app: Flask, organiser: Somebody, sink: Sink
) -> None:
    jurga, letter = registers(app, sink, "Jurga Žemaitė-Šimkienė", JURGA)
    assert "You have a place at Free the future." in letter.text
    for words in ("24 October 2026", "Vilnius University", "Vilnius UTC+3"):
        assert words in letter.text, words
    assert "/en/r/" in letter.link()
    jurga.reads(reference_in(letter), "You have a place", "Jurga Žemaitė-Šimkienė", "Your address is not confirmed yet")

    before = everything_stored()
    for _time in range(3):
        jurga.open(letter.link())
        assert jurga.browser.head(letter.link()).status == 200
        jurga.follow("Cancel my registration")
    assert everything_stored() == before

    jurga.open(letter.link())
    jurga.send("Confirm my address")
    jurga.does_not_read("not confirmed")
    jurga.follow("Change my registration")
    jurga.send("organisation", organisation="Vilnius University")
    jurga.reads("Vilnius University")
    assert not post_arrives(sink)


def test_her_letter_is_in_the_language_of_the_page_on_which_she_registered(
    app: Flask, organiser: Somebody, sink: Sink
) -> None:
    jurga, letter = registers(app, sink, "Jurga Žemaitė", JURGA, "lt")
    assert "2026 m. spalio 24 d." in letter.text
    assert "/lt/r/" in letter.link()
    assert jurga.page.document.get("lang") == "lt"


def test_when_all_places_are_taken_people_wait_and_a_freed_place_is_offered_to_the_first_in_line(
    app: Flask, organiser: Somebody, sink: Sink
) -> None:
    jurga, _letter = registers(app, sink, "Jurga Žemaitė", JURGA)
    suryadi, letter = registers(app, sink, "Suryadi", SURYADI)
    assert "you are on the waiting list" in letter.text
    suryadi.reads("You are on the waiting list")
    registers(app, sink, "𠮷野 健", KEN)
    organiser.follow("Overview")
    organiser.reads("1 of 1 places taken · 2 people waiting")

    jurga.follow("Cancel my registration")
    jurga.send("Cancel")
    jurga.reads("Your registration has ended")
    left = {letter.recipients[0]: letter for letter in post_arrives(sink)}
    assert set(left) == {JURGA, SURYADI}
    assert "is cancelled" in left[JURGA].text
    assert "A place at Free the future is free, and it is offered to you alone." in left[SURYADI].text
    organiser.follow("Registrations")
    organiser.reads("1 of 1 places taken · 1 waiting · 1 offered a place")

    suryadi.open(left[SURYADI].link())
    suryadi.reads("A place is offered to you")
    suryadi.send("Take the place")
    suryadi.reads("You have a place")
    assert "You have a place at Free the future." in post_of(sink, SURYADI).text

    organiser.follow("Registrations")
    organiser.reads("1 of 1 places taken · 1 waiting")
    organiser.send("Download as CSV")
    rows = list(csv.DictReader(io.StringIO(organiser.page.response.get_data(as_text=True).lstrip("\ufeff"))))
    told = {row["email"]: (row["state"], row["waitlist_position"]) for row in rows}
    assert told == {JURGA: ("cancelled", ""), SURYADI: ("approved", ""), KEN: ("waitlisted", "1")}
    assert {row["reference"] for row in rows if row["email"] == SURYADI} == {reference_in(left[SURYADI])}


def test_more_places_are_offered_to_whoever_waits(app: Flask, organiser: Somebody, sink: Sink) -> None:
    registers(app, sink, "Jurga Žemaitė", JURGA)
    registers(app, sink, "Suryadi", SURYADI)
    organiser.follow("Registrations")
    organiser.follow("Change places")
    organiser.send("capacity", capacity="2")
    organiser.reads("2 of 2 places taken")
    assert "it is offered to you alone" in post_of(sink, SURYADI).text


def test_registering_twice_makes_one_registration_and_a_lost_link_comes_again(
    app: Flask, organiser: Somebody, sink: Sink
) -> None:
    jurga, first = registers(app, sink, "Jurga Žemaitė", JURGA)
    _jurga, again = registers(app, sink, "Somebody Else", JURGA.upper())
    assert reference_in(again) == reference_in(first)
    _jurga.reads("Jurga Žemaitė")
    jurga.open("/en/f3d2026/register")
    jurga.follow("Send me my link again")
    jurga.send("email", email=JURGA)
    newest = post_of(sink, JURGA)
    assert newest.link() != first.link()
    jurga.open(newest.link())
    assert jurga.browser.get(first.link()).status == 410
