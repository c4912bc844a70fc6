"""A backup: one whole file, of one moment, made while the app goes on working."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from config import ROOT
from forumapp import clock
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.privacy import erasures
from tests.backups.conftest import command, refusal
from tests.conftest import DATABASE
from tests.jobs.running import wait_for


def _note(number: int) -> None:
    with transaction():
        db.session.add(
            AuditEntry(at=clock.now(), actor="worker", action="written", object=f"row {number}", edition_id=None)
        )


class Writer:
    """Writes until it is stopped, and knows which rows were acknowledged."""

    def __init__(self, app: Flask) -> None:
        self.app, self.acknowledged, self.stopping = app, 0, threading.Event()
        self.slowest = 0.0
        self.thread = threading.Thread(target=self._write)

    def _write(self) -> None:
        with self.app.app_context():
            while not self.stopping.wait(0.005):
                begun = time.monotonic()
                _note(self.acknowledged + 1)
                self.slowest = max(self.slowest, time.monotonic() - begun)
                self.acknowledged += 1

    def acknowledges(self, more: int) -> int:
        """Wait until so many further rows were written; says how many there are."""
        wanted = self.acknowledged + more
        wait_for(lambda: self.acknowledged >= wanted, "rows to be written")
        return self.acknowledged

    def __enter__(self) -> "Writer":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()


def _numbers_in(path: Path) -> set[int]:
    with sqlite3.connect(path) as file:
        found = file.execute("SELECT object FROM audit_entries WHERE action = 'written'")
        return {int(name.removeprefix("row ")) for (name,) in found}


def test_everything_acknowledged_before_is_in_it_while_others_write(app: Flask, tmp_path: Path) -> None:
    with Writer(app) as writer:
        for attempt in range(5):
            path = tmp_path / f"{attempt}.sqlite3"
            before = writer.acknowledges(more=10)
            command(app, "backup", path)
            kept = _numbers_in(path)
            assert set(range(1, before + 1)) <= kept
            assert kept == set(range(1, len(kept) + 1)), "one moment: no row without those before it"
            with sqlite3.connect(path) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    assert writer.slowest < 5


def test_it_is_for_its_owner_only_and_beside_it_lies_just_who_was_erased(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    before = os.umask(0)
    try:
        said = command(app, "backup", folder / "forum.sqlite3")
    finally:
        os.umask(before)
    assert {file.name for file in folder.iterdir()} == {"forum.sqlite3", erasures.FILE}
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert said.startswith("Backed up ") and "rows of" in said and " s." in said


def test_a_file_is_never_replaced(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("precious")
    assert "exists already" in refusal(app, "backup", path)
    (tmp_path / "leads-nowhere").symlink_to(tmp_path / "missing")
    assert "exists already" in refusal(app, "backup", tmp_path / "leads-nowhere")
    assert path.read_text() == "precious"


def test_a_folder_that_is_not_there_is_told(app: Flask, tmp_path: Path) -> None:
    assert "No such file or directory" in refusal(app, "backup", tmp_path / "nowhere" / "forum.sqlite3")


def test_a_damaged_database_gives_no_backup_and_leaves_no_file(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    _break_a_key(app)
    try:
        assert "do not fit together" in refusal(app, "backup", folder / "forum.sqlite3")
    finally:
        _mend(app)
    assert list(folder.iterdir()) == []


def _break_a_key(app: Flask) -> None:
    if DATABASE == "postgresql":
        pytest.skip("PostgreSQL lets no key be broken")
    raw = db.engine.raw_connection()
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    raw.cursor().execute("INSERT INTO session_hosts (session_id, position, name) VALUES (12345, 1, '{}')")
    raw.cursor().execute("PRAGMA foreign_keys=ON")
    raw.close()


def _mend(app: Flask) -> None:
    with transaction():
        db.session.execute(text("DELETE FROM session_hosts WHERE session_id = 12345"))


@pytest.mark.skipif(DATABASE != "sqlite", reason="the command of this test makes a SQLite of its own")
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    own = {"APP_ENV": "development", "DATA_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    flask = f"{sys.executable} -m flask"
    mount = f"mount -t tmpfs -o size=128k none {small}"
    script = f"{mount} && {flask} backup {small}/forum.sqlite3; echo status $?; ls -A {small}"
    subprocess.run([sys.executable, "-m", "flask", "db", "upgrade"], cwd=ROOT, env=os.environ | own, check=True)
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "status" not in done.stdout:
        pytest.skip(f"no small disk can be made here: {done.stderr.strip()}")
    assert done.stdout.split() == ["status", "1"], done.stdout
    assert done.stderr.strip().endswith("database or disk is full.") or "No space left" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
