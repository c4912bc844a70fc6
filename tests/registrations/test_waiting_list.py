"""Places that become free: by cancelling, by silence, by the team; who gets them, and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message, State
from forumapp.registrations import actions, by_team, places, queries
from forumapp.registrations.models import EndedAlready, Registration, RegistrationState
from tests.factories.registrations import open_edition, registration


def fresh(found: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True)


def cancel(found: Registration) -> None:
    with transaction():
        actions.cancel(db.session.get_one(Registration, found.id))


def free_unverified() -> int:
    with transaction():
        return actions.free_unverified()


def letters() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.state != State.CANCELLED).order_by(Message.id))
    return [(row.kind, row.recipient) for row in rows]


def taken(edition: Edition) -> int:
    db.session.rollback()
    pool = places.of(edition)
    return pool.taken if pool else 0


def test_cancelling_offers_the_place_to_the_first_in_line_and_tells_both_once(app: Flask) -> None:
    edition = open_edition(capacity=1)
    holder = registration(edition, email="holder@example.org")
    first = registration(edition, email="first@example.org")
    second = registration(edition, email="second@example.org")
    cancel(holder)
    assert fresh(holder).state == RegistrationState.CANCELLED and fresh(holder).ended_at
    assert fresh(first).is_offered and fresh(second).is_waiting
    assert letters() == [
        ("registration_offered", "first@example.org"),
        ("registration_cancelled", "holder@example.org"),
    ]
    cancel(holder)
    assert fresh(second).is_waiting and len(letters()) == 2


def test_leaving_the_line_frees_nothing(app: Flask) -> None:
    edition = open_edition(capacity=1)
    holder, first, second = (registration(edition) for _ in range(3))
    cancel(first)
    assert fresh(holder).holds_place and fresh(second).is_waiting
    assert taken(edition) == 1


def test_equal_times_are_ordered_by_the_row(app: Flask) -> None:
    edition = open_edition(capacity=0)
    with time_machine.travel(clock.now(), tick=False):
        line = [registration(edition) for _ in range(4)]
    assert queries.positions_in_line(edition) == {found.id: place for place, found in enumerate(line, start=1)}


def test_who_cancels_and_registers_again_stands_at_the_end(app: Flask) -> None:
    edition = open_edition(capacity=1)
    holder = registration(edition, email="a@example.org")
    first, second = registration(edition), registration(edition)
    cancel(first)
    cancel(holder)
    again = registration(edition, email="a@example.org")
    assert fresh(second).holds_place and fresh(again).is_waiting
    assert again.reference != fresh(holder).reference


def test_letters_that_say_what_is_no_longer_so_are_called_off(app: Flask) -> None:
    edition = open_edition(capacity=1)
    with transaction():
        for number, address in enumerate(("a@example.org", "b@example.org"), start=1):
            here = db.session.get_one(Edition, edition.id)
            actions.register(here, name="A", email=address, form_number=number)
    holder = queries.live_by_address(edition, "a@example.org")
    assert holder
    cancel(holder)
    assert letters() == [("registration_offered", "b@example.org"), ("registration_cancelled", "a@example.org")]


def test_nobody_is_let_in_after_the_forum(app: Flask) -> None:
    edition = open_edition(capacity=1)
    holder, waiting = registration(edition), registration(edition)
    with time_machine.travel(clock.now() + timedelta(days=90)):
        cancel(holder)
    assert fresh(waiting).is_waiting


def test_a_place_nobody_confirmed_is_freed_after_a_day_without_a_letter(app: Flask) -> None:
    edition = open_edition(capacity=1)
    silent = registration(edition, email="silent@example.org", verified=False)
    waiting = registration(edition, email="waiting@example.org")
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert free_unverified() == 0
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
        assert free_unverified() == 1
        assert free_unverified() == 0
    assert fresh(silent).state == RegistrationState.LAPSED
    assert fresh(waiting).holds_place
    assert letters() == [("registration_offered", "waiting@example.org")]
    assert taken(edition) == 1


def test_on_the_day_two_hours_are_enough(app: Flask) -> None:
    day = date(2027, 5, 4)
    with time_machine.travel(datetime(2027, 5, 4, 6, 0, tzinfo=UTC), tick=False):
        edition = open_edition(starts_on=day, ends_on=day)
        late = registration(edition, verified=False)
        assert late.unconfirmed_until == datetime(2027, 5, 4, 8, 0, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 5, 4, 8, 0, tzinfo=UTC), tick=False):
        assert free_unverified() == 1
    assert fresh(late).state == RegistrationState.LAPSED


def test_the_day_is_that_of_the_forums_zone(app: Flask) -> None:
    day = date(2027, 5, 4)
    with time_machine.travel(datetime(2027, 5, 3, 21, 30, tzinfo=UTC), tick=False):  # half past midnight in Vilnius
        edition = open_edition(starts_on=day, ends_on=day)
        until = registration(edition, verified=False).unconfirmed_until
        assert until == datetime(2027, 5, 3, 23, 30, tzinfo=UTC)


def test_who_waits_unconfirmed_leaves_the_line_as_well(app: Flask) -> None:
    edition = open_edition(capacity=0)
    silent = registration(edition, verified=False)
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert free_unverified() == 1
    assert fresh(silent).state == RegistrationState.LAPSED
    assert taken(edition) == 0


def test_a_confirmed_place_stays(app: Flask) -> None:
    found = registration(open_edition())
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert free_unverified() == 0
    assert fresh(found).holds_place


def test_the_team_cancels_with_a_reason_in_the_letter_and_none_in_the_audit(app: Flask) -> None:
    found = registration(open_edition(), email="a@example.org")
    with transaction():
        by_team.cancel_on_behalf(db.session.get_one(Registration, found.id), "You asked us by telephone.")
    message = db.session.scalars(select(Message)).one()
    assert "> You asked us by telephone." in message.body_text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration cancelled")).one()
    assert entry.object == f"registration {found.reference}"
    assert "telephone" not in entry.detail
    with pytest.raises(EndedAlready):
        by_team.cancel_on_behalf(fresh(found), "again")


def test_no_name_or_address_reaches_the_audit(app: Flask) -> None:
    edition = open_edition(capacity=1)
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        actions.register(here, name="Ūla", email="ula@example.org", organisation="TSPMI", form_number=1)
        found = queries.live_by_address(here, "ula@example.org")
        assert found
        actions.verify(found)
        actions.change(found, "Other", "Else")
        actions.cancel(found)
    of_edition = select(AuditEntry).where(AuditEntry.edition_id == edition.id)
    entries = db.session.scalars(of_edition.order_by(AuditEntry.id)).all()
    acts = [entry.action for entry in entries]
    assert acts[-4:] == ["registered", "address confirmed", "registration changed", "registration cancelled"]
    written = " ".join(f"{entry.object} {entry.detail} {entry.actor}" for entry in entries)
    assert not any(word in written for word in ("Ūla", "ula@", "TSPMI", "Other", "Else"))
