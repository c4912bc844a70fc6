"""An installation in a folder of its own, made by install.sh without root and without a network."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

NOT_PART = shutil.ignore_patterns(".git", ".venv", "instance", ".env", "__pycache__", ".*_cache", ".hypothesis", "*.mo")


def with_borrowed_dependencies(folder: Path) -> None:
    """Those of the running tests, so that no network is needed."""
    venv = folder / ".venv"
    if sys.prefix == sys.base_prefix:
        pytest.skip("the tests do not run in a virtual environment whose packages could be borrowed")
    venv.mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != "installed":
            (venv / part.name).symlink_to(part)
    (venv / "installed").touch()
    os.utime(venv / "installed", (time.time() + 60,) * 2)


def clean_environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | more


def install(folder: Path, *words: str, only_here: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [folder / "docs/production/install.sh", *(["--only-here"] if only_here else []), *words],
        capture_output=True, text=True, env=clean_environment(), cwd="/", check=False,
    )  # fmt: skip
