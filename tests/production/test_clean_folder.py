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

NOT_PART = shutil.ignore_patterns(".git", ".venv", "instance", ".env", "__pycache__", ".*_cache", ".hypothesis", "*.mo")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project without anything that was made in it, set up by the script.

    The dependencies are those of the running tests, so that no network is needed.
    """
    copy = tmp_path_factory.mktemp("clean") / "forumapp"
    shutil.copytree(ROOT, copy, ignore=NOT_PART)
    _borrow_dependencies(copy / ".venv")
    done = _install(copy, "https://forum.example.org", "smtp://u:p@mail.example.org:587?starttls=1")
    assert done.returncode == 0, done.stderr
    return copy


def _borrow_dependencies(venv: Path) -> None:
    if sys.prefix == sys.base_prefix:
        pytest.skip("the tests do not run in a virtual environment whose packages could be borrowed")
    venv.mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != "installed":
            (venv / part.name).symlink_to(part)
    (venv / "installed").touch()
    os.utime(venv / "installed", (time.time() + 60,) * 2)


def _clean_environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | more


def _install(folder: Path, *words: str, only_here: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [folder / "docs/production/install.sh", *(["--only-here"] if only_here else []), *words],
        capture_output=True, text=True, env=_clean_environment(), cwd="/", check=False,
    )  # fmt: skip


def _flask(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=folder, env=_clean_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_settings_are_secret_and_kept(folder: Path) -> None:
    settings = folder / ".env"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    words = settings.read_text()
    assert "BASE_URL=https://forum.example.org\n" in words
    assert len(words.partition("SECRET_KEY=")[2].partition("\n")[0]) >= 60
    assert _install(folder, "https://other.example.org", "smtp://other").returncode == 0
    assert settings.read_text() == words


def test_it_answers_and_says_that_it_is_ready(folder: Path) -> None:
    port = free_port()
    with (folder / "said").open("w") as said:
        serve = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"],
            cwd=folder, env=_clean_environment(PORT=str(port)), stdout=said, stderr=subprocess.STDOUT,
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


def test_the_nightly_backup_keeps_the_new_and_drops_the_old(folder: Path, tmp_path: Path) -> None:
    old, other = tmp_path / "forumapp-20200101T000000Z.sqlite3", tmp_path / "before-upgrade-1.sqlite3"
    for file in (old, other):
        file.write_text("old")
        os.utime(file, (0, 0))
    subprocess.run([folder / "docs/production/backup.sh", tmp_path, "14"], env=_clean_environment(), check=True)
    assert not old.exists() and other.exists()
    (made,) = tmp_path.glob("forumapp-*.sqlite3")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_failed_backup_drops_nothing(folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "forumapp-20200101T000000Z.sqlite3"
    old.write_text("old")
    os.utime(old, (0, 0))
    failing = _clean_environment(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    done = subprocess.run(
        [folder / "docs/production/backup.sh", tmp_path], env=failing, capture_output=True, check=False
    )
    assert done.returncode == 1 and old.exists()
    assert b"nothing to back up" in done.stderr


def test_without_its_words_it_says_how(folder: Path) -> None:
    done = _install(folder)
    assert done.returncode == 2 and "install.sh https://forum.example.org" in done.stderr


def _status(port: int, path: str) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return 0
