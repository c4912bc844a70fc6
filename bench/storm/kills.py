"""Everything killed at once under load, again and again: what was acknowledged is there, and the tables are whole."""

import random
import time
from collections.abc import Sequence

from bench.storm.findings import Control, Finding, percentile
from bench.storm.hosts import Host, start_all, wait_for
from bench.storm.load import Load
from bench.storm.teamwork import Answering, Organising
from bench.storm.worlds import World

CONTROL = "answers_first"

THREADS = 4
LONGEST_LIFE = 0.6
"""Seconds under load before the next kill, counted from the first acknowledged write."""


def everything(world: World, hosts: Sequence[Host], *, kills: int, seed: int) -> Finding:
    """``kill -9`` of supervisor, web and worker of all hosts; with PostgreSQL, its server crashes, too (DATA-01)."""
    found = Finding("everything killed under load", world.kind, kills, "kills", seed)
    rng, starts = random.Random(seed), []
    slug = world.open_edition()
    work = [Organising(world, hosts, slug), Answering(world, hosts, slug)]
    load = Load(world, hosts, slug, seed, work)
    load.begin(THREADS)
    try:
        for _ in range(kills):
            _kill_under_load(world, hosts, load, rng)
            found.wrong += [f"after a kill: {fault}" for fault in world.broken_tables()]
            began = time.monotonic()
            start_all(hosts)
            starts.append(time.monotonic() - began)
            if lost := load.missing():
                found.wrong.append(f"{len(lost)} acknowledged writes lost, such as {lost[0]}")
                break
    finally:
        load.end()
    _check_end(found, world, load)
    if found.wrong:
        found.wrong += [f"{host.address} wrote: {host.complaints()}" for host in hosts]
    found.numbers |= {
        "acknowledged writes": load.acknowledged,
        "of them the team's": work[0].acknowledged,
        "of them answers": work[1].acknowledged,
        "unanswered": sum(answer.status == 0 for answer in load.all_answers()),
        "start p95 s": percentile(starts, 0.95),
    }
    return found


def broken(world: World, *, kills: int, seed: int) -> Control:
    host = world.started_broken(CONTROL)
    found = everything(world, [host], kills=kills, seed=seed)
    host.kill()
    return Control(CONTROL, found)


def _kill_under_load(world: World, hosts: Sequence[Host], load: Load, rng: random.Random) -> None:
    before = load.acknowledged
    wait_for(lambda: load.acknowledged > before + 2, "writes to be acknowledged")
    time.sleep(rng.uniform(0, LONGEST_LIFE))
    for host in hosts:
        host.kill()
    if world.postgresql:
        world.postgresql.stop("immediate")
        world.postgresql.start()


def _check_end(found: Finding, world: World, load: Load) -> None:
    faults = [answer.status for answer in load.all_answers() if answer.status >= 500]
    found.expect(not faults, f"answers {sorted(set(faults))}")
    for other in load.others:
        found.expect(other.acknowledged > 0, f"{type(other).__name__}: nothing was acknowledged")
    found.wrong += [f"{len(lost)} acknowledged writes lost" for lost in [load.missing()] if lost]
    found.wrong += world.half_records(load.slug) + world.broken_tables()
