"""Programs that a machine may have or not."""

import os
import shutil

import pytest


def place_of(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")


def needs(program: str) -> str:
    """Where it is; skips the test where it is not."""
    found = place_of(program)
    if not found:
        pytest.skip(f"{program} is not installed here")
    return found
