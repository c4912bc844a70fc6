from datetime import date, datetime

import pytest
from flask_babel import force_locale

from forumapp.extensions import db, transaction
from forumapp.programme import actions, clashes
from forumapp.programme.clashes import Kind
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


def test_three_at_once_are_named_in_pairs(edition):
    room = forums.room(edition)
    for code in "ABC":
        programme.forum_session(edition, code=code, room=room)
    assert [codes for _kind, codes in found(edition, Kind.SAME_ROOM)] == ["A+B", "A+C", "B+C"]


def test_a_clash_names_both_sessions_the_person_and_the_time_they_share(edition):
    who = programme.person(edition)
    late = datetime(2026, 10, 24, 9, 30)
    programme.role(programme.forum_session(edition, title="Shutdowns", code="W1", start=NINE, minutes=60), who)
    programme.role(programme.forum_session(edition, title="Closed", code="C1", start=late, minutes=60), who)
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
        ("panel", ["panellist"] * 2, False),
        ("panel", ["panellist"] * 3, True),
        ("panel", ["panellist", "panellist", "moderator"], False),
        ("panel", ["panellist", "panellist", "chair"], False),
        ("panel", ["panellist", "panellist", "online_moderator"], True),
        ("keynote", ["keynote"] * 3, False),
    ],
)
def test_three_on_a_panel_want_somebody_to_lead(edition, format, parts, advised):
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
