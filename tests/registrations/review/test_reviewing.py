"""The team says yes to each: states, places, letters and notes of every decision, and whoever comes back for a look."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.refusals import Refused
from forumapp.registrations import actions as registrations
from forumapp.registrations import places, queries
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.review import actions
from forumapp.registrations.review import queries as reviews
from forumapp.registrations.review.models import AddressNotConfirmed, DecidedAlready
from forumapp.registrations.seats import queries as seat_queries
from forumapp.registrations.seats.actions import NotByRequest
from tests.factories import seats
from tests.factories.categories import category, everybody, fresh_category
from tests.factories.registrations import by_address, open_edition, registration

Act = Callable[[Registration], None]


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dlooked", capacity=2)
    db.session.expunge(made)
    return made


@pytest.fixture
def delegate(edition: Edition) -> Registration:
    return registration(edition, name="Gintarė Čė", category=category(edition, "Delegate", is_reviewed=True))


def do(act: Act, found: Registration) -> Registration:
    with transaction():
        act(fresh(found))
    return fresh(found)


def fresh(found: Registration) -> Registration:
    return db.session.get_one(Registration, found.id, populate_existing=True)


def letters() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.kind).order_by(Message.id)))


def acts() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.object.like("registration %")).order_by(AuditEntry.id)
    )
    return [(row.action, row.actor) for row in rows]


def taken(edition: Edition) -> int:
    pool = places.of(edition)
    return pool.taken if pool else 0


def yes(found: Registration) -> None:
    actions.approve(found)


def no(found: Registration) -> None:
    actions.refuse(found, "The table is for delegations.")


def what(found: Registration) -> None:
    actions.ask(found, "Which ministry do you come from?", date(2026, 9, 20))


def rename(found: Registration) -> None:
    registrations.change(found, "Somebody Else", found.organisation)


def test_the_form_of_a_reviewed_category_gives_no_place_and_says_so(edition: Edition) -> None:
    made = category(edition, "Delegate", is_reviewed=True)
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        registrations.register(here, name="G", email="g@example.org", category=fresh_category(made.id))
    found = by_address(edition, "g@example.org")
    assert found is not None
    assert found.state == RegistrationState.UNDER_REVIEW
    assert not found.takes_part
    assert taken(edition) == 0
    assert letters() == ["registration_received"]
    assert queries.counts(edition).under_review == 1
    assert queries.counts(edition).with_place == 0


def test_yes_gives_the_place_and_tells_her(edition: Edition, delegate: Registration) -> None:
    assert do(yes, delegate).state == RegistrationState.APPROVED
    assert taken(edition) == 1
    assert letters() == ["registration_approved"]
    assert acts()[-1][0] == "registration approved"


def test_yes_without_a_free_place_is_a_place_in_the_line(edition: Edition, delegate: Registration) -> None:
    for _ in range(2):
        registration(edition, category=everybody(edition))
    assert do(yes, delegate).state == RegistrationState.WAITLISTED
    assert letters() == ["registration_waitlisted"]


def test_no_ends_it_with_the_reason_and_leaves_the_address_free(edition: Edition, delegate: Registration) -> None:
    assert do(no, delegate).state == RegistrationState.REJECTED
    (letter,) = db.session.scalars(select(Message))
    assert letter.kind == "registration_refused"
    assert "The table is for delegations." in letter.body_text
    assert by_address(edition, delegate.email) is None


@pytest.mark.parametrize("act", [yes, no, what])
def test_what_is_decided_is_not_decided_again(delegate: Registration, act: Act) -> None:
    do(yes, delegate)
    with pytest.raises(DecidedAlready):
        do(act, delegate)


@pytest.mark.parametrize("act", [yes, no, what])
def test_an_address_that_is_not_confirmed_is_not_decided_about(edition: Edition, act: Act) -> None:
    made = category(edition, "Delegate", is_reviewed=True)
    unknown = registration(edition, category=made, verified=False)
    with pytest.raises(AddressNotConfirmed):
        do(act, unknown)


def test_a_question_waits_for_her_and_her_answer_for_the_team(edition: Edition, delegate: Registration) -> None:
    do(what, delegate)
    assert reviews.count_to_decide(edition) == 0
    (letter,) = db.session.scalars(select(Message))
    assert letter.kind == "registration_question"
    assert "Which ministry do you come from?" in letter.body_text
    do(lambda found: actions.answer(found, "Foreign affairs."), delegate)
    assert reviews.count_to_decide(edition) == 1
    review = reviews.of(fresh(delegate))
    assert review is not None
    assert review.answered == "Foreign affairs."
    assert ("question answered", "registrant") in acts()


def test_yes_for_some_sessions_gives_seats_in_those_alone(app: Flask) -> None:
    edition = open_edition()
    table, panel = seats.by_request(edition, code="W2"), seats.by_request(edition, code="W3")
    made = registration(edition, category=category(edition, "Delegate", is_reviewed=True))
    do(lambda found: actions.approve(found, ["W3"]), made)
    assert "AI procurement" in db.session.scalars(select(Message.body_text)).one()
    assert seats.request(made, panel).state == "confirmed"
    with pytest.raises(NotByRequest):
        seats.request(made, table)


def test_a_changed_name_goes_back_to_the_team_and_keeps_place_and_seat(app: Flask) -> None:
    edition = open_edition(capacity=1)
    session = seats.by_request(edition)
    made = registration(edition, name="Gintarė Čė", category=category(edition, "Delegate", is_reviewed=True))
    do(yes, made)
    seats.request(made, session)
    changed = do(rename, made)
    assert changed.state == RegistrationState.UNDER_REVIEW
    assert changed.holds_place
    assert taken(edition) == 1
    assert seat_queries.live_of(changed, session) is not None
    assert registration(edition, category=everybody(edition)).is_waiting
    review = reviews.of(fresh(made))
    assert review is not None
    assert review.was == {"name": "Gintarė Čė", "organisation": ""}
    assert do(yes, made).state == RegistrationState.APPROVED
    assert taken(edition) == 1


def test_who_is_refused_after_a_change_gives_place_and_seat_to_the_next(app: Flask) -> None:
    edition = open_edition(capacity=1)
    session = seats.by_request(edition)
    made = registration(edition, category=category(edition, "Delegate", is_reviewed=True))
    do(yes, made)
    seats.request(made, session)
    do(rename, made)
    waiting = registration(edition, category=everybody(edition))
    do(no, made)
    assert seat_queries.live_of(fresh(made), session) is None
    assert fresh(waiting).state == RegistrationState.OFFERED
    assert taken(edition) == 1


def test_a_change_in_the_line_comes_back_to_the_same_place_in_it(edition: Edition, delegate: Registration) -> None:
    guests = [registration(edition, category=everybody(edition)) for _ in range(2)]
    do(yes, delegate)
    later = registration(edition, category=everybody(edition))
    since = fresh(delegate).queued_at
    do(rename, delegate)
    do(yes, delegate)
    assert fresh(delegate).queued_at == since
    with transaction():
        registrations.cancel(fresh(guests[0]))
    assert fresh(delegate).state == RegistrationState.OFFERED
    assert fresh(later).state == RegistrationState.WAITLISTED


def test_saving_the_same_name_changes_nothing(delegate: Registration) -> None:
    do(yes, delegate)
    same = do(lambda found: registrations.change(found, found.name, found.organisation), delegate)
    assert same.state == RegistrationState.APPROVED


def test_elsewhere_a_changed_name_needs_nobody(edition: Edition) -> None:
    guest = registration(edition)
    assert do(rename, guest).state == RegistrationState.APPROVED


def test_who_never_confirms_lapses_though_nobody_looked(edition: Edition) -> None:
    made = category(edition, "Delegate", is_reviewed=True)
    unknown = registration(edition, category=made, verified=False)
    with transaction():
        fresh(unknown).submitted_at = clock.now().replace(year=clock.now().year - 1)
    with transaction():
        assert registrations.free_unverified() == 1
    assert fresh(unknown).state == RegistrationState.LAPSED


def test_a_speaker_is_not_reviewed(edition: Edition, delegate: Registration) -> None:
    do(yes, delegate)
    with transaction():
        fresh(delegate).category = "speaker"
    assert do(rename, delegate).state == RegistrationState.APPROVED


def test_one_live_registration_stays_one_while_the_team_looks(edition: Edition, delegate: Registration) -> None:
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        registrations.register(here, name="X", email=delegate.email, category=fresh_category(delegate.category_id or 0))
    assert letters() == ["registration_already"]
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_no_word_of_anybody_stands_in_the_notes(delegate: Registration) -> None:
    do(what, delegate)
    do(lambda found: actions.answer(found, "Foreign affairs."), delegate)
    do(no, delegate)
    db.session.rollback()
    for entry in db.session.scalars(select(AuditEntry)):
        assert "Gintarė" not in entry.detail
        assert "Foreign" not in entry.detail
        assert "table" not in entry.detail


def test_an_answer_to_nothing_is_refused(delegate: Registration) -> None:
    with pytest.raises(Refused):
        do(lambda found: actions.answer(found, "Hello."), delegate)
