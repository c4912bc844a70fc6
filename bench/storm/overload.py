"""A forum's crowd, ten of them at once, and everybody in the same second, beside lines that are of no use (AVAIL-04).

More than the app can answer may wait or be sent away in words; who watches it is answered meanwhile, and a moment
later everything is as it was.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from bench.storm import arrivals, lines
from bench.storm.arrivals import Met, Plan
from bench.storm.browser import Answer, Browser, filled_in
from bench.storm.findings import Control, Finding, percentile
from bench.storm.hosts import Host
from bench.storm.worlds import World
from forumapp.names import normalise_email
from forumapp.web.admission import AT_ONCE

CONTROL = "watchers_wait"

READ_WITHIN, WRITTEN_WITHIN = 0.3, 1.0
"""Seconds, for 95 of 100 people of a usual crowd, and for everybody afterwards."""
WATCHED_WITHIN = 1.0
BACK_WITHIN = 10
MOST_MEMORY = 450
"""MiB of the whole tree: half of the smallest machine that docs/production.md names."""
YES = {200, 303}
SENT_AWAY = {429, 503}


@dataclass(frozen=True)
class Size:
    """``people`` within ``seconds``; ten times as many within the same; ``crush`` within one second."""

    people: int = 500
    seconds: float = 60
    crush: int = 2000
    silent: int = 500
    slow: int = 100
    stalled: int = 4 * AT_ONCE


SMALL = Size(people=25, seconds=3, crush=300, silent=500, slow=20, stalled=4 * AT_ONCE)


def crowded(world: World, host: Host, *, size: Size, seed: int) -> Finding:
    """``host`` runs in a world of its own; the demonstration forum is what people come for."""
    storm = _Storm(world, host, _demonstration(world), seed, Finding("overload", world.kind, 0, "requests", seed))
    storm.first_of_all()
    with storm.watched():
        storm.usual(size)
        storm.tenfold(size)
        storm.crush(size)
        storm.afterwards()
    return storm.finished()


def broken(world: World, *, seed: int) -> Control:
    """Only the crush: a broken build has to fail it."""
    host = world.started_broken(CONTROL)
    storm = _Storm(world, host, _demonstration(world), seed, Finding("overload", world.kind, 0, "requests", seed))
    with storm.watched():
        storm.crush(SMALL)
    host.kill()
    return Control(CONTROL, storm.finished())


def _demonstration(world: World) -> str:
    words = ["demo", "--sessions", "20", "--experts", "10", "--registrations", "0"]
    made = world.app.test_cli_runner().invoke(args=words)
    assert made.exit_code == 0, made.output
    return str(made.output.split()[-1])


@dataclass
class _Storm:
    world: World
    host: Host
    slug: str
    seed: int
    found: Finding
    yes: list[str] = field(default_factory=list)
    """Addresses whose form was answered with the redirect."""
    looks: list[tuple[int, float]] = field(default_factory=list)
    """What ``/healthz`` said, and after how long."""
    memory: list[float] = field(default_factory=list)

    @property
    def form(self) -> str:
        return f"/en/{self.slug}/register"

    @property
    def agenda(self) -> str:
        return f"/en/{self.slug}/agenda"

    def first_of_all(self) -> None:
        """Somebody has seen the pages before the crowd: a released agenda is made when first asked for."""
        self._visit()
        self.found.expect(bool(self.yes), "nobody can register")

    def usual(self, size: Size) -> None:
        met = self._come("usual", size.people, size.seconds)
        self._expect_statuses("a usual crowd", met, YES)
        self._expect_times("a usual crowd", met)

    def tenfold(self, size: Size) -> None:
        useless = {"silent": size.silent, "slow": size.slow, "stalled": size.stalled}
        with lines.useless(self.host.address, self.form, **useless):
            met = self._come("tenfold", 10 * size.people, size.seconds)
        self._expect_statuses("ten crowds", met, YES | SENT_AWAY)

    def crush(self, size: Size) -> None:
        met = self._come("crush", size.crush, 1)
        self._expect_statuses("a crush", met, YES | SENT_AWAY)
        self.found.numbers["sent away"] = sum(one.status in SENT_AWAY for one in met)

    def afterwards(self) -> None:
        """Until a reader and a writer are answered as on a quiet day."""
        began = time.monotonic()
        while not self._visit().says_yes and time.monotonic() - began < 3 * BACK_WITHIN:
            time.sleep(0.1)
        back = time.monotonic() - began
        self.found.expect(back <= BACK_WITHIN, f"as usual after {back:.1f} s only")
        self.found.numbers["as usual after s"] = back

    def finished(self) -> Finding:
        rows = {email for (email,) in self.world.rows("SELECT email_normalised FROM registrations")}
        lost = [email for email in self.yes if normalise_email(email) not in rows]
        self.found.expect(not lost, f"{len(lost)} acknowledged registrations lost")
        slowest = max(seconds for _, seconds in self.looks)
        self.found.expect(slowest <= WATCHED_WITHIN, f"a watcher waited {slowest:.1f} s")
        odd = Counter(status for status, _ in self.looks if status != 200)
        self.found.expect(not odd, f"watchers were answered {dict(odd)}")
        self.found.expect(max(self.memory) <= MOST_MEMORY, f"{max(self.memory):.0f} MiB")
        watched = {"watcher s": slowest, "MiB before": round(self.memory[0]), "at most": round(max(self.memory))}
        self.found.numbers |= watched | {"registered": len(self.yes)}
        return self.found

    @contextmanager
    def watched(self) -> Iterator[None]:
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join(60)

    def _watch(self, over: threading.Event) -> None:
        while True:
            answer = Browser(self.host.address, "10.255.0.1").get("/healthz")
            self.looks.append((answer.status, answer.seconds))
            if len(self.looks) % 5 == 1:  # it costs more than the answer
                self.memory.append(_memory_of(self.host))
            if over.wait(0.2):
                return

    def _come(self, name: str, people: int, seconds: float) -> list[Met]:
        plan = Plan(self.host.address, self.agenda, self.form, people, seconds, self.seed)
        met = arrivals.met_by(arrivals.let_come(plan))
        self.found.trials += len(met)
        self.yes += [one.email for one in met if one.method == "POST" and one.status == 303]
        for method in ("GET", "POST"):
            self.found.numbers[f"{name} {method} p95 s"] = percentile(_seconds(met, method), 0.95)
        self.found.numbers[f"{name} answers/s"] = round(len(met) / max(one.at + one.seconds for one in met))
        return met

    def _expect_statuses(self, crowd: str, met: Sequence[Met], allowed: set[int]) -> None:
        odd = Counter(one.status for one in met if one.status not in allowed)
        self.found.expect(not odd, f"{crowd} was answered {dict(odd)}")

    def _expect_times(self, crowd: str, met: Sequence[Met]) -> None:
        for method, within in (("GET", READ_WITHIN), ("POST", WRITTEN_WITHIN)):
            p95 = percentile(_seconds(met, method), 0.95)
            self.found.expect(p95 <= within, f"{crowd}: p95 of {method} {p95:.2f} s")

    def _visit(self) -> Answer:
        """What somebody is told who reads and registers; nothing where she was kept waiting."""
        somebody = Browser(self.host.address, "10.255.0.2")
        read = somebody.get(self.agenda)
        email = f"afterwards-{time.monotonic_ns()}@example.org"
        form = filled_in(somebody.get(self.form).body, "email") | {"name": "A visitor", "email": email}
        written = somebody.post(self.form, form)
        self.yes += [email] if written.says_yes else []
        quick = read.seconds <= READ_WITHIN and written.seconds <= WRITTEN_WITHIN
        return written if quick else Answer(0)


def _seconds(met: Sequence[Met], method: str) -> list[float]:
    return [one.seconds for one in met if one.method == method]


def _memory_of(host: Host) -> float:
    """MiB of the whole tree, what several processes share counted once."""
    assert host.process
    root = psutil.Process(host.process.pid)
    return sum(one.memory_full_info().pss for one in [root, *root.children(recursive=True)]) / 2**20
