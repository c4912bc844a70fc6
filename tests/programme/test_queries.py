from datetime import datetime

import pytest

from forumapp.extensions import db
from forumapp.programme import clashes, queries
from forumapp.programme.timetable import timetable
from tests.factories import forums, programme
from tests.support.statements import statements


@pytest.fixture
def edition(app):
    return forums.edition()


def test_sessions_stand_in_the_order_of_the_timetable(edition):
    aula, senate = forums.room(edition), forums.room(edition, "Senate Hall")
    nine, eleven = datetime(2026, 10, 24, 9), datetime(2026, 10, 24, 11)
    programme.forum_session(edition, code="LATER", start=eleven)
    programme.forum_session(edition, code="NO-TIME", start=None)
    programme.forum_session(edition, code="SENATE", start=nine, room=senate)
    programme.forum_session(edition, code="AULA", start=nine, room=aula)
    assert [session.code for session in queries.sessions_of(edition)] == ["AULA", "SENATE", "LATER", "NO-TIME"]


def test_days_are_those_of_the_forum_not_of_utc(edition):
    programme.forum_session(edition, code="EARLY", start=datetime(2026, 10, 26, 0, 30))
    programme.forum_session(edition, code="LATE", start=datetime(2026, 10, 24, 23, 30))
    programme.forum_session(edition, code="NEVER", start=None)
    found = timetable(edition, queries.sessions_of(edition))
    assert [(str(day.on), [s.code for s in day.sessions]) for day in found.days] == [
        ("2026-10-24", ["LATE"]),
        ("2026-10-26", ["EARLY"]),
    ]
    assert [session.code for session in found.without_time] == ["NEVER"]


def test_a_session_is_found_in_its_own_edition_only(edition):
    other = forums.edition()
    programme.forum_session(edition, code="P1")
    assert queries.by_code(edition, "P1") is not None
    assert queries.by_code(other, "P1") is None


def test_thirty_sessions_cost_as_many_queries_as_one(app, edition):
    def fill(numbers):
        room = forums.room(edition)
        for number in numbers:
            session = programme.forum_session(edition, room=room, start=datetime(2026, 10, 24, 9 + number % 10))
            programme.role(session, programme.person(edition, f"Person {number}"))

    def counted():
        fresh_edition = programme.fresh(edition)
        db.session.rollback()
        with statements(app) as sent:
            for session in queries.sessions_of(fresh_edition):
                assert session.edition.slug
                assert [role.person.printed_name for role in session.roles]
                assert (list(session.hosts), list(session.topics)) == ([], [])
            assert clashes.of_edition(fresh_edition)
        return len(sent)

    fill(range(1))
    one = counted()
    fill(range(1, 30))
    assert counted() == one
