"""Somebody comes instead: the desk decides, the nominee is asked, the principal is nowhere in public (S4)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, answering, queries
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import AskedAgain, RankTooLow
from forumapp.invitations.vocabulary import InvitationState, NominationState
from forumapp.notifications import automatic, delivery
from forumapp.privacy import actions as privacy
from forumapp.programme.roles import RoleState
from tests.factories import invitations, people
from tests.factories.invitations import NOW, RESPOND_BY
from tests.invitations.support import answer, as_stored, letters, newest_to, told
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

MINISTER = "minister@example.org"
DEPUTY = "ygaudas@example.org"


def named(
    level: str = "deputy_minister", format: str = "ministerial", session_level: str = "working", part: str = "panellist"
) -> Invitation:
    """The minister named somebody of that level."""
    session = invitations.panel(format=format, level=session_level)
    invitation = invitations.invitation(session, email=MINISTER, printed_name="Minister Example", part=part)
    with transaction():
        nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", level, DEPUTY, "en")
        answering.nominate(db.session.get_one(Invitation, invitation.id), nominee)
    return as_stored(invitation.id)


@pytest.fixture
def nominee(app: Flask, sink: Sink) -> int:
    """The number of the own invitation of the representative whom the desk has cleared."""
    invitation = named()
    with transaction():
        made_id = actions.clear_representative(db.session.get_one(Invitation, invitation.id)).id
    delivery.run_due()
    return made_id


def done(invitation_id: int, act: Callable[[Invitation], object]) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invitation_id))
    delivery.run_due()


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


def test_the_rank_matters_wherever_the_session_is_of_ministerial_level(app: Flask) -> None:
    invitation = named(level="expert", format="panel", session_level="ministerial")
    with pytest.raises(RankTooLow), transaction():
        actions.clear_representative(db.session.get_one(Invitation, invitation.id))


def test_nobody_asks_for_the_rank_of_an_interpreter(app: Flask) -> None:
    invitation = named(level="expert", part="interpreter")
    with transaction():
        actions.clear_representative(db.session.get_one(Invitation, invitation.id))
    assert as_stored(invitation.id).is_represented


def test_a_viewer_decides_nothing(app: Flask, team: Team) -> None:
    invitation = named()
    viewer = team.signed_in_as("viewer", invitation.edition)
    assert viewer.get(f"/manage/{invitation.edition.slug}/invitations/clear").status == 404


def test_who_is_represented_reads_whom_to_write_to_and_not_that_it_is_too_late(
    nominee: int, client: ReadingClient, sink: Sink
) -> None:
    page = client.get(newest_to(sink, MINISTER).link())
    assert "Your representative has an own invitation now." in page.text
    assert as_stored(nominee).edition.desk_email in page.text and "The time to answer is over" not in page.text


@pytest.mark.parametrize(
    "ending",
    [
        answering.decline,
        lambda one: (answering.accept(one), answering.withdraw(one)),
        actions.revoke,
        lambda one: answering.record_answer(one, InvitationState.DECLINED, "phone"),
        lambda one: privacy.erase(DEPUTY),
    ],
    ids=["declines", "gives back", "revoked", "told the desk", "erased"],
)
def test_where_the_representative_does_not_come_she_is_asked_again(
    nominee: int,
    client: ReadingClient,
    sink: Sink,
    september: time_machine.Traveller,
    ending: Callable[[Invitation], object],
) -> None:
    september.move_to(RESPOND_BY - timedelta(hours=1))
    done(nominee, ending)
    september.shift(timedelta(days=1))
    principal = the_principal()
    assert (principal.state, principal.part_asked.state) == (InvitationState.SENT, RoleState.INVITED)
    letter = newest_to(sink, MINISTER)
    assert "Your representative does not come" in letter.text and "Ygaudas" not in letter.text
    page = client.get(letter.link())
    assert "The place is kept for you." in page.text
    answer(client, letter.link(), "accept")
    assert as_stored(principal.id).part_asked.is_confirmed


def test_she_may_name_somebody_else(nominee: int, client: ReadingClient, sink: Sink) -> None:
    done(nominee, answering.decline)
    link = newest_to(sink, MINISTER).link()
    answer(client, link, "represent", representative_name="Amara Okafor", representative_email="amara@example.org")
    principal = the_principal()
    assert principal.nomination_to_clear and principal.nomination_to_clear.name == "Amara Okafor"
    done(principal.id, lambda one: actions.clear_representative(one, "Agreed"))
    done(nominee, actions.revoke)
    assert as_stored(principal.id).is_represented, "the first one takes nobody's place along"


def test_who_is_asked_again_is_reminded_in_her_new_time_and_not_on_the_same_day(
    nominee: int, sink: Sink, september: time_machine.Traveller
) -> None:
    september.move_to(RESPOND_BY - timedelta(hours=1))
    done(nominee, answering.decline)
    for _ in range(24 * 6):
        september.shift(timedelta(hours=1))
        with transaction():
            automatic.write_due()
        delivery.run_due()
    principal = the_principal()
    assert principal.reminded_at and principal.asked_at
    assert principal.asked_at + timedelta(days=1) <= principal.reminded_at < clock.now()
    assert [kind for kind, to, _ in letters() if to == MINISTER].count("invitation_reminder") == 1


def test_a_representative_may_think_better_of_it_until_the_person_represented_has_spoken(
    nominee: int, client: ReadingClient, sink: Sink
) -> None:
    own = newest_to(sink, DEPUTY).link()
    answer(client, own, "decline")
    delivery.run_due()
    answer(client, own, "accept")
    delivery.run_due()
    principal = the_principal()
    assert principal.is_represented and as_stored(nominee).part_asked.is_confirmed
    assert "Your representative comes" in newest_to(sink, MINISTER).text
    answer(client, own, "decline")
    delivery.run_due()
    link = newest_to(sink, MINISTER).link()
    assert "Your representative does not come" in newest_to(sink, MINISTER).text
    answer(client, link, "accept")
    page = client.get(own)
    assert "This place is no longer kept for you" in page.text and not page.document.xpath("//input[@name='answer']")
    with transaction(), pytest.raises(AskedAgain):
        answering.accept(db.session.get_one(Invitation, nominee))


def test_a_change_of_mind_before_the_letter_left_reaches_nobody(nominee: int) -> None:
    with transaction():
        answering.decline(db.session.get_one(Invitation, nominee))
    with transaction():
        answering.accept(db.session.get_one(Invitation, nominee))
    assert not [
        kind for kind, to in told() if to == MINISTER and kind in ("representative_left", "representative_back")
    ]
    assert the_principal().is_represented


def test_once_the_session_has_begun_nobody_is_asked_again(nominee: int, september: time_machine.Traveller) -> None:
    september.move_to(NOW + timedelta(days=60))
    done(nominee, actions.revoke)
    assert the_principal().state == InvitationState.REPRESENTATIVE_NOMINATED


def test_the_desk_sees_that_she_is_asked_again(nominee: int, team: Team) -> None:
    done(nominee, answering.decline)
    principal = the_principal()
    slug = principal.edition.slug
    desk = team.signed_in_as("organiser", principal.edition)
    assert "does not come; asked again" in desk.get(f"/manage/{slug}/invitations/{principal.public_id}").text
    board = desk.get(f"/manage/{slug}/board?show=all")
    assert "Ask somebody else" not in board.links() and "Remind" in board.text


@pytest.fixture
def office(app: Flask, sink: Sink) -> Invitation:
    """The minister named a deputy by the address of an office that the directory knows."""
    session = invitations.panel()
    people.expert(session.edition, "Private Office", email="office@example.org")
    invitation_id = invitations.invitation(session, email=MINISTER, printed_name="Minister Example").id
    nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", "deputy_minister", "office@example.org", "lt")
    done(invitation_id, lambda one: answering.nominate(one, nominee))
    return as_stored(invitation_id)


def decided(team: Team, invitation: Invitation, **said: str) -> Page:
    desk = team.signed_in_as("organiser", invitation.edition)
    page = desk.get(f"/manage/{as_stored(the_principal().id).edition.slug}/invitations/clear")
    page = desk.submit(page.form("decision"), decision="clear", **said)
    delivery.run_due()
    return page


def test_nobody_is_invited_for_another_who_is_known_under_the_address(
    office: Invitation, team: Team, sink: Sink
) -> None:
    page = decided(team, office)
    assert page.status == 422 and "This address belongs to Private Office." in page.text
    assert not the_principal().is_represented and not sink.to("office@example.org")


def test_the_same_person_under_another_name_is_invited_as_she_is_known(office: Invitation, team: Team) -> None:
    decided(team, office, whose="same")
    assert the_principal().representatives[0].person.printed_name == "Private Office"


def test_an_office_reads_for_a_representative_who_is_somebody_of_her_own(
    office: Invitation, team: Team, client: ReadingClient, sink: Sink
) -> None:
    decided(team, office, whose="office")
    invited = the_principal().representatives[0].person
    assert (invited.printed_name, invited.email) == ("Ygaudas Ąžuolas", "")
    answer(client, newest_to(sink, "office@example.org").link(), "accept")
    assert the_principal().representatives[0].part_asked.is_confirmed


def test_the_desk_puts_the_address_right(office: Invitation, team: Team, sink: Sink) -> None:
    decided(team, office, email=DEPUTY)
    assert the_principal().representatives[0].person.email == DEPUTY
    assert sink.to(DEPUTY) and not sink.to("office@example.org")


@pytest.mark.parametrize("typed", [MINISTER, "", "nobody"])
def test_an_address_to_which_no_invitation_can_go_is_refused_at_its_field(
    office: Invitation, team: Team, typed: str
) -> None:
    page = decided(team, office, email=typed)
    assert page.status == 422 and page.document.xpath("//input[@name='email' and @aria-invalid]")
    assert page.form("decision").values["email"] == typed


def test_who_is_known_by_this_name_in_another_spelling_is_meant(app: Flask, team: Team) -> None:
    invitation = named()
    people.expert(invitation.edition, "AZUOLAS Ygaudas", email=DEPUTY)
    assert decided(team, as_stored(invitation.id)).status == 200
    assert the_principal().representatives[0].person.printed_name == "AZUOLAS Ygaudas"


def test_her_own_address_is_refused_where_she_writes_it(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitations.invitation(email=MINISTER, printed_name="Minister Example")
    delivery.run_due()
    link = newest_to(sink, MINISTER).link()
    typed = {"representative_name": "Amara Okafor", "representative_email": MINISTER.upper()}
    page = answer(client, link, "represent", **typed)
    assert page.status == 422 and "This is the address of the person invited." in page.text
    assert page.form("answer").values["representative_name"] == "Amara Okafor"
    assert the_principal().state == InvitationState.SENT
