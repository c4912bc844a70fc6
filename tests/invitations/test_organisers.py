"""The organisers' pages: the list, check and send, recording, taking back, the read-out."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.tasks import running
from tests.factories import forums, invitations, people
from tests.invitations.support import Queries, as_stored, letters, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

PAGES = ("", "/send", "/{id}", "/{id}/record", "/{id}/send-again", "/{id}/withdraw")


@pytest.fixture
def session(app: Flask) -> ForumSession:
    return invitations.panel()


@pytest.fixture
def slug(session: ForumSession) -> str:
    return session.edition.slug


@pytest.fixture
def organiser(team: Team, session: ForumSession) -> ReadingClient:
    return team.signed_in_as("organiser", session.edition)


def test_checking_sends_nothing_and_sending_sends_once(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    for name in ("LIN Yu-ching", "Gintarė Čė"):
        invitations.invitation(session, printed_name=name, state="draft")
    page = organiser.get(f"/manage/{slug}/invitations/send")
    assert letters() == [] and "Nothing has been sent yet." in page.text
    form = page.form("Send 2 invitations")
    assert (form.values["respond_on"], form.values["respond_at"]) == ("2026-09-15", "23:59")
    assert "2 invitations are on their way." in organiser.submit(form).text
    assert "These invitations were sent already; nothing was sent twice." in organiser.submit(form).text
    assert [kind for kind, _, _ in letters()] == ["invitation_to_speak"] * 2


def test_the_preview_is_the_letter_itself(
    session: ForumSession, slug: str, organiser: ReadingClient, sink: Sink
) -> None:
    invitations.invitation(session, state="draft", email="lin@example.org")
    page = organiser.get(f"/manage/{slug}/invitations/send")
    shown = page.document.xpath("string(//div[@class='letter'])").split()
    organiser.submit(page.form("Send 1 invitation"))
    delivery.run_due()
    letter = sink.letters[-1]
    assert " ".join(shown) == " ".join(letter.text.replace(letter.link(), "‹personal link›").split())


def test_three_letters_are_shown_for_each_language_and_all_are_counted(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    invitations.invitation(session, printed_name="LIN Yu-ching", language="zh-Hant", state="draft")
    for number in range(4):
        invitations.invitation(session, printed_name=f"Ekspertas {number}", language="lt", state="draft")
    page = organiser.get(f"/manage/{slug}/invitations/send")
    shown = [letter.get("lang") for letter in page.document.xpath("//div[@class='letter']")]
    assert shown == ["zh-Hant-TW", "lt", "lt", "lt"]
    assert "2026年9月15日" in page.text
    counts = page.document.xpath("//section[@aria-labelledby='letters']//td[@class='number']/text()")
    assert counts == ["1", "4"]


def test_a_draft_that_came_later_is_not_sent_unseen(session: ForumSession, slug: str, organiser: ReadingClient) -> None:
    invitations.invitation(session, state="draft", email="lin@example.org")
    form = organiser.get(f"/manage/{slug}/invitations/send").form("Send 1 invitation")
    invitations.invitation(session, printed_name="Suryadi", state="draft")
    organiser.submit(form)
    assert told() == {("invitation_to_speak", "lin@example.org")}


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2026-08-31", "12:00", "The time to reply has to lie ahead."),
        ("2026-10-25", "03:30", "03:30 happens twice on 25 October 2026 in Vilnius"),
        ("2027-03-28", "03:30", "03:30 does not exist on 28 March 2027 in Vilnius"),
        ("", "12:00", "Choose the last day to reply."),
        ("2026-09-15", "noon", "Not a valid time value."),
    ],
)
def test_a_deadline_that_is_none_is_refused_in_words(
    session: ForumSession, slug: str, organiser: ReadingClient, day: str, time: str, words: str
) -> None:
    invitations.invitation(session, state="draft")
    form = organiser.get(f"/manage/{slug}/invitations/send").form("Send 1 invitation")
    page = organiser.submit(form, respond_on=day, respond_at=time)
    assert page.status == 422 and words in page.text
    assert letters() == []


def test_many_letters_leave_only_when_their_number_is_typed(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    for number in range(26):
        invitations.invitation(session, printed_name=f"Expert {number}", state="draft")
    form = organiser.get(f"/manage/{slug}/invitations/send").form("Send 26 invitations")
    assert organiser.submit(form).status == 422
    assert organiser.submit(form, count="25").status == 422
    assert letters() == []
    page = organiser.submit(form, count="26")
    assert "/tasks/" in page.url and letters() == []
    running.run_due()
    assert len(told()) == 26


def test_who_has_no_address_is_listed_apart_and_recorded_by_hand(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    invitation = invitations.invitation(session, printed_name="Suryadi", email="", state="draft")
    page = organiser.get(f"/manage/{slug}/invitations/send")
    assert "Cannot be written to" in page.text and "Send 1" not in page.text
    page = organiser.get(page.links()["Record the answer by hand"])
    page = organiser.submit(page.form("answer"), answer="accept", how="in_person", message="At the reception")
    assert "The answer is recorded." in page.text and "recorded by the desk: in person" in page.text
    assert as_stored(invitation.id).state == InvitationState.ACCEPTED
    assert letters() == []


def test_an_answer_by_telephone_with_a_receipt(session: ForumSession, slug: str, organiser: ReadingClient) -> None:
    invitation = invitations.invitation(session, email="lin@example.org", state="draft")
    url = f"/manage/{slug}/invitations/{invitation.public_id}/record"
    form = organiser.get(url).form("answer")
    assert organiser.submit(form, how="phone").status == 422
    assert organiser.submit(form, answer="accept").status == 422
    organiser.submit(form, answer="accept", how="phone", receipt="y")
    assert told() == {("invitation_accepted", "lin@example.org")}
    who = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "answer recorded")).one()
    assert who.startswith("member ")


def test_people_without_an_invitation_are_drafted_with_one_press(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    for name in ("LIN Yu-ching", "Suryadi"):
        person = people.expert(session.edition, name)
        with transaction():
            programme.add_role(db.session.get_one(ForumSession, session.id), db.session.merge(person), "panellist")
    page = organiser.get(f"/manage/{slug}/invitations")
    assert "2 people have a part in the programme and no invitation yet." in page.text
    page = organiser.submit(page.form("Draft 2 invitations"))
    assert page.form("Send 2 invitations") and letters() == []


def test_the_list_is_searched_and_filtered(session: ForumSession, slug: str, organiser: ReadingClient) -> None:
    invitations.invitation(session, printed_name="Ūla Žemaitė-Šimkienė", state="accepted")
    invitations.invitation(session, printed_name="Suryadi", state="declined")
    page = organiser.get(f"/manage/{slug}/invitations")
    assert "Yes 1 · No 1" in page.text.replace("\xa0", " ")
    for query, found, missing in (
        ("q=simkiene", "Žemaitė", "Suryadi"),
        ("answer=no", "Suryadi", "Žemaitė"),
        ("q=simkiene+p1", "Žemaitė", "Suryadi"),
    ):
        page = organiser.get(f"/manage/{slug}/invitations?{query}")
        assert found in page.text and missing not in page.text


def test_withdrawing_says_its_consequences_and_writes_only_if_asked(
    session: ForumSession, slug: str, organiser: ReadingClient, sink: Sink
) -> None:
    invitation = invitations.invitation(session, email="lin@example.org")
    url = f"/manage/{slug}/invitations/{invitation.public_id}/withdraw"
    page = organiser.get(url)
    assert "The part ends: panellist in P1." in page.text
    assert not page.document.xpath("//input[@name='tell']")
    delivery.run_due()
    form = organiser.get(url).form("reason")
    page = organiser.submit(form, tell="y", reason="The panel grew too long.")
    assert "The invitation is withdrawn." in page.text and "withdrawn by the hosts" in page.text
    delivery.run_due()
    assert "> The panel grew too long." in sink.to("lin@example.org")[-1].text
    assert organiser.submit(form).status == 422


def test_sending_once_more_ends_the_first_link(
    session: ForumSession, slug: str, organiser: ReadingClient, client: ReadingClient, sink: Sink
) -> None:
    invitation = invitations.invitation(session, email="lin@example.org")
    delivery.run_due()
    first = sink.letters[-1].link()
    form = organiser.get(f"/manage/{slug}/invitations/{invitation.public_id}/send-again").form("respond_on")
    assert "on its way once more" in organiser.submit(form).text
    delivery.run_due()
    assert client.get(first).status == 410
    assert client.get(sink.letters[-1].link()).status == 200


def test_a_copy_out_of_the_outbox_does_not_swallow_the_next_letter(
    session: ForumSession, slug: str, organiser: ReadingClient, sink: Sink
) -> None:
    invitation = invitations.invitation(session, email="lin@example.org")
    delivery.run_due()
    page = organiser.get(f"/manage/{slug}/invitations/{invitation.public_id}")
    organiser.submit(organiser.get(page.links()["Invitation"]).form("Send again"))
    delivery.run_due()
    form = organiser.get(f"/manage/{slug}/invitations/{invitation.public_id}/send-again").form("respond_on")
    organiser.submit(form)
    delivery.run_due()
    assert len(sink.to("lin@example.org")) == 3


def test_the_read_out_has_the_columns_that_others_rely_on(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    invitations.invitation(session, email="lin@example.org", state="accepted")
    invitations.invitation(session, printed_name="=HYPERLINK(1)", email="x@example.org", state="draft")
    page = organiser.submit(organiser.get(f"/manage/{slug}/invitations").form("Download as CSV"))
    rows = list(csv.reader(io.StringIO(page.response.get_data(as_text=True))))
    assert rows[0][:7] == ["name", "email", "purpose", "session", "state", "sent_at", "answered_at"]
    assert rows[1][:7] == [
        "LIN Yu-ching",
        "lin@example.org",
        "speak",
        "P1",
        "accepted",
        "2026-09-01T08:00:00Z",
        "2026-09-01T08:00:00Z",
    ]
    assert rows[2][0] == "'=HYPERLINK(1)"
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "invitations exported")).one()


@pytest.mark.parametrize("role", ["desk", "viewer"])
def test_who_may_not_see_invitations_finds_no_page(session: ForumSession, slug: str, team: Team, role: str) -> None:
    invitation = invitations.invitation(session)
    browser = team.signed_in_as(role, session.edition)
    for page in (*PAGES, ".csv"):
        assert browser.get(f"/manage/{slug}/invitations{page.format(id=invitation.public_id)}").status == 404


def test_an_invitation_of_another_forum_is_not_found(slug: str, organiser: ReadingClient) -> None:
    stranger = invitations.invitation(invitations.panel(forums.edition()))
    for page in PAGES[2:]:
        assert organiser.get(f"/manage/{slug}/invitations{page.format(id=stranger.public_id)}").status == 404


@pytest.mark.parametrize("page", ["", "/send", ".csv"])
def test_lists_cost_the_same_number_of_queries_for_one_and_thirty(
    session: ForumSession, slug: str, organiser: ReadingClient, page: str
) -> None:
    state = "draft" if page == "/send" else "accepted"
    counts = []
    for number in (1, 29):
        for one in range(number):
            invitations.invitation(session, printed_name=f"Expert {number}.{one}", state=state)
        with Queries() as queries:
            assert organiser.get(f"/manage/{slug}/invitations{page}").status == 200
        counts.append(queries.count)
    assert counts[0] == counts[1]


def test_a_short_of_everything_request_changes_nothing(
    session: ForumSession, slug: str, organiser: ReadingClient
) -> None:
    invitation = invitations.invitation(session, state="draft")
    token = organiser.get(f"/manage/{slug}/invitations/send").form("Send 1").values["csrf_token"]
    for page in ("/send", f"/{invitation.public_id}/record", f"/{invitation.public_id}/send-again"):
        answer = organiser.post(f"/manage/{slug}/invitations{page}", {"csrf_token": token})
        assert answer.status == 422, page
    assert db.session.get_one(Invitation, invitation.id).state == InvitationState.DRAFT
    assert letters() == []
