"""What the storms ask a database after each mishap finds what is broken in it."""

import pytest
from sqlalchemy import text

from bench.storm.worlds import World
from forumapp.extensions import db
from tests.conftest import DATABASE
from tests.factories import registrations


@pytest.fixture
def with_rows(alone: World) -> World:
    with alone.app.app_context():
        registrations.registration(registrations.open_edition())
    return alone


def _break(world: World, *statements: str) -> None:
    """As no program of ours could: without the rules of the schema."""
    with world.app.app_context(), db.engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def test_tables_that_agree_have_no_faults(with_rows: World) -> None:
    assert with_rows.broken_tables() == []


@pytest.mark.skipif(DATABASE != "postgresql", reason="SQLite judges itself")
def test_a_row_that_refers_to_nothing_is_found(with_rows: World) -> None:
    _break(with_rows, "SET session_replication_role = replica", "DELETE FROM editions")
    assert "registrations refers to a missing row of editions" in with_rows.broken_tables()


@pytest.mark.skipif(DATABASE != "postgresql", reason="SQLite judges itself")
def test_two_rows_with_one_key_are_found(with_rows: World) -> None:
    _break(
        with_rows,
        "ALTER TABLE forum_series DROP CONSTRAINT uq_forum_series_code",
        "UPDATE forum_series SET code = 'F3D'",
    )
    assert "forum_series has the same code twice" in with_rows.broken_tables()
