"""Many people at once: several processes of threads, who all load the form, wait for one word, and send it.

``python -m bench.storm.herd`` is one such process: its plan comes on standard input, its answers go to standard
output. Importing this must stay cheap.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path

from bench.storm.browser import Answer, Browser, filled_in

ROOT = Path(__file__).parents[2]

HANGS_UP = 3
"""How often somebody with a bad line sends the form before she sees an answer."""


@dataclass(frozen=True)
class Visitor:
    """One person, what she types, and how she behaves: ``once``, ``double clicks`` or ``bad line``."""

    address: str
    path: str
    origin: str
    values: dict[str, str]
    way: str = "once"
    clicks: int = 1


@dataclass(frozen=True)
class Report:
    email: str
    statuses: list[int]
    location: str
    seconds: float


def let_loose(visitors: Sequence[Visitor], processes: int) -> list[Report]:
    """All visitors press the button at the same moment."""
    groups = [group for n in range(processes) if (group := visitors[n::processes])]
    running = [_started(group) for group in groups]
    for process in running:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    reports = []
    for process in running:
        said, _ = process.communicate(timeout=300)
        reports += [Report(**report) for report in json.loads(said)]
    return reports


def _started(group: Sequence[Visitor]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.storm.herd"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps([asdict(visitor) for visitor in group]) + "\n")
    process.stdin.flush()
    return process


def _one_process() -> None:
    visitors = [Visitor(**visitor) for visitor in json.loads(sys.stdin.readline())]
    presses = sum(visitor.clicks for visitor in visitors)
    with ThreadPoolExecutor(presses) as crowd:
        forms = list(crowd.map(_opened, visitors))
        print("ready", flush=True)
        sys.stdin.readline()
        reports = list(crowd.map(_behave, visitors, forms, repeat(crowd)))
    print(json.dumps([asdict(report) for report in reports]))


def _opened(visitor: Visitor) -> dict[str, str]:
    page = Browser(visitor.address, visitor.origin).get(visitor.path)
    return filled_in(page.body, "email") | visitor.values


def _behave(visitor: Visitor, form: dict[str, str], crowd: ThreadPoolExecutor) -> Report:
    browser = Browser(visitor.address, visitor.origin)
    if visitor.way == "bad line":
        for _ in range(HANGS_UP):
            browser.post_and_leave(visitor.path, form)
        answers = [browser.post(visitor.path, form)]
    elif visitor.way == "double clicks":
        presses = [crowd.submit(browser.post, visitor.path, form) for _ in range(visitor.clicks - 1)]
        answers = [browser.post(visitor.path, form), *(press.result() for press in presses)]
    else:
        answers = [browser.post(visitor.path, form)]
    return _report(visitor, answers)


def _report(visitor: Visitor, answers: list[Answer]) -> Report:
    last = answers[-1]
    return Report(visitor.values["email"], [a.status for a in answers], last.location, max(a.seconds for a in answers))


def origins() -> Iterator[str]:
    """Addresses of private networks, each a person of her own."""
    for number in range(1, 1 << 24):
        yield f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


if __name__ == "__main__":
    _one_process()
