"""What docs/production.md and its files say is so: units, proxies, names of files, settings and commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context

from config import ROOT
from forumapp import create_app
from tests.conftest import settings_for
from tests.production.programs import needs

FOLDER = ROOT / "docs" / "production"
PAGE = ROOT / "docs" / "production.md"
UNITS = sorted((FOLDER / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


@pytest.fixture
def installed_units(tmp_path: Path) -> list[Path]:
    """The units as install.sh would write them for this folder."""
    flask = str(Path(sys.executable).with_name("flask"))
    for unit in UNITS:
        words = unit.read_text().replace("/opt/forumapp/.venv/bin/flask", flask).replace("/opt/forumapp", str(ROOT))
        (tmp_path / unit.name).write_text(words)
    return sorted(tmp_path.iterdir())


def test_systemd_understands_the_units(installed_units: list[Path]) -> None:
    done = subprocess.run(
        [needs("systemd-analyze"), "verify", *installed_units], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "forumapp" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", [unit.name for unit in SERVICES])
def test_a_service_can_do_little_beyond_its_task(installed_units: list[Path], name: str) -> None:
    unit = next(unit for unit in installed_units if unit.name == name)
    done = subprocess.run(
        [needs("systemd-analyze"), "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "offline" in done.stderr and "unrecognized" in done.stderr:
        pytest.skip("this systemd cannot judge a unit that is not installed")
    assert done.returncode == 0, done.stdout.splitlines()[-1:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_runs_as_nobody_special(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    for promised in ("User=forumapp", "UMask=0077", "ProtectSystem=strict", "NoNewPrivileges=yes"):
        assert promised in lines


@pytest.mark.parametrize("file", [*UNITS, PAGE, *FOLDER.glob("*.*")], ids=lambda file: file.name)
def test_every_file_that_is_named_is_there(file: Path) -> None:
    text = file.read_text()
    for name in re.findall(r"(?:/opt/forumapp/|(?<![\w/.-]))((?:docs|production|deploy)/[\w./-]*\w)", text):
        base = PAGE.parent if name.startswith("production/") else ROOT
        assert (base / name).exists(), f"{file.name} names {name}"


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.sh")), ids=lambda script: script.name)
def test_scripts_are_executable_and_readable_to_the_shell(script: Path) -> None:
    assert script.stat().st_mode & 0o111 == 0o111
    subprocess.run(["sh", "-n", script], check=True)
    assert "set -eu" in script.read_text()


def test_every_setting_that_is_named_is_one_of_ours() -> None:
    ours = set(re.findall(r'"([A-Z][A-Z_]{3,})"', (ROOT / "config.py").read_text()))
    named = set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)=?", PAGE.read_text() + (FOLDER / "install.sh").read_text()))
    assert {name for name in named if name not in ours} <= {"POSTGRES_PASSWORD", "FORUM_HOST"}


def test_every_command_that_is_named_exists(tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'forumapp.sqlite3'}", tmp_path))
    named = set(re.findall(r"flask ([a-z][a-z-]+)", PAGE.read_text()))
    assert named and named <= set(app.cli.list_commands(Context(app.cli)))


def test_caddy_understands_the_site_as_the_page_installs_it(tmp_path: Path) -> None:
    caddy = needs("caddy")
    command = re.search(r"^sed ('\S+') /opt/forumapp/(\S+) >/etc/caddy/Caddyfile", PAGE.read_text(), re.MULTILINE)
    assert command
    subprocess.run(f"sed {command[1]} {ROOT / command[2]} >{tmp_path / 'Caddyfile'}", shell=True, check=True)
    assert "FORUM_HOST" not in (tmp_path / "Caddyfile").read_text()
    # Its version decides which of the two words for buffering it knows.
    tries = [_adapted(caddy, tmp_path, words) for words in ("buffer_requests", "request_buffers 21MiB")]
    adapted = next((done.stdout for done in tries if done.returncode == 0), "")
    assert '"forum.example.org"' in adapted, [done.stderr for done in tries]
    assert '"buffer_requests":true' in adapted or '"request_buffers":' in adapted
    assert '"max_size":21000000' in adapted and '"read_header_timeout":' in adapted
    # Those would cut off long files, and answer 200 to a form that never arrived.
    assert '"read_timeout":' not in adapted and '"write_timeout":' not in adapted


def _adapted(caddy: str, folder: Path, buffering: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [caddy, "adapt", "--adapter", "caddyfile", "--config", folder / "Caddyfile"],
        capture_output=True, text=True, check=False, env={"HOME": str(folder), "FORUM_BUFFERS": buffering},
    )  # fmt: skip


def test_the_container_takes_no_secrets_in_and_no_root(tmp_path: Path) -> None:
    words = (FOLDER / "Containerfile").read_text()
    assert "COPY . ." not in words
    assert "USER 10001:10001" in words
    for name in re.findall(r"^COPY (?!--from)(.*) \S+$", words, re.MULTILINE):
        for source in name.split():
            assert (ROOT / source).exists(), source
