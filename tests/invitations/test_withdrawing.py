"""She cannot come after all: what ends is said first, then it ends at once (S8, INV-53)."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from forumapp.invitations.models import Invitation, InvitationState
from forumapp.notifications import delivery
from forumapp.programme.models import RoleState
from forumapp.registrations import queries as registrations
from tests.factories import invitations
from tests.invitations.support import answer, as_stored, entry_of, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"
DESK = "desk@example.org"
BEFORE_NINE = datetime(2026, 10, 24, 5, 2, tzinfo=UTC)
"""08:02 in Vilnius, long after the reply was due."""


@pytest.fixture
def accepted(app: Flask) -> Invitation:
    return invitations.invitation(email=LIN, state="accepted")


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
