from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from flask_babel import force_locale

from forumapp.extensions import db, transaction
from forumapp.people import pool
from forumapp.people.models import EditionPerson
from forumapp.people.pool import WallWindow
from forumapp.programme import actions, advice, clashes
from forumapp.programme.clashes import SEVERITY, Kind, Severity, clash, overlaps
from forumapp.words import Text
from tests.factories import forums, programme
from tests.factories.programme import fresh


@pytest.fixture
def edition(app):
    return forums.edition()


def found(edition, *kinds):
    """Kind and codes of what does not fit, without the advice that every bare session gives."""
    return [
        (clash.kind, "+".join(session.code for session in clash.sessions))
        for clash in clashes.of_edition(edition)
        if not kinds or clash.kind in kinds
    ]


NINE = datetime(2026, 10, 24, 9, 0)
OVERLAPS = [
    ("the same time", datetime(2026, 10, 24, 9, 0), 60, True),
    ("one inside the other", datetime(2026, 10, 24, 9, 15), 15, True),
    ("the last minute", datetime(2026, 10, 24, 9, 59), 60, True),
    ("one begins as the other ends", datetime(2026, 10, 24, 10, 0), 60, False),
    ("one ends as the other begins", datetime(2026, 10, 24, 8, 0), 60, False),
    ("another day", datetime(2026, 10, 26, 9, 0), 60, False),
    ("no time yet", None, 60, False),
]


@pytest.mark.parametrize(("_name", "start", "minutes", "clash"), OVERLAPS)
def test_one_room_takes_one_session_at_a_time(edition, _name, start, minutes, clash):
    room = forums.room(edition)
    programme.forum_session(edition, code="A", room=room, start=NINE, minutes=60)
    programme.forum_session(edition, code="B", room=room, start=start, minutes=minutes)
    assert bool(found(edition, Kind.SAME_ROOM)) is clash


@pytest.mark.parametrize(("_name", "start", "minutes", "clash"), OVERLAPS)
def test_one_person_is_in_one_session_at_a_time(edition, _name, start, minutes, clash):
    who = programme.person(edition)
    programme.role(programme.forum_session(edition, code="A", start=NINE, minutes=60), who)
    programme.role(programme.forum_session(edition, code="B", start=start, minutes=minutes), who, "moderator")
    assert bool(found(edition, Kind.SAME_PERSON)) is clash


@pytest.mark.parametrize(
    ("state", "clash"),
    [("proposed", True), ("invited", True), ("confirmed", True), ("declined", False), ("withdrawn", False)],
)
def test_who_said_no_never_clashes(edition, state, clash):
    who = programme.person(edition)
    programme.role(programme.forum_session(edition), who, state="confirmed")
    programme.role(programme.forum_session(edition), who, state=state)
    assert bool(found(edition, Kind.SAME_PERSON)) is clash


@pytest.mark.parametrize("first", ["proposed", "invited", "confirmed"])
@pytest.mark.parametrize("second", ["proposed", "invited", "confirmed"])
def test_one_person_twice_blocks_only_when_she_said_yes_to_both(edition, first, second):
    who = programme.person(edition)
    for state in (first, second):
        programme.role(programme.forum_session(edition), who, state=state)
    (told,) = [it for it in clashes.of_edition(edition) if it.kind == Kind.SAME_PERSON]
    assert told.blocks is (first == second == "confirmed")
    assert told.severity in (Severity.BLOCKS, Severity.CHECK)


def test_a_draft_in_the_same_room_is_told_and_blocks_nothing_until_it_is_in_the_programme(edition):
    room, who = forums.room(edition), programme.person(edition)
    programme.role(programme.forum_session(edition, code="A", room=room), who, state="confirmed")
    draft = programme.forum_session(edition, code="B", room=room)
    programme.role(draft, who, state="confirmed")
    with transaction():
        fresh(draft).back_to_draft()
    twice = [Kind.SAME_ROOM, Kind.SAME_PERSON]
    assert [it.kind for it in clashes.twice(clashes.of_edition(edition))] == twice
    assert not clashes.blocking(clashes.of_edition(edition))
    with transaction():
        fresh(draft).take_into_programme()
    assert [it.kind for it in clashes.blocking(clashes.of_edition(edition))] == twice


def test_a_clash_that_was_set_aside_is_told_again_once_it_is_certain(edition):
    room = forums.room(edition)
    programme.forum_session(edition, code="A", room=room)
    draft = programme.forum_session(edition, code="B", room=room)
    with transaction():
        fresh(draft).back_to_draft()
        (told,) = clashes.twice(clashes.of_edition(edition))
        advice.set_aside(edition, told)
    assert advice.of(edition, clashes.of_edition(edition)).set_aside_count == 1
    with transaction():
        fresh(draft).take_into_programme()
    assert clashes.blocking(clashes.of_edition(edition))
    with transaction():
        fresh(draft).back_to_draft()
    assert advice.of(edition, clashes.of_edition(edition)).set_aside_count == 1


def test_a_cancelled_session_never_clashes(edition):
    room, who = forums.room(edition), programme.person(edition)
    programme.role(programme.forum_session(edition, room=room), who)
    programme.role(programme.forum_session(edition, room=room, cancelled=True), who)
    assert not clashes.blocking(clashes.of_edition(edition))


def test_different_rooms_and_no_rooms_do_not_clash(edition):
    for room in (forums.room(edition), forums.room(edition, "Senate Hall"), None, None):
        programme.forum_session(edition, room=room)
    assert not found(edition, Kind.SAME_ROOM)


def test_two_parts_in_one_session_are_no_clash(edition):
    session, who = programme.forum_session(edition), programme.person(edition)
    programme.role(session, who, "moderator")
    programme.role(session, who, "rapporteur")
    assert not found(edition, Kind.SAME_PERSON)


def test_an_interpreter_cannot_be_in_two_rooms_either(edition):
    who = programme.person(edition)
    for code in ("A", "B"):
        programme.role(programme.forum_session(edition, code=code), who, "interpreter", state="confirmed")
    assert found(edition, Kind.SAME_PERSON) == [(Kind.SAME_PERSON, "A+B")]


def test_crew_is_no_crowd_that_wants_a_moderator(edition):
    session = programme.forum_session(edition, mode="hybrid")
    for part in ("interpreter", "captioner", "room_monitor", "panellist"):
        programme.role(session, programme.person(edition, f"The {part}"), part)
    assert not found(edition, Kind.NO_MODERATOR) and not found(edition, Kind.NO_ONLINE_MODERATOR)


def test_three_at_once_are_named_in_pairs(edition):
    room = forums.room(edition)
    for code in "ABC":
        programme.forum_session(edition, code=code, room=room)
    assert [codes for _kind, codes in found(edition, Kind.SAME_ROOM)] == ["A+B", "A+C", "B+C"]


def test_a_clash_names_both_sessions_the_person_and_the_time_they_share(edition):
    who = programme.person(edition)
    late = datetime(2026, 10, 24, 9, 30)
    for title, code, start in (("Shutdowns", "W1", NINE), ("Closed", "C1", late)):
        session = programme.forum_session(edition, title=title, code=code, start=start, minutes=60)
        programme.role(session, who, state="confirmed")
    (clash,) = clashes.blocking(clashes.of_edition(edition))
    with force_locale("en"):
        assert clash.sentence() == (
            "Ūla Žemaitė-Šimkienė is in “Shutdowns” (W1) and in “Closed” (C1) at the same time: "
            "Saturday 24 October 2026, 09:30–10:00 Vilnius."
        )
    assert clash.blocks


def test_only_room_and_person_twice_block_a_release():
    assert {kind for kind in Kind if kind in clashes.BLOCKING} == {Kind.SAME_ROOM, Kind.SAME_PERSON}


def test_involving_leaves_out_what_is_between_others(edition):
    room = forums.room(edition)
    for code in "AB":
        programme.forum_session(edition, code=code, room=room)
    other = programme.forum_session(edition, code="C", start=datetime(2026, 10, 26, 9))
    assert not clashes.blocking(clashes.involving(other))


def test_moving_one_away_ends_the_clash(edition):
    room = forums.room(edition)
    programme.forum_session(edition, code="A", room=room)
    moved = programme.forum_session(edition, code="B", room=room)
    assert found(edition, Kind.SAME_ROOM)
    with transaction():
        merged = fresh(moved)
        actions.reschedule(merged, datetime(2026, 10, 24, 10, 30), 60, room=merged.room)
    db.session.expire_all()
    assert not found(edition, Kind.SAME_ROOM)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"start": None}, Kind.NO_TIME),
        ({"start": datetime(2026, 10, 27, 9)}, Kind.OTHER_DAY),
        ({"start": datetime(2026, 10, 23, 9)}, Kind.OTHER_DAY),
        ({"start": datetime(2026, 10, 26, 23), "minutes": 120}, Kind.OTHER_DAY),
        ({"title": Text.of("自由未來", "zh-Hant")}, Kind.NOT_TRANSLATED),
    ],
)
def test_what_is_worth_knowing_is_said_and_blocks_nothing(edition, changes, kind):
    programme.forum_session(edition, **changes)
    advice = clashes.of_edition(edition)
    assert [clash.kind for clash in advice] == [kind]
    assert not clashes.blocking(advice)
    assert "P1" in advice[0].sentence()


def test_a_room_is_missed_only_where_others_have_one(edition):
    programme.forum_session(edition, code="A")
    assert not found(edition, Kind.NO_ROOM)
    programme.forum_session(edition, code="B", room=forums.room(edition), start=datetime(2026, 10, 26, 9))
    programme.forum_session(edition, code="C", mode="online", start=datetime(2026, 10, 26, 9))
    programme.forum_session(edition, code="D", format="break", start=datetime(2026, 10, 26, 9))
    assert found(edition, Kind.NO_ROOM) == [(Kind.NO_ROOM, "A")]


@pytest.mark.parametrize(
    ("format", "parts", "advised"),
    [
        ("panel", ["panellist"], False),
        ("panel", ["panellist"] * 2, True),
        ("panel", ["panellist", "moderator"], False),
        ("panel", ["panellist", "panellist", "moderator"], False),
        ("panel", ["panellist", "panellist", "chair"], False),
        ("panel", ["panellist", "panellist", "online_moderator"], True),
        ("keynote", ["keynote"] * 3, False),
    ],
)
def test_two_on_a_panel_want_somebody_to_lead(edition, format, parts, advised):
    session = programme.forum_session(edition, format=format)
    for number, part in enumerate(parts):
        programme.role(session, programme.person(edition, f"Person {number}"), part)
    assert bool(found(edition, Kind.NO_MODERATOR)) is advised


def test_who_has_not_said_yes_is_named(edition):
    session = programme.forum_session(edition)
    for name, state in (("A", "confirmed"), ("B", "invited"), ("C", "proposed"), ("D", "declined")):
        programme.role(session, programme.person(edition, name), state=state)
    (advice,) = [clash for clash in clashes.of_edition(edition) if clash.kind == Kind.NOT_CONFIRMED]
    with force_locale("en"):
        assert advice.sentence() == "“Free the future” (P1) waits for a yes from B and C."


def test_the_days_of_the_forum_are_its_own_zones(app):
    one_day = forums.edition(starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 24))
    programme.forum_session(one_day, start=datetime(2026, 10, 24, 0, 30), minutes=60)
    assert not found(one_day, Kind.OTHER_DAY)


def test_every_kind_has_its_words_and_its_severity():
    assert set(SEVERITY) == set(Kind)
    assert all(clash.Clash(kind, ()).words for kind in Kind)


@pytest.mark.parametrize(("between", "told"), [(0, True), (14, True), (15, False)])
def test_a_room_needs_its_minutes_between_two_sessions(edition, between, told):
    room = forums.room(edition, turnaround_minutes=15)
    programme.forum_session(edition, code="A", room=room, start=NINE, minutes=60)
    later = datetime(2026, 10, 24, 10, between)
    programme.forum_session(edition, code="B", room=room, start=later, minutes=60)
    assert found(edition, Kind.TURNAROUND) == ([(Kind.TURNAROUND, "A+B")] if told else [])


def test_the_editions_turnaround_holds_where_a_room_says_nothing(app):
    edition = forums.edition(turnaround_minutes=10)
    for name, own, code in (("Aula", None, "A"), ("Senate Hall", 0, "B")):
        room = forums.room(edition, name, turnaround_minutes=own)
        programme.forum_session(edition, code=f"{code}1", room=room, start=NINE, minutes=60)
        programme.forum_session(edition, code=f"{code}2", room=room, start=datetime(2026, 10, 24, 10, 5), minutes=60)
    assert found(edition, Kind.TURNAROUND) == [(Kind.TURNAROUND, "A1+A2")]


def test_setting_up_and_clearing_take_the_room_too_and_a_break_needs_neither(edition):
    room = forums.room(edition)
    programme.forum_session(edition, code="A", room=room, start=NINE, minutes=60, teardown_minutes=10)
    ten_five = datetime(2026, 10, 24, 10, 5)
    programme.forum_session(edition, code="B", format="break", room=room, start=ten_five, minutes=10)
    assert not found(edition, Kind.TURNAROUND)
    programme.forum_session(
        edition, code="C", room=room, start=datetime(2026, 10, 24, 10, 15), minutes=60, setup_minutes=10
    )
    assert found(edition, Kind.TURNAROUND) == [(Kind.TURNAROUND, "A+C")]


@pytest.mark.parametrize(
    ("houses", "minutes", "part_mode", "told"),
    [
        (("Old house", "New house"), 29, None, True),
        (("Old house", "New house"), 30, None, False),
        (("Old house", "Old house"), 9, None, True),
        (("Old house", "Old house"), 10, None, False),
        (("", ""), 9, None, True),
        (("Old house", ""), 5, None, False),
        (("Old house", "New house"), 5, "online", False),
    ],
)
def test_the_way_between_two_houses_or_rooms_takes_time(edition, houses, minutes, part_mode, told):
    who = programme.person(edition)
    starts = (datetime(2026, 10, 24, 9), datetime(2026, 10, 24, 10, minutes))
    for code, house, start in zip("AB", houses, starts, strict=True):
        room = forums.room(edition, f"Room {code}", venue=Text.of(house))
        session = programme.forum_session(edition, code=code, room=room, start=start, minutes=60)
        programme.role(session, who, mode=part_mode)
    assert found(edition, Kind.TRAVEL) == ([(Kind.TRAVEL, "A+B")] if told else [])


def test_in_one_house_the_rooms_are_named_and_the_same_room_is_no_way(edition):
    who, aula = programme.person(edition), forums.room(edition, "Aula")
    senate = forums.room(edition, "Senate Hall")
    for code, room, hour in (("A", aula, 9), ("B", aula, 10), ("C", senate, 11)):
        start = datetime(2026, 10, 24, hour)
        programme.role(programme.forum_session(edition, code=code, room=room, start=start, minutes=60), who)
    (told,) = [it for it in clashes.of_edition(edition) if it.kind == Kind.TRAVEL]
    with force_locale("en"):
        assert told.sentence() == (
            "Ūla Žemaitė-Šimkienė has 0 minutes from “Free the future” (B, Aula) to “Free the future” "
            "(C, Senate Hall); the way takes 10."
        )


@pytest.mark.parametrize(
    ("mode", "parts", "told"),
    [
        ("hybrid", ["moderator", "panellist"], True),
        ("hybrid", ["moderator", "online_moderator"], False),
        ("hybrid", ["moderator"], False),
        ("in_person", ["moderator", "panellist"], False),
    ],
)
def test_a_discussion_that_is_also_online_wants_somebody_to_moderate_there(edition, mode, parts, told):
    session = programme.forum_session(edition, mode=mode)
    for number, part in enumerate(parts):
        programme.role(session, programme.person(edition, f"Person {number}"), part)
    assert bool(found(edition, Kind.NO_ONLINE_MODERATOR)) is told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([], False),
        ([(14, 16)], False),
        ([(8, 10), (14, 15)], False),
        ([(15, 17)], True),
        ([(14, 14)], True),
    ],
)
def test_who_said_her_hours_is_not_wanted_at_others(edition, said, told):
    """09:00 to 10:00 in Vilnius is 14:00 to 15:00 in Taipei, where she said her hours."""
    who = programme.person(edition)
    programme.role(programme.forum_session(edition, minutes=60), who)
    hours = [WallWindow(datetime(2026, 10, 24, start), datetime(2026, 10, 24, end, 30)) for start, end in said]
    with transaction():
        known = db.session.query(EditionPerson).one()
        pool.set_windows(known, fresh(edition), hours, "Asia/Taipei")
    assert bool(found(edition, Kind.UNAVAILABLE)) is told
    if said == [(15, 17)]:
        (advice,) = [it for it in clashes.of_edition(edition) if it.kind == Kind.UNAVAILABLE]
        with force_locale("en"):
            assert advice.sentence() == (
                "Ūla Žemaitė-Šimkienė is not available for “Free the future” (P1): "
                "Saturday 24 October 2026, 09:00–10:00 Vilnius (14:00–15:00 Taipei). "
                "Known hours: Saturday 24 October 2026, 15:00–17:30 Taipei."
            )


def test_more_seats_than_places_are_told(edition):
    room = forums.room(edition, "Room 201", 30)
    programme.forum_session(edition, code="A", room=room, seats=30)
    programme.forum_session(edition, code="B", room=room, seats=31, start=datetime(2026, 10, 26, 9))
    (advice,) = [clash for clash in clashes.of_edition(edition) if clash.kind == Kind.TOO_SMALL]
    with force_locale("en"):
        assert advice.sentence() == "“Free the future” (B) offers 31 seats; Room 201 has 30 places."


def test_a_plenary_is_told_once_with_all_that_runs_beside_it(edition):
    programme.forum_session(edition, code="P", format="plenary")
    programme.forum_session(edition, code="A")
    programme.forum_session(edition, code="B", start=datetime(2026, 10, 24, 10))
    programme.forum_session(edition, code="R", format="break")
    programme.forum_session(edition, code="C", start=datetime(2026, 10, 24, 10, 15))
    assert found(edition, Kind.PLENARY) == [(Kind.PLENARY, "P+A+B")]


def test_the_eve_and_side_events_lie_outside_the_days_of_the_forum(edition):
    for kind in ("regular", "pre_event", "side"):
        programme.forum_session(edition, code=kind.replace("_", "-"), kind=kind, start=datetime(2026, 10, 23, 9))
    assert found(edition, Kind.OTHER_DAY) == [(Kind.OTHER_DAY, "regular")]


@pytest.mark.parametrize(
    ("spoken", "interpretation", "told"),
    [
        (["en"], [], False),
        (["lt"], [], True),
        (["en", "lt"], [], True),
        (["lt"], ["en"], False),
        (["lt"], ["zh-Hant"], True),
        (["en-GB"], [], False),
    ],
)
def test_what_is_said_in_another_language_wants_interpretation(edition, spoken, interpretation, told):
    programme.forum_session(edition, languages=spoken, interpretation=interpretation)
    assert bool(found(edition, Kind.NOT_INTERPRETED)) is told


@pytest.mark.parametrize(
    ("spoken", "interpretation", "missing"),
    [
        (["en", "zh-Hant", "lt"], [], ""),
        (["en"], ["zh-Hant", "lt"], ""),
        (["lt"], ["en"], "is spoken in Lithuanian, and not interpreted into Traditional Chinese"),
        (["en", "lt"], [], "is spoken in English and Lithuanian, and not interpreted into Traditional Chinese"),
        (["lt", "uk"], ["en", "zh-Hant"], "is spoken in Ukrainian, and not interpreted into Lithuanian"),
        (["uk"], ["en", "zh-Hant", "lt"], ""),
    ],
)
def test_each_language_of_the_forum_is_spoken_or_interpreted_into(app, spoken, interpretation, missing):
    edition = forums.edition(working_languages=["en", "zh-Hant", "lt"])
    programme.forum_session(edition, languages=spoken, interpretation=interpretation)
    with force_locale("en"):
        said = [it.sentence() for it in clashes.of_edition(edition) if it.kind == Kind.NOT_INTERPRETED]
    assert said == ([f"“Free the future” (P1) {missing}."] if missing else [])


def test_advice_that_is_set_aside_comes_back_when_the_session_moves(edition):
    made = programme.forum_session(edition, start=datetime(2026, 10, 27, 9))
    with transaction():
        (outside,) = [clash for clash in clashes.of_edition(edition) if clash.kind == Kind.OTHER_DAY]
        advice.set_aside(edition, outside)
        advice.set_aside(edition, outside)
    given = advice.of(edition, clashes.of_edition(edition))
    assert (given.standing, given.set_aside_count) == ([], 1)
    with transaction():
        actions.reschedule(fresh(made), datetime(2026, 10, 28, 9), 60)
    assert [it.kind for it in advice.of(edition, clashes.of_edition(edition)).standing] == [Kind.OTHER_DAY]


def test_what_blocks_a_release_cannot_be_set_aside(edition):
    room = forums.room(edition)
    for code in "AB":
        programme.forum_session(edition, code=code, room=room)
    with transaction():
        (twice,) = clashes.blocking(clashes.of_edition(edition))
        advice.set_aside(edition, twice)
    assert clashes.blocking(clashes.of_edition(edition))
    assert advice.of(edition, [twice]).set_aside_count == 0


@dataclass
class Timed:
    """As much of a session as the order of time asks of it."""

    starts_at: datetime
    ends_at: datetime
    asked: ClassVar[int] = 0

    def overlaps(self, other):
        Timed.asked += 1
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def test_a_thousand_sessions_are_not_compared_each_with_each():
    hours = [datetime(2026, 10, 24, 9) + timedelta(hours=number) for number in range(1000)]
    assert not list(overlaps.overlapping([Timed(hour, hour + timedelta(minutes=50)) for hour in reversed(hours)]))
    assert Timed.asked < 2 * len(hours)
