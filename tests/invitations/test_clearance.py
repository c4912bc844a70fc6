"""Where a forum asks for it, no letter of invitation leaves before an owner cleared it."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, answering, clearance, sending
from forumapp.invitations.actions import Terms
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.refusals import NotCleared
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.tasks import queries as tasks
from forumapp.tasks import running
from forumapp.tasks.models import Task
from forumapp.words import Text
from tests.factories import invitations, people
from tests.factories.invitations import NOW, RESPOND_BY
from tests.invitations.support import as_stored, newest_to, told
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN, SURYADI = "lin@example.org", "suryadi@example.org"


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def drafts(app: Flask) -> list[int]:
    session = invitations.panel()
    first = invitations.invitation(session, printed_name="LIN Yu-ching", email=LIN, state="draft").id
    return [first, invitations.invitation(printed_name="Suryadi", email=SURYADI, state="draft", session=session).id]


@pytest.fixture
def edition(drafts: list[int]) -> Edition:
    """It asks for clearance."""
    with transaction():
        clearance.ask_for_it(db.session.get_one(Invitation, drafts[0]).edition, True)
    return as_stored(drafts[0]).edition


@pytest.fixture
def owner(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("owner", edition)


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def page_of(browser: ReadingClient, slug: str, name: str = "clearance") -> Page:
    return browser.get(f"/manage/{slug}/invitations/{name}")


def states() -> dict[str, str]:
    db.session.rollback()
    db.session.expire_all()
    return {one.person.email: one.state for one in db.session.query(Invitation)}


def test_by_default_a_forum_asks_for_none(team: Team, drafts: list[int]) -> None:
    edition = as_stored(drafts[0]).edition
    slug, browser = edition.slug, team.signed_in_as("organiser", edition)
    assert "Clearance of invitations" not in page_of(browser, slug, "send").links()
    browser.submit(page_of(browser, slug, "send").form("Send 2"))
    assert {who for _, who in told()} == {LIN, SURYADI}


def test_only_what_an_owner_cleared_is_sent(
    owner: ReadingClient, organiser: ReadingClient, edition: Edition, drafts: list[int]
) -> None:
    slug, first = edition.slug, as_stored(drafts[0]).public_id
    check = page_of(organiser, slug, "send")
    assert "2 invitations wait to be cleared" in check.text and not check.document.xpath("//input[@name='respond_on']")
    assert "2 invitations wait to be cleared." in owner.get(f"/manage/{slug}/").text
    page = owner.submit(page_of(owner, slug).form("Clear those ticked"), invitations=[first])
    assert "1 invitation is cleared." in page.text and "Cleared, not sent yet" in page.text
    assert states() == {LIN: InvitationState.CLEARED, SURYADI: InvitationState.DRAFT} and told() == set()
    organiser.submit(page_of(organiser, slug, "send").form("Send 1"))
    assert told() == {("invitation_to_speak", LIN)}
    assert states() == {LIN: InvitationState.SENT, SURYADI: InvitationState.DRAFT}
    acts = {entry.action for entry in db.session.query(AuditEntry)}
    assert {"clearance of invitations on", "invitation cleared", "invitation sent"} <= acts


def test_an_organiser_neither_clears_nor_ends_the_clearance(
    organiser: ReadingClient, edition: Edition, drafts: list[int]
) -> None:
    slug, first = edition.slug, as_stored(drafts[0]).public_id
    page = page_of(organiser, slug)
    assert "LIN Yu-ching" in page.text and not page.document.xpath("//main//form")
    token = page_of(organiser, slug, "new").form("Look").values["csrf_token"]
    for path, values in (("", {"invitations": first}), ("/ask", {"asked": "no"}), (f"/{first}/take-back", {})):
        answer = organiser.post(f"/manage/{slug}/invitations/clearance{path}", {"csrf_token": token, **values})
        assert answer.status == 404, path
    assert set(states().values()) == {InvitationState.DRAFT}
    assert as_stored(drafts[0]).edition.clears_invitations


def test_no_way_sends_what_is_not_cleared(edition: Edition, drafts: list[int]) -> None:
    with transaction():
        assert actions.send([db.session.get_one(Invitation, drafts[0])], RESPOND_BY) == 0
    with transaction(), pytest.raises(NotCleared):
        db.session.get_one(Invitation, drafts[0]).send(RESPOND_BY, NOW)
    assert told() == set()


def test_clearance_taken_back_holds_a_letter_that_was_about_to_leave(edition: Edition, drafts: list[int]) -> None:
    with transaction():
        invitation = db.session.get_one(Invitation, drafts[0])
        clearance.clear([invitation])
        task_id = sending.begin(invitation.edition, [invitation], RESPOND_BY, Terms(Text(), Text()), "once").id
        clearance.take_back(invitation)
    running.run_due()
    left = tasks.left_out(db.session.get_one(Task, task_id))
    assert [item.problem for item in left] == [sending.Problem.NOT_CLEARED] and told() == set()


def test_what_an_organiser_proposes_waits_and_keeps_its_words(
    organiser: ReadingClient, owner: ReadingClient, edition: Edition, sink: Sink
) -> None:
    slug, person = edition.slug, people.expert(edition, "Gintarė Čė", email="ce@example.org").public_id
    page = page_of(organiser, slug, "new")
    assert "cleared by an owner first" in page.text
    words = {"with_words-en": "a minister is being asked"}
    looked = organiser.submit(page.form("Look"), "Look", people=[person], **words)
    proposed = organiser.submit(looked.form("Send 1"), "Send 1")
    assert "1 invitation is drafted. Its letter leaves once it is cleared." in proposed.text and told() == set()
    new = db.session.query(Invitation).order_by(Invitation.id.desc()).first()
    assert new and new.state == InvitationState.DRAFT
    owner.submit(page_of(owner, slug).form("Clear those ticked"), invitations=[new.public_id])
    check = page_of(owner, slug, "send")
    assert "a minister is being asked" in check.text, "the letter that is looked at is the one that leaves"
    owner.submit(check.form("Send 1"))
    delivery.run_due()
    assert "a minister is being asked" in newest_to(sink, "ce@example.org").text


def test_an_owner_who_looked_and_sends_has_cleared(owner: ReadingClient, edition: Edition) -> None:
    slug, person = edition.slug, people.expert(edition, "Gintarė Čė", email="ce@example.org").public_id
    looked = owner.submit(page_of(owner, slug, "new").form("Look"), "Look", people=[person])
    owner.submit(looked.form("Send 1"), "Send 1")
    assert told() == {("invitation_to_speak", "ce@example.org")}
    assert db.session.query(AuditEntry).filter_by(action="invitation cleared").count() == 1


def test_a_representative_whom_the_desk_cleared_is_asked_at_once(edition: Edition, drafts: list[int]) -> None:
    with transaction():
        invitation = db.session.get_one(Invitation, drafts[0])
        clearance.clear([invitation])
        actions.send([invitation], RESPOND_BY)
        nominee = Nominee("Ygaudas Ąžuolas", "Vice-Minister", "deputy_minister", "ygaudas@example.org", "en")
        answering.nominate(invitation, nominee)
        actions.clear_representative(invitation)
    kinds = {(letter.kind, letter.recipient) for letter in db.session.query(Message)}
    assert ("invitation_to_nominee", "ygaudas@example.org") in kinds


def test_an_owner_asks_for_clearance_and_for_none_any_more(team: Team, drafts: list[int]) -> None:
    edition = as_stored(drafts[0]).edition
    slug, browser = edition.slug, team.signed_in_as("owner", edition)
    page = browser.get(page_of(browser, slug, "send").links()["Clearance of invitations"])
    page = browser.submit(page.form("Ask for clearance"))
    assert "LIN Yu-ching" in page.text and as_stored(drafts[0]).awaits_clearance
    browser.submit(page.form("Ask for no clearance"))
    assert not as_stored(drafts[0]).awaits_clearance
    browser.submit(page_of(browser, slug, "send").form("Send 2"))
    assert {who for _, who in told()} == {LIN, SURYADI}


def test_the_board_and_the_overview_lead_there(owner: ReadingClient, edition: Edition) -> None:
    slug = edition.slug
    way = f"/manage/{slug}/invitations/clearance"
    assert owner.get(f"/manage/{slug}/board").document.xpath(f"//a[@href='{way}']")
    overview = owner.get(f"/manage/{slug}/")
    assert overview.links()["Look and clear"] == way and "not sent yet" not in overview.text
