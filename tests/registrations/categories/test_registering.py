"""Who registers as what: windows to the instant, quotas with the waiting list, secret links, allowed sessions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.registrations import actions, queries
from forumapp.registrations.categories import actions as categories
from forumapp.registrations.categories.models import CategoryNotOpen
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.seats import shown
from forumapp.registrations.seats.actions import NotByRequest
from tests.factories import seats
from tests.factories.categories import category, change, everybody, fresh_category, link
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.statements import statements

CLOSES = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
"""18:00:00 in Vilnius."""


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dmany")
    db.session.expunge(made)
    return made


def send(client: ReadingClient, page: Page, email: str = "ula@example.org") -> Page:
    return client.submit(page.form("name"), name="Ūla Žemaitė-Šimkienė", email=email)


def keys() -> dict[str, str]:
    db.session.rollback()
    return {row.email: row.category_key for row in db.session.scalars(select(Registration))}


def test_without_categories_nobody_is_asked_to_choose(client: ReadingClient, edition: Edition) -> None:
    page = client.get("/en/f3dmany/register")
    assert page.heading == "Register"
    assert "As whom" not in page.text


def test_the_first_category_stands_beside_one_for_everybody_who_was_there_before(edition: Edition) -> None:
    earlier = registration(edition)
    press = category(edition)
    assert everybody(edition).key == "participant"
    assert db.session.get_one(Registration, earlier.id, populate_existing=True).category_id == everybody(edition).id
    assert press.key == "press"


def test_one_chooses_first_and_fills_in_after(client: ReadingClient, edition: Edition) -> None:
    category(edition)
    page = client.get("/en/f3dmany/register")
    assert "As whom do you register?" in page.text
    sent = send(client, client.get(page.links()["Press"]))
    assert sent.heading == "Look into your mailbox"
    assert keys() == {"ula@example.org": "press"}
    assert db.session.scalars(select(Message.kind)).all() == ["registration_confirmed"]


def test_with_one_category_left_its_form_comes_at_once(client: ReadingClient, edition: Edition) -> None:
    press = category(edition)
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        categories.remove(here, fresh_category(press.id))
    send(client, client.get("/en/f3dmany/register"))
    assert keys() == {"ula@example.org": "participant"}


def test_a_form_opened_before_there_were_categories_leads_to_the_choice(
    client: ReadingClient, edition: Edition
) -> None:
    old = client.get("/en/f3dmany/register")
    category(edition)
    answer = send(client, old)
    assert answer.status == 422
    assert "As whom do you register?" in answer.text
    assert keys() == {}


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (CLOSES - timedelta(microseconds=1), True),
        (CLOSES, False),
        (CLOSES + timedelta(microseconds=1), False),
        (CLOSES - timedelta(days=1), True),
        (CLOSES - timedelta(days=1, microseconds=1), False),
    ],
)
def test_a_window_is_exact_to_the_instant(app: Flask, at: datetime, is_open: bool) -> None:
    """Closing at 18:00:00 refuses 18:00:00 and whatever follows it (REG)."""
    with time_machine.travel(CLOSES - timedelta(days=9), tick=False):
        edition = open_edition()
        made = category(edition, opens_at=CLOSES - timedelta(days=1), closes_at=CLOSES)
    with time_machine.travel(at, tick=False):
        try:
            with transaction():
                actions.register(
                    db.session.get_one(Edition, edition.id),
                    name="Ūla",
                    email="ula@example.org",
                    category=fresh_category(made.id),
                )
        except CategoryNotOpen:
            pass
    assert (by_address(edition, "ula@example.org") is not None) is is_open


def test_the_form_of_a_closed_category_says_since_when_and_takes_nothing(client: ReadingClient, app: Flask) -> None:
    with time_machine.travel(CLOSES - timedelta(days=9), tick=False):
        edition = open_edition(slug="f3dclosing")
        category(edition, closes_at=CLOSES)
        category(edition, "Delegates", opens_at=CLOSES + timedelta(days=1))
        opened = client.get("/en/f3dclosing/register/as/press")
    with time_machine.travel(CLOSES, tick=False):
        answer = send(client, opened)
        assert answer.status == 409
        assert "has been closed since" in answer.text
        assert "18:00" in answer.text
        choice = client.get("/en/f3dclosing/register")
        assert "Closed since" in choice.text
        assert "Opens on" in choice.text
        assert {"Press", "Delegates"}.isdisjoint(choice.links())
        assert client.get("/en/f3dclosing/register/as/delegates").status == 200
    assert keys() == {}


def test_a_full_category_has_a_line_of_its_own_while_others_find_places(edition: Edition) -> None:
    press = category(edition, quota=1)
    states = [
        registration(edition, category=made).state
        for made in (press, press, everybody(edition), press, everybody(edition))
    ]
    waits, comes = RegistrationState.WAITLISTED, RegistrationState.APPROVED
    assert states == [comes, waits, comes, waits, comes]


def test_a_freed_place_goes_to_the_first_whose_category_has_room(app: Flask) -> None:
    edition = open_edition(capacity=2)
    press = category(edition, quota=1)
    reporter = registration(edition, category=press)
    guest = registration(edition, category=everybody(edition))
    second_reporter = registration(edition, category=press)
    second_guest = registration(edition, category=everybody(edition))
    with transaction():
        actions.cancel(db.session.get_one(Registration, guest.id))
    assert state(second_reporter) == RegistrationState.WAITLISTED
    assert state(second_guest) == RegistrationState.OFFERED
    with transaction():
        actions.cancel(db.session.get_one(Registration, reporter.id))
    assert state(second_reporter) == RegistrationState.OFFERED


def test_a_higher_quota_offers_places_and_a_lower_one_sends_nobody_away(edition: Edition) -> None:
    press = category(edition, quota=1)
    first, second, third = (registration(edition, category=press) for _ in range(3))
    change(press, quota=2)
    assert [state(one) for one in (first, second)] == [RegistrationState.APPROVED, RegistrationState.OFFERED]
    assert state(third) == RegistrationState.WAITLISTED
    change(press, quota=0)
    assert [state(one) for one in (first, second)] == [RegistrationState.APPROVED, RegistrationState.OFFERED]
    kinds = db.session.scalars(select(Message.kind)).all()
    assert kinds == ["registration_offered"]


def test_who_follows_online_uses_up_no_quota(app: Flask) -> None:
    edition = open_edition(mode="hybrid")
    press = category(edition, quota=0)
    assert registration(edition, category=press, mode="online").state == RegistrationState.APPROVED
    assert registration(edition, category=press, mode="in_person").state == RegistrationState.WAITLISTED


def test_the_choice_says_that_a_category_is_full(client: ReadingClient, edition: Edition) -> None:
    press = category(edition, quota=1)
    registration(edition, category=press)
    assert "You can join the waiting list." in client.get("/en/f3dmany/register").text
    assert "All places of this category are taken at present" in client.get("/en/f3dmany/register/as/press").text
    send(client, client.get("/en/f3dmany/register/as/press"))
    db.session.rollback()
    assert by_address(edition, "ula@example.org").is_waiting  # type: ignore[union-attr]


def test_only_the_secret_link_leads_to_a_category_that_has_one(client: ReadingClient, edition: Edition) -> None:
    ministers = category(edition, "Ministers", by_link_only=True)
    token = link(ministers)
    assert "Ministers" not in client.get("/en/f3dmany/register").text
    closed, nothing = (client.get(f"/en/f3dmany/register/as/{key}") for key in ("ministers", "nothing"))
    assert closed.status == nothing.status == 404
    assert closed.text == nothing.text
    page = client.get(f"/en/c/{token}")
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    send(client, page)
    assert keys() == {"ula@example.org": "ministers"}


def test_a_link_that_was_replaced_or_revoked_leads_nowhere(client: ReadingClient, edition: Edition) -> None:
    ministers = category(edition, "Ministers", by_link_only=True)
    first = link(ministers)
    second = link(ministers)
    assert [client.get(f"/en/c/{token}").status for token in (first, second)] == [410, 200]
    opened = client.get(f"/en/c/{second}")
    with transaction():
        categories.revoke_link(db.session.get_one(Edition, edition.id), fresh_category(ministers.id))
    assert send(client, opened).status == 410
    assert keys() == {}


def test_opening_a_category_to_all_ends_its_link(client: ReadingClient, edition: Edition) -> None:
    ministers = category(edition, "Ministers", by_link_only=True)
    token = link(ministers)
    change(ministers, by_link_only=False)
    change(ministers, by_link_only=True)
    assert client.get(f"/en/c/{token}").status == 410


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client: ReadingClient, edition: Edition) -> None:
    press = category(edition, quota=1)
    registration(edition, email="known@example.org", category=press)
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        form = client.get("/en/f3dmany/register/as/press").form("name")
        answer = client.submit(form, name="A", email=address, follow=False)
        answers.append((answer.status, answer.response.location, answer.response.data, sorted(answer.response.headers)))
    assert answers[0] == answers[1]
    assert [row.email for row in db.session.scalars(select(Registration))].count("known@example.org") == 1


def test_seats_are_asked_for_only_in_the_sessions_of_the_category(app: Flask) -> None:
    edition = open_edition()
    table, panel = seats.by_request(edition, code="W2"), seats.by_request(edition, code="W3")
    press = category(edition, sessions=("W3",))
    reporter = registration(edition, category=press)
    assert seats.request(reporter, panel).state == "confirmed"
    with pytest.raises(NotByRequest):
        seats.request(reporter, table)
    guest = registration(edition, category=everybody(edition))
    assert seats.request(guest, table).state == "confirmed"


def test_the_personal_page_offers_no_seat_elsewhere(app: Flask) -> None:
    edition = open_edition()
    for code in ("W2", "W3"):
        seats.by_request(edition, code=code)
    reporter = registration(edition, category=category(edition, sessions=("W3",)))
    offered = shown.to(db.session.get_one(Registration, reporter.id))
    assert [one.session.code for one in offered] == ["W3"]


def state(found: Registration) -> str:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True).state


def test_a_plain_registration_looks_no_category_up(app: Flask, client: ReadingClient, edition: Edition) -> None:
    """What a crowd does stays as cheap as it was."""
    form = client.get("/en/f3dmany/register").form("name")
    with statements(app) as said:
        client.submit(form, name="Ūla", email="ula@example.org", follow=False)
    assert [one for one in said if "registration_categories" in one] == []
    assert queries.counts(edition).with_place == 1
