"""The bytes that leave: well-formed, the same at every try, and of nobody else's making."""

import quopri
from email.message import EmailMessage

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumapp.extensions import db
from forumapp.notifications import delivery, letters, rendering
from forumapp.notifications.actions import Calendar
from forumapp.notifications.letters import Letter, Sender
from forumapp.notifications.models import Message, State
from forumapp.notifications.problems import Problem
from tests.notifications.letters import SIGN_IN, Desk, letter, queued, written
from tests.support.mail_sink import Sink, mail_sink

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:林雨晴\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
NASTY = [
    "Ann\r\nBcc: thief@example.com",
    "Ann\nBcc: thief@example.com",
    "Ann\x1cBcc: x",
    "Ann\u2028Bcc: thief@example.com",
    "Ann\u2029\x85\x0b\x0cBcc: x",
    '"Ann" <thief@example.com>, Bob',
    "Ann, Bob <thief@example.com>;",
    "=?utf-8?q?Ann=0D=0ABcc:_thief@example.com?=",
    "\u202egro.elpmaxe\u202c",
    "𠮷野家 " * 30,
    "Žemaitė-Šimkienė, Ūla (Dr.) " * 5,
    "\ud800",
    "\x00",
]


def _built(row: Message) -> Letter:
    return letters.build(row, Sender.of(rendering.mail_from(), rendering.secret_key()))


def test_a_letter_is_the_same_bytes_at_every_try(app: Flask) -> None:
    calendar = Calendar("REQUEST", ICS, "session.ics")
    row = letter(queued(link=SIGN_IN, calendar=calendar, name="林雨晴", edition=Desk()))
    first = _built(row).as_bytes()
    db.session.expire_all()
    assert _built(row).as_bytes() == first


def test_every_letter_says_what_mail_programs_need(app: Flask, sink: Sink) -> None:
    queued()
    delivery.run_due()
    message = sink.letters[0].message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"].endswith("@desk.example.org>")
    assert message["Date"].datetime.tzinfo is not None
    assert not message["Cc"] and not message["Bcc"]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_words_make_a_header_or_a_recipient(app: Flask, sink: Sink, nasty: str) -> None:
    class NastyDesk(Desk):
        sender_name = nasty

    queued(name=nasty, facts={"subject": nasty, "words": nasty}, edition=NastyDesk())
    assert delivery.run_due() == 1
    [arrived] = sink.letters
    assert arrived.recipients == ("guest@example.org",)
    assert arrived.sender == "forum@desk.example.org"
    message = arrived.message
    assert [address.addr_spec for address in message["To"].addresses] == ["guest@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["forum@desk.example.org"]
    assert len(message["Reply-To"].addresses) == 1
    assert not message["Bcc"]
    assert set(message.keys()) == {
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Language",
    }  # fmt: skip


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_can_be_sent(app: Flask, words: str) -> None:
    try:
        row = written(name=words, facts={"subject": words, "words": words, "quoted": words})
        raw = _built(row).as_bytes()
    finally:
        db.session.rollback()
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
    assert raw.isascii()


@pytest.mark.parametrize(
    "name",
    ["Lin, Yu-ching", 'O\'Brien "Bob"', "林雨晴", "Ūla Žemaitė-Šimkienė", "Ūla, 林 <雨>", "a" * 150],
)
def test_a_printed_name_arrives_as_it_was_typed(app: Flask, sink: Sink, name: str) -> None:
    queued(name=name)
    delivery.run_due()
    assert sink.letters[0].message["To"].addresses[0].display_name == name


def test_both_bodies_say_the_same(app: Flask, sink: Sink) -> None:
    queued(facts={"words": "Sesija prasideda 9.30, 林雨晴"}, link=SIGN_IN)
    delivery.run_due()
    for words in ("Sesija prasideda 9.30, 林雨晴", "Saturday", "Aula", "because of a test", sink.letters[0].link()):
        assert words in sink.letters[0].text
        assert words in sink.letters[0].html


def test_somebodys_words_are_quoted_and_never_a_link(app: Flask, sink: Sink) -> None:
    typed = "Look: https://evil.example/x or www.evil.example or me@evil.example <a href='//evil.example'>"
    queued(facts={"quoted": typed + "\nsecond line, at 9.30"})
    delivery.run_due()
    arrived = sink.letters[0]
    assert "They wrote:\n> Look" in arrived.text.replace("\r\n", "\n")
    assert "\n> second line, at 9.30" in arrived.text.replace("\r\n", "\n")
    assert "<blockquote>" in arrived.html and "<a href='" not in arrived.html
    for body in (arrived.text, arrived.html):
        assert "https://evil" not in body
        assert "evil.example" not in body
        assert "me@evil" not in body


def test_the_calendar_part_carries_its_method(app: Flask, sink: Sink) -> None:
    queued(calendar=Calendar("REQUEST", ICS, "session.ics"))
    delivery.run_due()
    message = sink.letters[0].message
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST", "REQUEST"]
    assert [part.get_filename() for part in parts] == [None, "session.ics"]
    for part in parts:
        assert part.get_content_charset() == "utf-8"
        assert part.get_payload(decode=True).decode() == ICS
    assert _shape(message) == ["mixed", ["alternative", "plain", "html", "calendar"], "calendar"]


def _shape(part: EmailMessage) -> object:
    if not part.is_multipart():
        return part.get_content_subtype()
    return [part.get_content_subtype(), *(_shape(p) for p in part.iter_parts())]  # type: ignore[arg-type]


def test_a_domain_in_other_letters_is_sent_to_in_ascii(app: Flask, sink: Sink) -> None:
    queued("guest@bücher.example")
    assert delivery.run_due() == 1
    assert sink.letters[0].recipients == ("guest@xn--bcher-kva.example",)


def test_an_address_in_other_letters_reaches_a_server_that_knows_them(app: Flask, sink: Sink) -> None:
    number = queued("用戶@例子.台灣", name="用戶")
    assert delivery.run_due() == 1, letter(number).error
    assert sink.letters[0].recipients == ("用戶@xn--fsqu00a.xn--kpry57d",)


def test_an_address_in_other_letters_fails_in_words_where_the_server_does_not(app: Flask) -> None:
    with mail_sink(app, smtputf8=False) as sink:
        number = queued("jörg@bücher.example")
        other = queued(about="sample 2")
        assert delivery.run_due() == 1
        assert len(sink.letters) == 1
    assert letter(number).state is State.FAILED
    assert letter(number).problem is Problem.NEEDS_SMTPUTF8
    assert letter(number).error
    assert letter(other).state is State.SENT


@pytest.mark.parametrize("address", ["nobody", "@example.org", "a b@example.org", "x@", ""])
def test_what_is_no_address_fails_in_words_and_blocks_nobody(app: Flask, sink: Sink, address: str) -> None:
    number = queued(address)
    queued(about="sample 2")
    assert delivery.run_due() == 1
    assert letter(number).problem is Problem.NOT_AN_ADDRESS


def test_a_letter_that_cannot_be_built_blocks_nobody(app: Flask, sink: Sink) -> None:
    number = queued()
    letter(number).subject = "broken\r\nBcc: thief@example.com"
    db.session.commit()
    queued(about="sample 2")
    assert delivery.run_due() == 1
    assert letter(number).state is State.FAILED
    assert letter(number).problem is Problem.CANNOT_BE_BUILT


def test_a_changed_secret_key_is_told_and_blocks_nobody(app: Flask, sink: Sink) -> None:
    number = queued(link=SIGN_IN)
    letter(number).sealed_link = b"sealed with another key"
    db.session.commit()
    queued(about="sample 2")
    assert delivery.run_due() == 1
    assert letter(number).problem is Problem.LINK_LOST


def test_lines_stay_within_what_mail_allows(app: Flask, sink: Sink) -> None:
    queued(facts={"words": "x" * 5000}, name="Ž" * 300)
    delivery.run_due()
    assert max(len(line) for line in sink.letters[0].raw.splitlines()) <= 998
    assert b"x" * 5000 in quopri.decodestring(sink.letters[0].raw)


def test_a_mistyped_desk_address_keeps_no_letter_back(app: Flask, sink: Sink) -> None:
    class Mistyped(Desk):
        desk_email = "desk at example"

    queued(edition=Mistyped())
    assert delivery.run_due() == 1
    assert sink.letters[0].message["Reply-To"] is None


def test_words_that_look_encoded_are_shown_as_typed(app: Flask, sink: Sink) -> None:
    queued(facts={"subject": "=?utf-8?q?Ann=0D=0ABcc:_thief@example.com?="}, name="=?utf-8?q?Ann?=")
    delivery.run_due()
    message = sink.letters[0].message
    assert message["Subject"].replace("\u2060", "") == "=?utf-8?q?Ann=0D=0ABcc:_thief@example.com?="
    assert message["To"].addresses[0].display_name.replace("\u2060", "") == "=?utf-8?q?Ann?="
