"""The desk: whom it finds in any script, who is here, two that press at once, people who come unannounced."""

import gzip
import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from forumapp import clock
from forumapp.accounts import queries as accounts
from forumapp.accounts.models import Member
from forumapp.attendance import actions
from forumapp.attendance.models import Attendance, NotExpected
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.registrations import actions as registrations
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import Registration, RegistrationState
from tests.attendance.test_tickets import square_of
from tests.factories import people, seats
from tests.factories.categories import category, everybody
from tests.factories.programme import forum_session, role
from tests.factories.registrations import open_edition, registration
from tests.factories.seats import by_request, fresh_seat, give_back, request
from tests.support.browser_like import Form, Page, ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements


@pytest.fixture
def edition(app: Flask) -> Edition:
    return open_edition(slug="f3ddesk")


@pytest.fixture
def desk(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("desk", edition)


def state(found: Registration) -> str:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True).state


def came(found: Registration) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Attendance.registration_id == found.id)) or 0


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ūla Žemaitė-Šimkienė", "simkiene ula"),
        ("LIN Yu-ching 林雨晴", "雨晴"),
        ("محمد الفارسي", "محمد"),
        ("𠮷野 健", "吉野"),
        ("O'Brien-Ødegård, Seán", "obrien"),
    ],
)
def test_a_name_is_found_in_any_script(desk: ReadingClient, edition: Edition, name: str, typed: str) -> None:
    found = registration(edition, name=name)
    registration(edition, name="Somebody Else")
    page = desk.get(f"/manage/f3ddesk/desk?q={typed}")
    assert found.reference in page.text and "1 found" in page.text


def test_a_native_name_of_the_directory_is_found_too(desk: ReadingClient, edition: Edition) -> None:
    person = people.expert(edition, printed_name="Yu-ching LIN", native_name="林雨晴")
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        registrations.register_speaker(here, db.session.merge(person), "in_person", "en")
    assert "Yu-ching LIN" in desk.get("/manage/f3ddesk/desk?q=林雨").text


def test_reference_and_ticket_are_found(desk: ReadingClient, edition: Edition) -> None:
    found = registration(edition)
    registration(edition)
    for typed in (
        found.reference,
        found.reference[-4:].lower(),
        square_of(found),
        f"http://localhost/manage/-/ticket/{square_of(found)}",
    ):
        page = desk.get("/manage/f3ddesk/desk", query_string={"q": typed})
        assert found.reference in page.text and "1 found" in page.text, typed


def test_a_ticket_of_another_forum_is_nobody_here(desk: ReadingClient, edition: Edition) -> None:
    other = registration(open_edition())
    assert "Nobody matches this." in desk.get("/manage/f3ddesk/desk", query_string={"q": square_of(other)}).text


def test_the_desk_reads_no_address_and_takes_no_list_away(desk: ReadingClient, edition: Edition) -> None:
    found = registration(edition, email="at.risk@example.org")
    page = desk.get(f"/manage/f3ddesk/desk?q={found.reference}")
    assert "at.risk" not in page.text
    for path in ("registrations.csv", "participants.pdf", "badges"):
        assert desk.get(f"/manage/f3ddesk/{path}").status == 404


def press(client: ReadingClient, found: Registration, words: str, session: str = "") -> Page:
    """Find her at the desk and press the button."""
    page = client.get("/manage/f3ddesk/desk", query_string={"q": found.reference, "session": session})
    forms = [Form.read(form, "/manage/f3ddesk/desk") for form in page.document.xpath("//main//form[@method='post']")]
    (form,) = [form for form in forms if form.buttons[0].startswith(words)]
    return client.submit(form)


def test_checking_in_and_undoing_it_are_counted_and_written_down(desk: ReadingClient, edition: Edition) -> None:
    found = registration(edition)
    page = press(desk, found, "Check in")
    assert "is here." in page.text and "1 of 1 here" in page.text.replace("\u00a0", " ")
    assert (state(found), came(found)) == (RegistrationState.CHECKED_IN, 1)
    assert "Taken back" in press(desk, found, "Undo").text
    assert (state(found), came(found)) == (RegistrationState.APPROVED, 0)
    of_her = select(AuditEntry.action).where(AuditEntry.object == f"registration {found.reference}")
    acts = db.session.scalars(of_her.order_by(AuditEntry.id))
    assert [act for act in acts if "check" in act] == ["checked in", "check-in undone"]


def test_being_in_a_room_is_being_at_the_forum(desk: ReadingClient, edition: Edition) -> None:
    forum_session(edition, code="P1")
    found = registration(edition)
    page = press(desk, found, "Check in", session="P1")
    assert "1 in the room" in page.text
    assert (state(found), came(found)) == (RegistrationState.CHECKED_IN, 2)
    press(desk, found, "Undo", session="P1")
    assert (state(found), came(found)) == (RegistrationState.CHECKED_IN, 1), "she is still at the forum"


def test_at_the_door_of_a_session_the_desk_sees_who_has_a_seat(team: Team, app: Flask) -> None:
    edition = open_edition(slug="f3ddesk", mode="hybrid")
    session = seats.by_request(edition, seats=1)
    sits, waits, never = (registration(edition, name=f"Guest {name}") for name in ("One", "Two", "Three"))
    seats.request(sits, session), seats.request(waits, session)
    person = people.expert(edition, printed_name="Guest Four")
    role(session, person, state="confirmed")
    with transaction():
        registrations.register_speaker(
            db.session.get_one(Edition, edition.id), db.session.merge(person), "hybrid", "en"
        )
    desk = team.signed_in_as("desk", edition)
    page = desk.get("/manage/f3ddesk/desk?q=guest&session=W2")
    said = {
        " ".join(row.xpath("string(.//*[@class='desk-name'])").split()): " ".join(
            row.xpath("string(.//*[contains(@class, 'desk-state')])").split()
        )
        for row in page.document.xpath("//li[@class='desk-person']")
    }
    assert said == {
        "Guest One": "Has a seat",
        "Guest Two": "On the waiting list",
        "Guest Three": "No seat here",
        "Guest Four": "On stage",
    }
    assert "1 seat given" in page.text
    assert "No seat here" not in desk.get("/manage/f3ddesk/desk?q=guest").text
    assert "1 in the room" in press(desk, never, "Check in", session="W2").text, "the door decides, not the page"


@pytest.mark.parametrize("ended", [True, False])
def test_who_has_no_place_is_shown_and_not_let_in(desk: ReadingClient, app: Flask, ended: bool, team: Team) -> None:
    edition = open_edition(capacity=1)
    first, waits = registration(edition), registration(edition)
    refused = first if ended else waits
    with transaction():
        if ended:
            registrations.cancel(db.session.get_one(Registration, first.id))
    client = team.signed_in_as("desk", edition)
    page = client.get(f"/manage/{edition.slug}/desk?q={refused.reference}")
    assert refused.reference in page.text and "Check in" not in page.text
    with pytest.raises(NotExpected), transaction():
        actions.check_in(db.session.get_one(Registration, refused.id), member())


def test_two_desks_that_press_at_once_let_her_in_once(app: Flask, team: Team, edition: Edition) -> None:
    team.member("desk", edition)
    found = registration(edition)
    together, said = threading.Barrier(6), []

    def at_a_desk() -> None:
        with app.app_context():
            together.wait()
            with transaction():
                said.append(actions.check_in(db.session.get_one(Registration, found.id), member()))

    threads = [threading.Thread(target=at_a_desk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False] * 5 + [True]
    assert came(found) == 1


def test_somebody_unannounced_has_a_place_and_is_here(desk: ReadingClient, edition: Edition) -> None:
    page = desk.get("/manage/f3ddesk/desk/walk-in")
    form = page.form("name")
    for _twice in range(2):
        page = desk.submit(form, name="Nguyễn Thị Ánh", organisation="Example Org")
    assert "1 of 1 here" in page.text.replace("\u00a0", " ") and "1 came unannounced" in page.text
    db.session.rollback()
    (made,) = db.session.scalars(select(Registration)).all()
    assert (made.source, made.state, made.email) == ("desk", "checked_in", "")
    assert db.session.scalars(select(Message)).all() == []


def test_where_all_places_are_taken_nobody_more_is_let_in(app: Flask, team: Team) -> None:
    edition = open_edition(slug="f3dfull", capacity=1)
    known = registration(edition, email="known@example.org")
    client = team.signed_in_as("desk", edition)
    answer = client.submit(client.get("/manage/f3dfull/desk/walk-in").form("name"), name="Sayun Nomin")
    assert answer.status == 422 and "All places are taken." in answer.text
    form = client.get("/manage/f3dfull/desk/walk-in").form("name")
    answer = client.submit(form, name="Sayun Nomin", email="KNOWN@example.org")
    assert answer.status == 422 and f"registered already, as {known.reference}" in answer.text


def test_who_comes_unannounced_has_a_category_where_there_are_some(desk: ReadingClient, edition: Edition) -> None:
    press = category(edition, quota=1)
    form = desk.get("/manage/f3ddesk/desk/walk-in").form("name")
    assert "Choose a category." in desk.submit(form, name="Nguyễn Thị Ánh").text
    assert "is here." in desk.submit(form, name="Nguyễn Thị Ánh", category="press").text
    db.session.rollback()
    (made,) = db.session.scalars(select(Registration)).all()
    assert (made.category_id, made.category_key) == (press.id, "press")
    form = desk.get("/manage/f3ddesk/desk/walk-in").form("name")
    answer = desk.submit(form, name="Sayun Nomin", category="press")
    assert answer.status == 422 and "As many of this category are registered as may be." in answer.text
    assert answer.form("name").values["name"] == "Sayun Nomin"
    assert "is here." in desk.submit(form, name="Sayun Nomin", category=everybody(edition).key).text


def test_where_the_team_says_yes_to_each_only_an_organiser_lets_somebody_unannounced_in(
    desk: ReadingClient, team: Team, edition: Edition
) -> None:
    category(edition, is_reviewed=True)
    reviewed = everybody(edition)
    with transaction():
        db.session.get_one(RegistrationCategory, reviewed.id).is_reviewed = True
    page = desk.get("/manage/f3ddesk/desk/walk-in")
    assert "Send whoever comes unannounced to an organiser" in page.text
    token = desk.get("/manage/-/account").form("language").values["csrf_token"]
    desk.post("/manage/f3ddesk/desk/walk-in", {"csrf_token": token, "name": "Sayun Nomin", "category": "press"})
    assert db.session.scalars(select(Registration)).all() == []
    organiser = team.signed_in_as("organiser", edition)
    form = organiser.get("/manage/f3ddesk/desk/walk-in").form("name")
    assert "is here." in organiser.submit(form, name="Sayun Nomin", category="press").text


def the_one() -> Registration:
    """Who is registered, as it is at this moment."""
    db.session.rollback()
    found = db.session.scalars(select(Registration)).one()
    db.session.expunge(found)
    return found


@pytest.mark.parametrize("unannounced", [True, False])
def test_a_slip_at_the_desk_costs_nobody_her_place(desk: ReadingClient, edition: Edition, unannounced: bool) -> None:
    if unannounced:
        desk.submit(desk.get("/manage/f3ddesk/desk/walk-in").form("name"), name="Nguyễn Thị Ánh")
    else:
        press(desk, registration(edition, verified=False), "Check in")
    found = the_one()
    press(desk, found, "Undo")
    with time_machine.travel(clock.now() + timedelta(hours=25)), transaction():
        assert registrations.free_unverified() == 0
    assert state(found) == RegistrationState.APPROVED


def test_a_place_without_an_address_is_cancelled_without_a_letter(
    desk: ReadingClient, team: Team, edition: Edition
) -> None:
    desk.submit(desk.get("/manage/f3ddesk/desk/walk-in").form("name"), name="Nguyễn Thị Ánh")
    found = the_one()
    organiser = team.signed_in_as("organiser", edition)
    (row,) = organiser.get("/manage/f3ddesk/registrations").document.xpath("//tbody/tr")
    assert "not confirmed" not in row.text_content()
    form = organiser.get(f"/manage/f3ddesk/registrations/{found.reference}/cancel").form("reason")
    organiser.submit(form, reason="She stood there twice.")
    assert state(found) == RegistrationState.CANCELLED
    assert db.session.scalars(select(Message)).all() == []


def test_who_is_not_at_the_forum_is_in_no_room_either(desk: ReadingClient, edition: Edition) -> None:
    session = by_request(edition, code="W2")
    found = registration(edition)
    seat = request(found, session)
    press(desk, found, "Check in", session="W2")
    press(desk, found, "Undo")
    assert (state(found), came(found)) == (RegistrationState.APPROVED, 0)
    assert fresh_seat(seat.id).state == "confirmed"
    assert "0 in the room" in desk.get("/manage/f3ddesk/desk?session=W2").text.replace("\u00a0", " ")


def test_the_page_costs_the_same_for_two_and_for_thirty(app: Flask, desk: ReadingClient, edition: Edition) -> None:
    def cost() -> int:
        with statements(app) as made:
            desk.get("/manage/f3ddesk/desk?q=example")
            desk.get("/manage/f3ddesk/desk")
        return len(made)

    for _ in range(2):
        registration(edition, organisation="Example Org")
    few = cost()
    for _ in range(28):
        registration(edition, organisation="Example Org")
    assert cost() == few


def test_the_page_is_light_enough_for_a_slow_telephone(desk: ReadingClient, edition: Edition) -> None:
    """Twenty people found: the page and everything it loads, as it travels."""
    for number in range(20):
        registration(edition, name=f"Example Person {number}", organisation="Example Organisation of Somewhere")
    page = desk.get("/manage/f3ddesk/desk?q=example")
    loaded = page.document.xpath("//link[@rel='stylesheet']/@href | //script/@src")
    size = len(gzip.compress(page.response.data))
    for address in loaded:
        with desk.inner.get(address) as answer:
            size += len(gzip.compress(answer.get_data()))
    assert loaded and size < 60_000
    assert not page.document.xpath("//main//img")


def test_only_the_desk_may_use_the_camera(desk: ReadingClient, edition: Edition) -> None:
    def policy(path: str) -> str:
        return str(desk.get(path).response.headers["Permissions-Policy"])

    assert "camera=(self)" in policy("/manage/f3ddesk/desk")
    assert "camera=()" in policy("/manage/f3ddesk/registrations")


def member() -> Member:
    return accounts.by_email("desk@team.example.org") or pytest.fail("no member")


def test_who_comes_into_the_room_has_used_her_seat(desk: ReadingClient, edition: Edition) -> None:
    session = by_request(edition, code="W2")
    found = registration(edition)
    seat = request(found, session)
    press(desk, found, "Check in", session="W2")
    assert fresh_seat(seat.id).state == "attended"
    give_back(found, session)
    assert fresh_seat(seat.id).state == "attended", "nothing is left to give back"
    press(desk, found, "Undo", session="W2")
    assert fresh_seat(seat.id).state == "confirmed"


def test_coming_into_the_room_takes_the_seat_that_is_offered(desk: ReadingClient, edition: Edition) -> None:
    session = by_request(edition, code="W2")
    first, second = registration(edition), registration(edition)
    request(first, session)
    waiting = request(second, session)
    press(desk, second, "Check in", session="W2")
    assert fresh_seat(waiting.id).state == "waitlisted", "who waits has no seat by coming"
    press(desk, second, "Undo", session="W2")
    give_back(first, session)
    assert fresh_seat(waiting.id).state == "offered"
    press(desk, second, "Check in", session="W2")
    assert fresh_seat(waiting.id).state == "attended"


def test_coming_to_the_desk_takes_the_place_that_is_offered(team: Team, app: Flask) -> None:
    edition = open_edition(slug="f3doffered", capacity=1)
    holder, lin = registration(edition), registration(edition, name="Lin")
    with transaction():
        registrations.cancel(db.session.get_one(Registration, holder.id))
    desk = team.signed_in_as("desk", edition)
    page = desk.get(f"/manage/f3doffered/desk?q={lin.reference}")
    desk.submit(page.form("Check in"))
    assert state(lin) == RegistrationState.CHECKED_IN
    with transaction():
        actions.undo(db.session.get_one(Registration, lin.id))
    assert state(lin) == RegistrationState.APPROVED
