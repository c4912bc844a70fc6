"""Those whom a release concerns get one letter with their own changes; nobody else gets any (E21, INV-31, INV-35)."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.agenda import actions as agenda_actions
from forumapp.agenda import queries
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import calendar_updates
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import actions as notifications
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.people import actions as people_actions
from forumapp.people import queries as people
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.tasks import running
from forumapp.tasks.models import State, Task
from forumapp.words import Text
from tests.factories import agenda, forums, invitations, registrations
from tests.factories.invitations import NOW
from tests.registrations.test_places import at_once
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/agenda"
LIN, ULA, SURYADI = "lin@example.org", "ula@example.org", "suryadi@example.org"


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask, sink: Sink) -> Edition:
    """P1 with LIN and Ūla, P2 with LIN, P3 with Suryadi; release 1 is out, and every letter has left."""
    edition = forums.edition(second_zone="Asia/Taipei")
    invitations.panel(edition)
    for code, title, wall in (
        ("P2", "Closing", datetime(2026, 10, 24, 15)),
        ("P3", "Satellites", datetime(2026, 10, 26, 9)),
    ):
        invitations.panel(edition, code=code, title=Text.of(title), wall_start=wall)
    lin = {"email": LIN, "time_zone": "Asia/Taipei"}
    ula = {"printed_name": "Ūla Žemaitė-Šimkienė", "email": ULA, "language": "lt"}
    for code, part, person in (
        ("P1", "panellist", lin),
        ("P2", "moderator", lin),
        ("P1", "moderator", ula),
        ("P3", "panellist", {"printed_name": "Suryadi", "email": SURYADI}),
    ):
        known = people.by_email(person["email"])
        who = {"person": known} if known else person
        invitations.invitation(agenda.session(edition, code), state="accepted", part=part, **who)
    agenda.released(edition)
    delivery.run_due()
    sink.letters.clear()
    return db.session.get_one(Edition, edition.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", agenda.fresh(forum))


def change(edition: Edition, code: str, act: Callable[[ForumSession], object]) -> None:
    with transaction():
        act(agenda.session(edition, code))


def to_monday(session: ForumSession) -> None:
    programme.reschedule(session, datetime(2026, 10, 26, 17, 30), 60, room=session.room)


def half_an_hour_later(session: ForumSession) -> None:
    assert session.minutes
    wall = datetime(2026, 10, 24, 15, 30)
    programme.reschedule(session, wall, session.minutes, room=session.room)


def release(edition: Edition, told: str = "affected") -> None:
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(edition), by_id=None, told=told)
    running.run_due()


def told() -> list[tuple[str, str]]:
    """Which letters about a release were written, and to whom."""
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.about.like("telling %")).order_by(Message.id))
    return [(row.kind, row.recipient) for row in rows]


def of(address: str, code: str) -> Invitation:
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.scalars(select(Invitation)).all()
    return next(row for row in rows if row.person.email == address and row.part_asked.session.code == code)


def test_one_letter_holds_all_her_changes_and_an_entry_for_each(forum: Edition, sink: Sink) -> None:
    change(forum, "P1", to_monday)
    change(forum, "P2", half_an_hour_later)
    release(forum)
    assert sorted(told()) == [("your_sessions_changed", LIN), ("your_sessions_changed", ULA)]
    delivery.run_due()
    [letter] = sink.to(LIN)
    assert letter.message["subject"] == "[F3D 2026] Please confirm the new time: P1"
    for words in (
        "2 of your sessions have changed.",
        "When: Monday 26 October 2026, 17:30–18:30 Vilnius (23:30–00:30",
        "Earlier time: Saturday 24 October 2026, 09:00–10:15 Vilnius (14:00–15:15 Taipei)",
        "When: Saturday 24 October 2026, 15:30–16:45 Vilnius (20:30–21:45 Taipei)",
        "Release 2 of the agenda",
        "Please say under the link whether it suits you.",
    ):
        assert words in letter.text, words
    parts = [part for part in letter.message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_filename() for part in parts] == [None, "f3d2026_P2.ics", "f3d2026_P1.ics"]
    assert {part.get_param("method") for part in parts} == {"REQUEST"}
    assert "DTSTART;TZID=Europe/Vilnius:20261026T173000" in parts[2].get_payload(decode=True).decode()
    assert calendar_updates.due(agenda.fresh(forum)) == []


def test_whom_nothing_concerns_is_not_written_to(forum: Edition) -> None:
    change(forum, "P2", half_an_hour_later)
    release(forum)
    assert told() == [("your_sessions_changed", LIN)]


def test_nobody_is_written_to_unless_somebody_chose_so(forum: Edition, organiser: ReadingClient) -> None:
    change(forum, "P1", to_monday)
    done = organiser.submit(organiser.get(HERE).form("Release 2"))
    assert "Release 2 is public. Nobody was written to." in done.text
    running.run_due()
    assert told() == []


def test_what_nobody_was_told_is_told_with_a_later_release(forum: Edition) -> None:
    change(forum, "P1", to_monday)
    release(forum, "nobody")
    change(forum, "P3", lambda session: setattr(session, "title", Text.of("Satellites for all")))
    release(forum)
    assert sorted(address for _, address in told()) == [LIN, SURYADI, ULA]


def test_the_page_says_who_would_be_told_what_with_a_sample_in_each_language(
    forum: Edition, organiser: ReadingClient
) -> None:
    change(forum, "P1", to_monday)
    page = organiser.get(HERE)
    assert "those affected: 2 people with a part" in page.text
    assert "Ūla Žemaitė-Šimkienė" in page.text and "asked whether the new time suits" in page.text
    assert "Satellites" not in page.text
    assert "“What democracies owe their digital citizens” takes place at another time." in page.text
    assert "Ankstesnis laikas" in page.text
    assert told() == []


def test_what_was_cancelled_before_is_told_to_nobody_again(forum: Edition) -> None:
    session = agenda.session(forum, "P3")
    with transaction():
        guest = people_actions.find_or_add(agenda.fresh(forum), printed_name="Guest", email="guest@example.org")
        programme.confirm_role(programme.add_role(agenda.session(forum, "P3"), guest, "panellist"))
    change(forum, session.code, programme.cancel)
    release(forum)
    assert sorted(address for _, address in told()) == ["guest@example.org", SURYADI]
    change(forum, "P1", lambda session: setattr(session, "note", Text.of("With coffee")))
    change(forum, "P3", lambda session: setattr(session, "note", Text.of("Sorry")))
    release(forum)
    assert sorted(address for _, address in told()) == ["guest@example.org", LIN, SURYADI, ULA]


def test_a_press_tells_a_handful_before_the_answer_and_a_second_press_nobody(
    forum: Edition, organiser: ReadingClient
) -> None:
    change(forum, "P1", to_monday)
    form = organiser.get(HERE).form("Release 2")
    done = organiser.submit(form, tell="affected")
    assert "Release 2 is public. 2 letters are on their way." in done.text
    assert len(told()) == 2
    again = organiser.submit(form, tell="affected")
    assert "Release 2 is out already. Nothing was released twice." in again.text
    running.run_due()
    assert len(told()) == 2


def test_pressed_by_ten_at_once_there_is_one_release_and_one_letter_each(app: Flask, forum: Edition) -> None:
    change(forum, "P1", to_monday)
    edition_id = forum.id

    def press() -> None:
        with transaction():
            edition = db.session.get_one(Edition, edition_id)
            agenda_actions.release_and_tell(edition, by_id=None, told="affected", expected_number=2)

    refused = at_once(app, [press] * 10)
    assert [type(error) for error in refused] == [agenda_actions.AlreadyReleased] * 9
    at_once(app, [running.run_due] * 3)
    assert len(queries.of_edition(agenda.fresh(forum))) == 2
    assert sorted(told()) == [("your_sessions_changed", LIN), ("your_sessions_changed", ULA)]


def test_everybody_means_those_registered_too_and_nobody_twice(forum: Edition, sink: Sink) -> None:
    registrations.registration(forum, email="visitor@example.org", language="lt")
    registrations.registration(forum, email="unconfirmed@example.org", verified=False)
    change(forum, "P1", to_monday)
    release(forum, "everybody")
    kinds = {address: kind for kind, address in told()}
    assert kinds == {
        LIN: "your_sessions_changed",
        ULA: "your_sessions_changed",
        SURYADI: "agenda_changed",
        "visitor@example.org": "agenda_changed",
    }
    delivery.run_due()
    [letter] = sink.to("visitor@example.org")
    assert "17:30–18:30" in letter.text and "/lt/r/" in letter.link()
    assert "LIN" not in letter.text


def test_a_worker_killed_in_the_middle_leaves_everybody_told_once(
    forum: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = agenda.session(forum, "P1")
    for number in range(30):
        invitations.invitation(session, state="accepted", printed_name=f"E {number}", email=f"e{number}@example.org")
    release(forum, "nobody")
    change(forum, "P1", to_monday)
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(forum), by_id=None, told="affected")
    write, written = notifications.queue, []

    def stumble(**letter: object) -> Message:
        written.append(letter)
        if len(written) == 25:
            raise KeyboardInterrupt
        return write(**letter)  # type: ignore[arg-type]

    monkeypatch.setattr(notifications, "queue", stumble)
    with pytest.raises(KeyboardInterrupt):
        running.run_due()
    monkeypatch.undo()
    db.session.rollback()
    with time_machine.travel(NOW.replace(hour=9), tick=False):
        running.run_due()
    assert len(told()) == len(set(told())) == 32
    assert [task.state for task in db.session.scalars(select(Task))] == [State.FINISHED]


def test_letters_written_later_say_what_was_released_and_not_what_is_planned_since(forum: Edition, sink: Sink) -> None:
    change(forum, "P1", to_monday)
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(forum), by_id=None, told="affected")
    change(forum, "P1", lambda session: programme.reschedule(session, datetime(2026, 10, 24, 11), 60))
    running.run_due()
    delivery.run_due()
    [letter] = sink.to(LIN)
    assert "17:30" in letter.text and "11:00" not in letter.text


def test_more_letters_than_a_few_leave_only_with_their_number_typed(forum: Edition, organiser: ReadingClient) -> None:
    for number in range(30):
        registrations.registration(forum, email=f"v{number}@example.org")
    change(forum, "P1", to_monday)
    form = organiser.get(HERE).form("Release 2")
    refused = organiser.submit(form, tell="everybody")
    assert refused.status == 422 and "Type 33 to send that many letters." in refused.text
    done = organiser.submit(form, tell="everybody", count="33")
    assert done.status == 200
    running.run_due()
    assert len(told()) == 33


def test_she_says_behind_the_link_that_the_new_time_suits_her(
    forum: Edition, sink: Sink, client: ReadingClient, organiser: ReadingClient
) -> None:
    change(forum, "P1", to_monday)
    release(forum)
    delivery.run_due()
    link = sink.to(LIN)[-1].link()
    assert "asked whether the new time suits" in organiser.get("/manage/f3d2026/sessions/P1/board").text
    page = client.get(link)
    assert "You accepted for another time." in page.text
    asked = client.get(f"{link}/new-time")
    unsaid = client.submit(asked.form("Send my answer"))
    assert unsaid.status == 422
    client.submit(asked.form("Send my answer"), **{f"part-{of(LIN, 'P1').public_id}": "suits"})
    one = of(LIN, "P1")
    assert not one.is_to_reconfirm and one.reconfirmed_at is not None
    assert "accepted, the new time too" in organiser.get("/manage/f3d2026/sessions/P1/board").text


def test_or_that_she_cannot_come_then(forum: Edition, sink: Sink, client: ReadingClient) -> None:
    change(forum, "P1", to_monday)
    release(forum)
    delivery.run_due()
    link = sink.to(LIN)[-1].link()
    values = {f"part-{of(LIN, 'P1').public_id}": "not"}
    client.submit(client.get(f"{link}/new-time").form("Send my answer"), **values)
    assert of(LIN, "P1").state == InvitationState.WITHDRAWN
    assert of(LIN, "P2").state == InvitationState.ACCEPTED


@pytest.mark.parametrize("minutes", [30, 120])
def test_a_move_within_two_hours_asks_nothing(forum: Edition, minutes: int) -> None:
    wall = datetime(2026, 10, 24, 9 + minutes // 60, minutes % 60)
    change(forum, "P1", lambda session: programme.reschedule(session, wall, 75, room=session.room))
    release(forum)
    assert len(told()) == 2 and not of(LIN, "P1").is_to_reconfirm


def test_wording_is_corrected_by_one_press_and_nobody_is_told(forum: Edition, organiser: ReadingClient) -> None:
    change(forum, "P1", lambda session: setattr(session, "title", Text.of("What democracies owe")))
    form = organiser.get(HERE).form("Correct quietly")
    done = organiser.submit(form)
    assert "Release 2 is public. Nobody was written to." in done.text
    again = organiser.submit(form)
    assert "Nothing was released twice." in again.text
    assert len(queries.of_edition(agenda.fresh(forum))) == 2 and told() == []


def test_more_than_wording_is_not_corrected_quietly(forum: Edition, organiser: ReadingClient) -> None:
    change(forum, "P1", lambda session: setattr(session, "title", Text.of("What democracies owe")))
    form = organiser.get(HERE).form("Correct quietly")
    change(forum, "P2", half_an_hour_later)
    assert "Correct quietly" not in organiser.get(HERE).text
    refused = organiser.submit(form)
    assert "More than wording has changed" in refused.text
    assert len(queries.of_edition(agenda.fresh(forum))) == 1
