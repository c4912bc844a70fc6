"""A place that becomes free: one offer to one person, until a deadline; who comes first; the room and online apart."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forumapp import clock, schedule
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, EditionState
from forumapp.notifications.models import Message, State
from forumapp.registrations import actions, places, queries, waiting_list
from forumapp.registrations.models import NotWaiting, Registration, RegistrationState, Side
from forumapp.registrations.review import actions as review
from tests.factories.categories import category, everybody
from tests.factories.forums import late_yes_keeps_place
from tests.factories.registrations import by_address, open_edition, registration

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
DAYS = {"starts_on": date(2026, 10, 24), "ends_on": date(2026, 10, 25)}


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def edition(app: Flask) -> Edition:
    """With one place; the first day is 24 October, in Vilnius."""
    return open_edition(capacity=1, **DAYS)


def guests(edition: Edition, *names: str, **changes: object) -> list[Registration]:
    return [registration(edition, name=name, email=f"{name}@example.org", **changes) for name in names]


def fresh(found: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True)


def states(*found: Registration) -> list[str]:
    return [fresh(one).state for one in found]


def cancel(found: Registration) -> None:
    with transaction():
        actions.cancel(db.session.get_one(Registration, found.id))


def accept(found: Registration) -> Registration:
    with transaction():
        waiting_list.accept(db.session.get_one(Registration, found.id))
    return fresh(found)


def promote(found: Registration, reason: str = "She chairs the group.") -> None:
    with transaction():
        waiting_list.promote(db.session.get_one(Registration, found.id), reason)


def set_capacity(edition: Edition, capacity: int | None, side: Side = Side.ROOM) -> None:
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), capacity, side)


def free_unverified() -> int:
    with transaction():
        return actions.free_unverified()


def letters() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.state != State.CANCELLED).order_by(Message.id))
    return [(row.kind.removeprefix("registration_"), row.recipient.partition("@")[0]) for row in rows]


def taken(edition: Edition) -> tuple[int, int]:
    db.session.rollback()
    pool = places.of(edition)
    return (pool.taken, pool.online_taken) if pool else (0, 0)


def test_an_offer_holds_the_place_for_a_day_and_a_yes_in_time_takes_it(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    cancel(ula)
    assert fresh(lin).offer_expires_at == NOW + timedelta(hours=24)
    assert taken(edition) == (1, 0) and not fresh(lin).takes_part
    traveller.move_to(NOW + timedelta(hours=23, minutes=59), tick=False)
    schedule.pass_places_on()
    assert accept(lin).state == RegistrationState.APPROVED
    assert fresh(lin).offer_expires_at is None and fresh(lin).takes_part
    assert accept(lin).state == RegistrationState.APPROVED, "twice is once"
    assert states(ona) == ["waitlisted"] and taken(edition) == (1, 0)
    assert letters() == [("cancelled", "ula"), ("confirmed", "lin")], "the offer is answered before it left"


def test_silence_passes_the_offer_on_exactly_once_and_tells_both(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    schedule.pass_places_on()
    schedule.pass_places_on()
    assert states(ula, lin, ona) == ["cancelled", "lapsed", "offered"]
    assert fresh(ona).offer_expires_at == NOW + timedelta(hours=48)
    assert letters().count(("lapsed", "lin")) == letters().count(("offered", "ona")) == 1
    assert taken(edition) == (1, 0)


def test_on_the_days_of_the_forum_an_offer_is_open_for_two_hours(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    ula, lin = guests(edition, "ula", "lin")
    traveller.move_to(datetime(2026, 10, 23, 21, 30, tzinfo=UTC), tick=False)  # half past midnight in Vilnius
    cancel(ula)
    assert fresh(lin).offer_expires_at == datetime(2026, 10, 23, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("swept", [True, False])
def test_a_late_yes_goes_to_the_end_of_the_line_whether_the_worker_came_before_or_not(
    edition: Edition, traveller: time_machine.Traveller, swept: bool
) -> None:
    ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    if swept:
        schedule.pass_places_on()
    assert accept(lin).state == RegistrationState.WAITLISTED
    assert states(ona, ana) == ["offered", "waitlisted"]
    assert queries.positions_in_line(edition) == {ana.id: 1, lin.id: 2}
    assert accept(lin).state == RegistrationState.WAITLISTED and fresh(lin).ended_at is None
    assert [letter for letter in letters() if letter[1] == "lin"] == [("waitlisted", "lin")], (
        "one letter, and a true one"
    )


@pytest.mark.parametrize("swept", [True, False])
def test_a_late_yes_has_her_earlier_place_in_the_line_where_the_series_has_it_so(
    edition: Edition, traveller: time_machine.Traveller, swept: bool
) -> None:
    late_yes_keeps_place()
    ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    promote(lin)
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    if swept:
        schedule.pass_places_on()
    assert accept(lin).state == RegistrationState.WAITLISTED
    assert states(ona, ana) == ["offered", "waitlisted"], "what the next was offered meanwhile is hers"
    assert queries.positions_in_line(edition) == {lin.id: 1, ana.id: 2}
    assert fresh(lin).is_first_of_all and fresh(lin).ended_at is None
    cancel(ona)
    assert states(lin, ana) == ["offered", "waitlisted"]


def test_a_late_yes_has_the_place_that_nobody_else_waits_for(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    ula, lin = guests(edition, "ula", "lin")
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    schedule.pass_places_on()
    assert taken(edition) == (0, 0)
    assert accept(lin).state == RegistrationState.APPROVED and taken(edition) == (1, 0)


def test_who_registered_anew_says_yes_to_the_old_offer_in_vain(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    ula, lin = guests(edition, "ula", "lin")
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    schedule.pass_places_on()
    [again] = guests(edition, "lin")
    with pytest.raises(waiting_list.RegisteredAnew):
        accept(lin)
    assert states(lin, again) == ["lapsed", "approved"] and taken(edition) == (1, 0)


def test_saying_yes_confirms_the_address_and_an_offer_is_no_reason_to_end_before_its_time(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    [ula] = guests(edition, "ula")
    [lin] = guests(edition, "lin", verified=False)
    traveller.move_to(NOW + timedelta(hours=23), tick=False)
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=25), tick=False)
    assert free_unverified() == 0 and fresh(lin).is_offered
    assert accept(lin).verified_at == NOW + timedelta(hours=25)
    of_her = select(AuditEntry.action).where(AuditEntry.object == f"registration {lin.reference}")
    acts = db.session.scalars(of_her.order_by(AuditEntry.id))
    assert list(acts) == ["place offered", "address confirmed", "place taken"]


def test_who_never_confirmed_and_let_the_offer_pass_gets_no_further_letter(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    [ula] = guests(edition, "ula")
    [lin] = guests(edition, "lin", verified=False)
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    schedule.pass_places_on()
    assert states(lin) == ["lapsed"] and letters() == [("cancelled", "ula")]


def test_no_place_is_offered_to_somebody_whose_time_to_confirm_is_over(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    silent, also_silent = guests(edition, "ula", "lin", verified=False)
    [ona] = guests(edition, "ona")
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    assert free_unverified() == 2
    assert states(silent, also_silent, ona) == ["lapsed", "lapsed", "offered"]
    assert letters() == [("offered", "ona")]


def test_leaving_an_offer_to_others_offers_it_to_the_next(edition: Edition) -> None:
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    cancel(ula)
    cancel(lin)
    assert states(lin, ona) == ["cancelled", "offered"] and taken(edition) == (1, 0)
    assert letters() == [("cancelled", "ula"), ("offered", "ona"), ("cancelled", "lin")]


def test_an_offer_that_nobody_made_is_refused(edition: Edition, traveller: time_machine.Traveller) -> None:
    [ula] = guests(edition, "ula", verified=False)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    assert free_unverified() == 1
    with pytest.raises(waiting_list.NothingOffered):
        accept(ula)
    assert states(ula) == ["lapsed"]


@pytest.mark.parametrize("ends", ["called off", "over"])
def test_nothing_is_offered_and_nobody_told_of_a_lapse_once_the_forum_needs_no_places(
    edition: Edition, traveller: time_machine.Traveller, ends: str
) -> None:
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    cancel(ula)
    before = letters()
    if ends == "called off":
        with transaction():
            db.session.get_one(Edition, edition.id).state = EditionState.CANCELLED
    traveller.move_to(datetime(2026, 11, 24, tzinfo=UTC), tick=False)
    with pytest.raises(waiting_list.LineEnded):
        accept(lin)
    schedule.pass_places_on()
    assert states(lin, ona) == ["lapsed", "waitlisted"]
    assert letters() == [letter for letter in before if letter != ("offered", "lin")]


def test_the_team_puts_somebody_first_and_says_why(edition: Edition) -> None:
    ula, lin, ona = guests(edition, "ula", "lin", "ona")
    promote(ona, "She chairs the group that wrote the paper.")
    assert queries.positions_in_line(edition) == {ona.id: 1, lin.id: 2}
    cancel(ula)
    assert states(lin, ona) == ["waitlisted", "offered"]
    assert fresh(ona).first_because == "She chairs the group that wrote the paper."
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration promoted")).one()
    assert entry.object == f"registration {ona.reference}" and "paper" not in entry.detail
    with pytest.raises(NotWaiting):
        promote(ona)


def test_of_two_whom_the_team_put_first_the_earlier_registration_is_first(edition: Edition) -> None:
    _ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    promote(ana)
    promote(ona)
    assert queries.positions_in_line(edition) == {ona.id: 1, ana.id: 2, lin.id: 3}


def test_who_lets_an_offer_pass_has_lost_what_the_team_gave_her(
    edition: Edition, traveller: time_machine.Traveller
) -> None:
    ula, lin, ona, ana = guests(edition, "ula", "lin", "ona", "ana")
    promote(ana)
    cancel(ula)
    traveller.move_to(NOW + timedelta(hours=24), tick=False)
    assert accept(ana).is_waiting and fresh(ana).first_because == ""
    assert states(lin) == ["offered"] and queries.positions_in_line(edition) == {ona.id: 1, ana.id: 2}


def test_a_category_may_be_asked_first_and_who_waits_already_keeps_her_turn(edition: Edition) -> None:
    delegates = category(edition, "Delegates")
    holder = registration(edition, category=everybody(edition))
    early = registration(edition, category=delegates)
    guest = registration(edition, category=everybody(edition))
    with transaction():
        delegates = db.session.merge(delegates)
        delegates.is_asked_first = True
    late = registration(edition, category=db.session.merge(delegates))
    assert queries.positions_in_line(edition) == {late.id: 1, early.id: 2, guest.id: 3}
    cancel(holder)
    assert states(early, guest, late) == ["waitlisted", "waitlisted", "offered"]


def test_an_offer_uses_up_the_quota_of_its_category(edition: Edition) -> None:
    set_capacity(edition, 3)
    press = category(edition, quota=1)
    reporter, second, third = (registration(edition, category=db.session.merge(press)) for _ in range(3))
    cancel(reporter)
    assert states(second, third) == ["offered", "waitlisted"]


def test_places_in_the_room_and_online_are_counted_apart(app: Flask) -> None:
    edition = open_edition(capacity=1, mode="hybrid", **DAYS)
    set_capacity(edition, 1, Side.STREAM)
    ula, lin = guests(edition, "ula", "lin", mode="in_person")
    ona, ana = guests(edition, "ona", "ana", mode="online")
    assert states(ula, lin, ona, ana) == ["approved", "waitlisted", "approved", "waitlisted"]
    assert taken(edition) == (1, 1)
    assert queries.positions_in_line(edition) == {lin.id: 1, ana.id: 1}
    cancel(ona)
    assert states(lin, ana) == ["waitlisted", "offered"] and taken(edition) == (1, 1)
    set_capacity(edition, None, Side.STREAM)
    assert states(lin) == ["waitlisted"]


def test_the_database_never_oversells_the_places_online_either(app: Flask) -> None:
    edition = open_edition(mode="hybrid", **DAYS)
    set_capacity(edition, 1, Side.STREAM)
    guests(edition, "ona", mode="online")
    with pytest.raises(IntegrityError, match="online_never_oversold"), transaction():
        pool = places.of(edition)
        assert pool
        pool.online_taken = 2


def test_fewer_places_online_cancel_nobody_and_offer_nothing_until_there_is_room(app: Flask) -> None:
    edition = open_edition(mode="hybrid", **DAYS)
    ona, ana = guests(edition, "ona", "ana", mode="online")
    set_capacity(edition, 1, Side.STREAM)
    pool = places.of(edition)
    assert pool and pool.online_too_many == 1 and pool.too_many == 0
    [lin] = guests(edition, "lin", mode="online")
    cancel(ona)
    assert states(ana, lin) == ["approved", "waitlisted"]
    cancel(ana)
    assert states(lin) == ["offered"]


def test_a_changed_name_brings_an_offered_place_before_the_team_and_keeps_it(edition: Edition) -> None:
    press = category(edition, is_reviewed=True)
    [ula] = guests(edition, "ula")
    lin, ona = (registration(edition, category=db.session.merge(press)) for _ in range(2))
    for guest in (lin, ona):
        with transaction():
            review.approve(db.session.get_one(Registration, guest.id))
    cancel(ula)
    with transaction():
        actions.change(db.session.get_one(Registration, lin.id), "Somebody else", "")
    assert states(lin, ona) == ["under_review", "waitlisted"] and taken(edition) == (1, 0)
    with transaction():
        review.approve(db.session.get_one(Registration, lin.id))
    assert states(lin) == ["approved"] and taken(edition) == (1, 0)


def test_a_new_link_stands_in_a_letter_that_tells_of_the_offer(edition: Edition) -> None:
    ula, _lin = guests(edition, "ula", "lin")
    cancel(ula)
    with transaction():
        actions.send_link_again(db.session.get_one(Edition, edition.id), "lin@example.org")
    assert letters() == [("cancelled", "ula"), ("already", "lin")]
    letter = db.session.scalars(select(Message).where(Message.kind == "registration_already")).one()
    assert "is offered to you alone" in letter.body_text and "Say yes until" in letter.body_text


def test_the_database_refuses_an_offer_without_end(edition: Edition) -> None:
    [ula] = guests(edition, "ula")
    with pytest.raises(IntegrityError, match="offered_until"), transaction():
        db.session.get_one(Registration, ula.id).state = RegistrationState.OFFERED


def test_more_places_are_offered_in_order_and_never_more_than_there_are(edition: Edition) -> None:
    line = guests(edition, "ula", "lin", "ona", "ana")[1:]
    set_capacity(edition, 3)
    assert states(*line) == ["offered", "offered", "waitlisted"] and taken(edition) == (3, 0)
    set_capacity(edition, 1)
    assert states(*line) == ["offered", "offered", "waitlisted"], "lowering takes no offer back"
    assert clock.now() == NOW and by_address(edition, "ana@example.org")
