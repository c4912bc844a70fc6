"""From SQLite to PostgreSQL and back, every row stays what it was."""

from pathlib import Path

from flask import Flask

from forumapp.database import Base
from forumapp.forums.models import Edition
from tests.backups.conftest import NewApp, all_rows, command
from tests.conftest import DATABASE

OTHER = "sqlite" if DATABASE == "postgresql" else "postgresql"

# Nothing fills these yet in the forum of these tests.
EMPTY = {"worker_heartbeats"}


def test_there_and_back_every_row_is_the_same(app: Flask, edition: Edition, new_app: NewApp, tmp_path: Path) -> None:
    there, back = new_app(OTHER), new_app(DATABASE)
    command(app, "backup", tmp_path / "first")
    command(there, "restore", tmp_path / "first")
    command(there, "backup", tmp_path / "second")
    command(back, "restore", tmp_path / "second")
    first, second = all_rows(there), all_rows(back)
    second["audit_entries"] = second["audit_entries"][: len(first["audit_entries"])]
    assert {name for name in first if first[name] != second[name]} <= {"audit_entries"}
    assert len(all_rows(back)["audit_entries"]) == len(first["audit_entries"]) + 1
    before = all_rows(app)
    changed = {name for name in first if first[name] != before[name]}
    assert changed <= {"notifications", "tasks", "user_sessions", "audit_entries"}


def test_the_forum_of_these_tests_fills_the_tables(app: Flask, edition: Edition) -> None:
    rows = all_rows(app)
    assert {table.name for table in Base.metadata.sorted_tables if not rows[table.name]} <= EMPTY
