"""A role holder's calendar follows the programme when somebody says so, and never by itself (INV-35, INV-36)."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import create_app, migrating
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import actions, answering, calendar_updates
from forumapp.invitations.entries import CalendarEntry
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import delivery
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.words import Text
from tests.conftest import DATABASE, settings_for
from tests.factories import invitations
from tests.invitations.support import Queries, as_stored, entry_of, letters, newest_to
from tests.support.browser_like import ReadingClient
from tests.support.databases import fresh_database
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"
ELEVEN = datetime(2026, 10, 24, 11, 0)


@pytest.fixture
def accepted(app: Flask, sink: Sink) -> Invitation:
    made = invitations.invitation(email=LIN, state="accepted", time_zone="Asia/Taipei")
    delivery.run_due()
    return made


@pytest.fixture
def desk(team: Team, accepted: Invitation) -> ReadingClient:
    return team.signed_in_as("organiser", as_stored(accepted.id).edition)


PAGE = "/manage/f3d2026/invitations/calendar"


def change(invitation: Invitation, act: Callable[[ForumSession], object]) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invitation.id).part_asked.session)


def move(session: ForumSession) -> None:
    programme.reschedule(session, ELEVEN, 60, room=session.room)


def rename(session: ForumSession) -> None:
    session.title = Text.of("Another title")


def due(invitation: Invitation) -> list[calendar_updates.Update]:
    return calendar_updates.due(as_stored(invitation.id).edition)


def send_due(invitation: Invitation) -> int:
    with transaction():
        edition = db.session.get_one(Edition, invitation.edition_id)
        sent = calendar_updates.send(calendar_updates.due(edition, to_change=True))
    delivery.run_due()
    return sent


def test_changing_the_programme_sends_nothing_by_itself(accepted: Invitation) -> None:
    before = letters()
    change(accepted, move)
    change(accepted, rename)
    change(accepted, programme.cancel)
    assert letters() == before


def test_who_was_told_what_still_holds_is_not_due(accepted: Invitation) -> None:
    assert due(accepted) == []
    change(accepted, lambda session: setattr(session, "note", Text.of("With coffee")))
    change(accepted, lambda session: setattr(session, "title", Text({**session.title, "lt": "Lietuviškai"})))
    assert due(accepted) == []


def test_moved_there_and_back_is_not_due(accepted: Invitation) -> None:
    change(accepted, move)
    assert [one.invitation.id for one in due(accepted)] == [accepted.id]
    change(accepted, lambda session: programme.reschedule(session, datetime(2026, 10, 24, 9), 75, room=session.room))
    assert due(accepted) == []


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (move, "takes place at another time"),
        (rename, "“Another title” has changed."),
        (lambda session: setattr(session.room, "name", Text.of("Room 12")), "takes place elsewhere"),
    ],
    ids=["moved", "renamed", "another room"],
)
def test_a_change_updates_the_same_entry(
    accepted: Invitation, sink: Sink, act: Callable[[ForumSession], object], said: str
) -> None:
    first = entry_of(newest_to(sink, LIN))
    change(accepted, act)
    assert send_due(accepted) == 1
    letter = newest_to(sink, LIN)
    entry = entry_of(letter)
    assert said in letter.text
    assert (entry["METHOD"], entry["UID"], entry["STATUS"]) == ("REQUEST", first["UID"], "CONFIRMED")
    assert int(entry["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
    assert due(accepted) == []


def test_old_and_new_time_stand_in_both_zones(accepted: Invitation, sink: Sink) -> None:
    change(accepted, move)
    send_due(accepted)
    lines = newest_to(sink, LIN).text.splitlines()
    assert "When: Saturday 24 October 2026, 11:00–12:00 Vilnius (16:00–17:00 Taipei)" in lines
    assert "Earlier time: Saturday 24 October 2026, 09:00–10:15 Vilnius (14:00–15:15 Taipei)" in lines


def test_a_cancelled_session_leaves_the_calendar(accepted: Invitation, sink: Sink) -> None:
    first = entry_of(newest_to(sink, LIN))
    change(accepted, programme.cancel)
    assert send_due(accepted) == 1
    entry = entry_of(newest_to(sink, LIN))
    assert (entry["METHOD"], entry["STATUS"], entry["UID"]) == ("CANCEL", "CANCELLED", first["UID"])
    assert int(entry["SEQUENCE"]) > int(first["SEQUENCE"])
    assert send_due(accepted) == 0


def test_a_session_that_takes_place_after_all_comes_back(accepted: Invitation, sink: Sink) -> None:
    change(accepted, programme.cancel)
    send_due(accepted)
    last = entry_of(newest_to(sink, LIN))
    change(accepted, programme.restore)
    send_due(accepted)
    entry = entry_of(newest_to(sink, LIN))
    assert (entry["METHOD"], entry["UID"]) == ("REQUEST", last["UID"])
    assert int(entry["SEQUENCE"]) > int(last["SEQUENCE"])


def test_a_cancelled_forum_takes_every_entry_out(accepted: Invitation, sink: Sink) -> None:
    with transaction():
        db.session.get_one(Edition, accepted.edition_id).state = EditionState.CANCELLED
    assert send_due(accepted) == 1
    assert entry_of(newest_to(sink, LIN))["METHOD"] == "CANCEL"


def test_a_session_without_time_leaves_the_calendar_and_comes_back_with_one(accepted: Invitation, sink: Sink) -> None:
    change(accepted, lambda session: programme.reschedule(session, None, None))
    send_due(accepted)
    assert entry_of(newest_to(sink, LIN))["METHOD"] == "CANCEL"
    assert "has no time for the moment" in newest_to(sink, LIN).text
    change(accepted, move)
    send_due(accepted)
    assert entry_of(newest_to(sink, LIN))["DTSTART"] == "20261024T110000"


def test_who_accepted_before_there_was_a_time_is_told_it(app: Flask, sink: Sink) -> None:
    session = invitations.panel(wall_start=None, minutes=None)
    made = invitations.invitation(session, email=LIN, state="accepted")
    delivery.run_due()
    assert "text/calendar" not in newest_to(sink, LIN).raw.decode()
    change(made, move)
    assert send_due(made) == 1
    assert entry_of(newest_to(sink, LIN))["METHOD"] == "REQUEST"
    assert "This is when and where" in newest_to(sink, LIN).text


def test_each_hears_it_in_her_own_language_and_alone(accepted: Invitation, sink: Sink) -> None:
    session = as_stored(accepted.id).part_asked.session
    invitations.invitation(session, email="ona@example.org", language="lt", state="accepted")
    delivery.run_due()
    change(accepted, move)
    assert send_due(accepted) == 2
    for address, other in ((LIN, "ona@example.org"), ("ona@example.org", LIN)):
        letter = newest_to(sink, address)
        assert entry_of(letter)["ATTENDEE"] == f"mailto:{address}"
        assert other not in letter.raw.decode()
    assert entry_of(newest_to(sink, LIN))["UID"] != entry_of(newest_to(sink, "ona@example.org"))["UID"]


@pytest.mark.parametrize("state", ["sent", "declined", "revoked"])
def test_only_who_said_yes_is_told(app: Flask, sink: Sink, state: str) -> None:
    made = invitations.invitation(email=LIN, state=state)
    change(made, move)
    assert due(made) == []


def test_a_session_that_is_over_moves_nobody(accepted: Invitation, september: time_machine.Traveller) -> None:
    change(accepted, rename)
    september.move_to(datetime(2026, 10, 24, 12, 0, tzinfo=UTC))
    assert due(accepted) == []


def test_a_yes_noted_without_receipt_has_no_entry_to_take_out(app: Flask, sink: Sink) -> None:
    made = invitations.invitation(email=LIN)
    delivery.run_due()
    with transaction():
        answering.record_answer(db.session.get_one(Invitation, made.id), InvitationState.ACCEPTED, "phone")
    change(made, move)
    assert due(made) == []
    with transaction():
        actions.revoke(db.session.get_one(Invitation, made.id), tell=True)
    delivery.run_due()
    assert "text/calendar" not in newest_to(sink, LIN).raw.decode()


def test_the_organiser_sees_who_is_told_what_and_sends_it_once(
    desk: ReadingClient, accepted: Invitation, sink: Sink
) -> None:
    assert "Every calendar says what the programme says." in desk.get(PAGE).text
    change(accepted, move)
    assert "shows an earlier time, place or title" in desk.get("/manage/f3d2026/").text
    page = desk.get(desk.get("/manage/f3d2026/invitations").links()["See and send"])
    for words in ("LIN Yu-ching", "09:00–10:15 Vilnius", "11:00–12:00 Vilnius", "16:00–17:00 Taipei"):
        assert words in page.text, words
    before = len(letters())
    form = page.form("seen")
    assert desk.submit(form).status == 200
    assert "nothing was sent twice" in desk.submit(form).text
    assert len(letters()) == before + 1


def test_what_changed_while_she_looked_is_shown_before_it_is_sent(desk: ReadingClient, accepted: Invitation) -> None:
    change(accepted, move)
    form = desk.get(PAGE).form("seen")
    change(accepted, programme.cancel)
    before = letters()
    again = desk.submit(form)
    assert again.status == 422 and "Something changed while you were looking" in again.text
    assert letters() == before
    assert desk.submit(again.form("seen")).status == 200
    assert letters()[-1][0] == "part_called_off"


def test_one_session_alone_can_be_told(desk: ReadingClient, accepted: Invitation) -> None:
    other = invitations.panel(
        as_stored(accepted.id).edition, code="P2", wall_start=datetime(2026, 10, 25, 9), room=None
    )
    invitations.invitation(other, email="ona@example.org", printed_name="Ona", state="accepted")
    for code in ("P1", "P2"):
        with transaction():
            move(db.session.query(ForumSession).filter_by(code=code).one())
    page = desk.get(desk.get("/manage/f3d2026/sessions/P2/board").links()["See and send"])
    assert page.url.endswith("?session=P2")
    assert "Ona" in page.text and "LIN" not in page.text
    desk.submit(page.form("seen"))
    assert [one.invitation.id for one in due(accepted)] == [accepted.id]
    assert desk.get(PAGE + "?session=P9").status == 404


def test_many_letters_leave_only_with_their_number(desk: ReadingClient, accepted: Invitation) -> None:
    session = as_stored(accepted.id).part_asked.session
    for number in range(25):
        invitations.invitation(session, email=f"guest{number}@example.org", state="accepted")
    change(accepted, move)
    page = desk.get(PAGE)
    before = len(letters())
    assert desk.submit(page.form("seen"), count="25").status == 422
    assert desk.submit(page.form("seen"), count="26").status == 200
    assert len(letters()) == before + 26


def test_finding_who_is_behind_costs_the_same_for_one_and_for_many(accepted: Invitation) -> None:
    def reads() -> int:
        db.session.rollback()
        db.session.expire_all()
        edition = db.session.get_one(Edition, accepted.edition_id)
        with Queries() as queries:
            assert calendar_updates.due(edition)
        return queries.count

    change(accepted, move)
    one = reads()
    session = as_stored(accepted.id).part_asked.session
    for guest in range(5):
        invitations.invitation(session, email=f"guest{guest}@example.org", state="accepted")
    change(accepted, rename)
    assert reads() == one


def test_entries_from_before_they_were_kept_are_outranked_and_never_doubled(tmp_path: Path) -> None:
    """The migration knows of each what its letter said of identity and sequence."""
    (own,) = (path.name[:4] for path in Path("migrations/versions").glob("*_calendar_entries.py"))
    with fresh_database(DATABASE, tmp_path, "with_rows") as url, create_app(settings_for(url, tmp_path)).app_context():
        migrating.upgrade()
        made = invitations.invitation(email=LIN, state="accepted")
        invitations.invitation(as_stored(made.id).part_asked.session, printed_name="Ona", email="ona@example.org")
        db.session.remove()
        migrating.downgrade(revision=f"{int(own) - 1:04}")
        migrating.upgrade()
        stored = as_stored(made.id)
        (entry,) = db.session.scalars(select(CalendarEntry)).all()
        session = stored.part_asked.session
        assert (entry.role_id, entry.uid, entry.is_held, entry.slot) == (stored.role_id, session.uid, True, None)
        assert entry.sequence == session.calendar_sequence + stored.answer_count
        assert due(made) == []
        change(made, move)
        uid, sequence = entry.uid, entry.sequence
        assert len(due(made)) == 1
        with transaction():
            calendar_updates.send(calendar_updates.due(db.session.get_one(Edition, made.edition_id)))
        again = db.session.scalars(select(CalendarEntry)).one()
        assert (again.uid, again.sequence) == (uid, sequence + 1)
        db.session.remove()
        db.engine.dispose()
