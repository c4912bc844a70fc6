"""The overview: what needs an organiser now."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.notifications.models import Message, State
from tests.factories import forums, invitations
from tests.factories.invitations import NOW
from tests.support.signed_in import Team


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.FAILED, "One letter could not be sent."),
        (State.BOUNCED, "One letter came back."),
        (State.SUPPRESSED, "One letter was not sent because an earlier one came back."),
    ],
)
def test_a_letter_that_did_not_arrive_is_seen_and_leads_to_itself(
    app: Flask, team: Team, state: State, sentence: str
) -> None:
    edition = forums.edition()
    invitations.invitation(invitations.panel(edition), email="lin@example.org")
    with transaction():
        letter = db.session.query(Message).one()
        letter.state, letter.sealed_link = state, None
    organiser = team.signed_in_as("organiser", edition)
    page = organiser.get(f"/manage/{edition.slug}/")
    assert sentence in page.text
    listed = organiser.get(page.links()["Look and correct"])
    assert "lin@example.org" in listed.text
