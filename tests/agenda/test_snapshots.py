"""The matrix of domain.md 8.4, cell by cell, and what else a snapshot promises."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from forumapp.agenda import snapshots
from forumapp.extensions import db
from forumapp.forums.models import Edition, ForumSeries
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession, SessionHost, SessionState
from forumapp.programme.roles import NameShown, RoleState, SessionRole
from forumapp.programme.vocabulary import CREW, Access, Attribution, Listing, Part
from forumapp.words import Text
from tests.factories import agenda
from tests.support.statements import statements

NINE = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
CLOSED = (Access.DELEGATIONS, Access.MEMBERS)


def an_edition() -> Edition:
    return Edition(
        series=ForumSeries(code="F3D", name=Text.of("Free Digital Democracy Dialogue Forum")),
        slug="f3d2026",
        title=Text.of("Free the future"),
        time_zone="Europe/Vilnius",
        starts_on=date(2026, 10, 24),
        ends_on=date(2026, 10, 24),
        created_at=NINE,
    )


def a_session(edition: Edition | None = None, **changes: Any) -> ForumSession:
    values = {
        "edition": edition or an_edition(),
        "code": "P1",
        "title": Text.of("A title of its own"),
        "abstract": Text.of("An abstract of its own"),
        "note": Text.of("A note of its own"),
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=1),
    } | changes
    made = ForumSession(**values)
    made.hosts = [SessionHost(position=0, name=Text.of("A host of its own"))]
    return made


def a_role(session: ForumSession, name: str = "Suryadi", **changes: Any) -> SessionRole:
    person = changes.pop("person", None) or Person(printed_name=name, created_at=NINE)
    values = {"session": session, "person": person, "position": len(session.roles)} | changes
    role = SessionRole(**values)
    if changes.get("state", RoleState.CONFIRMED) == RoleState.CONFIRMED:
        role.confirm(changes.get("confirmed_at") or NINE)
    return role


def shown(*sessions: ForumSession) -> snapshots.Snapshot:
    return snapshots.of(sessions[0].edition, sessions)


@pytest.mark.parametrize(
    ("access", "listing", "attribution", "name_shown"), list(product(Access, Listing, Attribution, NameShown))
)
def test_the_public_sees_of_a_session_what_the_matrix_allows(
    app: Flask, access: Access, listing: Listing, attribution: Attribution, name_shown: NameShown
) -> None:
    session = a_session(access=access, listing=listing, attribution=attribution)
    a_role(session, name_shown=name_shown)
    snapshot = shown(session)
    if listing == Listing.HIDDEN:
        assert snapshot["sessions"] == [] and snapshot["people"] == {}
        return
    (found,) = snapshot["sessions"]
    names = {person["printed_name"] for person in snapshot["people"].values()}
    assert {role["person"] for role in found["people"]} == set(snapshot["people"])
    if access in CLOSED or listing == Listing.WITHOUT_DETAILS:
        assert found["closed"] and not names
        assert "of its own" not in repr(snapshot)
        return
    assert found["title"] == {"en": "A title of its own"} and found["hosts"] and found["abstract"]
    asks = access == Access.INVITATION or attribution != Attribution.ON_RECORD
    agreed = name_shown == NameShown.AGREED or (name_shown == NameShown.UNASKED and not asks)
    assert names == ({"Suryadi"} if agreed else set())


@pytest.mark.parametrize("state", [state for state in RoleState if state != RoleState.CONFIRMED])
def test_only_who_said_yes_is_in_a_snapshot(app: Flask, state: RoleState) -> None:
    session = a_session()
    a_role(session, state=state, name_shown=NameShown.AGREED)
    assert shown(session)["people"] == {} and shown(session)["sessions"][0]["people"] == []


@pytest.mark.parametrize("changes", [{"state": SessionState.DRAFT}, {"starts_at": None, "ends_at": None}])
def test_drafts_and_sessions_without_a_time_are_left_out(app: Flask, changes: dict[str, Any]) -> None:
    assert shown(a_session(**changes))["sessions"] == []


def test_a_cancelled_session_stays_without_its_people_and_says_since_when(app: Flask) -> None:
    session = a_session()
    a_role(session)
    session.cancel(datetime(2026, 10, 11, 21, 30, tzinfo=UTC))  # in Vilnius it is the 12th already
    snapshot = shown(session)
    assert snapshot["sessions"][0]["state"] == "cancelled"
    assert snapshot["sessions"][0]["cancelled_on"] == "2026-10-12"
    assert snapshot["people"] == {}


def test_people_stand_in_the_order_of_their_parts_then_as_placed(app: Flask) -> None:
    session = a_session()
    a_role(session, "Second", part="panellist", position=2)
    a_role(session, "First", part="panellist", position=1)
    a_role(session, "Keynote", part="keynote", position=3)
    a_role(session, "Moderator", part="moderator", position=4)
    snapshot = shown(session)
    names = [person["printed_name"] for _, person in snapshots.named(snapshot, snapshot["sessions"][0])]
    assert names == ["Moderator", "Keynote", "First", "Second"]


def test_a_person_is_printed_as_confirmed_last_and_not_as_the_directory_has_her_now(app: Flask) -> None:
    edition = an_edition()
    person = Person(printed_name="LIN Yu-ching", created_at=NINE)
    one, two = a_session(edition), a_session(edition, code="P2")
    a_role(one, person=person)
    person.printed_name = "LIN Yu-Ching"
    a_role(two, person=person, confirmed_at=NINE + timedelta(days=1))
    person.printed_name = "Somebody Else"
    assert [p["printed_name"] for p in shown(one, two)["people"].values()] == ["LIN Yu-Ching"]


def test_sessions_stand_by_time_room_and_code(app: Flask) -> None:
    edition = an_edition()
    later = NINE + timedelta(hours=2)
    sessions = [
        a_session(edition, code="B", starts_at=later, ends_at=later + timedelta(hours=1)),
        a_session(edition, code="Z"),
        a_session(edition, code="A"),
    ]
    assert [it["code"] for it in shown(*sessions)["sessions"]] == ["A", "Z", "B"]


def test_addresses_that_are_no_web_addresses_do_not_get_into_a_snapshot(app: Flask) -> None:
    edition = an_edition()
    edition.host_event_name, edition.host_event_url = "RightsCon", "javascript:alert(1)"
    edition.registration, edition.registration_url = "with_host", "data:text/html,x"
    block = snapshots.announced(edition)["edition"]
    assert block["host_event"]["url"] is None and block["registration_url"] is None


def test_a_session_keeps_the_moment_of_its_last_change_over_releases(app: Flask) -> None:
    first = snapshots.dated(shown(a_session(code="P1")), None, NINE)
    again = {**first, "sessions": [{k: v for k, v in s.items() if k != "updated_at"} for s in first["sessions"]]}
    later = NINE + timedelta(days=1)
    assert snapshots.dated(again, first, later)["sessions"][0]["updated_at"] == NINE.isoformat()
    moved = {**again, "sessions": [again["sessions"][0] | {"room": "7"}]}
    assert snapshots.dated(moved, first, later)["sessions"][0]["updated_at"] == later.isoformat()


def test_withholding_a_name_changes_the_people_block_only(app: Flask) -> None:
    edition = an_edition()
    person = Person(printed_name="LIN Yu-ching", created_at=NINE)
    one, two = a_session(edition), a_session(edition, code="P2")
    a_role(one, person=person)
    a_role(two, person=person)
    snapshot = shown(one, two)
    once = snapshots.withheld(snapshot, person.public_id, [(one.uid, "panellist")])
    assert once is not None
    assert {k: v for k, v in once.items() if k != "people"} == {k: v for k, v in snapshot.items() if k != "people"}
    assert [len(snapshots.named(once, session)) for session in once["sessions"]] == [0, 1]
    assert snapshots.withheld(once, person.public_id, [(one.uid, "panellist")]) is None
    twice = snapshots.withheld(once, person.public_id, [(two.uid, "panellist")])
    assert twice is not None and "LIN" not in repr(twice)
    assert snapshots.withheld(twice, person.public_id) is None


def test_building_costs_the_same_number_of_queries_for_one_and_for_many_sessions(app: Flask) -> None:
    few, many = agenda.one_panel(), agenda.edition()
    counts = []
    for edition in (few, many):
        db.session.expire_all()
        fresh = agenda.fresh(edition)
        with statements(app) as sent:
            snapshots.build(fresh)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 10, counts


def test_nothing_secret_is_in_the_snapshot_of_the_whole_edition(app: Flask) -> None:
    facts = repr(snapshots.build(agenda.fresh(agenda.edition())))
    assert "LIN Yu-ching" in facts
    for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS, "H1"):
        assert words not in facts


@pytest.mark.parametrize("part", sorted(CREW))
def test_crew_is_never_named(part: Part) -> None:
    session = a_session()
    a_role(session, part=part, name_shown=NameShown.AGREED)
    built = snapshots.of(session.edition, [session])
    assert built["people"] == {} and built["sessions"][0]["people"] == []
