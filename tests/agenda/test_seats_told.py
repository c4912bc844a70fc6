"""Seats follow what is released, and who has one is told of it in one letter (E21 to E24, INV-31, INV-35)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import links, schedule
from forumapp.agenda import actions as agenda_actions
from forumapp.agenda import urgent
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Room
from forumapp.links import Purpose
from forumapp.notifications import delivery
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.programme import announced, online
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration
from forumapp.registrations.seats.actions import NotByRequest
from forumapp.registrations.seats.models import Seat, SeatState
from forumapp.tasks import running
from forumapp.words import LANGUAGES, Text
from tests.agenda.test_telling import change, release
from tests.factories import agenda, forums
from tests.factories.invitations import NOW
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import accept, by_request, give_back, request
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.reviewed_letters import (
    assert_as_reviewed,
    assert_both_parts_say_the_same,
    assert_one_link_to_registration,
)
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/agenda"
Act = Callable[[ForumSession], object]
GOLDEN = Path(__file__).parent / "golden"
MEETING = "https://meet.example.org/j/8842"
ULA, LIN, VISITOR = "ula@example.org", "lin@example.org", "visitor@example.org"
SATURDAY_UTC = datetime(2026, 10, 24, 10, 30, tzinfo=UTC)
SATURDAY, SUNDAY = datetime(2026, 10, 24, 13, 30), datetime(2026, 10, 25, 13, 30)


@pytest.fixture
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forum(app: Flask, september: time_machine.Traveller, sink: Sink) -> Edition:
    """W2 has one seat: it is Ūla's, and LIN waits for it. Release 1 is out, and every letter has left."""
    made = open_edition(
        slug="f3d2026",
        starts_on=SATURDAY.date(),
        ends_on=SUNDAY.date(),
        mode="hybrid",
        second_zone="Asia/Taipei",
    )
    session = by_request(made, room=forums.room(made, "Aula"))
    by_request(made, code="W9", title=Text.of("Satellites"), wall_start=SATURDAY.replace(hour=17))
    guests = [registration(made, email=address) for address in (ULA, LIN, VISITOR)]
    db.session.expunge_all()
    for guest in guests[:2]:
        request(guest, session)
    agenda.released(made)
    delivery.run_due()
    sink.letters.clear()
    return db.session.get_one(Edition, made.id)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", agenda.fresh(forum))


def told() -> list[tuple[str, str]]:
    """Every letter that was written since release 1."""
    db.session.rollback()
    running.run_due()
    delivery.run_due()
    rows = db.session.scalars(select(Message).where(Message.queued_at > NOW).order_by(Message.id))
    return sorted((row.kind, row.recipient) for row in rows)


def seats() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Seat.state).order_by(Seat.id)))


def offered_until() -> datetime | None:
    db.session.rollback()
    return db.session.scalars(select(Seat.offer_expires_at).where(Seat.state == SeatState.OFFERED)).one()


def by_code(edition: Edition, code: str) -> ForumSession:
    return db.session.scalars(
        select(ForumSession).where(ForumSession.edition_id == edition.id, ForumSession.code == code)
    ).one()


def registered(edition: Edition, address: str) -> Registration:
    return db.session.scalars(
        select(Registration).where(Registration.edition_id == edition.id, Registration.email == address)
    ).one()


@pytest.fixture(autouse=True)
def a_minute_later(forum: Edition, september: time_machine.Traveller) -> None:
    september.move_to(NOW + timedelta(minutes=1), tick=False)


def test_cancelling_in_the_programme_takes_no_seat_and_writes_to_nobody(forum: Edition) -> None:
    change(forum, "W2", programme.cancel)
    schedule.pass_seats_on()
    assert seats() == ["confirmed", "waitlisted"] and told() == []
    change(forum, "W2", programme.restore)
    schedule.pass_seats_on()
    assert seats() == ["confirmed", "waitlisted"] and told() == []


def test_moving_it_into_the_next_hour_ends_no_line_until_it_is_released(forum: Edition) -> None:
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 9, 1, 11, 45), 60))
    schedule.pass_seats_on()
    assert seats() == ["confirmed", "waitlisted"] and told() == []
    agenda.released(forum)
    schedule.pass_seats_on()
    assert seats() == ["confirmed", "refused"] and told() == [("session_full", LIN)]


def test_an_offer_has_the_deadline_of_the_time_that_people_know(
    forum: Edition, september: time_machine.Traveller
) -> None:
    """A day; on the day of the session two hours, and never beyond its start (INV-14)."""
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 9, 1, 13, 30), 90))
    give_back(registered(forum, ULA), by_code(forum, "W2"))
    assert offered_until() == NOW + timedelta(hours=24, minutes=1), "that it is planned for today, nobody knows"


def test_on_the_day_that_people_know_an_offer_ends_with_the_start(
    forum: Edition, september: time_machine.Traveller
) -> None:
    change(forum, "W2", lambda session: programme.reschedule(session, SUNDAY, 90))
    september.move_to(SATURDAY_UTC - timedelta(minutes=90), tick=False)
    give_back(registered(forum, ULA), by_code(forum, "W2"))
    assert offered_until() == SATURDAY_UTC


def test_seats_are_given_until_an_hour_before_the_time_that_people_know(
    forum: Edition, september: time_machine.Traveller
) -> None:
    change(forum, "W2", lambda session: programme.reschedule(session, SUNDAY, 90))
    september.move_to(SATURDAY_UTC - timedelta(minutes=59), tick=False)
    with pytest.raises(NotByRequest):
        request(registered(forum, VISITOR), by_code(forum, "W2"))
    give_back(registered(forum, ULA), by_code(forum, "W2"))
    assert seats() == ["cancelled", "waitlisted"]


def test_of_a_session_that_no_release_tells_of_the_planned_time_counts(
    forum: Edition, september: time_machine.Traveller
) -> None:
    change(forum, "W2", lambda session: setattr(session, "listing", "hidden"))
    agenda.released(forum)
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 9, 1, 12, 45), 90))
    give_back(registered(forum, ULA), by_code(forum, "W2"))
    assert offered_until() == datetime(2026, 9, 1, 9, 45, tzinfo=UTC)


def test_a_line_stands_still_while_the_public_reads_that_the_session_is_postponed(
    forum: Edition, september: time_machine.Traveller
) -> None:
    change(forum, "W2", programme.postpone)
    agenda.released(forum)
    change(forum, "W2", lambda session: programme.reschedule(session, SUNDAY, 90))
    give_back(registered(forum, ULA), by_code(forum, "W2"))
    september.move_to(SATURDAY_UTC, tick=False)
    schedule.pass_seats_on()
    assert seats() == ["cancelled", "waitlisted"], "nobody is told that it is full, or offered a seat"
    agenda.released(forum)
    schedule.pass_seats_on()
    assert seats() == ["cancelled", "offered"]


@pytest.mark.parametrize("act", [programme.cancel, lambda session: session.back_to_draft()])
def test_the_release_ends_the_seats_and_tells_each_holder_once(forum: Edition, act: Act, sink: Sink) -> None:
    change(forum, "W2", act)
    release(forum)
    schedule.pass_seats_on()
    assert seats() == ["released", "released"]
    assert told() == [("your_seats_changed", LIN), ("your_seats_changed", ULA)]
    [letter] = sink.to(ULA)
    for words in (
        "“AI procurement and rights” is cancelled.",
        "It was to be: Saturday 24 October 2026, 13:30–15:00 Vilnius (18:30–20:00 Taipei)",
        "Your place at the forum is not touched by this.",
    ):
        assert words in letter.text, words


@pytest.mark.parametrize(
    ("whom", "letters"),
    [
        ("nobody", []),
        ("affected", [("your_seats_changed", LIN), ("your_seats_changed", ULA)]),
        ("everybody", [("agenda_changed", VISITOR), ("your_seats_changed", LIN), ("your_seats_changed", ULA)]),
    ],
)
def test_whoever_is_told_of_an_urgent_cancellation_gets_one_letter_and_nobody_means_nobody(
    forum: Edition, whom: str, letters: list[tuple[str, str]]
) -> None:
    with transaction():
        cancels = urgent.Change(Text.of("A flood."), cancels=True)
        urgent.change_at_once(agenda.session(forum, "W2"), cancels, by_id=None, told=whom)
    running.run_due()
    schedule.pass_seats_on()
    assert seats() == ["released", "released"] and told() == letters


def test_what_follows_counts_the_seats_first(forum: Edition, organiser: ReadingClient) -> None:
    page = organiser.get(f"{HERE}/call-off?session=W2")
    assert "2 people have a seat or wait for one" in page.text and "1 other person is registered" in page.text
    assert (
        "those affected: 2 people with a seat or waiting for one" in page.text
        and "also those registered: 3 letters" in page.text
    )


def test_of_a_session_that_the_public_does_not_read_those_with_a_seat_learn_all_the_same(forum: Edition) -> None:
    change(forum, "W2", lambda session: setattr(session, "listing", "hidden"))
    agenda.released(forum)
    change(forum, "W2", programme.cancel)
    release(forum)
    assert seats() == ["released", "released"]
    assert told() == [("your_seats_changed", LIN), ("your_seats_changed", ULA)]


def test_a_quiet_correction_ends_no_seat(forum: Edition) -> None:
    change(forum, "W2", lambda session: setattr(session, "listing", "hidden"))
    agenda.released(forum)
    change(forum, "W2", programme.cancel)
    change(forum, "W9", lambda session: setattr(session, "title", Text.of("Otherwise")))
    with transaction():
        agenda_actions.correct_quietly(agenda.fresh(forum), by_id=None)
    assert seats() == ["confirmed", "waitlisted"] and told() == []


def test_who_gave_her_seat_back_before_the_letter_was_written_gets_none(forum: Edition) -> None:
    change(forum, "W2", lambda session: programme.reschedule(session, SUNDAY, 90, room=session.room))
    with transaction():
        agenda_actions.release_and_tell(agenda.fresh(forum), by_id=None, told="affected")
    give_back(registered(forum, LIN), agenda.session(forum, "W2"))
    with transaction():
        registrations.cancel(registered(forum, ULA))
    assert "your_seats_changed" not in {kind for kind, _ in told()}


def test_after_a_cancellation_that_is_taken_back_she_may_ask_again(forum: Edition) -> None:
    change(forum, "W2", programme.cancel)
    release(forum)
    change(forum, "W2", programme.restore)
    release(forum)
    ula = registered(forum, ULA)
    db.session.expunge_all()
    assert request(ula, agenda.session(forum, "W2")).state == SeatState.CONFIRMED


def test_her_page_says_that_the_session_does_not_take_place(forum: Edition, sink: Sink, client: ReadingClient) -> None:
    change(forum, "W2", programme.cancel)
    release(forum)
    delivery.run_due()
    page = client.get(sink.to(ULA)[-1].link())
    assert "The session does not take place." in page.text and "Give the seat back" not in page.text


def to_sunday(session: ForumSession) -> None:
    programme.reschedule(session, SUNDAY, 90, room=session.room)


def to(hour: int) -> Act:
    return lambda session: programme.reschedule(session, SATURDAY.replace(hour=hour), 90, room=session.room)


def her_page(client: ReadingClient, sink: Sink, address: str) -> Page:
    delivery.run_due()
    return client.get(sink.to(address)[-1].link())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_that_asks_whether_she_keeps_her_seat_reads_as_it_was_reviewed(
    forum: Edition, language: str
) -> None:
    with transaction():
        registered(forum, ULA).language = language
        registered(forum, ULA).reference = "F3D26-7KQ4"
    change(forum, "W2", to_sunday)
    release(forum)
    db.session.rollback()
    letters = db.session.scalars(select(Message).where(Message.kind == "your_seats_changed")).all()
    [letter] = [one for one in letters if one.recipient == ULA]
    assert_as_reviewed(letter, GOLDEN / f"your_seats_changed.{language}.txt")
    if language == "en":
        assert_both_parts_say_the_same(letter)
        assert_one_link_to_registration(letter)


def test_moved_to_another_day_the_seat_waits_for_her_word_and_she_keeps_it_with_one_button(
    forum: Edition, sink: Sink, client: ReadingClient, organiser: ReadingClient
) -> None:
    change(forum, "W2", to_sunday)
    assert "asked whether they keep their seats" in organiser.get(HERE).text
    release(forum)
    assert seats() == ["needs_reconfirmation", "waitlisted"]
    page = her_page(client, sink, ULA)
    assert "Without a word from you until Friday 4 September 2026" in page.text
    kept = client.submit(page.form("Keep the seat"))
    assert "The seat is yours." in kept.text and seats() == ["confirmed", "waitlisted"]
    client.submit(page.form("Keep the seat"))
    assert seats() == ["confirmed", "waitlisted"]
    assert told() == [("your_seats_changed", LIN), ("your_seats_changed", ULA)]


def test_or_gives_it_to_the_next(forum: Edition, sink: Sink, client: ReadingClient) -> None:
    change(forum, "W2", to_sunday)
    release(forum)
    client.submit(her_page(client, sink, ULA).form("Give the seat back"))
    assert seats() == ["cancelled", "offered"]


def test_silence_until_the_deadline_passes_the_seat_on_once(
    forum: Edition, september: time_machine.Traveller, sink: Sink
) -> None:
    change(forum, "W2", to_sunday)
    release(forum)
    delivery.run_due()
    september.shift(timedelta(days=3, minutes=-1))
    schedule.pass_seats_on()
    assert seats() == ["needs_reconfirmation", "waitlisted"]
    september.shift(timedelta(minutes=1))
    schedule.pass_seats_on()
    schedule.pass_seats_on()
    assert seats() == ["lapsed", "offered"]
    delivery.run_due()
    assert "You did not say in time that you keep your seat" in sink.to(ULA)[-1].text
    assert "A seat is free for you" in sink.to(LIN)[-1].message["subject"]


def test_too_late_she_asks_anew_behind_the_others(forum: Edition, september: time_machine.Traveller) -> None:
    change(forum, "W2", to_sunday)
    release(forum)
    september.shift(timedelta(days=3))
    assert accept(registered(forum, ULA), agenda.session(forum, "W2")).state == SeatState.WAITLISTED
    assert seats() == ["lapsed", "offered", "waitlisted"]


def test_moved_far_on_the_same_day_she_is_asked_and_keeps_it_without_a_word(
    forum: Edition, september: time_machine.Traveller, sink: Sink
) -> None:
    change(forum, "W2", to(16))
    release(forum)
    assert seats() == ["needs_reconfirmation", "waitlisted"]
    delivery.run_due()
    assert "Without a word from you, you keep it." in sink.to(ULA)[-1].text
    assert "whether you keep your seat" not in sink.to(LIN)[-1].text
    september.shift(timedelta(days=10))
    schedule.pass_seats_on()
    assert seats() == ["needs_reconfirmation", "waitlisted"]


def test_a_move_within_two_hours_tells_and_asks_nothing(forum: Edition, sink: Sink) -> None:
    change(forum, "W2", to(15))
    release(forum)
    assert seats() == ["confirmed", "waitlisted"]
    assert told() == [("your_seats_changed", LIN), ("your_seats_changed", ULA)]
    assert "When: Saturday 24 October 2026, 15:30–17:00 Vilnius" in sink.to(ULA)[-1].text


def test_unless_she_has_a_seat_elsewhere_at_the_new_time(forum: Edition, sink: Sink) -> None:
    ula, session = registered(forum, ULA), agenda.session(forum, "W9")
    db.session.expunge_all()
    request(ula, session)
    change(forum, "W2", to(15))
    release(forum)
    assert seats() == ["confirmed", "waitlisted", "confirmed"], "one ends before the other begins"
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 10, 24, 16, 15), 90))
    release(forum)
    assert seats() == ["needs_reconfirmation", "waitlisted", "confirmed"]
    delivery.run_due()
    assert "You are expected at that time in: Satellites" in sink.to(ULA)[-1].text


def test_with_nobody_told_nobody_is_asked(forum: Edition) -> None:
    change(forum, "W2", to_sunday)
    release(forum, "nobody")
    assert seats() == ["confirmed", "waitlisted"] and told() == []


def test_too_short_before_the_session_a_seat_is_kept_without_a_word(
    forum: Edition, september: time_machine.Traveller
) -> None:
    september.move_to(datetime(2026, 10, 23, 8, tzinfo=UTC), tick=False)
    change(forum, "W2", lambda session: programme.reschedule(session, datetime(2026, 10, 23, 13, 30), 90))
    release(forum)
    assert seats() == ["needs_reconfirmation", "waitlisted"]
    september.shift(timedelta(hours=2))
    schedule.pass_seats_on()
    assert seats()[0] == "needs_reconfirmation"


def test_new_dates_after_a_postponement_ask_again(forum: Edition) -> None:
    change(forum, "W2", programme.postpone)
    release(forum)
    assert seats() == ["confirmed", "waitlisted"]
    change(forum, "W9", lambda session: setattr(session, "note", Text.of("With coffee")))
    release(forum)
    assert len(told()) == 2, "that it has no time is told once"
    change(forum, "W2", to_sunday)
    release(forum)
    assert seats() == ["needs_reconfirmation", "waitlisted"]


def plan_elsewhere(forum: Edition) -> None:
    cellar = forums.room(agenda.fresh(forum), "Cellar").id
    with transaction():
        session = agenda.session(forum, "W2")
        session.title = Text.of("A new title")
        programme.reschedule(session, SUNDAY, 90, room=db.session.get_one(Room, cellar))


def link_to(registration: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, registration.id)}"


PLANNED = ("A new title", "Sunday 25 October", "Cellar")
"""What ``plan_elsewhere`` makes of W2, as it is read."""
RELEASED = ("AI procurement and rights", "Saturday 24 October 2026, 13:30–15:00", "Aula")


def test_her_page_shows_title_time_and_room_as_released_and_not_as_planned(
    forum: Edition, client: ReadingClient
) -> None:
    page = link_to(registered(forum, ULA))
    plan_elsewhere(forum)
    shown = client.get(page).text
    assert all(words in shown for words in RELEASED) and not any(words in shown for words in PLANNED)
    agenda.released(forum)
    shown = client.get(page).text
    assert all(words in shown for words in PLANNED) and not any(words in shown for words in RELEASED)


def test_letters_about_seats_tell_what_is_released_and_not_what_is_planned(forum: Edition, sink: Sink) -> None:
    plan_elsewhere(forum)
    give_back(registered(forum, ULA), agenda.session(forum, "W2"))
    delivery.run_due()
    [offer] = sink.to(LIN)
    assert all(words in offer.text for words in RELEASED[:2]) and "Aula" in offer.text
    assert not any(words in offer.text for words in PLANNED)


def test_of_a_session_of_which_the_public_reads_nothing_she_reads_what_is_planned(
    forum: Edition, client: ReadingClient
) -> None:
    page = link_to(registered(forum, ULA))
    change(forum, "W2", lambda session: setattr(session, "listing", "hidden"))
    agenda.released(forum)
    plan_elsewhere(forum)
    assert all(words in client.get(page).text for words in PLANNED)


def test_of_what_is_postponed_no_time_is_read_and_a_closed_session_keeps_its_title(forum: Edition) -> None:
    change(forum, "W2", lambda session: setattr(session, "access", "members_only"))
    change(forum, "W9", programme.postpone)
    agenda.released(forum)
    change(forum, "W2", to_sunday)
    known = announced.known(agenda.fresh(forum))
    closed, postponed = (announced.of(agenda.session(forum, code), known) for code in ("W2", "W9"))
    assert closed.title == Text.of("AI procurement and rights") and closed.starts_at == SATURDAY_UTC
    assert postponed.title == Text.of("Satellites") and postponed.starts_at is None


def test_the_way_in_opens_by_the_time_that_is_released(forum: Edition, september: time_machine.Traveller) -> None:
    with transaction():
        online.keep(agenda.fresh(forum), None, join_address=MEETING)
    plan_elsewhere(forum)
    september.move_to(SATURDAY_UTC, tick=False)
    session = agenda.session(forum, "W2")
    [door] = online.doors([session])
    assert door.is_open and door.told.starts_at == SATURDAY_UTC and online.way_in(session) == MEETING
    agenda.released(forum)
    session = agenda.session(forum, "W2")
    [door] = online.doors([session])
    assert not door.is_open and online.way_in(session) == ""
