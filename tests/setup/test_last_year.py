"""A forum like an earlier one: everything that was worked out once, on other days, and nobody's name."""

from datetime import UTC, date, datetime

import pytest

from forumapp.extensions import db, transaction
from forumapp.forums import actions as forum_actions
from forumapp.forums.models import Edition, Note
from forumapp.invitations.models import Invitation
from forumapp.notifications.models import Message
from forumapp.people.models import EditionPerson
from forumapp.pictures import Picture
from forumapp.privacy import notice
from forumapp.programme import actions as programme_actions
from forumapp.programme import courses
from forumapp.programme import queries as programme_queries
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.registrations import actions as registrations
from forumapp.registrations import places
from forumapp.registrations.categories import queries as category_queries
from forumapp.registrations.questions import queries as question_queries
from forumapp.registrations.seats import queries as seat_queries
from forumapp.words import Text
from tests.factories import categories, forums, programme, questions, seats
from tests.factories.programme import fresh

ANOTHER = "/manage/f3d2026/another"


@pytest.fixture
def earlier(app):
    """Two rooms in two venues, a panel with items and people, a session of the autumn's second 03:30."""
    made = forums.edition(
        slug="f3d2026",
        announced=True,
        travel_minutes=45,
        agenda_expected_on=date(2026, 9, 1),
        registration_closes_at=datetime(2026, 10, 20, 20, 59, tzinfo=UTC),
    )
    aula = forums.room(made, venue=Text.of("Old house"), turnaround_minutes=15)
    panel = programme.forum_session(
        made, code="P1", room=aula, seats=40, hosts=[Text.of("MFA Denmark")], slides_due_on=date(2026, 10, 20)
    )
    programme.role(panel, programme.person(made), state="confirmed")
    with transaction():
        fresh(panel).track = forum_actions.add_track(fresh(made), Text.of("Rights"), "R", "task_force", "plum")
    programme.forum_session(made, code="X1", cancelled=True)
    programme.forum_session(made, code="W1", start=None)
    with transaction():
        courses.add_item(fresh(panel), Text.of("Welcome"), 5, "welcome", fresh(panel).roles[0])
        registrations.set_capacity(fresh(made), 120)
    return made


@pytest.fixture
def organiser(team, earlier):
    return team.signed_in_as("organiser", earlier)


def newest():
    db.session.expire_all()
    return db.session.query(Edition).order_by(Edition.id.desc()).first()


def sessions():
    return {it.code: it for it in db.session.query(ForumSession).filter_by(edition_id=newest().id)}


def test_everything_comes_along_but_people_and_what_was_cancelled(organiser, earlier):
    people, roles = db.session.query(EditionPerson).count(), db.session.query(SessionRole).count()
    page = organiser.submit(organiser.get(ANOTHER).form("starts_on"), **{"title-en": "Free the future again"})
    made = newest()
    assert (made.title, made.state, made.slug) == (Text.of("Free the future again"), "draft", "f3d2027")
    assert (made.starts_on, made.ends_on) == (date(2027, 10, 23), date(2027, 10, 25))
    assert [host.name for host in made.hosts] == [host.name for host in db.session.get_one(Edition, earlier.id).hosts]
    (room,) = made.rooms
    assert (room.name, room.capacity, room.venue, room.turnaround_minutes) == (
        Text.of("Aula"),
        300,
        Text.of("Old house"),
        15,
    )
    assert made.travel_minutes == 45
    pool = places.of(made)
    assert pool and (pool.capacity, pool.taken) == (120, 0)
    assert set(sessions()) == {"P1", "W1"}
    panel = sessions()["P1"]
    assert (panel.state, panel.seats, panel.roles, panel.room) == ("draft", 40, [], room)
    assert [host.name for host in panel.hosts] == [Text.of("MFA Denmark")]
    assert [(it.title.in_language("en"), it.role) for it in panel.items] == [("Welcome", None)]
    assert (db.session.query(EditionPerson).count(), db.session.query(SessionRole).count()) == (people, roles)
    assert "nobody but you is in it" in page.text


def test_hosts_keep_their_logos_and_what_belongs_to_the_house_stays_behind(organiser, earlier):
    with transaction():
        made = fresh(earlier)
        notes = {"wifi": Text.of("Network"), "conduct": Text.of("Be kind."), "theme": Text.of("Last year's")}
        forum_actions.change(made, hosts=[Text.of("University"), Text.of("Ministry")], **notes)
        forum_actions.give_logo(made, made.hosts[1], Picture(b"a logo", 16, 9))
        logo = made.hosts[1].logo.public_id
    organiser.submit(organiser.get(ANOTHER).form("title-en"), **{"theme-en": "This year's"})
    made = newest()
    assert made.theme == Text.of("This year's")
    assert made.notes == {Note.CONDUCT: Text.of("Be kind.")}
    university, ministry = made.hosts
    assert university.logo is None
    assert (ministry.logo.content, ministry.logo.edition_id) == (b"a logo", made.id)
    assert ministry.logo.public_id != logo


def test_all_dates_move_and_hours_on_the_wall_stay(organiser):
    organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-03-27")
    made = newest()
    assert made.agenda_expected_on == date(2027, 2, 2)
    # 23:59 in Vilnius, which has no summer time yet on 23 March
    assert made.registration_closes_at == datetime(2027, 3, 23, 21, 59, tzinfo=UTC)
    panel = sessions()["P1"]
    assert panel.starts_at == datetime(2027, 3, 27, 7, tzinfo=UTC)
    assert panel.slides_due_on == date(2027, 3, 23)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("2027-10-23", "Every day keeps its weekday: Saturday 24 October became Saturday 23 October."),
        ("2027-10-24", "The weekdays are others now: Saturday 24 October became Sunday 24 October."),
    ],
)
def test_weekdays_are_told_in_words(organiser, first, words):
    form = organiser.get(ANOTHER).form("starts_on")
    assert form.values["starts_on"] == "2027-10-23"
    assert words in organiser.submit(form, starts_on=first).text


def test_a_time_that_the_clocks_skip_is_left_out_and_told(organiser, earlier):
    programme.forum_session(earlier, code="N1", start=datetime(2026, 10, 25, 3, 30), fold=0)
    page = organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-03-27")
    assert sessions()["N1"].starts_at is None
    assert "One session has no time: the clocks skip it on its new day." in page.text


def test_without_sessions_only_the_frame_is_taken_over(organiser):
    form = organiser.get(ANOTHER).form("starts_on")
    form.values.pop("with_sessions")
    organiser.submit(form)
    assert not sessions()
    assert newest().rooms


def test_the_same_form_twice_makes_one_forum_and_nobody_is_written_to(organiser):
    before = db.session.query(Message).count(), db.session.query(Invitation).count()
    form = organiser.get(ANOTHER).form("starts_on")
    organiser.submit(form)
    organiser.submit(form)
    assert db.session.query(Edition).count() == 2
    assert (db.session.query(Message).count(), db.session.query(Invitation).count()) == before


def test_the_same_days_are_refused(organiser):
    page = organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2026-10-24")
    assert page.status == 422
    assert "These are the days of the earlier forum." in page.text


@pytest.mark.parametrize("role", ["viewer", "desk", "cohost"])
def test_who_makes_no_forums_does_not_find_the_page(team, earlier, role):
    assert team.signed_in_as(role, earlier).get(ANOTHER).status == 404


def test_drafts_are_taken_into_the_programme_one_or_all(organiser, earlier):
    organiser.submit(organiser.get(ANOTHER).form("starts_on"))
    page = organiser.get("/manage/f3d2027/programme")
    assert "2 sessions are drafts: a release leaves them out." in page.text
    organiser.submit(organiser.get("/manage/f3d2027/sessions/P1").form("Take it into the programme"))
    assert {code: it.state for code, it in sessions().items()} == {"P1": "confirmed", "W1": "draft"}
    organiser.submit(organiser.get("/manage/f3d2027/programme").form("Take the draft into the programme"))
    assert {it.state for it in sessions().values()} == {"confirmed"}


def test_a_cancelled_session_is_no_draft(earlier):
    with transaction():
        assert programme_actions.take_drafts_into_programme(fresh(earlier)) == 0
    cancelled = db.session.query(ForumSession).filter_by(code="X1").one()
    assert cancelled.is_cancelled


def test_categories_come_along_with_their_days_and_without_their_links(organiser, earlier):
    press = categories.category(
        earlier,
        "Press",
        opens_at=datetime(2026, 9, 1, 6, tzinfo=UTC),
        quota=10,
        is_reviewed=True,
        by_link_only=True,
        sessions=("P1",),
    )
    categories.link(press)
    organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-10-23")
    made = {it.key: it for it in category_queries.of_edition(newest())}
    assert set(made) == {"participant", "press"} and newest().form_is_extended
    like = made["press"]
    assert (like.quota, like.is_reviewed, like.by_link_only, like.sessions) == (10, True, True, ["P1"])
    assert like.opens_at == datetime(2027, 8, 31, 6, tzinfo=UTC), "as many days before the forum"
    assert category_queries.with_link([like]) == set()


def test_questions_come_along_with_their_conditions_and_without_answers(organiser, earlier):
    first = questions.question(earlier, "Do you need a visa?", kind="yes_no")
    questions.question(earlier, "From where?", shown_if_id=first.id, shown_if_value="yes", kept_days=30)
    organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-10-23")
    visa, where = question_queries.of_edition(newest())
    assert visa.key == first.key and visa.id != first.id
    assert (where.shown_if_id, where.shown_if_value, where.kept_days) == (visa.id, "yes", 30)


def test_a_session_gives_its_seats_by_the_same_rules_once_the_team_opens_them(organiser, earlier):
    seats.by_request(earlier, groups=["advisers"], kept_for_experts=3)
    organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-10-23")
    [seating] = seat_queries.seatings_of(newest())
    assert (seating.session.code, seating.groups, seating.kept_for_experts) == ("W2", ["advisers"], 3)
    assert not seating.is_open


def test_the_teams_words_on_privacy_come_along_as_they_stand_now(organiser, earlier):
    with transaction():
        for words in ("Old words.", "Our lawyer's words."):
            notice.write(fresh(earlier), notice.Heading.GROUND, Text.of(words))
    organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-10-23")
    assert notice.of(newest()).own == {notice.Heading.GROUND: Text.of("Our lawyer's words.")}


def test_a_plain_form_stays_plain(organiser, earlier):
    with transaction():
        fresh(earlier).form_is_extended = True
    organiser.submit(organiser.get(ANOTHER).form("starts_on"), starts_on="2027-10-23")
    assert not newest().form_is_extended


def test_its_tracks_come_along_with_the_sessions_in_them(organiser):
    organiser.submit(organiser.get(ANOTHER).form("Set up the forum"))
    made = newest()
    assert [(one.sign, one.kind, one.colour, one.name) for one in made.tracks] == [
        ("R", "task_force", "plum", Text.of("Rights"))
    ]
    panel = programme_queries.by_code(made, "P1")
    assert panel.track is made.tracks[0] and made.slug != "f3d2026"
