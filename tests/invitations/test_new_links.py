"""A new link instead of one that leaked or was lost; answers stay, and only the hosts end what works (LINK-06)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import links
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering
from forumapp.invitations.actions import NoAddress
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import NotReissuable
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.people import pool
from forumapp.programme import actions as programme
from tests.factories import invitations
from tests.factories.invitations import NOW
from tests.invitations.support import answer, as_stored, letters, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"
OFFICE = "office@example.org"
OFFER = "Send a new link to the address that was invited"
SENT = "If the invitation stands, a letter with a new link is on its way to the address that was invited."


@pytest.fixture
def accepted(app: Flask, sink: Sink) -> Invitation:
    made_id = invitations.invitation(email=LIN, state="accepted").id
    delivery.run_due()
    return as_stored(made_id)


def done(invitation_id: int, act: Callable[[Invitation], object], *, delivered: bool = True) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invitation_id))
    if delivered:
        delivery.run_due()


def with_contact(invitation_id: int) -> None:
    with transaction():
        made = db.session.get_one(Invitation, invitation_id)
        pool.set_contact(made.person, made.edition, name="", email=OFFICE, receives_letters=True, may_answer=True)


def pressed(browser: ReadingClient, link: str) -> None:
    """As from a page that offered it earlier."""
    token = browser.get("/sign-in").form().values["csrf_token"]
    assert browser.post(f"{link}/new-link", {"csrf_token": token}).status == 303


def links_asked_for() -> list[str]:
    return [to for kind, to, _ in letters() if kind == "invitation_link"]


def test_the_hosts_replace_a_leaked_link_and_the_answer_stays(
    accepted: Invitation, team: Team, client: ReadingClient, sink: Sink
) -> None:
    invitation_id, slug = accepted.id, accepted.edition.slug
    old = newest_to(sink, LIN).link()
    desk = team.signed_in_as("organiser", accepted.edition)
    page = desk.get(f"/manage/{slug}/invitations/{as_stored(invitation_id).public_id}")
    page = desk.get(page.links()["New link"])
    assert LIN in page.text and "accepted" in page.text
    assert client.get(old).status == 200, "looking ends nothing"
    desk.submit(page.form("End earlier links"))
    delivery.run_due()
    assert client.get(old).status == 410
    letter = newest_to(sink, LIN)
    assert "The links of earlier letters no longer work." in letter.text
    assert "You accepted" in client.get(letter.link()).text
    assert as_stored(invitation_id).state == InvitationState.ACCEPTED


@pytest.mark.parametrize(
    "say",
    [
        answering.decline,
        lambda one: answering.nominate(one, Nominee("Amara Okafor", "", "expert", "amara@example.org", "en")),
        lambda one: (answering.accept(one), answering.withdraw(one)),
    ],
    ids=["declined", "represented", "given back"],
)
def test_whatever_she_answered(app: Flask, sink: Sink, say: Callable[[Invitation], object]) -> None:
    invitation_id = invitations.invitation(email=LIN).id
    done(invitation_id, say)
    state = as_stored(invitation_id).state
    done(invitation_id, actions.reissue)
    done(invitation_id, actions.reissue)
    assert links_asked_for() == [LIN, LIN] and as_stored(invitation_id).state == state


def test_what_waits_is_sent_once_more_instead_and_without_an_address_there_is_no_link(app: Flask) -> None:
    waiting = invitations.invitation(email=LIN)
    with pytest.raises(NotReissuable):
        actions.reissue(waiting)
    unreachable = invitations.invitation(waiting.part_asked.session, email="", printed_name="Suryadi", state="draft")
    answering.record_answer(unreachable, InvitationState.ACCEPTED, "phone")
    with pytest.raises(NoAddress):
        actions.reissue(unreachable)


def test_a_letter_that_has_not_left_yet_leaves_with_a_link_that_works(
    app: Flask, client: ReadingClient, sink: Sink
) -> None:
    invitation_id = invitations.invitation(email=LIN).id
    delivery.run_due()
    done(invitation_id, answering.accept, delivered=False)
    done(invitation_id, actions.reissue)
    receipt, with_link = sink.to(LIN)[-2:]
    assert "calendar" in str(receipt.message) and receipt.link() != with_link.link()
    assert [client.get(one.link()).status for one in (receipt, with_link)] == [200, 200]


def test_her_contact_gets_a_new_one_of_her_own(accepted: Invitation, client: ReadingClient, sink: Sink) -> None:
    invitation_id = accepted.id
    with_contact(invitation_id)
    done(invitation_id, actions.reissue)
    assert links_asked_for() == [OFFICE, LIN]
    assert "You answer for" in client.get(newest_to(sink, OFFICE).link()).text


def test_who_lost_the_link_asks_for_a_new_one_and_ends_none(
    accepted: Invitation, client: ReadingClient, sink: Sink
) -> None:
    invitation_id = accepted.id
    old = newest_to(sink, LIN).link()
    done(invitation_id, actions.reissue)
    given = newest_to(sink, LIN).link()
    before = letters()
    page = client.get(old)
    assert page.status == 410 and LIN not in page.response.get_data(as_text=True) and letters() == before
    page = client.submit(page.form(OFFER))
    assert page.status == 410 and SENT in page.text and LIN not in page.response.get_data(as_text=True)
    delivery.run_due()
    letter = newest_to(sink, LIN)
    assert "Somebody asked for it on the page of an older link." in letter.text
    assert letter.link() not in (old, given)
    assert [client.get(link).status for link in (old, given, letter.link())] == [410, 200, 200]


def test_three_an_hour_and_the_answer_is_the_same(
    accepted: Invitation, client: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    invitation_id = accepted.id
    old = newest_to(sink, LIN).link()
    september.shift(timedelta(hours=2))
    with transaction():
        links.revoke_all(links.Purpose.INVITATION, invitation_id)
    said = {client.submit(client.get(old).form(OFFER)).text for _ in range(5)}
    assert len(said) == 1 and links_asked_for() == [LIN] * 3
    september.shift(timedelta(minutes=61))
    client.submit(client.get(old).form(OFFER))
    assert links_asked_for() == [LIN] * 4


@pytest.mark.parametrize("part", ["", "/withdraw", "/new-time", ".ics", "/join", "/profile"])
def test_every_page_behind_the_link_offers_it(
    accepted: Invitation, client: ReadingClient, sink: Sink, part: str
) -> None:
    old = newest_to(sink, LIN).link()
    done(accepted.id, actions.reissue)
    assert client.get(old + part).form(OFFER)


def test_a_withdrawn_invitation_and_an_unknown_link_get_none_and_say_the_same(
    accepted: Invitation, client: ReadingClient, sink: Sink
) -> None:
    old = newest_to(sink, LIN).link()
    done(accepted.id, actions.revoke)
    for link in (old, f"/en/i/{'x' * 43}"):
        page = client.get(link)
        assert page.status == 410 and OFFER not in page.text
        pressed(client, link)
        page = client.get(f"{link}/new-link")
        assert page.status == 410 and SENT in page.text
    assert links_asked_for() == []


def test_a_link_that_works_needs_none(accepted: Invitation, client: ReadingClient, sink: Sink) -> None:
    link = newest_to(sink, LIN).link()
    pressed(client, link)
    assert links_asked_for() == [] and client.get(f"{link}/new-link", follow=False).status == 302


def test_some_weeks_after_the_forum_there_is_nothing_to_lead_to(
    accepted: Invitation, client: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    link = newest_to(sink, LIN).link()
    september.move_to(NOW + timedelta(days=120))
    page = client.get(link)
    assert page.status == 410 and OFFER not in page.text
    pressed(client, link)
    assert links_asked_for() == []


def test_it_goes_to_whose_link_it_was(accepted: Invitation, client: ReadingClient, sink: Sink) -> None:
    invitation_id = accepted.id
    with_contact(invitation_id)
    done(invitation_id, actions.reissue)
    theirs, hers = newest_to(sink, OFFICE).link(), newest_to(sink, LIN).link()
    done(invitation_id, actions.reissue)
    before = len(links_asked_for())
    client.submit(client.get(theirs).form(OFFER))
    client.submit(client.get(hers).form(OFFER))
    assert links_asked_for()[before:] == [OFFICE, LIN]


def test_a_former_contact_gets_none(
    accepted: Invitation, client: ReadingClient, sink: Sink, september: time_machine.Traveller
) -> None:
    invitation_id = accepted.id
    with_contact(invitation_id)
    done(invitation_id, actions.reissue)
    theirs = newest_to(sink, OFFICE).link()
    september.shift(timedelta(hours=1))
    with transaction():
        made = db.session.get_one(Invitation, invitation_id)
        pool.set_contact(
            made.person, made.edition, name="", email="new@example.org", receives_letters=True, may_answer=True
        )
    page = client.get(theirs)
    assert page.status == 410 and OFFER not in page.text
    pressed(client, theirs)
    assert ("invitation_link", "new@example.org") not in told()


def test_a_cancelled_session_does_not_keep_a_leaked_link_alive(accepted: Invitation, sink: Sink) -> None:
    invitation_id = accepted.id
    with transaction():
        programme.cancel(db.session.get_one(Invitation, invitation_id).part_asked.session)
    done(invitation_id, actions.reissue)
    assert links_asked_for() == [LIN]


def test_a_new_link_answers(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitation_id = invitations.invitation(email=LIN).id
    delivery.run_due()
    with transaction():
        links.revoke_all(links.Purpose.INVITATION, invitation_id)
    client.submit(client.get(newest_to(sink, LIN).link()).form(OFFER))
    delivery.run_due()
    answer(client, newest_to(sink, LIN).link(), "accept")
    assert as_stored(invitation_id).part_asked.is_confirmed
