"""Restoring: everything comes back, nothing leaves, and what cannot be restored is refused in words."""

import shutil
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import InstrumentedAttribute

from forumapp import clock
from forumapp.accounts.models import UserSession
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.notifications.models import Message, State
from forumapp.people.models import Person
from forumapp.privacy import erasures
from forumapp.registrations.models import Registration
from forumapp.tasks.models import State as TaskState
from forumapp.tasks.models import Task
from tests.backups.conftest import NewApp, Rows, all_rows, command, refusal
from tests.conftest import DATABASE
from tests.factories import forums
from tests.factories.registrations import open_edition, registration
from tests.support.mail_sink import mail_sink

FIVE_MINUTES = 5 * 60

# What restoring changes on purpose.
CALMED = ("notifications", "tasks", "user_sessions", "audit_entries", "worker_heartbeats")


@pytest.fixture
def backup(app: Flask, edition: Edition, tmp_path: Path) -> Path:
    path = tmp_path / "forum.backup"
    command(app, "backup", path)
    return path


def _alike(one: Rows, other: Rows) -> None:
    for name in one.keys() - set(CALMED):
        assert other[name] == one[name], name
    for name in ("notifications", "tasks", "user_sessions"):
        assert len(other[name]) == len(one[name])


def test_an_empty_folder_becomes_the_forum_again_and_nothing_is_sent(app: Flask, backup: Path, new_app: NewApp) -> None:
    before = all_rows(app)
    elsewhere = new_app(DATABASE)
    begun = time.monotonic()
    said = command(elsewhere, "restore", backup)
    assert time.monotonic() - begun < FIVE_MINUTES
    _alike(before, all_rows(elsewhere))
    with elsewhere.app_context(), mail_sink(elsewhere) as sink:
        waiting = db.session.scalar(select(func.count()).where(Message.state == State.HELD))
        assert waiting and f"{waiting} letters are held" in said
        assert delivery.run_due() == 0
        assert sink.letters == [] and sink.connections == 0
        assert set(db.session.scalars(select(Message.state))) <= {State.HELD, State.SENT, State.CANCELLED}
        assert set(db.session.scalars(select(Task.state))) == {TaskState.CANCELLED}, "it may have gone on since"


def test_held_letters_leave_when_they_are_released(app: Flask, backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    command(elsewhere, "restore", backup)
    with elsewhere.app_context(), mail_sink(elsewhere) as sink:
        held = db.session.scalars(select(Message.message_id).where(Message.state == State.HELD)).all()
        db.session.rollback()
        assert f"{len(held)} letters are on their way" in command(elsewhere, "outbox", "release")
        delivery.run_due()
        assert sorted(letter.message["Message-ID"] for letter in sink.letters) == sorted(held)
        assert not [letter for letter in sink.letters if "personal-link-" in letter.text]


def test_a_forum_larger_than_any_cache_is_restored_too(app: Flask, new_app: NewApp, tmp_path: Path) -> None:
    words = "x" * 3000
    usual = {"kind": "sample", "language": "en", "subject": "A sample", "body_text": words, "body_html": words}
    usual |= {"queued_at": clock.now(), "not_before": clock.now()}
    letters = [
        usual
        | {"about": f"sample {n}", "recipient": f"{n}@example.org", "recipient_key": str(n), "message_id": f"<{n}>"}
        for n in range(3000)
    ]
    with transaction():
        db.session.execute(insert(Message), letters)
    command(app, "backup", tmp_path / "large")
    assert "3000 letters are held" in command(new_app(DATABASE), "restore", tmp_path / "large")


def test_everybody_is_signed_out(app: Flask, backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    assert "1 browsers were signed out" in command(elsewhere, "restore", backup)
    with elsewhere.app_context():
        assert db.session.scalars(select(UserSession.revoked_at)).all() != [None]


def test_it_is_written_down(backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    command(elsewhere, "restore", backup)
    with elsewhere.app_context():
        newest = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (newest.action, newest.actor) == ("restored", "command line")


def test_new_rows_find_new_numbers(backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    command(elsewhere, "restore", backup)
    with elsewhere.app_context():
        known = db.session.scalars(select(Edition.id)).all()
        assert forums.edition(slug="f3dlater").id > max(known)


def test_a_migrated_database_without_anything_is_empty(backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    command(elsewhere, "db", "upgrade")
    command(elsewhere, "restore", backup)


def test_a_database_in_use_is_not_overwritten_unless_asked(
    app: Flask, edition: Edition, backup: Path, new_app: NewApp
) -> None:
    elsewhere = new_app(DATABASE)
    command(elsewhere, "db", "upgrade")
    with elsewhere.app_context():
        forums.edition(slug="f3dother")
    before = all_rows(elsewhere)
    assert "--replace" in refusal(elsewhere, "restore", backup)
    assert all_rows(elsewhere) == before
    command(elsewhere, "restore", backup, "--replace")
    _alike(all_rows(app), all_rows(elsewhere))
    assert "f3dother" not in repr(all_rows(elsewhere))


def test_restoring_onto_itself_changes_nothing_but_what_it_says(app: Flask, backup: Path) -> None:
    before = all_rows(app)
    command(app, "restore", backup, "--replace")
    _alike(before, all_rows(app))


def test_a_damaged_file_is_refused_and_nothing_is_touched(backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    damaged = backup.with_name("damaged")
    content = bytearray(backup.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    damaged.write_bytes(content)
    assert "damaged" in refusal(elsewhere, "restore", damaged)
    cut = backup.with_name("cut")
    cut.write_bytes(backup.read_bytes()[:50_000])
    assert "damaged" in refusal(elsewhere, "restore", cut)
    with elsewhere.app_context(), db.engine.connect() as connection:
        assert not db.engine.dialect.has_table(connection, "editions")


def test_what_is_no_backup_is_refused(backup: Path, new_app: NewApp, tmp_path: Path) -> None:
    elsewhere = new_app(DATABASE)
    other = tmp_path / "other"
    other.write_text("name,email\n")
    assert "not a backup" in refusal(elsewhere, "restore", other)
    other.unlink()
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE recipes (id INTEGER)")
    assert "not one of this app" in refusal(elsewhere, "restore", other)
    assert "No such file" in refusal(elsewhere, "restore", tmp_path / "missing")


def test_a_backup_of_a_newer_version_is_refused(backup: Path, new_app: NewApp) -> None:
    with sqlite3.connect(backup) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "9999" in refusal(new_app(DATABASE), "restore", backup)


def test_a_backup_of_an_older_version_is_brought_up_to_date(new_app: NewApp, tmp_path: Path) -> None:
    older, elsewhere = new_app("sqlite"), new_app(DATABASE)
    command(older, "db", "upgrade", "0001")
    with older.app_context():
        forum_series = "INSERT INTO forum_series VALUES (7, 'OLD', '{}', '{}', '{}', 'The old one', '#123456', '')"
        with db.engine.begin() as connection:
            connection.exec_driver_sql(forum_series)
    command(older, "backup", tmp_path / "older")
    kept = (tmp_path / "older").read_bytes()
    command(elsewhere, "restore", tmp_path / "older")
    series = {row[1] for row in all_rows(elsewhere)["forum_series"]}
    assert {"OLD", "F3D", "FOC"} <= series
    assert (tmp_path / "older").read_bytes() == kept


def test_another_secret_key_is_told(app: Flask, backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    object.__setattr__(elsewhere.config["SETTINGS"], "secret_key", "another")
    assert "SECRET_KEY is another one" in command(elsewhere, "restore", backup)


def test_rendered_files_of_what_was_there_go(backup: Path, new_app: NewApp) -> None:
    elsewhere = new_app(DATABASE)
    rendered = elsewhere.config["SETTINGS"].data_dir / "artefacts" / "1-1-abc"
    rendered.mkdir(parents=True)
    command(elsewhere, "restore", backup)
    assert not rendered.exists()
    assert [p.name for p in elsewhere.config["SETTINGS"].data_dir.glob("restoring-*")] == []


def test_letters_that_cannot_be_of_use_are_cancelled_when_released(app: Flask, edition: Edition) -> None:
    with transaction():
        letters = db.session.scalars(select(Message).where(Message.sealed_link.is_not(None))).all()
        for letter in letters:
            letter.state, letter.lease_owner, letter.leased_until = State.HELD, None, None
            letter.link_expires_at = letter.queued_at
    assert "0 letters" in command(app, "outbox", "release")
    expired = select(Message.state).where(Message.link_expires_at < clock.now())
    assert set(db.session.scalars(expired)) == {State.CANCELLED}


def test_a_copy_of_the_live_file_works_as_a_backup_too(app: Flask, edition: Edition, new_app: NewApp) -> None:
    if DATABASE != "sqlite":
        pytest.skip("only SQLite has a file")
    live = Path(str(db.engine.url.database))
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copied = live.with_name("copied")
    shutil.copyfile(live, copied)
    command(new_app(DATABASE), "restore", copied)


def _erase(app: Flask, address: str) -> None:
    result = app.test_cli_runner().invoke(args=["privacy", "erase", address])
    assert result.exit_code == 0, result.output


def _addresses(app: Flask) -> set[str]:
    with app.app_context():
        db.session.remove()
        return {text for column in (Person.email_normalised, Registration.email_normalised) for text in _all(column)}


def _all(column: InstrumentedAttribute[str | None] | InstrumentedAttribute[str]) -> list[str]:
    return [text for text in db.session.scalars(select(column)) if text]


def test_who_was_erased_after_the_backup_is_gone_after_restoring_it(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    found = registration(open_edition(), name="Ingeborg Quendolin", email="ingeborg@example.org")
    registration(found.edition, email="stays@example.org")
    path = tmp_path / "before.backup"
    command(app, "backup", path)
    _erase(app, "ingeborg@example.org")
    said = command(app, "restore", path, "--replace")
    assert "1 people who were erased after the backup was made were erased again." in said
    left = _addresses(app)
    assert "ingeborg@example.org" not in left and "stays@example.org" in left
    assert not any("quendolin" in repr(row).lower() for rows in all_rows(app).values() for row in rows)


def test_the_list_of_those_erased_outlives_the_database(
    app: Flask, edition: Edition, tmp_path: Path, new_app: NewApp
) -> None:
    registration(open_edition(), email="ingeborg@example.org")
    path = tmp_path / "before.backup"
    command(app, "backup", path)
    _erase(app, "ingeborg@example.org")
    kept = app.config["SETTINGS"].data_dir / erasures.FILE
    assert "ingeborg" not in kept.read_text()
    elsewhere = new_app(DATABASE)
    shutil.copy(kept, elsewhere.config["SETTINGS"].data_dir / erasures.FILE)
    assert "erased again" in command(elsewhere, "restore", path)
    assert "ingeborg@example.org" not in _addresses(elsewhere)
    newer = tmp_path / "after.backup"
    command(elsewhere, "backup", newer)
    assert "erased again" not in command(elsewhere, "restore", newer, "--replace"), "that backup knows it already"


def test_the_list_lies_beside_the_backups_and_reaches_older_ones(
    app: Flask, edition: Edition, tmp_path: Path, new_app: NewApp
) -> None:
    """The machine and its database are lost, and the newest backup with them."""
    registration(open_edition(), email="ingeborg@example.org")
    older, newest = tmp_path / "older.backup", tmp_path / "newest.backup"
    command(app, "backup", older)
    _erase(app, "ingeborg@example.org")
    command(app, "backup", newest)
    newest.unlink()
    elsewhere = new_app(DATABASE)
    assert "1 people who were erased after the backup was made were erased again." in command(
        elsewhere, "restore", older
    )
    assert "ingeborg@example.org" not in _addresses(elsewhere)


def test_the_list_forgets_after_two_years(app: Flask, edition: Edition) -> None:
    registration(open_edition(), email="ingeborg@example.org")
    _erase(app, "ingeborg@example.org")
    folder = app.config["SETTINGS"].data_dir
    known = (folder / erasures.FILE).read_text()
    assert known
    with time_machine.travel(clock.now() + erasures.KEPT - timedelta(days=1)):
        erasures.write_beside(folder)
        assert (folder / erasures.FILE).read_text() == known
    with time_machine.travel(clock.now() + erasures.KEPT + timedelta(minutes=5)):
        erasures.write_beside(folder)
        assert (folder / erasures.FILE).read_text() == ""
        assert erasures.unknown_beside(folder) == set(), "though the database forgets it some hours later"


def test_who_came_back_after_an_erasure_stays(app: Flask, edition: Edition, tmp_path: Path) -> None:
    held = open_edition()
    registration(held, email="ingeborg@example.org")
    _erase(app, "ingeborg@example.org")
    registration(held, email="ingeborg@example.org")
    path = tmp_path / "later.backup"
    command(app, "backup", path)
    command(app, "restore", path, "--replace")
    assert "ingeborg@example.org" in _addresses(app)
