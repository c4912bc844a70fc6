"""PostgreSQL gone for a while under load: told quickly, back by itself, nothing acknowledged lost."""

import time
from collections.abc import Sequence

from bench.storm import outbox
from bench.storm.browser import Answer, Browser
from bench.storm.findings import Control, Finding, percentile
from bench.storm.hosts import Host, wait_for
from bench.storm.load import Load
from bench.storm.worlds import World

CONTROL = "answers_first"

THREADS = 4
ANSWERED_WITHIN = 5
BACK_WITHIN = 10
"""Seconds."""


def stopped(world: World, hosts: Sequence[Host], *, seconds: float, seed: int) -> Finding:
    """Stopped as in a crash, so that open transactions are cut off (AVAIL-03)."""
    assert world.postgresql
    found = Finding("PostgreSQL stopped", world.kind, 0, "answers while it was gone", seed)
    load = Load(world, hosts, world.open_edition(), seed)
    load.begin(THREADS)
    try:
        wait_for(lambda: load.acknowledged > 5, "writes to be acknowledged")
        before = len(load.answers)
        world.postgresql.stop("immediate")
        asked = _ask_meanwhile(hosts, load, seconds)
        gone = load.answers[before:] + asked
        world.postgresql.start()
        back = _seconds_until_back(hosts, load)
    finally:
        load.end()
    _check(found, world, load, gone, back)
    if len(hosts) > 1:
        _check_worker(found, world)
    return found


def broken(world: World, *, seconds: float, seed: int) -> Control:
    host = world.started_broken(CONTROL)
    found = stopped(world, [host], seconds=seconds, seed=seed)
    host.kill()
    return Control(CONTROL, found)


def _ask_meanwhile(hosts: Sequence[Host], load: Load, seconds: float) -> list[Answer]:
    """Alive, not ready, and what a visitor sees."""
    answers, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        for host in hosts:
            browser = Browser(host.address, "10.2.0.1")
            assert browser.get("/healthz").status == 200, "the process is alive"
            answers += [browser.get("/readyz"), browser.get(f"/en/{load.slug}/register")]
        time.sleep(0.2)
    return answers


def _seconds_until_back(hosts: Sequence[Host], load: Load) -> float:
    began = time.monotonic()
    for host in hosts:
        wait_for(lambda: Browser(host.address, "10.2.0.2").get("/readyz").status == 200, "readyz")  # noqa: B023
    before = load.acknowledged
    wait_for(lambda: load.acknowledged > before + 3, "writes to be acknowledged again")
    return time.monotonic() - began


def _check(found: Finding, world: World, load: Load, gone: list[Answer], back: float) -> None:
    found.trials = len(gone)
    odd = sorted({a.status for a in load.answers if a.status >= 500 or a.status == 0} - {503})
    found.expect(not odd, f"answers {odd} instead of 503")
    found.expect(any(answer.status == 503 for answer in gone), "nobody was told")
    slowest = max((answer.seconds for answer in gone), default=0.0)
    found.expect(slowest <= ANSWERED_WITHIN, f"an answer took {slowest:.1f} s")
    found.expect(back <= BACK_WITHIN, f"back after {back:.1f} s only")
    lost = load.missing()
    found.expect(not lost, f"{len(lost)} acknowledged writes lost")
    found.wrong += world.half_records(load.slug)
    found.numbers |= {
        "acknowledged writes": load.acknowledged,
        "slowest answer s": slowest,
        "p95 s": percentile([answer.seconds for answer in gone], 0.95),
        "back after s": back,
    }


def _check_worker(found: Finding, world: World) -> None:
    """It lost its connection, too, and still sends without being started again."""
    queued = outbox.queue(world, 1)
    began = time.monotonic()
    try:
        wait_for(lambda: outbox.copies(world.sink.letters, queued), "a letter after the outage", 60)
    except TimeoutError:
        found.wrong.append("the worker sends nothing after the outage")
    found.numbers["next letter after s"] = time.monotonic() - began
