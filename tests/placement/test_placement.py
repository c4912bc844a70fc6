"""SQLite is refused on network file systems and from two machines; one machine may run as much as it likes."""

import os
import socket
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from config import Settings
from forumapp import clock, create_app, migrating, placement
from forumapp.extensions import db, transaction
from forumapp.notifications.models import WorkerHeartbeat
from forumapp.placement import StillRunning, WrongPlace
from tests.conftest import DATABASE, settings_for
from tests.jobs.running import flask_command, wait_for

LOCAL = """\
proc /proc proc rw,relatime 0 0
/dev/sda1 / ext4 rw,relatime 0 0
/dev/sdb1 /srv ext4 rw 0 0
"""

only_sqlite = pytest.mark.skipif(DATABASE != "sqlite", reason="PostgreSQL is what several machines are for")


@pytest.mark.parametrize(
    "kind",
    ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "ceph", "fuse.glusterfs", "davfs", "gfs2"],
)
def test_a_network_file_system_is_refused(kind: str) -> None:
    mounts = LOCAL + f"files:/export /srv/forum {kind} rw 0 0\n"
    with pytest.raises(WrongPlace, match=f"network file system \\({kind}\\).*PostgreSQL"):
        placement.refuse_network_file_system((Path("/srv/forum/data/forumapp.sqlite3"),), mounts)
    placement.refuse_network_file_system((Path("/srv/forums/forumapp.sqlite3"), Path("/var/lib")), mounts)


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "fuse.fuse-overlayfs", "fuseblk"])
def test_a_local_one_is_not(kind: str) -> None:
    placement.refuse_network_file_system((Path("/srv/forum/x"),), LOCAL + f"disk /srv/forum {kind} rw 0 0\n")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/x", "ext4"),
        ("/srv/two words/x", "nfs4"),
        ("/srv/two words/local/x", "xfs"),
        ("/mnt/x", "cifs"),
    ],
)
def test_the_innermost_and_latest_mount_counts(path: str, kind: str) -> None:
    mounts = (
        LOCAL
        + "a:/ /srv/two\\040words nfs4 rw 0 0\n/dev/sdc /srv/two\\040words/local xfs rw 0 0\n"
        + "/dev/sdd /mnt ext4 rw 0 0\n//files/x /mnt cifs rw 0 0\n"
    )
    assert placement.file_system_of(Path(path), mounts) == kind
    assert placement.file_system_of(Path(path), "") is None


def test_neither_command_starts_on_a_network_file_system(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if DATABASE != "sqlite":
        pytest.skip("PostgreSQL keeps its own files")
    folder = app.config["SETTINGS"].data_dir
    (tmp_path / "mounts").write_text(LOCAL + f"files:/export {folder} nfs4 rw 0 0\n")
    monkeypatch.setattr(placement, "MOUNTS", tmp_path / "mounts")
    for words in (["serve"], ["worker"], ["restore", str(tmp_path / "mounts"), "--replace"]):
        result = app.test_cli_runner().invoke(args=words)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ") and "network file system" in result.output
        assert len(result.output.splitlines()) == 1


def test_with_postgresql_nothing_on_a_network_file_system_would_be_missed(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decision 38."""
    if DATABASE != "postgresql":
        pytest.skip("SQLite would lose data there")
    folder = app.config["SETTINGS"].data_dir
    (tmp_path / "mounts").write_text(LOCAL + f"files:/export {folder} nfs4 rw 0 0\n")
    monkeypatch.setattr(placement, "MOUNTS", tmp_path / "mounts")
    with _working(app.config["SETTINGS"]), placement.alone(app.config["SETTINGS"]):
        pass


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


def _beats(worker: str) -> None:
    with transaction():
        db.session.merge(WorkerHeartbeat(worker=worker, at=clock.now()))


@only_sqlite
def test_another_machine_that_works_on_the_same_file_is_refused(app: Flask, settings: Settings) -> None:
    _beats("far-away.example.org-7")
    with pytest.raises(WrongPlace, match=r"far-away\.example\.org works on this SQLite database"), _working(settings):
        pass
    assert app.test_cli_runner().invoke(args=["worker"]).exit_code == 1
    with time_machine.travel(clock.now() + placement.HEARD_OF + timedelta(seconds=1)), _working(settings):
        pass


@only_sqlite
def test_a_machine_that_has_only_just_started_is_seen_too(settings: Settings) -> None:
    mark = _mark(settings)
    mark.write_text("far-away")
    with pytest.raises(WrongPlace, match="far-away"), _working(settings):
        pass
    long_ago = time.time() - 2 * placement.HEARD_OF.total_seconds()
    os.utime(mark, (long_ago, long_ago))
    with _working(settings):
        assert mark.read_text() == socket.gethostname()
    assert mark.read_text() == ""


@only_sqlite
def test_one_machine_may_run_further_workers(settings: Settings) -> None:
    _beats(f"{socket.gethostname()}-1")
    with _working(settings):
        with _working(settings):
            pass
        assert _mark(settings).read_text() == socket.gethostname()


@only_sqlite
def test_nobody_works_beside_a_restore(settings: Settings) -> None:
    with _working(settings), pytest.raises(StillRunning, match="stop it first"), placement.alone(settings):
        pass
    with placement.alone(settings):
        pass


def test_postgresql_takes_any_number_of_machines_but_no_restore_beside_them(app: Flask, settings: Settings) -> None:
    if DATABASE != "postgresql":
        pytest.skip("see the tests of SQLite")
    _beats("far-away-7")
    with _working(settings):
        pass
    with pytest.raises(StillRunning, match="far-away"), placement.alone(settings):
        pass
    placement.leave("far-away-7")
    with placement.alone(settings):
        pass


def test_serving_keeps_a_restore_away_until_it_has_stopped(tmp_path: Path) -> None:
    own = create_app(settings_for(f"sqlite:///{tmp_path / 'forumapp.sqlite3'}", tmp_path))
    with own.app_context():
        migrating.upgrade()
        runner = own.test_cli_runner()
        kept = str(tmp_path / "kept")
        assert runner.invoke(args=["backup", kept]).exit_code == 0
        with flask_command("serve", data_dir=tmp_path) as serve:
            wait_for(serve.answers, "the web to answer")
            wait_for(_somebody_beats, "the worker's first sign", 45)
            refused = runner.invoke(args=["restore", kept, "--replace"])
            assert refused.exit_code == 1 and "The app is running; stop it first." in refused.output
            assert serve.stop() == 0
        assert not _somebody_beats(), "who leaves says so"
        assert runner.invoke(args=["restore", kept, "--replace"]).exit_code == 0
        db.session.remove()
        db.engine.dispose()


def _somebody_beats() -> bool:
    db.session.rollback()
    return db.session.query(WorkerHeartbeat).count() > 0


def _working(settings: Settings):  # type: ignore[no-untyped-def]
    return placement.working(replace(settings))


def _mark(settings: Settings) -> Path:
    file = placement.sqlite_file(settings)
    assert file
    return file.with_name(f"{file.name}.machine")
