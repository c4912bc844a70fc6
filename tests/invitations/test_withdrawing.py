"""She cannot come after all: what ends is said first, then it ends at once (S8, INV-53)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from forumapp.accounts.models import RoleGrant
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.programme import cohosts
from forumapp.programme.roles import RoleState
from forumapp.registrations import queries as registrations
from tests.factories import forums, invitations, seats
from tests.invitations.support import answer, as_stored, entry_of, letters, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"
DESK = "desk@example.org"
BEFORE_NINE = datetime(2026, 10, 24, 5, 2, tzinfo=UTC)
"""08:02 in Vilnius, long after the reply was due."""


@pytest.fixture
def accepted(app: Flask) -> Invitation:
    return invitations.invitation(invitations.panel(forums.edition(announced=True)), email=LIN, state="accepted")


@pytest.fixture
def link(accepted: Invitation, sink: Sink) -> str:
    delivery.run_due()
    return newest_to(sink, LIN).link()


def withdraw(client: ReadingClient, link: str, **values: str) -> None:
    page = client.get(client.get(link).links()["I cannot come after all"])
    assert client.submit(page.form("registration"), **values).status == 200


def test_looking_ends_nothing_and_nothing_is_chosen(client: ReadingClient, accepted: Invitation, link: str) -> None:
    page = client.get(f"{link}/withdraw")
    for words in ("The part ends: panellist in P1.", "The name leaves the public programme", "The calendar entry"):
        assert words in page.text, words
    assert client.submit(page.form("registration")).status == 422
    assert as_stored(accepted.id).state == InvitationState.ACCEPTED


def test_an_hour_before_everything_follows_at_once(
    client: ReadingClient, accepted: Invitation, link: str, sink: Sink, september: time_machine.Traveller
) -> None:
    september.move_to(BEFORE_NINE)
    withdraw(client, link, registration="end", message="My flight was cancelled")
    stored = as_stored(accepted.id)
    assert (stored.state, stored.part_asked.state) == (InvitationState.WITHDRAWN, RoleState.WITHDRAWN)
    assert registrations.live_of_person(stored.edition, stored.person) is None
    assert {("speaker_withdrew", DESK), ("part_given_back", LIN)} <= told()
    delivery.run_due()
    assert entry_of(newest_to(sink, LIN))["METHOD"] == "CANCEL"
    assert "> My flight was cancelled" in newest_to(sink, DESK).text


def test_she_may_stay_as_a_participant(client: ReadingClient, accepted: Invitation, link: str, sink: Sink) -> None:
    withdraw(client, link, registration="stay")
    stored = as_stored(accepted.id)
    registration = registrations.live_of_person(stored.edition, stored.person)
    assert registration is not None and not registration.is_speaker
    delivery.run_due()
    assert "You stay registered as a participant." in newest_to(sink, LIN).text


def test_it_can_be_undone_until_the_reply_is_due(client: ReadingClient, accepted: Invitation, link: str) -> None:
    withdraw(client, link, registration="end")
    answer(client, link, "accept")
    stored = as_stored(accepted.id)
    assert stored.state == InvitationState.ACCEPTED and stored.part_asked.is_confirmed
    registration = registrations.live_of_person(stored.edition, stored.person)
    assert registration is not None and registration.is_speaker


def test_who_has_not_accepted_gives_nothing_back(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitation = invitations.invitation(email=LIN)
    delivery.run_due()
    page = client.get(f"{newest_to(sink, LIN).link()}/withdraw")
    assert "Send my answer" in page.response.get_data(as_text=True)
    assert as_stored(invitation.id).state == InvitationState.SENT


def test_the_hosts_read_the_consequences_before_they_withdraw(app: Flask, team: Team, accepted: Invitation) -> None:
    address = f"/manage/{accepted.edition.slug}/invitations/{accepted.public_id}/withdraw"
    desk = team.signed_in_as("organiser", accepted.edition)
    invitations.invitation(as_stored(accepted.id).part_asked.session, printed_name="Suryadi", state="accepted")
    page = desk.get(address)
    for words in (
        "The part ends: panellist in P1.",
        "1 other person stays confirmed in this session.",
        "1 registration as a speaker ends.",
        "3 letters that have not left are cancelled",
    ):
        assert words in page.text, words


def with_seat(accepted: Invitation) -> int:
    """The number of her seat in another session."""
    edition = as_stored(accepted.id).edition
    session = seats.by_request(edition, seats=5)
    invitation = as_stored(accepted.id)
    registration = registrations.live_of_person(invitation.edition, invitation.person)
    assert registration is not None
    return seats.request(registration, session).id


def test_seats_that_came_with_the_part_are_named_before_they_go(
    app: Flask, team: Team, client: ReadingClient, accepted: Invitation, link: str
) -> None:
    seat = with_seat(accepted)
    words = "1 seat in another session goes to whoever waits for it, unless you still come as a participant."
    assert words in client.get(f"{link}/withdraw").text
    stored = as_stored(accepted.id)
    address = f"/manage/{stored.edition.slug}/invitations/{stored.public_id}/withdraw"
    desk = team.signed_in_as("organiser", stored.edition)
    page = desk.get(address)
    assert "1 seat in another session, held or asked for, goes to whoever waits for it." in page.text
    desk.submit(page.form("Withdraw"))
    assert seats.fresh_seat(seat).state == "cancelled"


def test_who_registered_herself_before_keeps_her_seats_and_none_is_named(
    app: Flask, team: Team, accepted: Invitation
) -> None:
    accepted_id, seat = accepted.id, with_seat(accepted)
    with transaction():
        one = db.session.get_one(Invitation, accepted_id)
        found = registrations.live_of_person(one.edition, one.person)
        assert found is not None
        found.source = "self"
    stored = as_stored(accepted_id)
    desk = team.signed_in_as("organiser", stored.edition)
    page = desk.get(f"/manage/{stored.edition.slug}/invitations/{stored.public_id}/withdraw")
    assert "held or asked for" not in page.text
    desk.submit(page.form("Withdraw"))
    assert seats.fresh_seat(seat).state == "confirmed"


MODERATOR = "ula@example.org"


@pytest.fixture
def moderated(accepted: Invitation, sink: Sink) -> Invitation:
    """She has a moderator beside her, and a panellist."""
    session = as_stored(accepted.id).part_asked.session
    invitations.invitation(session, email=MODERATOR, printed_name="Ūla", part="moderator", state="accepted")
    invitations.invitation(session, email="suryadi@example.org", printed_name="Suryadi", state="accepted")
    delivery.run_due()
    return accepted


@pytest.mark.parametrize(
    "leaving",
    [
        lambda one: answering.withdraw(one, "My flight was cancelled"),
        lambda one: answering.decline(one, "My flight was cancelled"),
        lambda one: answering.record_answer(one, InvitationState.DECLINED, "phone", "My flight was cancelled"),
        lambda one: actions.revoke(one, reason="My flight was cancelled"),
    ],
    ids=["gives back", "declines", "by telephone", "withdrawn by the hosts"],
)
def test_who_leads_the_session_is_told_that_she_left_and_not_why(
    moderated: Invitation, sink: Sink, leaving: Callable[[Invitation], None]
) -> None:
    with transaction():
        leaving(db.session.get_one(Invitation, moderated.id))
    assert [to for kind, to in told() if kind == "left_panel"] == [MODERATOR]
    delivery.run_due()
    letter = newest_to(sink, MODERATOR)
    assert "LIN Yu-ching no longer takes part in" in letter.text
    for hers in (LIN, "flight", "/i/"):
        assert hers not in letter.text, hers


def co_hosted(team: Team, invitation: Invitation, *addresses: str) -> None:
    """Her session, by these members of the team."""
    for address in addresses:
        team.member("cohost", as_stored(invitation.id).edition, address)
        with transaction():
            session = db.session.get_one(Invitation, invitation.id).part_asked.session
            [given] = db.session.query(RoleGrant).where(RoleGrant.member.has(email=address)).all()
            cohosts.set_sessions(session.edition, given, [session])


def test_who_co_hosts_the_session_is_told_at_once_in_the_same_words(
    moderated: Invitation, sink: Sink, team: Team, client: ReadingClient
) -> None:
    co_hosted(team, moderated, "host@ministry.example", MODERATOR)
    team.member("cohost", as_stored(moderated.id).edition, "elsewhere@ministry.example")
    link = newest_to(sink, LIN).link()
    assert "2 people who lead or co-host the session are told" in client.get(f"{link}/withdraw").text
    withdraw(client, link, registration="end", message="My flight was cancelled")
    told_of_it = [to for kind, to, _ in letters() if kind == "left_panel"]
    assert sorted(told_of_it) == ["host@ministry.example", MODERATOR]
    delivery.run_due()
    letter = newest_to(sink, "host@ministry.example")
    assert "LIN Yu-ching no longer takes part in" in letter.text
    assert "Dear The cohost," in letter.text and "because you co-host this session" in letter.text
    for hers in (LIN, "flight", "/i/"):
        assert hers not in letter.text, hers
    assert "2 people who lead or co-host the session were told" in newest_to(sink, DESK).text


def test_who_never_said_yes_leaves_nobody(app: Flask, moderated: Invitation) -> None:
    session = as_stored(moderated.id).part_asked.session
    asked = invitations.invitation(session, email="ona@example.org", printed_name="Ona")
    with transaction():
        answering.decline(db.session.get_one(Invitation, asked.id))
    assert "left_panel" not in {kind for kind, _ in told()}


def test_who_comes_back_before_the_letter_left_never_left(moderated: Invitation) -> None:
    for act in (answering.withdraw, answering.accept):
        with transaction():
            act(db.session.get_one(Invitation, moderated.id))
    assert "left_panel" not in {kind for kind, _ in told()}


def test_both_sides_read_how_many_are_told(team: Team, client: ReadingClient, moderated: Invitation, link: str) -> None:
    words = "1 person who leads or co-hosts the session is told that the part ends"
    assert words in client.get(f"{link}/withdraw").text
    stored = as_stored(moderated.id)
    desk = team.signed_in_as("organiser", stored.edition)
    assert words in desk.get(f"/manage/{stored.edition.slug}/invitations/{stored.public_id}/withdraw").text


def test_a_representative_came_only_through_her_and_goes_with_her(app: Flask, team: Team, sink: Sink) -> None:
    made = invitations.invitation(email=LIN)
    nominee = answering.Nominee("Ygaudas", "Vice-Minister", "deputy_minister", "ygaudas@example.org", "en")
    with transaction():
        answering.nominate(db.session.get_one(Invitation, made.id), nominee)
    with transaction():
        standing_in = actions.clear_representative(db.session.get_one(Invitation, made.id))
        answering.accept(standing_in)
        standing_in_id = standing_in.id
    delivery.run_due()
    stored = as_stored(made.id)
    desk = team.signed_in_as("organiser", stored.edition)
    page = desk.get(f"/manage/{stored.edition.slug}/invitations/{stored.public_id}/withdraw")
    assert "1 invitation of a representative ends with it." in page.text
    desk.submit(page.form("tell"), tell="y")
    his = as_stored(standing_in_id)
    assert (his.state, his.part_asked.state) == (InvitationState.REVOKED, RoleState.WITHDRAWN)
    assert registrations.live_of_person(his.edition, his.person) is None
    delivery.run_due()
    assert entry_of(newest_to(sink, "ygaudas@example.org"))["METHOD"] == "CANCEL"
