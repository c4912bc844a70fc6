"""Who accepted to take part online joins from her own link with a code; whoever has only the link does not (INV-50)."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import links
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering
from forumapp.invitations.models import Invitation
from forumapp.links import Purpose
from forumapp.notifications import delivery
from forumapp.people import pool
from forumapp.programme import online
from forumapp.programme.models import ForumSession
from tests.factories import invitations
from tests.factories.programme import fresh
from tests.invitations.support import answer
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

ADDRESS = "https://meet.example.org/j/8842"


@pytest.fixture
def session(app: Flask) -> ForumSession:
    made = invitations.panel(mode="hybrid")
    with transaction():
        made = db.session.get_one(ForumSession, made.id)
        online.keep(made.edition, made, join_address=ADDRESS)
        session_id = made.id
    return db.session.get_one(ForumSession, session_id)


def asked(session: ForumSession, *, accepts_online: bool | None, part: str = "panellist") -> Invitation:
    made = invitations.invitation(fresh(session), part=part)
    if accepts_online is not None:
        with transaction():
            answering.accept(db.session.get_one(Invitation, made.id), online=accepts_online)
    return db.session.get_one(Invitation, made.id)


def link_to(invitation: Invitation, purpose: Purpose = Purpose.INVITATION) -> str:
    invitation_id = invitation.id
    with transaction():
        return f"/en/i/{links.make(purpose, invitation_id)}"


def entered(client: ReadingClient, page: str, sink: Sink) -> None:
    """This browser shows that whoever sits before it reads her letters."""
    asked_for = client.submit(client.get(f"{page}/join").form("Send me a code"))
    client.submit(asked_for.form("code"), follow=False, code=code_in(sink))


def code_in(sink: Sink) -> str:
    delivery.run_due()
    return [found.group() for letter in sink.letters if (found := re.search(r"\b\d{8}\b", letter.text))][-1]


def status(client: ReadingClient, page: str) -> tuple[int, str | None]:
    answer = client.get(f"{page}/join", follow=False)
    return answer.status, answer.response.location


def begun(session: ForumSession) -> time_machine.travel:
    starts_at = fresh(session).starts_at
    assert starts_at is not None
    return time_machine.travel(starts_at, tick=False)


def test_who_accepted_online_joins_with_a_code_and_reads_before_when_it_opens(
    session: ForumSession, client: ReadingClient, sink: Sink
) -> None:
    page = link_to(asked(session, accepts_online=True))
    shown = client.get(page)
    assert "You can join online from" in shown.text and "Prepare to join" not in shown.links()
    with begun(session):
        shown = client.get(page)
        assert "Join" in shown.links() and ADDRESS not in shown.response.get_data(as_text=True)
        entered(client, page, sink)
        assert status(client, page) == (302, ADDRESS)
        assert any("With this code you join online." in letter.text for letter in sink.letters)


def test_whoever_it_was_passed_on_to_is_not_let_in(
    session: ForumSession, app: Flask, client: ReadingClient, sink: Sink
) -> None:
    page = link_to(asked(session, accepts_online=True))
    other = ReadingClient.of(app)
    with begun(session):
        entered(client, page, sink)
        for path in ("/join", "/join/test"):
            shown = other.get(page + path, follow=False)
            assert shown.status == 200 and "it alone does not let anybody into the meeting" in shown.text
            assert ADDRESS not in shown.response.get_data(as_text=True)
        tried = other.submit(other.submit(shown.form("Send me a code")).form("code"), code="00000000")
        assert "This code is wrong or no longer valid." in tried.text and status(other, page)[0] == 200


def test_the_browser_that_answered_needs_a_code_too(session: ForumSession, client: ReadingClient) -> None:
    page = link_to(asked(session, accepts_online=None))
    answer(client, page, "accept_online")
    assert "it alone does not let anybody into the meeting" in client.get(f"{page}/join", follow=False).text


def test_she_may_enter_the_code_some_hours_before(session: ForumSession, client: ReadingClient, sink: Sink) -> None:
    page = link_to(asked(session, accepts_online=True))
    starts_at = fresh(session).starts_at
    assert starts_at is not None
    with time_machine.travel(starts_at - timedelta(hours=10), tick=False):
        assert "Prepare to join" in client.get(page).links()
        entered(client, page, sink)
        assert "For twelve hours you join from this browser" in client.get(page).text
        assert status(client, page) == (302, page)
    with begun(session):
        assert status(client, page) == (302, ADDRESS)


def test_a_replaced_link_ends_what_the_code_opened(session: ForumSession, client: ReadingClient, sink: Sink) -> None:
    invitation_id = asked(session, accepts_online=True).id
    page = link_to(db.session.get_one(Invitation, invitation_id))
    with begun(session):
        entered(client, page, sink)
        with transaction():
            actions.reissue(db.session.get_one(Invitation, invitation_id))
        assert status(client, page)[0] == 410
        assert status(client, link_to(db.session.get_one(Invitation, invitation_id)))[0] == 200


@pytest.mark.parametrize(
    ("accepts_online", "part", "joins"),
    [
        (False, "panellist", False),
        (None, "panellist", False),
        (False, "moderator", True),
        (False, "online_moderator", True),
        (False, "interpreter", True),
        (False, "captioner", True),
        (False, "room_monitor", True),
    ],
)
def test_in_the_room_only_those_join_who_lead_or_look_after_those_online(
    session: ForumSession, client: ReadingClient, sink: Sink, accepts_online: bool | None, part: str, joins: bool
) -> None:
    page = link_to(asked(session, accepts_online=accepts_online, part=part))
    with begun(session):
        if joins:
            entered(client, page, sink)
        assert status(client, page)[0] == (302 if joins else 404)


def test_it_ends_with_the_part(session: ForumSession, client: ReadingClient, sink: Sink) -> None:
    invitation = asked(session, accepts_online=True)
    invitation_id, page = invitation.id, link_to(invitation)
    entered(client, page, sink)
    with transaction():
        answering.withdraw(db.session.get_one(Invitation, invitation_id))
    with begun(session):
        assert status(client, page)[0] == 404


def test_the_contact_is_not_let_in(session: ForumSession, client: ReadingClient) -> None:
    invitation = asked(session, accepts_online=True)
    invitation_id = invitation.id
    with transaction():
        made = db.session.get_one(Invitation, invitation_id)
        pool.set_contact(
            made.person, made.edition, name="", email="office@example.org", receives_letters=True, may_answer=True
        )
    page = link_to(db.session.get_one(Invitation, invitation_id), Purpose.INVITATION_OF_CONTACT)
    with begun(session):
        assert "Join" not in client.get(page).links()
        assert status(client, page)[0] == 404
