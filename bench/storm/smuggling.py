"""Requests hidden in requests, through the shipped nginx and Caddy and straight to the app (HTTP-06).

After each of them innocent people ask on connections of their own, which the proxy passes on over the connection it
has kept. Wrong is whatever the app answered without the sender being given that answer, and every innocent who is
answered something else than she asked for.
"""

import json
import random
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.storm import ambiguous, naive
from bench.storm.ambiguous import Marked
from bench.storm.answers import Answers
from bench.storm.findings import Control, Finding
from bench.storm.hosts import Host
from bench.storm.worlds import World
from tests.jobs.running import free_port
from tests.production.programs import place_of
from tests.production.proxies import HOST, KINDS, Proxy

CONTROL = "two naive readers"

QUIET = 0.15
"""Seconds without a byte after which nothing more is expected."""
PATIENCE = 0.5
"""Seconds for a first byte; who still waits for the rest of a request sends none."""
LONG_PATIENCE = 5
"""Seconds for answers that are missing, before they count as given to somebody else."""
ENOUGH = 5
"""Faults after which it stops: what is out of step stays so."""
UNDERSTOOD = {501, 505}
"""Faults that are none: a coding or a version that the server says it does not know."""


FRONTS = ("nginx", "caddy", "app")


@dataclass
class Front:
    """Something that takes requests, and what the app behind it says it was asked."""

    name: str
    connect: Callable[[], socket.socket]
    seen: Callable[[], list[str]]
    """Paths since the last time this was asked."""

    @property
    def is_app(self) -> bool:
        """Whoever stands in front of it may read everything in another way, so that nothing may be left to opinion."""
        return self.name == "app"


class NotInstalled(Exception):
    """This machine has no such proxy."""


def through(world: World, name: str, *, count: int, seed: int) -> Finding:
    """Through the shipped ``nginx`` or ``caddy``, or straight to the ``app``. Raises NotInstalled."""
    if name != "app" and not place_of(name):
        raise NotInstalled(f"{name} is not installed here")
    [host] = world.started(1, BASE_URL=f"https://{HOST}")
    with _front(name, host) as front:
        found = _sent(front, world.kind, count=count, seed=seed)
    host.kill()
    return found


def broken(name: str, database: str, *, count: int, seed: int) -> Control:
    """``name``: of the front that it is the control of."""
    paths: list[str] = []

    def seen() -> list[str]:
        taken, paths[:] = paths[:], []
        return taken

    with naive.pair(paths.append) as address:
        host, _, port = address.partition(":")
        pair = Front(name, lambda: socket.create_connection((host, int(port)), 2), seen)
        return Control(CONTROL, _sent(pair, database, count=count, seed=seed))


@contextmanager
def _front(name: str, host: Host) -> Iterator[Front]:
    log = _Log(host.said)
    if name == "app":
        yield Front(name, lambda: socket.create_connection(("127.0.0.1", host.port), 10), log.paths)
        return
    with tempfile.TemporaryDirectory(prefix="forumapp-storm-") as folder:
        proxy = Proxy(name, free_port(), free_port(), host.port, Path(folder), slug="")
        with KINDS[name](proxy):
            yield Front(name, proxy.line, log.paths)


def _sent(front: Front, database: str, *, count: int, seed: int) -> Finding:
    found = Finding(f"smuggled through {front.name}", database, count, "requests", seed)
    rng, told = random.Random(seed), Counter[str]()
    calm = [_asked(front, path) for path in ("/healthz", "/en/innocent-0")]
    for number, recipe in enumerate(ambiguous.known_and_drawn(rng, count)):
        marked = Marked(HOST, f"/en/first-{number}", f"/en/second-{number}")
        _Try(front, found, marked, recipe(marked), number).go(calm, told)
        if len(found.wrong) >= ENOUGH:
            break
    found.numbers |= {"answered": told["answers"], "refused": told["refused"], "innocent requests": told["innocent"]}
    return found


@dataclass
class _Try:
    front: Front
    found: Finding
    marked: Marked
    trick: ambiguous.Ambiguous
    number: int
    answers: Answers = field(default_factory=Answers)

    def go(self, calm: list[tuple[int, bytes]], told: Counter[str]) -> None:
        self.front.seen()
        with self.front.connect() as line:
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(self.trick.raw)
            self.answers.read(line, PATIENCE, QUIET)
            innocent = f"/en/innocent-{self.number}"
            self._ask_innocently("/healthz", calm[0])
            self._ask_innocently(innocent, calm[1])
            seen = Counter(self.front.seen())
            if self._hidden_from_sender(seen):
                self.answers.read(line, LONG_PATIENCE, LONG_PATIENCE)
        self._expect(not self._hidden_from_sender(seen), f"the app answered {self._ours(seen)}, not its sender")
        self._expect(seen[innocent] == 1, f"of an innocent request the app saw {seen[innocent]}")
        if self.front.is_app and not self.trick.is_two:
            self._expect(not seen[self.marked.second], "a request within a request was answered")
        faults = [status for status in self.answers.statuses if status >= 500 and status not in UNDERSTOOD]
        self._expect(not faults, f"answers {faults}")
        told["answers"] += len(self.answers.statuses)
        told["refused"] += any(400 <= status < 600 and status != 404 for status in self.answers.statuses)
        told["innocent"] += 2

    def _ask_innocently(self, path: str, calm: tuple[int, bytes]) -> None:
        try:
            answer = _asked(self.front, path)
        except (OSError, IndexError) as error:
            self._expect(False, f"an innocent request for {path} was not answered: {error!r}")
            return
        self._expect(answer[0] == calm[0], f"an innocent request for {path} was answered {answer[0]}")
        same = path != "/healthz" or answer[1] == calm[1]
        self._expect(same, f"an innocent request for {path} got {answer[1][:60]!r}")

    def _hidden_from_sender(self, seen: Counter[str]) -> bool:
        return sum(self._ours(seen).values()) > len(self.answers.statuses)

    def _ours(self, seen: Counter[str]) -> dict[str, int]:
        ours = {path: seen[path] for path in (self.marked.first, self.marked.second)}
        return {path: count for path, count in ours.items() if count}

    def _expect(self, fact: bool, otherwise: str) -> None:
        self.found.expect(fact, f"{self.trick.name}: {otherwise}")


def _asked(front: Front, path: str) -> tuple[int, bytes]:
    """Raises OSError, and IndexError where the line ended without an answer."""
    with front.connect() as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        answers = Answers()
        answers.read(line, LONG_PATIENCE, QUIET, most=1)
        return answers.statuses[0], answers.bodies[0]


class _Log:
    """What the app wrote since one last looked."""

    def __init__(self, file: Path) -> None:
        self.file, self.read = file, file.stat().st_size

    def paths(self) -> list[str]:
        with self.file.open("rb") as log:
            log.seek(self.read)
            new = log.read()
        whole = new[: new.rfind(b"\n") + 1]
        self.read += len(whole)
        return [str(path) for line in whole.splitlines() if (path := _path(line)) is not None]


def _path(line: bytes) -> str | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said.get("path") if isinstance(said, dict) else None
