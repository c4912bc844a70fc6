"""A crowd in a process of its own: told on standard input what to do, it says on standard output what it met."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def begun(module: str, told: object) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.flush()
    return process
