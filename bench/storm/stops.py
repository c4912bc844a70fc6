"""SIGTERM under load, again and again: who was being answered is answered, and no letter leaves twice (AVAIL-02)."""

import random
import time

from bench.storm import outbox
from bench.storm.findings import Control, Finding, percentile
from bench.storm.hosts import Host, wait_for
from bench.storm.load import Load
from bench.storm.worlds import World

THREADS = 3
LONGEST_LIFE = 0.6
STOPPED_WITHIN = 30
"""Seconds."""
LETTERS = 10
"""That are leaving at each stop."""


def stopped(world: World, host: Host, *, stops: int, seed: int, gently: bool = True) -> Finding:
    """``gently``: as systemd does; otherwise as in a crash."""
    found = Finding("stopped under load", world.kind, stops, "stops", seed)
    rng, ends, queued = random.Random(seed), list[float](), dict[str, str]()
    world.sink.before_receiving = lambda: time.sleep(rng.uniform(0.02, 0.08))
    load = Load(world, [host], world.open_edition(), seed)
    load.begin(THREADS)
    try:
        for _ in range(stops):
            letters = outbox.queue(world, LETTERS)
            queued |= letters
            wait_for(lambda now=letters: outbox.copies(world.sink.letters, now), "a letter to leave")
            before = load.acknowledged
            wait_for(lambda before=before: load.acknowledged > before + 2, "writes to be acknowledged")
            time.sleep(rng.uniform(0, LONGEST_LIFE))
            ends.append(_end(host, gently))
            host.start()
    finally:
        load.end()
    _check(found, world, load, queued)
    found.expect(max(ends) <= STOPPED_WITHIN, f"stopped after {max(ends):.0f} s")
    found.numbers |= {"acknowledged writes": load.acknowledged, "stop p95 s": percentile(ends, 0.95)}
    return found


def broken(world: World, host: Host, *, stops: int, seed: int) -> Control:
    """Without a word of warning."""
    return Control("SIGKILL", stopped(world, host, stops=stops, seed=seed, gently=False))


def _end(host: Host, gently: bool) -> float:
    began = time.monotonic()
    if gently:
        host.stop()
    else:
        host.kill()
    return time.monotonic() - began


def _check(found: Finding, world: World, load: Load, queued: outbox.Queued) -> None:
    cut = sum(answer.was_cut for answer in load.answers)
    # One a stop may reach the socket at the moment it closes: nobody was answering that one yet.
    found.expect(cut <= found.trials, f"{cut} of {len(load.answers)} requests were cut off")
    found.numbers["cut off"] = cut
    faults = sorted({answer.status for answer in load.answers if answer.status >= 500})
    found.expect(not faults, f"answers {faults}")
    lost = load.missing()
    found.expect(not lost, f"{len(lost)} acknowledged writes lost")
    world.sink.before_receiving = None  # so many were written meanwhile that each waiting would take minutes
    world.let_leases_expire()
    world.wake_worker()
    world.wait_for_letters()
    arrived = outbox.copies(world.sink.letters, queued)
    extra = sum(len(same) - 1 for same in arrived.values())
    found.expect(len(arrived) == len(queued), f"{len(queued) - len(arrived)} letters lost")
    found.expect(not extra, f"{extra} letters left twice")
    found.wrong += world.half_records(load.slug) + world.broken_tables()
