"""The overview: what needs an organiser now."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.notifications.models import Message, State
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from tests.factories import forums, invitations
from tests.factories.invitations import NOW
from tests.invitations.support import Queries
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


def test_the_number_of_queries_does_not_grow_with_people_and_sessions(app: Flask, team: Team) -> None:
    edition = forums.edition()
    invitations.invitation(invitations.panel(edition), email="first@example.org", state="accepted")
    counts = []
    browsers = [team.signed_in_as(role, edition) for role in ("owner", "cohost")]
    for number in range(2):
        for browser in browsers:
            with Queries() as asked:
                assert browser.get(f"/manage/{edition.slug}/").status == 200
            counts.append(asked.count)
        if number == 0:
            for code in ("W2", "W3", "W4"):
                session = invitations.panel(edition, code=code)
                invitations.invitation(session, email=f"{code}@example.org".lower(), state="accepted")
    assert counts[:2] == counts[2:]


def test_who_is_in_cancelled_sessions_alone_is_missed_nothing(app: Flask, team: Team) -> None:
    edition = forums.edition()
    session = invitations.panel(edition)
    invitations.invitation(session, email="lin@example.org", state="accepted")
    organiser = team.signed_in_as("organiser", edition)
    said = "One person who said yes has not completed the profile."
    assert said in organiser.get(f"/manage/{edition.slug}/").text
    with transaction():
        programme.cancel(db.session.get_one(ForumSession, session.id))
    assert said not in organiser.get(f"/manage/{edition.slug}/").text
