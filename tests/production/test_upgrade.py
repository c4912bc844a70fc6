"""upgrade.sh on an installation of its own, which follows a repository of the test's; only root's part is played."""

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from config import ROOT
from tests.production.installed import NOT_PART, clean_environment, install, with_borrowed_dependencies
from tests.production.programs import needs

MIGRATION = """
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    op.execute("CREATE TABLE of_the_upgrade (id INTEGER)")
    {then}


def downgrade():
    op.execute("DROP TABLE of_the_upgrade")
"""
NEWEST = str(ScriptDirectory(str(ROOT / "migrations")).get_current_head())
IN_WHOSE_NAME = ("-c", "user.name=Tests", "-c", "user.email=tests@example.org")


class Installation:
    """A clone that was installed, the repository it came from, and what root was asked to do."""

    def __init__(self, folder: Path) -> None:
        self.upstream, self.here, self.backups = folder / "upstream", folder / "forumapp", folder / "backups"
        self.programs, self.asked = folder / "programs", folder / "asked"
        shutil.copytree(ROOT, self.upstream, ignore=NOT_PART)
        self._git("init", "-q", "-b", "main")
        self.publish("The version at hand")
        subprocess.run([needs("git"), "clone", "-q", self.upstream, self.here], check=True)
        with_borrowed_dependencies(self.here)
        done = install(self.here, "https://forum.example.org", "smtp://mail.example.org")
        assert done.returncode == 0, done.stderr
        self.backups.mkdir()
        self._play("systemctl", 'echo "$@" >>')
        self._play("runuser", 'shift 3; "$@"; done=$?; echo "$@ = $done" >>', "exit $done")

    def publish(self, message: str, **files: str) -> None:
        for name, words in files.items():
            (self.upstream / "migrations" / "versions" / f"{name}.py").write_text(words)
        self._git("add", "-A")
        self._git(*IN_WHOSE_NAME, "commit", "-qm", message)

    def upgrade(self) -> "subprocess.CompletedProcess[str]":
        self.asked.write_text("")
        environment = clean_environment()
        environment["PATH"] = f"{self.programs}:{environment['PATH']}"
        return subprocess.run(
            [self.here / "docs" / "production" / "upgrade.sh", self.backups],
            capture_output=True, text=True, env=environment, cwd="/", check=False,
        )  # fmt: skip

    @property
    def acts(self) -> list[str]:
        """Without paths; of what the app did, with how it ended."""
        return [re.sub(r"\S*/\S+ ?", "", line) for line in self.asked.read_text().splitlines()]

    @property
    def revision(self) -> str:
        return str(self._rows("SELECT version_num FROM alembic_version")[0][0])

    @property
    def has_new_table(self) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'of_the_upgrade'"))

    @property
    def newest_words(self) -> str:
        log = subprocess.run(
            [needs("git"), "log", "-1", "--format=%s"], cwd=self.here, capture_output=True, text=True, check=True
        )
        return log.stdout.strip()

    def answers(self) -> bool:
        """The code there fits its database."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "privacy", "purge"],
            cwd=self.here, env=clean_environment(), capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.here / "instance" / "forumapp.sqlite3") as connection:
            return connection.execute(query).fetchall()

    def _git(self, *words: str) -> None:
        subprocess.run([needs("git"), *words], cwd=self.upstream, check=True)

    def _play(self, name: str, *lines: str) -> None:
        """Root's program of that name: writes down what it was asked for."""
        self.programs.mkdir(exist_ok=True)
        first, *rest = lines
        (self.programs / name).write_text("\n".join(("#!/bin/sh", f"{first} {self.asked}", *rest, "")))
        (self.programs / name).chmod(0o755)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("upgrading"))


def test_first_a_backup_then_the_code_then_the_database(installed: Installation) -> None:
    installed.publish("One table more", t1=MIGRATION.format(revision="t1", before=NEWEST, then="pass"))
    done = installed.upgrade()
    assert done.returncode == 0, done.stderr
    assert installed.acts == [
        "backup = 0", "stop forumapp.service", "db upgrade = 0", "start forumapp.service",
    ]  # fmt: skip
    assert installed.newest_words == "One table more"
    assert installed.revision == "t1" and installed.has_new_table
    (backup,) = installed.backups.glob("before-upgrade-*.sqlite3")
    with sqlite3.connect(backup) as before:
        assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]


def test_a_migration_that_fails_leaves_the_former_version_at_work(installed: Installation) -> None:
    revision, words = installed.revision, installed.newest_words
    failing = MIGRATION.format(revision="t2", before=revision, then='raise RuntimeError("no such thing")')
    installed.publish("A table that cannot be", t2=failing.replace("of_the_upgrade", "half_made"))
    done = installed.upgrade()
    assert done.returncode == 1 and "The upgrade failed." in done.stderr
    assert installed.acts[-3:] == ["stop forumapp.service", "db upgrade = 1", "start forumapp.service"]
    assert (installed.revision, installed.newest_words) == (revision, words)
    assert not installed._rows("SELECT 1 FROM sqlite_master WHERE name = 'half_made'")
    assert installed.answers()


def test_code_that_cannot_be_taken_stops_nothing(installed: Installation) -> None:
    """Somebody changed a file here that the new version changes, too."""
    (installed.here / "config.py").write_text((installed.here / "config.py").read_text() + "\n# ours\n")
    (installed.upstream / "config.py").write_text((installed.upstream / "config.py").read_text() + "\n# theirs\n")
    installed.publish("Another word in the same place")
    done = installed.upgrade()
    assert done.returncode == 1
    assert "stop forumapp.service" not in installed.acts
    assert "# ours" in (installed.here / "config.py").read_text(), "what was changed by hand stays"


def test_without_a_backup_nothing_begins(installed: Installation) -> None:
    words = installed.newest_words
    shutil.rmtree(installed.backups)
    assert installed.upgrade().returncode != 0
    assert installed.acts == ["backup = 1"] and installed.newest_words == words
