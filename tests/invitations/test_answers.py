"""More than yes and no: online, not sure yet, somebody else, a suggestion; each can be changed from the same link."""

from datetime import date, datetime

import pytest
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Mode
from forumapp.invitations import actions
from forumapp.invitations.actions import Terms
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.people import filters, pool
from forumapp.people import queries as people
from forumapp.people.filters import Filters
from forumapp.people.pool import WallWindow
from forumapp.programme import clashes
from forumapp.programme.clashes.clash import Kind
from forumapp.programme.roles import RoleState
from forumapp.words import Text
from tests.factories import forums, invitations
from tests.invitations.support import answer, as_stored, entry_of, newest_to, told
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

LIN = "lin@example.org"
DESK = "desk@example.org"
DEPUTY = {
    "representative_name": "Ygaudas Ąžuolas",
    "representative_title": "Vice-Minister",
    "representative_level": "deputy_minister",
    "representative_email": "ygaudas@example.org",
    "representative_language": "lt",
}


@pytest.fixture
def invited(app: Flask) -> Invitation:
    edition = forums.edition(starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 26))
    return invitations.invitation(invitations.panel(edition, mode=Mode.HYBRID), email=LIN)


@pytest.fixture
def link(invited: Invitation, sink: Sink) -> str:
    delivery.run_due()
    return newest_to(sink, LIN).link()


def test_five_answers_and_none_chosen(client: ReadingClient, link: str) -> None:
    page = client.get(link)
    offered = page.document.xpath("//input[@name='answer']/@value")
    assert offered == ["accept", "accept_online", "represent", "undecided", "decline"]
    assert not page.document.xpath("//input[@name='answer'][@checked]")
    assert "We ask you once more, on Wednesday 9 September." in page.text


def test_online_is_remembered_said_and_changed(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    answer(client, link, "accept_online")
    assert as_stored(invited.id).part_asked.mode == Mode.ONLINE
    delivery.run_due()
    assert entry_of(newest_to(sink, LIN))["LOCATION"] == "online"
    assert "Takes part: online" in newest_to(sink, DESK).text
    answer(client, link, "accept")
    assert as_stored(invited.id).part_asked.mode == Mode.IN_PERSON
    delivery.run_due()
    assert entry_of(newest_to(sink, LIN))["LOCATION"].startswith("Aula")


def test_days_are_kept_and_the_desk_reads_them(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    answer(client, link, "accept", days="2026-10-25")
    assert as_stored(invited.id).available_days == ["2026-10-25"]
    delivery.run_due()
    assert "Can be there: Sunday 25 October" in newest_to(sink, DESK).text
    assert answer(client, link, "accept", days="2026-12-25").status == 422


def found_on(invited: Invitation, day: str) -> bool:
    edition = as_stored(invited.id).edition
    chosen = filters.found(edition, Filters(day=day), language="en", by_address=False)
    return invited.person_id in [person.id for person in db.session.scalars(chosen)]


def test_the_pool_finds_her_on_the_days_she_told_and_the_planner_warns_of_others(
    client: ReadingClient, invited: Invitation, link: str
) -> None:
    answer(client, link, "accept", days="2026-10-25")
    assert [found_on(invited, f"2026-10-{day}") for day in (24, 25, 26)] == [False, True, False]
    session = as_stored(invited.id).part_asked.session
    assert Kind.UNAVAILABLE in [clash.kind for clash in clashes.of_edition(session.edition)]
    answer(client, link, "accept", days="2026-10-24")
    assert [found_on(invited, f"2026-10-{day}") for day in (24, 25, 26)] == [True, False, False]
    session = as_stored(invited.id).part_asked.session
    assert Kind.UNAVAILABLE not in [clash.kind for clash in clashes.of_edition(session.edition)]


def test_hours_that_the_team_wrote_down_for_a_day_she_told_stay(
    client: ReadingClient, invited: Invitation, link: str
) -> None:
    with transaction():
        one = db.session.get_one(Invitation, invited.id)
        known = people.knowledge(one.edition, one.person)
        assert known
        hours = [WallWindow(datetime(2026, 10, day, 14), datetime(2026, 10, day, 20)) for day in (24, 26)]
        pool.set_windows(known, one.edition, hours, "Asia/Taipei")
    answer(client, link, "accept", days="2026-10-24")
    one = as_stored(invited.id)
    known = people.knowledge(one.edition, one.person)
    assert known and [window.wall_start for window in known.windows] == [datetime(2026, 10, 24, 14)]


def test_not_sure_yet_leaves_it_open_and_tells_the_desk(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    page = answer(client, link, "undecided", message="My calendar is full of maybes")
    assert "You do not know yet" in page.text and "once more, on Wednesday 9 September" in page.text
    stored = as_stored(invited.id)
    assert (stored.state, stored.is_undecided, stored.part_asked.state) == ("sent", True, RoleState.INVITED)
    delivery.run_due()
    assert "Not sure yet" in newest_to(sink, DESK).message["subject"]
    assert "> My calendar is full of maybes" in newest_to(sink, DESK).text
    answer(client, link, "decline")
    assert as_stored(invited.id).state == InvitationState.DECLINED


def test_not_sure_any_more_takes_the_entry_out_of_the_calendar(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    answer(client, link, "accept")
    delivery.run_due()
    answer(client, link, "undecided")
    delivery.run_due()
    assert entry_of(newest_to(sink, LIN))["METHOD"] == "CANCEL"
    assert not as_stored(invited.id).part_asked.is_confirmed


def test_who_declines_may_suggest_somebody_and_nobody_is_written_to(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    answer(client, link, "decline", suggested_name="Suryadi", suggested_organisation="Media Example")
    delivery.run_due()
    assert "Suggests: Suryadi; Media Example" in newest_to(sink, DESK).text
    assert {recipient for _, recipient in told()} == {LIN, DESK}
    assert "Suryadi" not in ReadingClient.of(client.app).get(link).text
    answer(client, link, "accept")
    assert as_stored(invited.id).suggested_name == ""


def test_a_representative_is_named_and_nothing_is_granted(
    client: ReadingClient, invited: Invitation, link: str, sink: Sink
) -> None:
    page = answer(client, link, "represent", **DEPUTY)
    assert "You named a representative" in page.text
    stored = as_stored(invited.id)
    assert stored.state == InvitationState.REPRESENTATIVE_NOMINATED
    assert [role.state for role in stored.part_asked.session.roles] == [RoleState.DECLINED]
    assert told() == {("invitation_to_speak", LIN), ("representative_named", LIN), ("invitation_answered", DESK)}
    delivery.run_due()
    assert "Ygaudas Ąžuolas" in newest_to(sink, LIN).text
    assert "A representative to clear" in newest_to(sink, DESK).message["subject"]


def test_the_representative_needs_a_name_and_an_address(client: ReadingClient, invited: Invitation, link: str) -> None:
    page = answer(client, link, "represent", representative_title="Vice-Minister")
    assert page.status == 422
    assert "Write the name as it should be printed." in page.text
    assert "Write the address to which the invitation goes." in page.text
    assert page.form("answer").values["representative_title"] == "Vice-Minister"
    assert as_stored(invited.id).state == InvitationState.SENT


def test_she_comes_herself_after_all(client: ReadingClient, invited: Invitation, link: str) -> None:
    answer(client, link, "represent", **DEPUTY)
    answer(client, link, "accept")
    stored = as_stored(invited.id)
    assert (stored.state, stored.nomination_to_clear) == (InvitationState.ACCEPTED, None)
    assert stored.part_asked.is_confirmed


def test_a_forwarded_link_shows_no_representative_and_no_suggestion(client: ReadingClient, link: str) -> None:
    answer(client, link, "represent", message="Between us", **DEPUTY)
    page = ReadingClient.of(client.app).get(link)
    for told_us in ("Ygaudas", "ygaudas@example.org", "Vice-Minister", "Between us"):
        assert told_us not in page.response.get_data(as_text=True)


def test_a_personal_invitation_takes_no_representative(app: Flask, client: ReadingClient, sink: Sink) -> None:
    invitation = invitations.invitation(state="draft", email=LIN)
    with transaction():
        terms = Terms(Text.of("Travel is covered"), Text.of("a minister and two researchers are being asked"), False)
        actions.send([db.session.get_one(Invitation, invitation.id)], invitations.RESPOND_BY, terms)
    delivery.run_due()
    letter = newest_to(sink, LIN)
    page = client.get(letter.link())
    for text in (letter.text, page.text):
        assert "Travel is covered" in text and "a minister and two researchers are being asked" in text
    assert page.document.xpath("//input[@name='answer']/@value") == ["accept", "undecided", "decline"]
    assert answer(client, letter.link(), "represent").status == 422


def test_the_line_on_costs_comes_from_the_settings_where_the_letter_says_nothing(
    app: Flask, client: ReadingClient, sink: Sink
) -> None:
    edition = forums.edition()
    with transaction():
        db.session.get_one(Edition, edition.id).costs = Text.of("Travel and two nights are covered")
    invitations.invitation(invitations.panel(edition), email=LIN)
    delivery.run_due()
    assert "Costs: Travel and two nights are covered" in newest_to(sink, LIN).text
