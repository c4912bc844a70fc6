"""A forwarded link shows nothing the invitee told us (LINK-07), and only her own mailbox opens it elsewhere."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people.belonging import Contact
from forumapp.profiles.models import OneTimeCode
from tests.factories import invitations
from tests.factories.invitations import RESPOND_BY
from tests.invitations.support import answer, letters, newest_to
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink

LIN, DAINA = "lin@example.org", "daina@example.org"
TOLD = "Hears little; arrives with her daughter."
ON_ITS_WAY = "If a code could be sent, it is on its way to the address to which you were invited."
WRONG = "This code is wrong or no longer valid."


@pytest.fixture
def invited(app: Flask) -> Invitation:
    return invitations.invitation(email=LIN)


@pytest.fixture
def link(invited: Invitation, sink: Sink) -> str:
    delivery.run_due()
    return newest_to(sink, LIN).link()


@pytest.fixture
def told(client: ReadingClient, link: str) -> str:
    """The address of her profile, in which she told something in the browser with which she accepted."""
    page = client.get(answer(client, link, "accept").links()["Complete my profile"])
    client.submit(page.form("access_words"), access_words=TOLD)
    return f"{link}/profile"


@pytest.fixture
def other(app: Flask) -> ReadingClient:
    """A browser to which the letter was forwarded."""
    return ReadingClient.of(app)


def code_in(sink: Sink) -> str:
    delivery.run_due()
    return [found.group() for letter in sink.to(LIN) if (found := re.search(r"\b\d{8}\b", letter.text))][-1]


def ask(browser: ReadingClient, address: str) -> Page:
    return browser.submit(browser.get(address).form("Send me a code"))


def ask_again(browser: ReadingClient, address: str) -> Page:
    """From a browser whose pass is open still."""
    browser.submit(browser.get(address).form("Close on this device"))
    return ask(browser, address)


def enter(browser: ReadingClient, page: Page, code: str) -> Page:
    return browser.submit(page.form("code"), code=code)


def test_another_browser_with_the_link_sees_nothing(told: str, other: ReadingClient) -> None:
    page = other.get(told)
    assert TOLD not in page.text and "access_words" not in page.response.get_data(as_text=True)
    assert other.post(f"{told}/needs", {"access_words": "mine"}).status in (303, 400)
    assert "@" not in page.text


def test_the_code_of_her_mailbox_opens_it_for_twelve_hours(
    told: str, other: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    asked = ask(other, told)
    assert ON_ITS_WAY in asked.text
    assert TOLD in enter(other, asked, code_in(sink)).text
    september.shift(timedelta(hours=11, minutes=59))
    assert TOLD in other.get(told).text
    september.shift(timedelta(minutes=2))
    assert TOLD not in other.get(told).text


def test_somebody_who_answers_with_the_forwarded_link_sees_nothing_from_before(
    told: str, link: str, other: ReadingClient, september: time_machine.Traveller
) -> None:
    september.shift(60)
    answer(other, link, "undecided")
    answer(other, link, "accept")
    page = other.get(told)
    assert page.heading == "Your profile" and TOLD not in page.text
    assert "Kept from before" in page.text
    assert "access_words" not in {name for f in page.document.xpath("//form") for name in f.fields}


def test_whoever_answers_later_closes_it_for_whoever_answered_before(
    told: str, client: ReadingClient, link: str, other: ReadingClient
) -> None:
    answer(other, link, "undecided")
    answer(other, link, "accept")
    assert TOLD not in client.get(told).text
    assert "Send me a code" in client.get(told).text


def test_what_she_tells_later_is_not_seen_by_whoever_answered_meanwhile(
    told: str, link: str, client: ReadingClient, other: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    enter(client, ask_again(client, told), code_in(sink))
    september.shift(60)
    answer(other, link, "undecided")
    answer(other, link, "accept")
    assert "access_words" not in client.get(told).response.get_data(as_text=True)
    september.shift(60)
    saved = enter(client, ask(client, told), code_in(sink))
    client.submit(saved.form("access_words"), access_words=f"{TOLD} And more.")
    assert TOLD not in other.get(told).text


def test_an_answer_in_a_browser_that_proved_itself_takes_nothing_from_it(
    told: str, link: str, other: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    enter(other, ask(other, told), code_in(sink))
    september.shift(60)
    answer(other, link, "undecided")
    answer(other, link, "accept")
    assert TOLD in other.get(told).text


def test_saying_the_same_again_with_the_forwarded_link_opens_nothing(
    told: str, link: str, client: ReadingClient, other: ReadingClient
) -> None:
    answer(other, link, "accept")
    assert "Open my profile" not in other.get(told).text and "Nothing is missing" not in other.get(told).text
    assert TOLD in client.get(told).text


def test_a_code_ends_what_an_answer_alone_had_opened(
    told: str, link: str, client: ReadingClient, other: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    september.shift(60)
    enter(other, ask(other, told), code_in(sink))
    assert TOLD in other.get(told).text and TOLD not in client.get(told).text


@pytest.mark.parametrize("wrong", ["00000000", "nonsense", "1"])
def test_a_wrong_code_opens_nothing_and_the_fifth_ends_it(
    told: str, other: ReadingClient, sink: Sink, wrong: str
) -> None:
    asked = ask(other, told)
    right = code_in(sink)
    for _ in range(5):
        asked = enter(other, asked, wrong if wrong != right else "11111111")
        assert asked.status == 422 and WRONG in asked.text
    assert enter(other, asked, right).status == 422
    assert TOLD not in other.get(told).text


def test_a_code_works_in_the_browser_that_asked_alone_and_once(
    told: str, app: Flask, other: ReadingClient, sink: Sink
) -> None:
    asked = ask(other, told)
    thief = ReadingClient.of(app)
    page = thief.get(f"{told}/code/enter")
    assert enter(thief, page, code_in(sink)).status == 422
    assert TOLD in enter(other, asked, code_in(sink)).text
    assert enter(other, other.get(f"{told}/code/enter"), code_in(sink)).status == 422


def test_after_ten_minutes_a_code_is_void(
    told: str, other: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    asked = ask(other, told)
    code = code_in(sink)
    september.shift(timedelta(minutes=10))
    assert enter(other, asked, code).status == 422


def test_three_codes_an_hour_and_the_answer_stays_the_same(told: str, other: ReadingClient) -> None:
    answers = [ask(other, told).text for _ in range(5)]
    assert len(set(answers)) == 1 and ON_ITS_WAY in answers[0]
    assert len([kind for kind, _, _ in letters() if kind == "profile_code"]) == 3


def test_without_an_address_the_answer_is_the_same(told: str, invited: Invitation, other: ReadingClient) -> None:
    before = ask(other, told).text
    with transaction():
        person = db.session.get_one(Invitation, invited.id).person
        person.email, person.email_normalised = "", None
    assert ask(other, told).text == before
    assert len([kind for kind, _, _ in letters() if kind == "profile_code"]) == 1


def test_without_one_of_her_own_the_code_goes_to_the_contact_who_may_answer(
    told: str, invited: Invitation, other: ReadingClient
) -> None:
    with transaction():
        person = db.session.get_one(Invitation, invited.id).person
        person.email, person.email_normalised = "", None
        person.contact = Contact(email="office@example.org", receives_letters=True, may_answer=True)
    ask(other, told)
    assert ("profile_code", "office@example.org", "queued") in letters()


def test_the_code_stands_in_no_table_and_no_outbox(told: str, other: ReadingClient, sink: Sink) -> None:
    ask(other, told)
    code = code_in(sink)
    db.session.rollback()
    stored = db.session.scalars(select(Message).where(Message.kind == "profile_code")).one()
    assert code not in stored.body_text + stored.body_html + stored.subject and code not in stored.shown_text
    assert code not in repr(db.session.execute(select(OneTimeCode.__table__)).all())
    with pytest.raises(notifications.CodeIsSentOnce):
        notifications.send_again(stored)


def test_a_link_that_was_replaced_ends_every_browser(
    told: str,
    invited: Invitation,
    client: ReadingClient,
    other: ReadingClient,
    sink: Sink,
    september: time_machine.Traveller,
) -> None:
    asked = ask(other, told)
    enter(other, asked, code_in(sink))
    with transaction():
        again = db.session.get_one(Invitation, invited.id)
        answering.hesitate(again)
        actions.send_again(again, RESPOND_BY)
    delivery.run_due()
    new_link = newest_to(sink, LIN).link()
    for browser in (client, other):
        assert browser.get(told).status == 410
        assert browser.get(f"{told}/portrait/{'a' * 12}.jpg").status == 410
    september.shift(60)
    answer(client, new_link, "accept")
    for browser in (client, other):
        assert TOLD not in browser.get(f"{new_link}/profile").text


def test_closing_it_on_this_device_asks_for_a_code_again(told: str, client: ReadingClient) -> None:
    client.submit(client.get(told).form("Close on this device"))
    assert TOLD not in client.get(told).text


def test_who_has_not_accepted_has_no_profile(link: str, client: ReadingClient) -> None:
    answer(client, link, "decline")
    assert "Complete my profile" not in client.get(link).links()
    assert client.get(f"{link}/profile", follow=False).status == 302


def test_robots_change_nothing(told: str, other: ReadingClient) -> None:
    before = letters()
    for address in ("", "/code/enter", "/needs", "/names"):
        for _ in range(3):
            other.head(f"{told}{address}")
            assert other.get(f"{told}{address}").status == 200
    assert letters() == before and db.session.scalars(select(OneTimeCode)).all() == []


def test_the_links_of_two_invitations_open_only_their_own(told: str, client: ReadingClient, sink: Sink) -> None:
    invitations.invitation(email="other@example.org", printed_name="Suryadi", state="accepted")
    delivery.run_due()
    foreign = newest_to(sink, "other@example.org").link()
    assert "Send me a code" in client.get(f"{foreign}/profile").text


def contact_link(sink: Sink, invited: Invitation, *, may_answer: bool = True) -> str:
    """Her assistant joins, and the invitation is sent once more, to both."""
    with transaction():
        again = db.session.get_one(Invitation, invited.id)
        again.person.contact = Contact(email=DAINA, receives_letters=True, may_answer=may_answer)
        actions.send_again(again, RESPOND_BY)
    delivery.run_due()
    return newest_to(sink, DAINA).link()


def test_the_contact_who_answers_gets_the_code_and_sees_neither_needs_nor_consents(
    invited: Invitation, link: str, client: ReadingClient, other: ReadingClient, sink: Sink
) -> None:
    daina = contact_link(sink, invited)
    page = client.get(answer(client, newest_to(sink, LIN).link(), "accept").links()["Complete my profile"])
    client.submit(page.form("access_words"), access_words=TOLD)
    ask(other, f"{daina}/profile")
    delivery.run_due()
    code = re.search(r"\b\d{8}\b", newest_to(sink, DAINA).text)
    assert code and not re.search(r"\b\d{8}\b", newest_to(sink, LIN).text)
    shown = other.submit(other.get(f"{daina}/profile/code/enter").form("code"), code=code.group())
    assert "You complete this for LIN Yu-ching" in shown.text and TOLD not in shown.text
    assert "Only LIN Yu-ching can see and change this" in shown.text
    form = client.get(f"{newest_to(sink, LIN).link()}/profile").form("access_words")
    form.action = f"{daina}/profile/needs"
    other.submit(form, access_words="Something else")
    assert TOLD in client.get(f"{newest_to(sink, LIN).link()}/profile").response.get_data(as_text=True)


def test_what_her_own_link_opened_stays_closed_to_the_contacts(
    invited: Invitation, link: str, client: ReadingClient, sink: Sink
) -> None:
    daina = contact_link(sink, invited)
    page = client.get(answer(client, newest_to(sink, LIN).link(), "accept").links()["Complete my profile"])
    assert page.form("access_words")
    assert "We send a code" in client.get(f"{daina}/profile").text


def test_a_contact_who_only_reads_gets_no_code(
    invited: Invitation, link: str, client: ReadingClient, other: ReadingClient, sink: Sink
) -> None:
    daina = contact_link(sink, invited, may_answer=False)
    answer(client, newest_to(sink, LIN).link(), "accept")
    assert "Only LIN Yu-ching can answer" in other.get(f"{daina}/profile").text


def test_what_a_contact_asked_for_takes_no_code_from_the_expert(
    invited: Invitation, link: str, client: ReadingClient, other: ReadingClient, sink: Sink
) -> None:
    daina = contact_link(sink, invited)
    hers = newest_to(sink, LIN).link()
    answer(client, hers, "accept")
    for _ in range(4):
        ask(other, f"{daina}/profile")
    ask(other, f"{hers}/profile")
    codes = [to for kind, to, _ in letters() if kind == "profile_code"]
    assert (codes.count(DAINA), codes.count(LIN)) == (3, 1)
