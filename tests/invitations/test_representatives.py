"""Somebody comes instead: the desk decides, the nominee is asked, the principal is nowhere in public (S4)."""

import pytest
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.invitations import actions, queries
from forumapp.invitations.actions import Nominee
from forumapp.invitations.models import Invitation, InvitationState, NominationState
from forumapp.notifications import delivery
from forumapp.programme.models import RoleState
from tests.factories import invitations
from tests.invitations.support import answer, as_stored, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

MINISTER = "minister@example.org"
DEPUTY = "ygaudas@example.org"


def named(level: str = "deputy_minister", format: str = "ministerial") -> Invitation:
    """The minister named somebody of that level."""
    session = invitations.panel(format=format)
    invitation = invitations.invitation(session, email=MINISTER, printed_name="Minister Example")
    with transaction():
        nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", level, DEPUTY, "en")
        actions.nominate(db.session.get_one(Invitation, invitation.id), nominee)
    return as_stored(invitation.id)


@pytest.fixture
def desk(app: Flask, team: Team) -> ReadingClient:
    invitation = named()
    return team.signed_in_as("organiser", invitation.edition)


def the_principal() -> Invitation:
    return next(one for one in db.session.query(Invitation) if one.on_behalf_of_id is None)


def test_the_overview_leads_to_the_decision(desk: ReadingClient) -> None:
    slug = the_principal().edition.slug
    page = desk.get(f"/manage/{slug}/")
    assert "One representative waits for your word." in page.text
    page = desk.get(page.links()["Decide"])
    assert page.heading == "A representative to clear" and "Ygaudas Ąžuolas" in page.text


def test_a_cleared_representative_gets_an_own_invitation(desk: ReadingClient, sink: Sink) -> None:
    slug = the_principal().edition.slug
    page = desk.get(f"/manage/{slug}/invitations/clear")
    desk.submit(page.form("decision"), decision="clear")
    principal_id = the_principal().id
    principal = as_stored(principal_id)
    assert principal.nominations[0].state == NominationState.CLEARED and principal.is_represented
    assert ("invitation_to_nominee", DEPUTY) in told()
    delivery.run_due()
    letter = newest_to(sink, DEPUTY)
    assert "on behalf of Minister Example" in letter.text
    client = ReadingClient.of(desk.app)
    page = client.get(letter.link())
    assert page.document.xpath("//input[@name='answer']/@value") == ["accept", "undecided", "decline"]
    answer(client, letter.link(), "accept")
    roles = {role.person.printed_name: role.state for role in as_stored(principal_id).part_asked.session.roles}
    assert roles == {"Minister Example": RoleState.DECLINED, "Ygaudas Ąžuolas": RoleState.CONFIRMED}
    own = client.get(newest_to(sink, MINISTER).link())
    assert "Your representative has an own invitation now." in own.text
    assert not own.document.xpath("//input[@name='answer']")


def test_a_refused_representative_is_told_politely_and_she_is_asked_again(desk: ReadingClient, sink: Sink) -> None:
    slug = the_principal().edition.slug
    page = desk.get(f"/manage/{slug}/invitations/clear")
    desk.submit(page.form("decision"), decision="refuse", reason="The table is for ministers.")
    principal_id = the_principal().id
    principal = as_stored(principal_id)
    assert (principal.state, principal.part_asked.state) == (InvitationState.SENT, RoleState.INVITED)
    delivery.run_due()
    letter = newest_to(sink, MINISTER)
    assert "> The table is for ministers." in letter.text and not sink.to(DEPUTY)
    answer(ReadingClient.of(desk.app), letter.link(), "accept")
    assert as_stored(principal_id).part_asked.is_confirmed


def test_nothing_is_decided_without_a_choice(desk: ReadingClient) -> None:
    slug = the_principal().edition.slug
    page = desk.get(f"/manage/{slug}/invitations/clear")
    assert desk.submit(page.form("decision")).status == 422
    assert queries.to_clear(as_stored(the_principal().id).edition) == 1


def test_a_rank_too_low_needs_a_written_exception(app: Flask, team: Team) -> None:
    invitation = named(level="director")
    desk = team.signed_in_as("organiser", invitation.edition)
    page = desk.get(f"/manage/{invitation.edition.slug}/invitations/clear")
    assert "limited to ministers, deputy ministers and ambassadors" in page.text
    page = desk.submit(page.form("decision"), decision="clear")
    assert page.status == 422 and "Write why an exception is made" in page.text
    desk.submit(page.form("decision"), decision="clear", exception="Agreed with protocol")
    assert as_stored(the_principal().id).is_represented


def test_the_rank_matters_in_ministerial_sessions_alone(app: Flask) -> None:
    invitation = named(level="expert", format="panel")
    with transaction():
        actions.clear_representative(db.session.get_one(Invitation, invitation.id))
    assert as_stored(invitation.id).is_represented


def test_a_viewer_decides_nothing(app: Flask, team: Team) -> None:
    invitation = named()
    viewer = team.signed_in_as("viewer", invitation.edition)
    assert viewer.get(f"/manage/{invitation.edition.slug}/invitations/clear").status == 404
