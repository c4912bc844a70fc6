"""From a clean folder to a forum that answers, is backed up and has an administrator: what install.sh promises."""

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from config import ROOT
from tests.jobs.running import free_port, wait_for
from tests.production.installed import NOT_PART, clean_environment, install, with_borrowed_dependencies


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project without anything that was made in it, set up by the script."""
    copy = tmp_path_factory.mktemp("clean") / "forumapp"
    shutil.copytree(ROOT, copy, ignore=NOT_PART)
    with_borrowed_dependencies(copy)
    done = install(copy, "https://forum.example.org", "smtp://u:p@mail.example.org:587?starttls=1")
    assert done.returncode == 0, done.stderr
    return copy


def _flask(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=folder, env=clean_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_settings_are_secret_and_kept(folder: Path) -> None:
    settings = folder / ".env"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    words = settings.read_text()
    assert "BASE_URL=https://forum.example.org\n" in words
    assert len(words.partition("SECRET_KEY=")[2].partition("\n")[0]) >= 60
    assert install(folder, "https://other.example.org", "smtp://other").returncode == 0
    assert settings.read_text() == words


def test_it_answers_and_says_that_it_is_ready(folder: Path) -> None:
    port = free_port()
    with (folder / "said").open("w") as said:
        serve = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"],
            cwd=folder, env=clean_environment(PORT=str(port)), stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(lambda: _status(port, "/readyz") == 200, "the forum to be ready", 40)
            assert _status(port, "/en/") == 200
        finally:
            serve.terminate()
            assert serve.wait(40) == 0, (folder / "said").read_text()


def test_the_first_administrator_gets_a_link(folder: Path) -> None:
    said = _flask(folder, "accounts", "create", "you@ministry.example", "--role", "admin")
    assert "https://forum.example.org/password/" in said


def test_the_nightly_backup_drops_what_is_old_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """Also what upgrades left, or those who were erased since would stand in it for ever."""
    old = [_aged(tmp_path / f"{name}-20200101T000000Z.sqlite3", 15) for name in ("forumapp", "before-upgrade")]
    kept = [
        _aged(tmp_path / "forumapp-20200102T000000Z.sqlite3", 13),
        _aged(tmp_path / "before-upgrade-20200102T000000Z.sqlite3", 13),
        _aged(tmp_path / "carried-here-by-hand.sqlite3", 99),
    ]
    subprocess.run([folder / "docs/production/backup.sh", tmp_path, "14"], env=clean_environment(), check=True)
    assert [file for file in old if file.exists()] == []
    (made,) = set(tmp_path.iterdir()) - set(kept)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def _aged(file: Path, days: int) -> Path:
    file.write_text("old")
    at = time.time() - days * 24 * 60 * 60
    os.utime(file, (at, at))
    return file


def test_a_failed_backup_drops_nothing(folder: Path, tmp_path: Path) -> None:
    old = _aged(tmp_path / "forumapp-20200101T000000Z.sqlite3", 99)
    failing = clean_environment(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    done = subprocess.run(
        [folder / "docs/production/backup.sh", tmp_path], env=failing, capture_output=True, check=False
    )
    assert done.returncode == 1 and old.exists()
    assert b"nothing to back up" in done.stderr


def test_without_its_words_it_says_how(folder: Path) -> None:
    done = install(folder)
    assert done.returncode == 2 and "install.sh https://forum.example.org" in done.stderr


def _status(port: int, path: str) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return 0
