"""The day planner: where a session stands, and that it moves alike by every way."""

from datetime import UTC, date, datetime

import pytest

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Room
from forumapp.programme import actions, day_plan
from forumapp.programme.models import ForumSession
from tests.factories import forums, programme
from tests.factories.programme import fresh
from tests.support.statements import statements

SATURDAY = "/manage/f3d2026/planner/2026-10-24"


@pytest.fixture
def edition(app):
    return forums.edition(slug="f3d2026")


@pytest.fixture
def organiser(team, edition):
    return team.signed_in_as("organiser", edition)


def at(hour, minute=0, day=24):
    return datetime(2026, 10, day, hour, minute)


def plan(edition, on=date(2026, 10, 24)):
    sessions = db.session.query(ForumSession).order_by(ForumSession.code).all()
    rooms = db.session.query(Room).order_by(Room.position).all()
    return day_plan.plan(db.session.get_one(Edition, edition.id), on, sessions, rooms)


def places(edition, on=date(2026, 10, 24)):
    return {block.session.code: (block.row, block.rows, block.column) for _column, block in plan(edition, on).blocks}


def stored(code):
    db.session.expire_all()
    session = db.session.query(ForumSession).filter_by(code=code).one()
    return session.starts_at, session.minutes, session.room.name.in_language("en") if session.room else None


# Where it stands


def test_a_row_is_five_minutes_and_a_column_a_room(edition):
    aula, senate = forums.room(edition), forums.room(edition, "Senate Hall")
    programme.forum_session(edition, code="A", start=at(9), minutes=75, room=aula)
    programme.forum_session(edition, code="B", start=at(10, 30), minutes=90, room=senate)
    assert places(edition) == {"A": (12, 15, 0), "B": (30, 18, 1)}


def test_what_runs_in_one_room_at_once_stands_side_by_side(edition):
    aula, senate = forums.room(edition), forums.room(edition, "Senate Hall")
    for code, start, room in (
        ("A", at(9), aula),
        ("B", at(9, 30), aula),
        ("C", at(10, 15), aula),
        ("D", at(9), senate),
    ):
        programme.forum_session(edition, code=code, start=start, minutes=60, room=room)
    assert {code: column for code, (_row, _rows, column) in places(edition).items()} == {"A": 0, "B": 1, "C": 0, "D": 2}


def test_odd_minutes_cover_the_steps_that_they_touch(edition):
    programme.forum_session(edition, code="A", start=at(9, 3), minutes=4)
    assert places(edition)["A"][:2] == (12, 2)


def test_the_day_begins_and_ends_with_its_sessions(edition):
    programme.forum_session(edition, code="A", start=at(6, 10), minutes=30)
    programme.forum_session(edition, code="B", start=at(23), minutes=120)
    shown = plan(edition)
    assert shown.begins_at == datetime(2026, 10, 24, 2, tzinfo=UTC)  # 05:00 in Vilnius
    assert shown.hours[-1].at == datetime(2026, 10, 24, 22, tzinfo=UTC)  # 01:00 on the next day
    assert shown.row_count == 20 * 12 + 6


def test_on_the_day_of_25_hours_the_doubled_hour_stands_twice(edition):
    with transaction():
        actions.reschedule(fresh(programme.forum_session(edition, code="A")), at(3, 30, 25), 60, fold=1)
    hours = [(hour.at.astimezone(UTC).hour, hour.fold) for hour in plan(edition, date(2026, 10, 25)).hours]
    assert hours[:2] == [(1, 1), (2, 0)]  # the second 03:00, then 04:00
    assert places(edition, date(2026, 10, 25))["A"][0] == 6


# The page


def test_it_shows_the_day_its_rooms_and_what_waits(organiser, edition):
    room = forums.room(edition)
    programme.forum_session(edition, code="A", title="Keeping people connected", room=room)
    programme.forum_session(edition, code="B", title="Some day", start=None)
    programme.forum_session(edition, code="C", title="On Monday", start=at(9, day=26))
    page = organiser.get("/manage/f3d2026/planner")
    assert page.heading == "Saturday 24 October 2026"
    assert "09:00–10:15" in page.text
    assert "Keeping people connected" in page.text
    assert "Some day" in page.text
    assert "On Monday" not in page.text
    assert "Times in Vilnius." in page.text


def test_who_only_reads_finds_no_form_and_no_script(team, edition):
    programme.forum_session(edition, code="A")
    viewer = team.signed_in_as("viewer", edition)
    page = viewer.get(SATURDAY)
    assert "planner.js" not in str(page.document.xpath("//script/@src"))
    assert not page.document.xpath("//*[contains(@class, 'block')]//a")
    assert viewer.get(f"{SATURDAY}/A").status == 404


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "20261024", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_found(organiser, day):
    assert organiser.get(f"/manage/f3d2026/planner/{day}").status == 404


def test_sixty_sessions_cost_as_many_queries_as_one_and_at_most_fifteen(app, organiser, edition):
    rooms = [forums.room(edition, f"Room {number}") for number in range(6)]

    def fill(numbers):
        for number in numbers:
            session = programme.forum_session(edition, start=at(8 + number // 6), minutes=50, room=rooms[number % 6])
            programme.role(session, programme.person(edition, f"Person {number}"), state="confirmed")

    def counted():
        organiser.get(SATURDAY)
        with statements(app) as sent:
            assert organiser.get(SATURDAY).status == 200
        return len(sent)

    fill(range(1))
    one = counted()
    fill(range(1, 60))
    assert counted() <= one <= 15


# Moving


def test_the_small_form_moves_it_and_one_press_takes_it_back(organiser, edition):
    aula, senate = forums.room(edition), forums.room(edition, "Senate Hall")
    programme.forum_session(edition, code="A", room=aula)
    before = stored("A")
    page = organiser.submit(
        organiser.get(f"{SATURDAY}/A").form("start"), start="10:30", minutes="90", room=str(senate.id)
    )
    assert "A: Saturday 24 October 2026, 10:30–12:00 Vilnius, Senate Hall." in page.text
    assert stored("A") == (datetime(2026, 10, 24, 7, 30, tzinfo=UTC), 90, "Senate Hall")
    page = organiser.submit(page.form("Undo the move of A"))
    assert "A: Saturday 24 October 2026, 09:00–10:15 Vilnius, Aula." in page.text
    assert stored("A") == before
    organiser.submit(page.form("Undo the move of A"))
    assert stored("A")[1:] == (90, "Senate Hall")


def test_what_clashes_after_a_move_is_said_at_once(organiser, edition):
    aula = forums.room(edition)
    programme.forum_session(edition, code="A", room=aula)
    programme.forum_session(edition, code="B", room=aula, start=at(11))
    page = organiser.submit(organiser.get(f"{SATURDAY}/B").form("start"), start="10:00")
    assert page.text.count("are both in Aula: Saturday 24 October 2026, 10:00–10:15 Vilnius.") == 1
    assert "Cannot stay so" in page.text


def test_without_date_and_start_it_waits_again(organiser, edition):
    programme.forum_session(edition, code="A", room=forums.room(edition))
    page = organiser.submit(organiser.get(f"{SATURDAY}/A").form("Take it off the timetable"))
    assert "A waits without a time." in page.text
    assert stored("A")[0] is None
    organiser.submit(page.form("Undo the move of A"))
    assert stored("A") == (datetime(2026, 10, 24, 6, tzinfo=UTC), 75, "Aula")


def test_a_waiting_session_is_offered_the_day_that_is_looked_at(organiser, edition):
    programme.forum_session(edition, code="A", start=None)
    form = organiser.get("/manage/f3d2026/planner/2026-10-26/A").form("start")
    assert (form.values["day"], form.values["start"], form.values["minutes"]) == ("2026-10-26", "", "60")
    organiser.submit(form, start="14:00")
    assert stored("A")[0] == datetime(2026, 10, 26, 12, tzinfo=UTC)


def test_a_move_to_the_same_place_is_none(organiser, edition):
    programme.forum_session(edition, code="A")
    page = organiser.submit(organiser.get(f"{SATURDAY}/A").form("start"))
    assert "A stays where it was." in page.text
    assert "Undo" not in page.text


def test_a_doubled_time_asks_and_a_missing_start_is_said(organiser, edition):
    programme.forum_session(edition, code="A")
    form = organiser.get(f"{SATURDAY}/A").form("start")
    page = organiser.submit(form, day="2026-10-25", start="03:30")
    assert page.status == 422
    page = organiser.submit(page.form("start"), fold="1")
    assert stored("A")[0] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    page = organiser.submit(organiser.get(f"{SATURDAY}/A").form("start"), start="")
    assert page.status == 422


def test_who_moves_what_somebody_else_moved_is_told(organiser, edition):
    session = programme.forum_session(edition, code="A")
    form = organiser.get(f"{SATURDAY}/A").form("start")
    with transaction():
        actions.reschedule(fresh(session), at(15), 75)
    page = organiser.submit(form, start="11:00")
    assert page.status == 409
    assert "Somebody saved this meanwhile" in page.text
    assert stored("A")[0] == datetime(2026, 10, 24, 12, tzinfo=UTC)
    organiser.submit(page.form("start"))
    assert stored("A")[0] == datetime(2026, 10, 24, 8, tzinfo=UTC)


def test_what_was_changed_since_is_not_taken_back_blindly(organiser, edition):
    session = programme.forum_session(edition, code="A")
    page = organiser.submit(organiser.get(f"{SATURDAY}/A").form("start"), start="10:30")
    undo = page.form("Undo the move of A")
    with transaction():
        actions.reschedule(fresh(session), at(15), 75)
    page = organiser.submit(undo)
    assert "A was changed since by somebody else." in page.text
    assert stored("A")[0] == datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert "There is nothing to take back." in organiser.submit(undo).text


def test_the_planner_is_offered_from_two_sessions_on(organiser, edition):
    programme.forum_session(edition, code="A")
    assert "Day planner" not in organiser.get("/manage/f3d2026/programme").links()
    programme.forum_session(edition, code="B")
    assert "Day planner" in organiser.get("/manage/f3d2026/programme").links()


def test_every_place_in_a_day_has_its_class(app):
    sheet = app.test_client().get("/planner.css")
    assert sheet.status_code == 200
    assert "Set-Cookie" not in sheet.headers
    for rule in (
        ".from-0{grid-row-start:2}",
        ".for-144{",
        ".column-5{",
        ".lanes-2{",
        f".from-{day_plan.MOST_ROWS - 1}{{",
    ):
        assert rule in sheet.text
