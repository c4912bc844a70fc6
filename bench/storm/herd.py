"""Many people at once: several processes of threads, who all load the form, wait for one word, and send it.

``python -m bench.storm.herd`` is one such process: its plan comes on standard input, its answers go to standard
output. Importing this must stay cheap.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import repeat

from bench.storm import crowds_apart
from bench.storm.browser import Answer, Browser, behind_button, filled_in

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
    asked: str = "email"
    """A field of the form that she sends."""
    button: str = ""
    """How the address of that form ends, where it asks for nothing."""
    cookies: dict[str, str] = field(default_factory=dict)
    """Of somebody who signed in before."""


@dataclass(frozen=True)
class Report:
    email: str
    statuses: list[int]
    location: str
    seconds: float
    page: str = ""
    """What she reads at last, where she asked more than once."""


def let_loose(visitors: Sequence[Visitor], processes: int, beside: Sequence[Callable[[], None]] = ()) -> list[Report]:
    """All visitors press the button at the same moment; ``beside`` runs then, each in a thread of its own."""
    groups = [group for n in range(processes) if (group := visitors[n::processes])]
    running = [_started(group) for group in groups]
    for process in running:
        assert process.stdout and process.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(max(1, len(beside))) as others:
        happening = [others.submit(other) for other in beside]
        for process in running:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        reports = []
        for process in running:
            said, _ = process.communicate(timeout=300)
            reports += [Report(**report) for report in json.loads(said)]
        for one in happening:
            one.result()
    return reports


def _started(group: Sequence[Visitor]) -> "subprocess.Popen[str]":
    return crowds_apart.begun("bench.storm.herd", [asdict(visitor) for visitor in group])


def _one_process() -> None:
    visitors = [Visitor(**visitor) for visitor in json.loads(sys.stdin.readline())]
    presses = sum(visitor.clicks for visitor in visitors)
    with ThreadPoolExecutor(presses) as crowd:
        opened = list(crowd.map(_opened, visitors))
        print("ready", flush=True)
        sys.stdin.readline()
        reports = list(crowd.map(_behave, visitors, opened, repeat(crowd)))
    print(json.dumps([asdict(report) for report in reports]))


@dataclass(frozen=True)
class _Opened:
    """A form on somebody's screen."""

    browser: Browser
    path: str
    form: dict[str, str]


def _opened(visitor: Visitor) -> _Opened:
    browser = Browser(visitor.address, visitor.origin, dict(visitor.cookies))
    page = browser.get(visitor.path).body
    if not visitor.button:
        return _Opened(browser, visitor.path, filled_in(page, visitor.asked) | visitor.values)
    path, form = behind_button(page, visitor.button)
    return _Opened(browser, path, form | visitor.values)


def _behave(visitor: Visitor, opened: _Opened, crowd: ThreadPoolExecutor) -> Report:
    browser, path, form = opened.browser, opened.path, opened.form
    if visitor.way == "bad line":
        for _ in range(HANGS_UP):
            browser.post_and_leave(path, form)
        answers = [browser.post(path, form)]
    elif visitor.way == "double clicks":
        presses = [crowd.submit(browser.post, path, form) for _ in range(visitor.clicks - 1)]
        answers = [browser.post(path, form), *(press.result() for press in presses)]
    else:
        answers = [browser.post(path, form)]
    page = browser.get(answers[-1].location).body if visitor.way != "once" and answers[-1].says_yes else ""
    return _report(visitor, answers, page)


def _report(visitor: Visitor, answers: list[Answer], page: str) -> Report:
    last, statuses = answers[-1], [answer.status for answer in answers]
    return Report(visitor.values.get("email", ""), statuses, last.location, max(a.seconds for a in answers), page)


def origins() -> Iterator[str]:
    """Addresses of private networks, each a person of her own."""
    for number in range(1, 1 << 24):
        yield f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


if __name__ == "__main__":
    _one_process()
