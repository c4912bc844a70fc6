"""Seats of a session: who gets one, who waits, to whom a free one is offered, and what time brings about."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forumapp import clock, schedule
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition, EditionState, SeriesStanding
from forumapp.notifications.models import Message, State
from forumapp.people.belonging import GroupMembership, SeriesGroup
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme import clashes
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import actions, by_team, queries, supply
from forumapp.registrations.seats.actions import OfferEnded
from forumapp.registrations.seats.models import NotWaiting, Seat, Seating, SeatState
from forumapp.words import Text
from tests.factories import forums as forum_factory
from tests.factories import people
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import accept, by_request, fresh_seat, give_back, request, seating

Asking = Callable[[Registration, ForumSession], Seat]
NOW = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
SATURDAY = date(2026, 10, 24)
"""The session begins at 13:30 in Vilnius, 10:30 UTC."""


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def edition(app: Flask, traveller: time_machine.Traveller) -> Edition:
    return open_edition(starts_on=SATURDAY, ends_on=SATURDAY, mode="hybrid")


def states(session: ForumSession) -> list[str]:
    """In the order in which people asked."""
    db.session.rollback()
    return list(db.session.scalars(select(Seat.state).where(Seat.session_id == session.id).order_by(Seat.id)))


def letters() -> list[tuple[str, str]]:
    """Those that leave or left."""
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.state != State.CANCELLED).order_by(Message.id))
    return [(row.kind, row.recipient.partition("@")[0]) for row in rows if row.kind.startswith(("seat", "session"))]


def guests(edition: Edition, *names: str, **changes: object) -> list[Registration]:
    made = [registration(edition, email=f"{name}@example.org", **changes) for name in names]
    db.session.expunge_all()
    return made


def set_seats(session: ForumSession, seats: int | None, online: int | None = None) -> None:
    with transaction():
        by_team.set_capacity(db.session.get_one(ForumSession, session.id), seats, online)


def test_seats_go_to_who_asks_first_and_the_others_wait_in_order(edition: Edition) -> None:
    session = by_request(edition, seats=1)
    for guest in guests(edition, "ula", "lin", "ona"):
        request(guest, session)
    assert states(session) == ["confirmed", "waitlisted", "waitlisted"]
    assert letters() == [("seat_confirmed", "ula"), ("seat_waitlisted", "lin"), ("seat_waitlisted", "ona")]


def test_asking_twice_is_asking_once(edition: Edition) -> None:
    session = by_request(edition)
    [ula] = guests(edition, "ula")
    assert request(ula, session).id == request(ula, session).id
    assert letters() == [("seat_confirmed", "ula")]


def test_the_database_refuses_a_second_live_seat(edition: Edition) -> None:
    session = by_request(edition)
    [ula] = guests(edition, "ula")
    seat = request(ula, session)
    with pytest.raises(IntegrityError), transaction():
        first = db.session.get_one(Seat, seat.id)
        db.session.add(
            Seat(
                registration=first.registration,
                session=first.session,
                mode="in_person",
                seat_class="public",
                priority=3,
                requested_at=clock.now(),
            )
        )


def test_a_freed_seat_is_one_offer_to_one_person_for_a_day(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    seats = [request(guest, session) for guest in (ula, lin, ona)]
    give_back(ula, session)
    assert states(session) == ["cancelled", "offered", "waitlisted"]
    assert fresh_seat(seats[1].id).offer_expires_at == NOW + timedelta(hours=24)
    give_back(ula, session)
    schedule.pass_seats_on()
    assert states(session) == ["cancelled", "offered", "waitlisted"]
    assert letters().count(("seat_offered", "lin")) == 1 and ("seat_offered", "ona") not in letters()


def test_saying_yes_confirms_and_saying_it_again_changes_nothing(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    give_back(ula, session)
    assert accept(lin, session).state == accept(lin, session).state == SeatState.CONFIRMED
    assert letters()[-1] == ("seat_confirmed", "lin")
    assert ("seat_offered", "lin") not in letters(), "an offer that was taken before its letter left is called off"


def test_nobody_can_say_yes_to_what_was_not_offered(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    assert accept(lin, session).state == SeatState.WAITLISTED
    with pytest.raises(NotWaiting):
        accept(guests(edition, "ona")[0], session)


def test_silence_passes_the_offer_on_exactly_once(edition: Edition, traveller: time_machine.Traveller) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    for guest in (ula, lin, ona):
        request(guest, session)
    give_back(ula, session)
    traveller.move_to(NOW + timedelta(hours=23, minutes=59), tick=False)
    schedule.pass_seats_on()
    assert states(session) == ["cancelled", "offered", "waitlisted"]
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    schedule.pass_seats_on()
    schedule.pass_seats_on()
    assert states(session) == ["cancelled", "lapsed", "offered"]
    assert letters().count(("seat_lapsed", "lin")) == letters().count(("seat_offered", "ona")) == 1


def test_a_late_yes_goes_to_the_end_of_the_line_even_before_the_worker_came(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    for guest in (ula, lin, ona):
        request(guest, session)
    give_back(ula, session)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    assert accept(lin, session).state == SeatState.WAITLISTED
    assert states(session) == ["cancelled", "lapsed", "offered", "waitlisted"]
    assert accept(lin, session).state == SeatState.WAITLISTED and len(states(session)) == 4


@pytest.mark.parametrize("again", [accept, request], ids=["late yes", "asking anew"])
@pytest.mark.parametrize("worker_came", [False, True])
def test_a_late_yes_has_her_earlier_place_in_the_line_where_the_series_has_it_so(
    edition: Edition, traveller: time_machine.Traveller, worker_came: bool, again: Asking
) -> None:
    forum_factory.late_yes_keeps_place()
    session = by_request(edition)
    ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    for minute, guest in enumerate((ula, lin, ona, ana)):
        traveller.move_to(NOW + timedelta(minutes=minute), tick=False)
        request(guest, session)
    give_back(ula, session)
    traveller.move_to(NOW + timedelta(hours=25), tick=False)
    if worker_came or again is request:  # her page offers to ask anew once the worker came
        schedule.pass_seats_on()
    assert again(lin, session).state == SeatState.WAITLISTED
    assert states(session) == ["cancelled", "lapsed", "offered", "waitlisted", "waitlisted"]
    give_back(ona, session)
    assert states(session) == ["cancelled", "lapsed", "cancelled", "waitlisted", "offered"]


def test_who_takes_part_another_way_since_stands_at_the_end_all_the_same(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    forum_factory.late_yes_keeps_place()
    session = by_request(edition, online_seats=1)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    give_back(ula, session)
    traveller.move_to(NOW + timedelta(hours=25), tick=False)
    schedule.pass_seats_on()
    with transaction():
        registrations.change(db.session.get_one(Registration, lin.id), "lin", "", mode="online")
    seat = request(lin, session)
    assert (seat.mode, seat.requested_at) == ("online", NOW + timedelta(hours=25))


@pytest.mark.parametrize("worker_came", [False, True])
def test_a_late_yes_is_answered_with_one_letter_that_does_not_contradict_itself(
    edition: Edition, traveller: time_machine.Traveller, worker_came: bool
) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    for guest in (ula, lin, ona):
        request(guest, session)
    give_back(ula, session)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    if worker_came:
        schedule.pass_seats_on()
    accept(lin, session)
    assert [kind for kind, name in letters() if name == "lin"] == ["seat_waitlisted"]


def test_a_late_yes_to_a_line_that_has_ended_says_that_the_offer_ended(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    give_back(ula, session)
    traveller.move_to(datetime(2026, 10, 24, 9, 45, tzinfo=UTC), tick=False)
    with transaction(), pytest.raises(OfferEnded):
        actions.accept(db.session.get_one(Registration, lin.id), db.session.get_one(ForumSession, session.id))
    assert states(session) == ["cancelled", "lapsed"]
    assert ("seat_lapsed", "lin") in letters()


def test_on_the_day_an_offer_is_open_for_two_hours_and_never_beyond_the_start(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    seats = [request(guest, session) for guest in (ula, lin, ona)]
    traveller.move_to(datetime(2026, 10, 24, 7, 0, tzinfo=UTC), tick=False)
    give_back(ula, session)
    assert fresh_seat(seats[1].id).offer_expires_at == datetime(2026, 10, 24, 9, 0, tzinfo=UTC)
    traveller.move_to(datetime(2026, 10, 24, 9, 15, tzinfo=UTC), tick=False)
    schedule.pass_seats_on()
    assert fresh_seat(seats[2].id).offer_expires_at == datetime(2026, 10, 24, 10, 30, tzinfo=UTC)


def test_before_the_session_the_line_ends_and_who_waited_is_told(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    request(ula, session), request(lin, session)
    traveller.move_to(datetime(2026, 10, 24, 9, 30, tzinfo=UTC), tick=False)
    schedule.pass_seats_on()
    schedule.pass_seats_on()
    assert states(session) == ["confirmed", "refused"]
    assert letters()[-1] == ("session_full", "lin") and len(letters()) == 2
    with pytest.raises(actions.NotByRequest):
        request(ona, session)


def test_a_changed_name_keeps_the_place_in_the_line(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    for guest in (ula, lin, ona):
        request(guest, session)
    with transaction():
        registrations.change(db.session.get_one(Registration, lin.id), "Aaron", "")
    assert [seat.registration_id for seat in queries.line(session)] == [lin.id, ona.id]


def test_a_changed_name_keeps_the_seat(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    seat = request(ula, session)
    request(lin, session)
    with transaction():
        registrations.change(db.session.get_one(Registration, ula.id), "Ūla Naujienė", "Another Ministry")
    kept = fresh_seat(seat.id)
    assert (kept.state, kept.requested_at) == (seat.state, seat.requested_at) == (SeatState.CONFIRMED, NOW)
    assert states(session) == ["confirmed", "waitlisted"]


def test_who_gives_her_place_in_the_line_back_and_asks_again_stands_at_its_end(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    for guest in (ula, lin, ona):
        request(guest, session)
    give_back(lin, session)
    request(lin, session)
    assert [seat.registration_id for seat in queries.line(session)] == [ona.id, lin.id]
    give_back(ula, session)
    request(ula, session)
    assert [seat.registration_id for seat in queries.line(session)] == [lin.id, ula.id], "ona has the offer"
    assert states(session) == ["cancelled", "cancelled", "offered", "waitlisted", "waitlisted"]


def test_who_cancels_and_registers_again_has_lost_her_seat(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    with transaction():
        registrations.cancel(db.session.get_one(Registration, ula.id))
    [again] = guests(edition, "ula")
    assert again.id != ula.id and request(again, session).state == SeatState.WAITLISTED
    assert states(session) == ["cancelled", "offered", "waitlisted"]


def test_lowering_cancels_nobody_and_gives_nothing_until_there_is_room_again(edition: Edition) -> None:
    session = by_request(edition, seats=3)
    ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    for guest in (ula, lin, ona, ana):
        request(guest, session)
    set_seats(session, 1)
    assert states(session) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    assert supply.of(seating(session), "in_person").too_many == 2
    give_back(ula, session), give_back(lin, session)
    assert states(session)[3] == "waitlisted"
    give_back(ona, session)
    assert states(session)[3] == "offered"


def test_more_seats_are_offered_in_order_wherever_they_came_from(edition: Edition) -> None:
    session = by_request(edition, seats=0)
    for guest in guests(edition, "ula", "lin", "ona"):
        request(guest, session)
    set_seats(session, 1)
    assert states(session) == ["offered", "waitlisted", "waitlisted"]
    with transaction():
        db.session.get_one(ForumSession, session.id).seats = 2
    schedule.pass_seats_on()
    assert states(session) == ["offered", "offered", "waitlisted"]


def test_seats_in_the_room_and_online_are_counted_apart(edition: Edition) -> None:
    session = by_request(edition, seats=1, online_seats=1)
    room = guests(edition, "ula", "lin", mode="in_person")
    stream = guests(edition, "ona", "ana", mode="online")
    for guest in (*room, *stream):
        request(guest, session)
    assert states(session) == ["confirmed", "waitlisted", "confirmed", "waitlisted"]
    give_back(stream[0], session)
    assert states(session) == ["confirmed", "waitlisted", "cancelled", "offered"]


def test_a_session_that_moves_into_a_room_smaller_than_its_seats_is_told(edition: Edition) -> None:
    session = by_request(edition, seats=None, online_seats=5)
    for guest in (*guests(edition, "ula", "lin", mode="in_person"), *guests(edition, "ona", mode="online")):
        request(guest, session)
    for places, told in (
        (2, []),
        (1, ["In “AI procurement and rights” (W2) 2 people have a seat; Room has 1 places."]),
    ):
        small = forum_factory.room(edition, "Room", places)
        with transaction():
            moved = db.session.get_one(ForumSession, session.id)
            moved.room = db.session.merge(small)
        with force_locale("en"):
            found = [clash for clash in clashes.of_edition(edition) if clash.kind == clashes.Kind.TOO_MANY]
            assert [clash.sentence() for clash in found] == told


def test_who_is_online_asks_for_no_seat_in_a_room_without_stream(edition: Edition) -> None:
    session = by_request(edition, mode="in_person")
    [ula] = guests(edition, "ula", mode="online")
    with pytest.raises(actions.OnlyInTheRoom):
        request(ula, session)


def test_the_team_puts_somebody_first_and_says_why(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    seats = [request(guest, session) for guest in (ula, lin, ona)]
    with transaction():
        by_team.promote(db.session.get_one(Seat, seats[2].id), "She chairs the group that wrote the paper.")
    assert [seat.registration_id for seat in queries.line(session)] == [ona.id, lin.id]
    give_back(ula, session)
    assert states(session) == ["cancelled", "waitlisted", "offered"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "seat promoted")).one()
    assert entry.object == f"registration {ona.reference}" and entry.detail == "session W2"
    with pytest.raises(NotWaiting), transaction():
        by_team.promote(db.session.get_one(Seat, seats[0].id), "Too late.")


def test_kept_seats_go_to_their_class_and_it_is_asked_first(edition: Edition) -> None:
    session = by_request(edition, seats=2, kept_for_members=1)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    member(edition, ona)
    request(ula, session), request(lin, session)
    assert states(session) == ["confirmed", "waitlisted"], "one of two is kept"
    request(ona, session)
    assert states(session) == ["confirmed", "waitlisted", "confirmed"]
    give_back(ula, session)
    assert states(session)[1] == "offered"


def test_whom_the_team_puts_first_may_have_a_kept_seat(edition: Edition) -> None:
    session = by_request(edition, seats=1, kept_for_experts=1)
    [ula] = guests(edition, "ula")
    seat = request(ula, session)
    assert seat.is_waiting
    with transaction():
        by_team.promote(db.session.get_one(Seat, seat.id), "No expert comes.")
    assert fresh_seat(seat.id).is_offered


def test_who_has_a_part_needs_no_seat_and_gives_hers_back(edition: Edition) -> None:
    session = by_request(edition)
    person = people.expert(edition, email="ula@example.org")
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    with transaction():
        here, expert = db.session.get_one(ForumSession, session.id), db.session.get_one(Person, person.id)
        programme.confirm_role(programme.add_role(here, expert, "panellist"))
        registrations.register_speaker(here.edition, expert, "in_person", "en")
    assert states(session) == ["released", "offered"]
    with pytest.raises(actions.NoSeatNeeded):
        request(ula, session)


def test_a_limited_session_takes_whom_it_is_for_and_leaves_doubts_to_the_team(edition: Edition) -> None:
    session = by_request(edition, seats=2, groups=["advisers"])
    ula, lin = guests(edition, "ula", "lin")
    adviser(edition, ula)
    request(ula, session)
    doubtful = request(lin, session)
    assert states(session) == ["confirmed", "requested"]
    assert letters() == [("seat_confirmed", "ula")]
    with transaction():
        by_team.grant(db.session.get_one(Seat, doubtful.id))
    assert states(session) == ["confirmed", "confirmed"]


def test_an_organisation_that_is_an_observer_brings_its_people_a_seat_of_observers(edition: Edition) -> None:
    session = by_request(edition, seats=2, standings=["observer"])
    ula, lin = guests(edition, "ula", "lin")
    adviser(edition, ula, status="observer")
    request(ula, session)
    request(lin, session)
    assert states(session) == ["confirmed", "requested"]


def test_a_typed_address_proves_nothing(edition: Edition) -> None:
    """Somebody who registers with an adviser's address and does not own it gets nothing from it."""
    session = by_request(edition, groups=["advisers"])
    [ula] = guests(edition, "ula", verified=False)
    adviser(edition, ula)
    assert queries.standings_and_groups(ula) == (set(), set())
    with pytest.raises(actions.AddressFirst):
        request(ula, session)


def test_an_ended_membership_is_a_doubt(edition: Edition) -> None:
    session = by_request(edition, groups=["advisers"])
    [ula] = guests(edition, "ula")
    adviser(edition, ula, until=NOW.date() - timedelta(days=1))
    assert request(ula, session).awaits_decision


def test_nobody_learns_of_a_closed_session_that_is_not_for_her(edition: Edition) -> None:
    session = by_request(edition, access="members_only", standings=["member"])
    ula, lin = guests(edition, "ula", "lin")
    member(edition, ula)
    assert request(ula, session).holds
    with pytest.raises(actions.NotByRequest):
        request(lin, session)


def test_the_team_refuses_with_its_reason(edition: Edition) -> None:
    session = by_request(edition, groups=["advisers"])
    seat = request(guests(edition, "ula")[0], session)
    with transaction():
        by_team.refuse(db.session.get_one(Seat, seat.id), "This table is for the advisers.")
    assert letters() == [("seat_ended", "ula")]
    assert "This table is for the advisers." in db.session.scalars(select(Message)).all()[-1].body_text


@pytest.mark.parametrize("end", ["cancelled", "lapsed"])
def test_who_does_not_come_frees_all_her_seats(edition: Edition, traveller: time_machine.Traveller, end: str) -> None:
    sessions = [by_request(edition, code=code) for code in ("W2", "W3")]
    ula, lin = guests(edition, "ula", "lin")
    for session in sessions:
        request(ula, session), request(lin, session)
    with transaction():
        here = db.session.get_one(Registration, ula.id)
        if end == "lapsed":
            here.verified_at = None
        else:
            registrations.cancel(here)
    if end == "lapsed":
        traveller.move_to(NOW + timedelta(hours=24), tick=False)
        with transaction():
            registrations.free_unverified()
    assert [states(session) for session in sessions] == [["cancelled", "offered"]] * 2


def test_in_a_session_that_is_planned_no_longer_nobody_is_offered_a_seat_or_told(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    with transaction():
        programme.cancel(db.session.get_one(ForumSession, session.id))
    give_back(ula, session)
    before = letters()
    schedule.pass_seats_on()
    assert states(session) == ["cancelled", "waitlisted"] and letters() == before


@pytest.mark.parametrize("state", [EditionState.POSTPONED, EditionState.CANCELLED])
def test_a_forum_that_is_called_off_offers_no_seats_and_none_can_be_taken(edition: Edition, state: str) -> None:
    session = by_request(edition, seats=2)
    ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    for guest in (ula, lin, ona):
        request(guest, session)
    give_back(ula, session)
    assert states(session) == ["cancelled", "confirmed", "offered"]
    with transaction():
        forums.call_off(db.session.get_one(Edition, edition.id), EditionState(state))
    with pytest.raises(actions.NotByRequest):
        accept(ona, session)
    with pytest.raises(actions.NotByRequest):
        request(ana, session)
    give_back(lin, session)
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        schedule.pass_seats_on()
    assert states(session) == ["cancelled", "cancelled", "offered"] and letters() == [("seat_offered", "ona")]


def test_in_a_session_that_is_postponed_nobody_is_offered_a_seat(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin = guests(edition, "ula", "lin")
    request(ula, session), request(lin, session)
    with transaction():
        programme.postpone(db.session.get_one(ForumSession, session.id))
    give_back(ula, session)
    schedule.pass_seats_on()
    assert states(session) == ["cancelled", "waitlisted"]


def test_a_closed_list_takes_nobody_and_still_passes_seats_on(edition: Edition) -> None:
    session = by_request(edition)
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    request(ula, session), request(lin, session)
    with transaction():
        found = queries.seating_of(session)
        assert found
        found.is_open = False
    with pytest.raises(actions.NotByRequest):
        request(ona, session)
    give_back(ula, session)
    assert states(session) == ["cancelled", "offered"]


def test_only_who_has_a_place_asks_for_seats(app: Flask) -> None:
    edition = open_edition(capacity=0)
    session = by_request(edition)
    with pytest.raises(actions.NoPlaceYet):
        request(registration(edition), session)


def test_the_database_refuses_an_offer_without_end(edition: Edition) -> None:
    seat = request(guests(edition, "ula")[0], by_request(edition))
    with pytest.raises(IntegrityError), transaction():
        db.session.get_one(Seat, seat.id).state = SeatState.OFFERED


def member(edition: Edition, who: Registration) -> None:
    """Her place is a member of the series."""
    person = people.expert(edition, email=who.email)
    with transaction():
        place = db.session.scalars(
            select(SeriesStanding).where(
                SeriesStanding.series_id == edition.series_id, SeriesStanding.status == "member"
            )
        ).first()
        if place is None:
            place = SeriesStanding(
                series_id=edition.series_id, jurisdiction="LT", status="member", display_name=Text.of("Lithuania")
            )
            db.session.add(place)
        db.session.get_one(Person, person.id).place = place.jurisdiction


def adviser(edition: Edition, who: Registration, until: date | None = None, status: str = "") -> None:
    person = people.expert(edition, email=who.email)
    with transaction():
        group = SeriesGroup(series_id=edition.series_id, key="advisers", name=Text.of("Advisers"), status=status)
        db.session.add(group)
        db.session.flush()
        here = db.session.get_one(Person, person.id)
        here.memberships.append(GroupMembership(group_id=group.id, until=until))


def test_the_seating_of_a_session_is_made_once(edition: Edition) -> None:
    session = by_request(edition)
    with transaction():
        by_team.give_by_request(db.session.get_one(ForumSession, session.id))
    assert len(db.session.scalars(select(Seating)).all()) == 1
