from datetime import UTC, datetime

import pytest

from forumapp import wall_times
from forumapp.audit import queries as audit
from forumapp.extensions import db, transaction
from forumapp.notifications.models import Message
from forumapp.programme import actions, codes, models, roles
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState
from forumapp.refusals import Refused
from forumapp.words import Text
from tests.factories import forums, programme
from tests.factories.programme import fresh


@pytest.fixture
def edition(app):
    return forums.edition()


def test_a_session_keeps_its_wall_time_its_zone_and_the_instant(edition):
    session = programme.forum_session(edition, start=datetime(2026, 10, 24, 9, 0), minutes=75)
    assert session.wall_start == datetime(2026, 10, 24, 9, 0)
    assert session.time_zone == "Europe/Vilnius"
    assert session.starts_at == datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 10, 24, 7, 15, tzinfo=UTC)
    assert session.calendar_sequence == 0


def test_a_session_takes_over_the_ways_of_its_forum_and_series(app):
    edition = forums.edition(mode="hybrid", working_languages=["en", "lt"])
    session = programme.forum_session(edition)
    assert (session.mode, session.languages) == ("hybrid", ["en", "lt"])
    assert session.attribution == edition.series.default_attribution


@pytest.mark.parametrize(
    ("preset", "policy"),
    [
        ("open_panel", ("public", "shown", "on_record", "none")),
        ("chatham_house", ("invitation", "shown", "chatham_house", "none")),
        ("members_only", ("members_only", "without_details", "off_record", "none")),
    ],
)
def test_a_preset_sets_all_four_settings(edition, preset, policy):
    session = programme.forum_session(edition, preset=preset)
    assert (session.access, session.listing, session.attribution, session.recording) == policy


def test_codes_count_up_within_a_format(edition):
    made = [programme.forum_session(edition, format=f).code for f in ("panel", "plenary", "workshop", "session")]
    assert made == ["P1", "P2", "W1", "S1"]


@pytest.mark.parametrize(
    ("taken", "format", "code"),
    [
        ([], "panel", "P1"),
        (["P1", "P3"], "panel", "P4"),
        (["p7", "WS-09", "OPEN"], "panel", "P8"),
        (["W-02"], "workshop", "W3"),
        (["27", "59"], "something imported", "S1"),
    ],
)
def test_a_free_code_follows_the_highest(taken, format, code):
    assert codes.free_code(taken, format) == code


@pytest.mark.parametrize("code", ["", "W 1", "W/1", "Ž1", "new", "New", "x" * 21, "P1\n"])
def test_codes_that_cannot_stand_in_an_address_are_refused(code):
    with pytest.raises(codes.UnusableCode):
        codes.refuse_unusable(code)


def test_a_code_is_given_once_in_an_edition_whatever_its_case(edition):
    programme.forum_session(edition, code="OPEN")
    with pytest.raises(codes.CodeTaken):
        programme.forum_session(edition, code="open")
    other = forums.edition()
    assert programme.forum_session(other, code="OPEN").code == "OPEN"


def test_changing_time_or_room_grows_the_calendar_sequence_and_nothing_else_does(edition):
    aula, senate = forums.room(edition), forums.room(edition, "Senate Hall")
    session = programme.forum_session(edition, room=aula)
    start = session.wall_start
    with transaction():
        session, aula, senate = (fresh(thing) for thing in (session, aula, senate))
        moved = [
            actions.reschedule(session, start, 75, room=aula),
            actions.reschedule(session, start, 90, room=aula),
            actions.reschedule(session, start, 90, room=senate),
            actions.reschedule(session, start.replace(hour=11), 90, room=senate),
            actions.reschedule(session, None, None),
        ]
        assert moved == [False, True, True, True, True]
        assert session.calendar_sequence == 4
        assert (session.starts_at, session.wall_start, session.time_zone, session.room) == (None,) * 4


@pytest.mark.parametrize(
    ("start", "minutes", "refusal"),
    [
        (datetime(2027, 3, 28, 3, 30), 60, wall_times.MissingLocalTime),
        (datetime(2026, 10, 25, 3, 30), 60, wall_times.DoubledLocalTime),
        (datetime(2026, 10, 24, 9), 0, models.NoLength),
        (datetime(2026, 10, 24, 9), -5, models.NoLength),
        (datetime(2026, 10, 24, 9), 721, models.TooLong),
    ],
)
def test_times_that_cannot_be_are_refused_and_leave_the_session_where_it_was(edition, start, minutes, refusal):
    session = programme.forum_session(edition)
    before = session.starts_at
    with pytest.raises(refusal), transaction():
        actions.reschedule(fresh(session), start, minutes)
    assert fresh(session).starts_at == before


@pytest.mark.parametrize(("fold", "hour_utc"), [(0, 0), (1, 1)])
def test_of_a_doubled_time_the_chosen_one_is_kept(edition, fold, hour_utc):
    session = programme.forum_session(edition, start=datetime(2026, 10, 25, 3, 30), fold=fold)
    assert session.starts_at == datetime(2026, 10, 25, hour_utc, 30, tzinfo=UTC)
    assert session.wall_start == datetime(2026, 10, 25, 3, 30)


def test_a_session_over_the_change_of_clocks_takes_its_minutes(edition):
    session = programme.forum_session(edition, start=datetime(2026, 10, 25, 2, 30), minutes=120)
    assert session.minutes == 120
    assert wall_times.to_wall(session.ends_at, "Europe/Vilnius").replace(fold=0) == datetime(2026, 10, 25, 3, 30)


def test_cancelling_keeps_the_session_and_grows_its_sequence(edition):
    session = programme.forum_session(edition, room=forums.room(edition), cancelled=True)
    assert session.is_cancelled
    assert session.cancelled_at is not None
    assert session.starts_at is not None
    assert session.room is not None
    assert session.calendar_sequence == 1


def test_cancelling_twice_is_refused_and_restoring_once(edition):
    session = programme.forum_session(edition, cancelled=True)
    with pytest.raises(models.AlreadyCancelled), transaction():
        actions.cancel(fresh(session))
    with transaction():
        actions.restore(fresh(session))
    restored = fresh(session)
    assert (restored.state, restored.cancelled_at, restored.calendar_sequence) == ("confirmed", None, 2)
    with pytest.raises(models.NotCancelled), transaction():
        actions.restore(fresh(session))


def test_editing_only_the_hosts_counts_as_a_change(edition):
    session = programme.forum_session(edition, hosts=[Text.of("MFA Denmark")])
    before = session.version
    with transaction():
        merged = fresh(session)
        hosts = [Text.of("Wikimedia Foundation"), Text.of("MFA Denmark")]
        actions.edit_session(merged, title=merged.title, code=merged.code, topics=[], hosts=hosts)
    after = fresh(session)
    assert [host.name.in_language("en") for host in after.hosts] == ["Wikimedia Foundation", "MFA Denmark"]
    assert after.version > before


ROLE_TRANSITIONS = [
    ("proposed", actions.mark_invited, "invited"),
    ("proposed", actions.confirm_role, "confirmed"),
    ("proposed", actions.decline_role, "declined"),
    ("invited", actions.mark_invited, "invited"),
    ("invited", actions.confirm_role, "confirmed"),
    ("invited", actions.decline_role, "declined"),
    ("confirmed", actions.mark_invited, "confirmed"),
    ("confirmed", actions.confirm_role, "confirmed"),
    ("confirmed", actions.decline_role, "withdrawn"),
    ("declined", actions.mark_invited, "declined"),
    ("declined", actions.confirm_role, "confirmed"),
    ("declined", actions.decline_role, "declined"),
    ("withdrawn", actions.mark_invited, "withdrawn"),
    ("withdrawn", actions.confirm_role, "confirmed"),
    ("withdrawn", actions.decline_role, "withdrawn"),
]


@pytest.mark.parametrize(("before", "act", "after"), ROLE_TRANSITIONS)
def test_a_role_goes_from_state_to_state(edition, before, act, after):
    role = programme.role(programme.forum_session(edition), programme.person(edition), state=RoleState(before))
    with transaction():
        act(fresh(role))
    assert fresh(role).state == after


def test_confirming_fixes_what_is_printed(edition):
    who = programme.person(edition, "Ūla Žemaitė-Šimkienė", organisation=Text.of("Vilnius University"))
    role = programme.role(programme.forum_session(edition), who, state="confirmed")
    with transaction():
        merged = fresh(who)
        merged.printed_name = "Ūla Žemaitė"
        actions.confirm_role(fresh(role), name_shown="agreed")
    kept = fresh(role)
    assert kept.printed_name == "Ūla Žemaitė-Šimkienė"
    assert kept.organisation == Text.of("Vilnius University")
    assert kept.name_shown == "agreed"


def test_people_stand_in_the_order_added_until_they_are_moved(edition):
    session = programme.forum_session(edition)
    for name in ("A", "B", "C"):
        programme.role(session, programme.person(edition, name))

    def order():
        return [role.person.printed_name for role in fresh(session).roles]

    assert order() == ["A", "B", "C"]
    for move, expected in (((2, -1), "ACB"), ((0, -1), "ACB"), ((0, 1), "CAB"), ((1, 1), "CBA"), ((2, 1), "CBA")):
        place, by = move
        with transaction():
            actions.move_role(fresh(session).roles[place], by)
        assert "".join(order()) == expected


def test_the_same_person_has_the_same_part_once(edition):
    session, who = programme.forum_session(edition), programme.person(edition)
    programme.role(session, who, "panellist")
    with pytest.raises(actions.AlreadyInSession):
        programme.role(session, who, "panellist")
    assert programme.role(session, who, "rapporteur").part == "rapporteur"


def test_only_a_proposal_is_simply_removed(edition):
    session = programme.forum_session(edition)
    proposed = programme.role(session, programme.person(edition, "A"))
    asked = programme.role(session, programme.person(edition, "B"), state="invited")
    with transaction():
        actions.remove_role(fresh(proposed))
    with pytest.raises(roles.AskedAlready), transaction():
        actions.remove_role(fresh(asked))
    assert [role.person.printed_name for role in fresh(session).roles] == ["B"]


def test_every_act_is_audited_by_code_and_nothing_is_sent(edition):
    room = forums.room(edition)
    session = programme.forum_session(edition, room=room)
    role = programme.role(session, programme.person(edition, email="ula@example.org"))
    with transaction():
        session, role = fresh(session), fresh(role)
        actions.edit_session(session, title=Text.of("Other"), code="P9", topics=[], hosts=[])
        actions.reschedule(session, session.wall_start, 30, room=None)
        actions.mark_invited(role)
        actions.confirm_role(role)
        actions.decline_role(role)
        actions.cancel(session)
        actions.restore(session)
    acts = [(entry.action, entry.object) for entry in audit.of_edition(edition) if "session" in entry.object]
    assert acts == [
        ("session added", "session P1"),
        ("session code changed", "session P1"),
        ("session edited", "session P9"),
        ("session moved", "session P9"),
        ("session cancelled", "session P9"),
        ("session restored", "session P9"),
    ]
    recorded = " ".join(f"{e.action} {e.object} {e.detail}" for e in audit.of_edition(edition))
    for act in ("role proposed", "role invited", "role confirmed", "role withdrawn"):
        assert act in recorded
    assert "ula" not in recorded.lower()
    assert db.session.query(Message).count() == 0


def test_a_refusal_in_the_middle_leaves_no_trace(edition):
    programme.forum_session(edition, code="A")
    with pytest.raises(Refused), transaction():
        actions.add_session(fresh(edition), title=Text.of("B"), wall_start=datetime(2027, 3, 28, 3, 30))
    assert [session.code for session in db.session.query(ForumSession)] == ["A"]
