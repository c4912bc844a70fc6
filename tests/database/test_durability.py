"""How long a commit waits for the disk on SQLite."""

import pytest
from flask import Flask

from forumapp.extensions import db, transaction

NORMAL, FULL = 1, 2


def _synchronous() -> int:
    return int(db.session.connection().exec_driver_sql("PRAGMA synchronous").scalar_one())


@pytest.fixture(autouse=True)
def _on_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a setting of SQLite")


def test_only_what_may_be_repeated_does_not_wait_for_the_disk() -> None:
    for durable, expected in ((True, FULL), (False, NORMAL), (False, NORMAL), (True, FULL)):
        with transaction(durable=durable):
            assert _synchronous() == expected


def test_who_writes_without_saying_so_waits_although_the_connection_was_in_haste_before() -> None:
    with transaction(durable=False):
        assert _synchronous() == NORMAL
    assert _synchronous() == FULL
    db.session.rollback()
