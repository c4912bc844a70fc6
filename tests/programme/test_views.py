from datetime import date, datetime, time

import pytest

from forumapp.extensions import db
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme import queries
from forumapp.programme.models import ForumSession
from forumapp.words import Text
from tests.factories import forums, programme
from tests.factories.programme import fresh
from tests.support.statements import statements

PROGRAMME = "/manage/f3d2026/programme"
NEW = "/manage/f3d2026/sessions/new"


@pytest.fixture
def edition(app):
    return forums.edition(slug="f3d2026")


@pytest.fixture
def organiser(team, edition):
    return team.signed_in_as("organiser", edition)


def only_session():
    db.session.expire_all()
    (session,) = db.session.query(ForumSession)
    return session


def sessions():
    db.session.expire_all()
    return db.session.query(ForumSession).order_by(ForumSession.code).all()


# The list


def test_an_empty_programme_says_what_to_do(organiser):
    page = organiser.get(PROGRAMME)
    assert "No session yet" in page.text
    assert page.links()["New session"] == NEW


def test_the_list_shows_days_times_rules_people_and_what_has_no_time(organiser, edition):
    room = forums.room(edition, "Aula")
    panel = programme.forum_session(edition, title="Free the future", room=room)
    programme.role(panel, programme.person(edition, "LIN Yu-ching"), state="confirmed")
    programme.role(panel, programme.person(edition, "Suryadi"), "moderator", state="invited")
    programme.forum_session(edition, title="Members meet", preset="members_only", start=datetime(2026, 10, 26, 9))
    programme.forum_session(edition, title="Some day", start=None)
    text = organiser.get(PROGRAMME).text
    assert "Saturday 24 October 2026" in text
    assert "Monday 26 October 2026" in text
    assert "09:00–10:15" in text
    assert "Aula" in text
    assert "Public · on the record · not recorded" in text
    assert "Members · listed as closed · off the record · not recorded" in text
    assert "LIN Yu-ching panellist Yes" in text
    assert "Suryadi moderator Waiting" in text
    assert text.index("Without a time") < text.rindex("Some day")
    assert "Times in Vilnius" in text


def test_a_cancelled_session_stays_struck_through_and_said(organiser, edition):
    programme.forum_session(edition, title="Satellites for everyone", cancelled=True)
    page = organiser.get(PROGRAMME)
    assert page.document.xpath("//s[text()='Satellites for everyone']")
    assert "Cancelled" in page.text


def test_who_may_only_look_finds_no_way_to_change(team, edition):
    room = forums.room(edition)
    for code in "AB":
        programme.forum_session(edition, code=code, room=room)
    page = team.signed_in_as("viewer", edition).get(PROGRAMME)
    assert "One clash" in page.text
    assert not [address for address in page.links().values() if "/sessions/" in address]


@pytest.mark.parametrize("path", ["new", "P1", "P1/cancel", "P1/people"])
def test_who_may_only_look_changes_nothing(team, edition, path):
    programme.forum_session(edition, code="P1")
    viewer = team.signed_in_as("viewer", edition)
    assert viewer.get(f"/manage/f3d2026/sessions/{path}").status == 404


def test_thirty_sessions_cost_the_page_as_many_queries_as_one(app, organiser, edition):
    def counted():
        with statements(app) as sent:
            assert organiser.get(PROGRAMME).status == 200
        return len(sent)

    def fill(numbers):
        for number in numbers:
            room = forums.room(edition, f"Room {number}")
            session = programme.forum_session(edition, room=room, hosts=[Text.of("A host")])
            programme.role(session, programme.person(edition, f"Person {number}"))

    fill(range(1))
    one = counted()
    fill(range(1, 30))
    assert counted() == one


# Writing a session


def test_a_title_is_enough(organiser):
    page = organiser.submit(organiser.get(NEW).form("title-en"), **{"title-en": "Free the future"})
    assert page.heading == "Who speaks in P1"
    session = only_session()
    assert (session.title, session.starts_at) == (Text.of("Free the future"), None)


def test_everything_can_be_written_at_once(organiser, edition):
    room = forums.room(edition, "Aula")
    form = organiser.get(NEW).form("title-en")
    page = organiser.submit(
        form,
        **{"title-en": "Free the future", "title-zh-Hant": "自由未來", "title-lt": "Laisva ateitis"},
        **{"abstract-en": "What we owe.\r\n\r\nTo whom."},
        format="plenary",
        code="OPEN",
        day="2026-10-24",
        start="09:00",
        minutes="75",
        room=str(room.id),
        mode="hybrid",
        preset="chatham_house",
        recording="internal",
        languages="English, lietuvių",
        interpretation="中文",
        captions="human",
        topics=["human-rights-online", "digital-equality"],
        **{"hosts-en": "MFA Denmark\r\n\r\n  MFA Netherlands ", "hosts-lt": "Danijos URM\r\n-"},
        **{"note-en": "During lunch"},
    )
    assert page.status == 200, page.text
    made = only_session()
    assert made.title == Text({"en": "Free the future", "zh-Hant": "自由未來", "lt": "Laisva ateitis"})
    assert made.abstract == Text.of("What we owe.\n\nTo whom.")
    assert (made.code, made.format, made.mode, made.captions) == ("OPEN", "plenary", "hybrid", "human")
    assert (made.wall_start, made.minutes, made.room_id) == (datetime(2026, 10, 24, 9), 75, room.id)
    assert (made.access, made.attribution, made.recording) == ("invitation", "chatham_house", "internal")
    assert (made.languages, made.interpretation) == (["en", "lt"], ["zh-Hant"])
    assert {topic.key for topic in made.topics} == {"human-rights-online", "digital-equality"}
    assert [host.name for host in made.hosts] == [
        Text({"en": "MFA Denmark", "lt": "Danijos URM"}),
        Text.of("MFA Netherlands"),
    ]
    assert made.note == Text.of("During lunch")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title-en": ""}, "at least one language"),
        ({"title-en": "x" * 301}, "300 characters at most"),
        ({"code": "P 1"}, "letters, digits and hyphens only"),
        ({"code": "new"}, "letters, digits and hyphens only"),
        ({"code": "TAKEN"}, "Another session has the code TAKEN"),
        ({"code": "taken"}, "Another session has the code taken"),
        ({"day": "2026-10-24", "start": ""}, "Write the start too"),
        ({"day": "", "start": "09:00"}, "Write the date too"),
        ({"day": "2026-10-24", "start": "09:00", "minutes": ""}, "how many minutes"),
        ({"day": "2026-10-24", "start": "09:00", "minutes": "0"}, "one minute to twelve hours"),
        ({"day": "2026-10-24", "start": "09:00", "minutes": "721"}, "one minute to twelve hours"),
        ({"day": "2027-03-28", "start": "03:30"}, "03:30 does not exist on 28 March 2027 in Vilnius"),
        ({"day": "0001-01-01", "start": "03:30"}, "cannot be planned for the year 1"),
        ({"languages": "Klingonish"}, "“Klingonish” is not a language"),
        ({"languages": ""}, "Write at least one language"),
        ({"hosts-lt": "Danijos URM\nNyderlandų URM"}, "Write as many lines in each language"),
        ({"preset": "none of them"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(organiser, edition, wrong, words):
    programme.forum_session(edition, code="TAKEN")
    typed = {"title-en": "Free the future", "hosts-en": "MFA Denmark"} | wrong
    page = organiser.submit(organiser.get(NEW).form("title-en"), **typed)
    assert page.status == 422
    assert words in page.text
    kept = page.form("title-en").values
    assert kept["hosts-en"].strip() == "MFA Denmark"
    assert kept["title-en"] == typed["title-en"]
    assert len(sessions()) == 1


def test_a_doubled_time_asks_which_and_takes_the_answer(organiser):
    typed = {"title-en": "Night owls", "day": "2026-10-25", "start": "03:30", "minutes": "30"}
    page = organiser.submit(organiser.get(NEW).form("title-en"), **typed)
    assert page.status == 422
    assert "03:30 happens twice on 25 October 2026 in Vilnius" in page.text
    assert "the first 03:30 (UTC+3)" in page.text
    assert "the second 03:30 (UTC+2)" in page.text
    page = organiser.submit(page.form("title-en"), fold="1")
    assert page.status == 200, page.text
    assert only_session().starts_at.hour == 1

    again = organiser.get("/manage/f3d2026/sessions/P1").form("title-en")
    assert again.values["fold"] == "1"
    organiser.submit(again, minutes="45")
    assert (only_session().starts_at.hour, only_session().minutes) == (1, 45)


def test_a_forum_without_rooms_does_not_ask_for_one(organiser, edition):
    assert "room" not in organiser.get(NEW).form("title-en").names
    forums.room(edition)
    assert "room" in organiser.get(NEW).form("title-en").names


def test_the_room_of_another_forum_cannot_be_chosen(organiser, edition):
    forums.room(edition)
    foreign = forums.room(forums.edition(), "Elsewhere")
    page = organiser.submit(organiser.get(NEW).form("title-en"), **{"title-en": "X"}, room=str(foreign.id))
    assert page.status == 422
    assert not sessions()


# Changing a session


def test_saving_an_unchanged_session_changes_nothing_of_it(organiser, edition):
    room = forums.room(edition)
    hosts = [Text({"en": "MFA Denmark", "lt": "Danijos URM"})]
    made = programme.forum_session(
        edition,
        room=room,
        hosts=hosts,
        access="by_request",
        attribution="chatham_house",
        recording="internal",
        format="session",
        format_label="Unconference",
        languages=["ko", "zh-Hant"],
        interpretation=["en"],
    )
    names = [c.key for c in ForumSession.__table__.columns if c.key != "version"]
    before = {name: getattr(made, name) for name in names}
    page = organiser.submit(organiser.get("/manage/f3d2026/sessions/S1").form("title-en"))
    assert page.heading == "Programme"
    after = fresh(made)
    assert {name: getattr(after, name) for name in names} == before
    assert [host.name for host in after.hosts] == hosts


def test_a_host_whose_english_name_is_corrected_keeps_its_other_names(organiser, edition):
    hosts = [Text({"en": "MFA Denmrak", "zh-Hant": "丹麥外交部"}), Text.of("Wikimedia Foundation")]
    made = programme.forum_session(edition, hosts=hosts)
    form = organiser.get(f"/manage/f3d2026/sessions/{made.code}").form("title-en")
    organiser.submit(form, **{"hosts-en": form.values["hosts-en"].replace("Denmrak", "Denmark")})
    assert [host.name for host in fresh(made).hosts] == [
        Text({"en": "MFA Denmark", "zh-Hant": "丹麥外交部"}),
        Text.of("Wikimedia Foundation"),
    ]


def test_moving_a_session_is_a_change_of_its_form(organiser, edition):
    made = programme.forum_session(edition)
    form = organiser.get("/manage/f3d2026/sessions/P1").form("title-en")
    assert (form.values["day"], form.values["start"], form.values["minutes"]) == ("2026-10-24", "09:00", "75")
    organiser.submit(form, day="2026-10-26", start="14:30", minutes="60")
    moved = fresh(made)
    assert moved.wall_start == datetime.combine(date(2026, 10, 26), time(14, 30))
    assert (moved.minutes, moved.calendar_sequence) == (60, 1)


def test_a_clash_is_said_on_the_page_after_saving_with_both_named(organiser, edition):
    room = forums.room(edition, "Aula")
    programme.forum_session(edition, title="Opening", room=room)
    programme.forum_session(edition, title="Closing", room=room, start=datetime(2026, 10, 26, 9))
    form = organiser.get("/manage/f3d2026/sessions/P2").form("title-en")
    page = organiser.submit(form, day="2026-10-24", start="10:00")
    assert "“Opening” (P1) and “Closing” (P2) are both in Aula" in page.text
    assert page.links()["Move P1"] == "/manage/f3d2026/sessions/P1"
    assert "“Opening” (P1) and “Closing” (P2)" in organiser.get(page.links()["Move P2"]).text


def test_the_same_person_twice_is_said_when_she_is_added(organiser, edition):
    who = programme.person(edition, "Suryadi")
    programme.role(programme.forum_session(edition, title="Shutdowns"), who)
    programme.forum_session(edition, title="Closed")
    form = organiser.get("/manage/f3d2026/sessions/P2/people").form("person")
    page = organiser.submit(form, person=who.public_id, part="moderator")
    assert "Suryadi is in “Shutdowns” (P1) and in “Closed” (P2) at the same time" in page.text
    assert "It holds up no release" in page.text


def test_two_who_edit_at_once_both_see_what_the_other_wrote(team, edition):
    made = programme.forum_session(edition, title="Free the future")
    first = team.signed_in_as("organiser", edition)
    second = team.signed_in_as("owner", edition)
    address = "/manage/f3d2026/sessions/P1"
    opened_first, opened_second = (who.get(address).form("title-en") for who in (first, second))

    first.submit(opened_first, **{"title-en": "The title of the first"}, format="workshop")
    page = second.submit(opened_second, **{"title-en": "The title of the second"})
    assert page.status == 409
    assert "Somebody saved this meanwhile" in page.text
    assert "The title of the first" in page.text
    assert "Workshop" in page.text
    assert page.form("title-en").values["title-en"] == "The title of the second"
    assert fresh(made).title == Text.of("The title of the first")

    assert second.submit(page.form("title-en")).status == 200
    assert fresh(made).title == Text.of("The title of the second")


def test_two_who_change_only_the_hosts_do_not_overwrite_each_other(team, edition):
    made = programme.forum_session(edition)
    first, second = team.signed_in_as("organiser", edition), team.signed_in_as("owner", edition)
    forms = [who.get("/manage/f3d2026/sessions/P1").form("title-en") for who in (first, second)]
    first.submit(forms[0], **{"hosts-en": "MFA Denmark"})
    page = second.submit(forms[1], **{"hosts-en": "MFA Netherlands"})
    assert page.status == 409
    assert [host.name.in_language("en") for host in fresh(made).hosts] == ["MFA Denmark"]


def test_a_session_elsewhere_or_nowhere_is_not_found(organiser, edition):
    programme.forum_session(forums.edition(), code="X1")
    for path in ("X1", "X1/cancel", "X1/people", "NONE"):
        assert organiser.get(f"/manage/f3d2026/sessions/{path}").status == 404
    assert organiser.post("/manage/f3d2026/sessions/X1/restore").status in (400, 404)


# Cancelling


def test_cancelling_says_its_consequences_in_numbers_first(organiser, edition):
    made = programme.forum_session(edition)
    for name, state in (("A", "confirmed"), ("B", "confirmed"), ("C", "invited"), ("D", "proposed"), ("E", "declined")):
        programme.role(made, programme.person(edition, name), state=state)
    page = organiser.get("/manage/f3d2026/sessions/P1/cancel")
    assert "2 people who said yes" in page.text
    assert "One person was asked" in page.text
    assert "One person was proposed" in page.text
    assert not fresh(made).is_cancelled

    page = organiser.submit(page.form("Cancel P1"))
    assert "P1 is cancelled" in page.text
    assert fresh(made).is_cancelled

    page = organiser.get("/manage/f3d2026/sessions/P1")
    organiser.submit(page.form("It takes place after all"))
    assert not fresh(made).is_cancelled


def test_pressing_cancel_twice_is_refused_in_words(organiser, edition):
    programme.forum_session(edition)
    form = organiser.get("/manage/f3d2026/sessions/P1/cancel").form("Cancel P1")
    organiser.submit(form)
    page = organiser.submit(form)
    assert page.status == 409
    assert "cancelled already" in page.text


# People


def test_somebody_new_is_written_into_the_directory_and_nobody_is_sent_anything(organiser, edition):
    programme.forum_session(edition, title="Free the future")
    form = organiser.get("/manage/f3d2026/sessions/P1/people").form("name")
    page = organiser.submit(
        form,
        name="O'Brien-Ødegård, Seán",
        organisation="University of Oslo",
        sector="academia",
        part="moderator",
        email="sean@example.org",
        language="lt",
    )
    assert "O'Brien-Ødegård, Seán" in page.text
    assert "not asked yet" in page.text
    who = db.session.query(Person).one()
    assert (who.email, who.language, who.sector) == ("sean@example.org", "lt", "academia")
    assert db.session.query(Message).count() == 0


def test_an_address_that_is_known_leads_to_the_same_person(organiser, edition):
    known = programme.person(edition, "Suryadi", email="suryadi@example.org")
    programme.forum_session(edition)
    form = organiser.get("/manage/f3d2026/sessions/P1/people").form("name")
    organiser.submit(form, name="Mr Suryadi", email="Suryadi@Example.org")
    assert db.session.query(Person).count() == 1
    assert fresh(known).printed_name == "Suryadi"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose a person, or write the name"),
        ({"person": "known", "name": "Somebody else"}, "not both"),
        ({"name": "A", "email": "no address"}, "does not look like an e-mail address"),
        ({"person": "known", "part": "panellist"}, "has this part in the session already"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_in_words(organiser, edition, typed, words):
    known = programme.person(edition, "Suryadi")
    programme.role(programme.forum_session(edition), known)
    typed = {key: known.public_id if value == "known" else value for key, value in typed.items()}
    page = organiser.submit(organiser.get("/manage/f3d2026/sessions/P1/people").form("name"), **typed)
    assert page.status == 422
    assert words in page.text
    assert len(only_session().roles) == 1


def test_people_of_another_forum_cannot_be_chosen(organiser, edition):
    programme.forum_session(edition)
    foreign = programme.person(forums.edition(), "Foreign")
    form = organiser.get("/manage/f3d2026/sessions/P1/people").form("name")
    assert organiser.submit(form, person=foreign.public_id).status == 422


def test_people_are_moved_and_proposals_removed_by_buttons(organiser, edition):
    made = programme.forum_session(edition)
    for name in ("A", "B"):
        programme.role(made, programme.person(edition, name))

    def order():
        return [role.person.printed_name for role in fresh(made).roles]

    page = organiser.get("/manage/f3d2026/sessions/P1/people")
    page = organiser.submit(page.form("Down"))
    assert order() == ["B", "A"]
    organiser.submit(page.form("Remove"))
    assert order() == ["A"]


def test_a_role_of_another_session_is_not_found(organiser, edition):
    programme.forum_session(edition, code="A")
    other = programme.role(programme.forum_session(edition, code="B"), programme.person(edition))
    token = organiser.get("/manage/f3d2026/sessions/A/people").form("name").values["csrf_token"]
    answer = organiser.post(f"/manage/f3d2026/sessions/A/people/{other.id}/remove", {"csrf_token": token})
    assert answer.status == 404
    assert queries.role_in(fresh(other).session, other.id) is not None


# Advice


def test_advice_is_set_aside_and_told_again(organiser, edition):
    programme.forum_session(edition, title="The day after", start=datetime(2026, 10, 27, 9))
    page = organiser.get(PROGRAMME)
    assert "outside the days of the forum" in page.text
    page = organiser.submit(page.form("Set aside"))
    assert "outside the days of the forum" not in page.text
    assert "One piece of advice is set aside." in page.text
    page = organiser.submit(page.form("Tell it again"))
    assert "outside the days of the forum" in page.text


def test_who_only_reads_sets_nothing_aside(team, edition):
    programme.forum_session(edition, start=datetime(2026, 10, 27, 9))
    page = team.signed_in_as("viewer", edition).get(PROGRAMME)
    assert "outside the days of the forum" in page.text
    assert "Set aside" not in page.text


def test_the_rarer_facts_of_a_session_are_kept(organiser, edition):
    organiser.submit(
        organiser.get(NEW).form("title-en"),
        **{"title-en": "The eve", "kind": "pre_event", "level": "ministerial", "seats": "40", "online_seats": "200"},
        **{"setup_minutes": "15", "photography": "none", "is_streamed": "y", "sign_languages": ["ils", "tss"]},
        slides_due_on="2026-10-20",
    )
    made = only_session()
    assert (made.kind, made.level, made.seats, made.online_seats) == ("pre_event", "ministerial", 40, 200)
    assert (made.setup_minutes, made.teardown_minutes, made.photography) == (15, 0, "none")
    assert (made.is_streamed, made.sign_languages) == (True, ["ils", "tss"])
    assert (made.slides_due_on, made.report_due_on) == (date(2026, 10, 20), None)
