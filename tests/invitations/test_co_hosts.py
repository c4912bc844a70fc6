"""A co-host brings people of her own, invites them to her sessions, and learns no address of anybody else (S16)."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.accounts.models import Member
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums import team as teams
from forumapp.forums.models import Edition
from forumapp.invitations import answering
from forumapp.invitations.models import Invitation
from forumapp.people.models import Person
from forumapp.programme import cohosts
from forumapp.programme.models import ForumSession
from forumapp.tasks import running
from tests.factories import forums, invitations, people, people_pool
from tests.factories.programme import fresh
from tests.invitations.support import letters, told
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team

SECRETS = ("minister@example.org", "office@example.org", "Daina", "Prefers mornings")


@pytest.fixture
def ours(app: Flask) -> ForumSession:
    """P1, which the co-host co-hosts."""
    return invitations.panel()


@pytest.fixture
def theirs(ours: ForumSession) -> ForumSession:
    return invitations.panel(ours.edition, code="W3")


@pytest.fixture
def minister(ours: ForumSession) -> Person:
    """Somebody whom the lead host wrote down."""
    known = people.expert(ours.edition, "Ąžuolas Ygaudas", email="minister@example.org", salutation="Excellency,")
    contact = {"name": "Daina Adomaitytė", "email": "office@example.org"}
    return people_pool.known(ours.edition, known, notes="Prefers mornings", contact=contact)


@pytest.fixture
def cohost(team: Team, ours: ForumSession) -> ReadingClient:
    browser = team.signed_in_as("cohost", ours.edition)
    co_host_sessions(ours)
    return browser


def co_host_sessions(*sessions: ForumSession) -> None:
    with transaction():
        edition = db.session.get_one(Edition, sessions[0].edition_id)
        member = db.session.scalars(select(Member).where(Member.email == "cohost@team.example.org")).one()
        given = teams.grant_of(edition, member.public_id)
        assert given is not None
        cohosts.set_sessions(edition, given, [db.session.get_one(ForumSession, one.id) for one in sessions])


def manage(edition: Edition, rest: str = "") -> str:
    return f"/manage/{edition.slug}/{rest}"


def bring(browser: ReadingClient, edition: Edition, name: str, email: str) -> Page:
    form = browser.get(manage(edition, "people/new")).form("printed_name")
    return browser.submit(form, printed_name=name, email=email)


def person(name: str) -> Person:
    return db.session.scalars(select(Person).where(Person.printed_name == name)).one()


def ask(browser: ReadingClient, edition: Edition, *chosen: Person, **values: object) -> Page:
    page = browser.get(manage(edition, "invitations/new"))
    page = browser.submit(page.form("Look"), "Look", people=[one.public_id for one in chosen], **values)
    return browser.submit(page.form("Send"), "Send")


def test_a_co_host_adds_people_of_her_own_and_sees_how_to_write_to_them(
    cohost: ReadingClient, ours: ForumSession
) -> None:
    page = bring(cohost, ours.edition, "Sayun Nomin", "sayun@example.org")
    assert "sayun@example.org" in page.text
    assert "Change" in page.text, "what she wrote down she may mend"
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person brought")).all()
    assert len(entries) == 1 and "sayun" not in entries[0].detail


def test_she_changes_her_own_people_part_by_part_and_nobody_elses(
    cohost: ReadingClient, ours: ForumSession, minister: Person
) -> None:
    bring(cohost, ours.edition, "Sayun Nomin", "sayun@example.org")
    own = person("Sayun Nomin").public_id
    for part in ("edit", "contact", "expertise", "time", "positions"):
        assert cohost.get(manage(ours.edition, f"people/{own}/{part}")).status == 200, part
        assert cohost.get(manage(ours.edition, f"people/{minister.public_id}/{part}")).status == 404, part
    for part in ("notes", "keeping"):
        assert cohost.get(manage(ours.edition, f"people/{own}/{part}")).status == 404, "the team's own"


def test_she_asks_her_people_to_her_session_and_follows_the_answer(cohost: ReadingClient, ours: ForumSession) -> None:
    bring(cohost, ours.edition, "Sayun Nomin", "sayun@example.org")
    page = ask(cohost, ours.edition, person("Sayun Nomin"))
    assert page.status == 200 and told() == {("invitation_to_speak", "sayun@example.org")}
    invitation = db.session.scalars(select(Invitation)).one()
    with transaction():
        answering.accept(db.session.get_one(Invitation, invitation.id), "By train")
    listed = cohost.get(manage(ours.edition, "invitations"))
    assert "Sayun Nomin" in listed.text and "accepted" in listed.text
    shown = cohost.get(manage(ours.edition, f"invitations/{invitation.public_id}")).text
    assert "sayun@example.org" in shown and "By train" in shown
    actor = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "invitation sent")).one()
    member = db.session.scalars(select(Member).where(Member.email == "cohost@team.example.org")).one()
    assert actor == f"member {member.id}"


def test_nobody_elses_person_and_no_other_session_can_be_chosen(
    cohost: ReadingClient, ours: ForumSession, theirs: ForumSession, minister: Person
) -> None:
    bring(cohost, ours.edition, "Sayun Nomin", "sayun@example.org")
    page = cohost.get(manage(ours.edition, "invitations/new"))
    assert "Sayun Nomin" in page.text and "Ygaudas" not in page.text
    assert "P1 ·" in page.text and "W3 ·" not in page.text
    ids = [person("Sayun Nomin").public_id, minister.public_id]
    page = cohost.submit(page.form("Look"), "Look", people=ids)
    assert "Ygaudas" not in page.text and "Send 1 invitation" in page.text
    refused = cohost.submit(page.form("Send"), "Send", session="W3")
    assert refused.status == 422 and letters() == []


def test_two_hosts_who_ask_the_same_person_see_it_and_no_address_of_each_other(
    cohost: ReadingClient, team: Team, ours: ForumSession, theirs: ForumSession, minister: Person
) -> None:
    invitations.invitation(theirs, minister)
    page = bring(cohost, ours.edition, "Somebody Else", "minister@example.org")
    assert "was in the directory already" in page.text and "Ąžuolas Ygaudas" in page.text
    assert "panellist in W3 (sent, no answer yet)" in page.text
    looked = cohost.submit(
        cohost.get(manage(ours.edition, "invitations/new")).form("Look"), "Look", people=[minister.public_id]
    )
    assert "panellist in W3: asked, no answer yet" in looked.text
    cohost.submit(looked.form("Send"), "Send")
    hers = db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    assert hers is not None and hers.part_asked.session.code == "P1"
    pages = [
        cohost.get(manage(ours.edition, rest)).text
        for rest in (
            f"people/{minister.public_id}",
            "people",
            "invitations",
            f"invitations/{hers.public_id}",
            f"invitations/{hers.public_id}/send-again",
            f"invitations/{hers.public_id}/record",
            f"invitations/{hers.public_id}/withdraw",
        )
    ]
    for secret in SECRETS:
        assert secret not in "".join([*pages, looked.text, page.text.replace("Somebody Else", "")]), secret
    organiser = team.signed_in_as("organiser", ours.edition)
    seen = organiser.get(manage(ours.edition, f"people/{minister.public_id}")).text
    assert "panellist in P1 (sent, no answer yet)" in seen and "The cohost" in seen


def test_an_invitation_of_another_host_is_not_found(
    cohost: ReadingClient, ours: ForumSession, theirs: ForumSession, minister: Person
) -> None:
    bring(cohost, ours.edition, "Sayun Nomin", "sayun@example.org")
    foreign = [
        invitations.invitation(fresh(ours), person("Ąžuolas Ygaudas")).public_id,
        invitations.invitation(fresh(theirs), person("Sayun Nomin")).public_id,
    ]
    edition = fresh(ours).edition
    for one in foreign:
        for act in ("", "/record", "/send-again", "/withdraw"):
            assert cohost.get(manage(edition, f"invitations/{one}{act}")).status == 404
    listed = cohost.get(manage(edition, "invitations")).text
    assert "Ygaudas" not in listed and "Waiting 2" in listed, "she sees the totals"


def test_taking_her_word_for_an_address_gives_no_word_on_the_contact_of_another_forum(
    cohost: ReadingClient, ours: ForumSession
) -> None:
    """The record was written elsewhere: she may invite, and reads nothing that she did not type."""
    elsewhere = forums.edition()
    known = people.expert(elsewhere, "Ąžuolas Ygaudas", email="minister@example.org")
    people_pool.known(elsewhere, known, contact={"name": "Daina Adomaitytė", "email": "office@example.org"})
    page = bring(cohost, ours.edition, "Anybody", "minister@example.org")
    assert "Ygaudas" in page.text and "Daina" not in page.text and "minister@" not in page.text
    assert cohost.get(manage(ours.edition, f"people/{known.public_id}/contact")).status == 404


def test_without_a_session_of_hers_she_invites_nobody(team: Team, ours: ForumSession) -> None:
    browser = team.signed_in_as("cohost", ours.edition)
    assert "You co-host no session yet." in browser.get(manage(ours.edition, "invitations/new")).text


def test_the_owner_says_which_sessions_are_hers_and_ending_access_forgets_it(
    team: Team, ours: ForumSession, theirs: ForumSession
) -> None:
    team.member("cohost", ours.edition)
    owner = team.signed_in_as("owner", ours.edition)
    page = owner.get(manage(ours.edition, "team"))
    member = db.session.scalars(select(Member).where(Member.email == "cohost@team.example.org")).one()
    public_id = member.public_id
    address = manage(ours.edition, f"team/{member.public_id}/sessions")
    assert page.document.xpath("//main//a[@href=$to]", to=address)
    owner.submit(owner.get(address).form("sessions"), sessions=["W3"])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "co-hosted sessions set")).one()
    assert (entry.object, entry.detail) == (f"member {member.id}", "W3")
    assert [box.get("value") for box in owner.get(address).document.xpath("//input[@checked]")] == ["W3"]
    with transaction():
        edition = fresh(ours).edition
        given = teams.grant_of(edition, public_id)
        assert given is not None
        teams.end_access(edition, given)
    assert owner.get(address).status == 404
    team.member("cohost", fresh(ours).edition)
    assert owner.get(address).document.xpath("//input[@checked]") == []


def test_many_letters_of_hers_leave_in_the_background_and_others_do_not_see_how_far(
    cohost: ReadingClient, team: Team, ours: ForumSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "HANDFUL", 0)
    bring(cohost, ours.edition, "Sayun Nomin", "sayun@example.org")
    page = ask(cohost, ours.edition, person("Sayun Nomin"))
    assert "/tasks/" in page.response.request.path
    other = team.signed_in_as("cohost", ours.edition, email="another@team.example.org")
    assert other.get(page.response.request.path).status == 404


def test_sixty_people_come_out_of_a_file_and_who_was_known_shows_no_more_than_before(
    cohost: ReadingClient, ours: ForumSession, minister: Person
) -> None:
    rows = [f"Expert {number},expert-{number}@example.org" for number in range(59)]
    content = "\n".join(["name,email", *rows, "The Minister,minister@example.org"]).encode()
    form = cohost.get(manage(ours.edition, "people/import")).form("file")
    page = cohost.submit(form, file=(io.BytesIO(content), "list.csv"))
    cohost.submit(page.form("Take these people"))
    page = cohost.get(manage(ours.edition, "invitations/new"))
    assert "All 60 found" in page.text and "Ygaudas" in page.text
    shown = cohost.get(manage(ours.edition, f"people/{minister.public_id}")).text
    assert "Daina" not in shown and "minister@" not in shown
    own = person("Expert 7").public_id
    assert "expert-7@example.org" in cohost.get(manage(ours.edition, f"people/{own}")).text
