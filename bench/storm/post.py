"""Mail servers that are down, slow, undecided, strict or gone in the middle of a letter."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle

from bench.storm import outbox
from bench.storm.browser import Browser
from bench.storm.findings import Control, Finding, percentile
from bench.storm.hosts import Host, wait_for
from bench.storm.outbox import Queued
from bench.storm.warm import HEALTHY, nursery
from bench.storm.worlds import World
from tests.jobs.running import free_port
from tests.support.mail_sink import Mode, Sink, mail_sink

CONTROL = "marks_first"
CONTROL_OF_SILENT = "waits_for_ever"

READINGS = 60
NOT_NOTICED = 0.05
"""Seconds more that nobody notices."""

SICK = (Mode.WAIT, Mode.REFUSE, Mode.DROP)
SLOW = (0, 0.03)
"""Seconds for each letter."""

IN_TIME = 35
"""Seconds in which a healthy letter leaves after an outage, whatever becomes of the others."""


def misbehaving(world: World, *, letters: int, seed: int, build: str = HEALTHY) -> Finding:
    """Down, then slow with 451, 550 or a cut before the answer for one letter in five (MAIL-03, MAIL-05)."""
    found = Finding("mail server misbehaves", world.kind, letters, "letters", seed)
    rng, port = random.Random(seed), free_port()
    with _workers(world, port, build):
        queued = outbox.queue(world, letters)
        wait_for(lambda: _states(world, queued) != {"queued"}, "a letter to be tried", 60)
        time.sleep(0.5)
        waiting = _states(world, queued)
        found.expect("sent" not in waiting, "a letter counts as sent while the mail server is down")
        with mail_sink(port=port) as sink:
            if not found.wrong:
                _come_back_ill(found, world, sink, queued, rng)
    return found


def broken(world: World, *, letters: int, seed: int) -> Control:
    return Control(CONTROL, misbehaving(world, letters=letters, seed=seed, build=f"bench.storm.broken.{CONTROL}"))


def silent(world: World, *, letters: int, seed: int, build: str = HEALTHY, within: float = 120) -> Finding:
    """It takes a letter and never answers; meanwhile the pages are as quick as before (MAIL-03)."""
    found = Finding("mail server silent", world.kind, letters, "letters", seed)
    host, path = world.started_web(HEALTHY), f"/en/{world.open_edition()}/register"
    with mail_sink() as sink, _workers(world, sink.port, build):
        before = _seconds_of_reading(host, path)
        sink.mode = Mode.SILENT
        queued = outbox.queue(world, letters)
        wait_for(lambda: sink.tries, "a letter to be at hand", 60)
        during = _seconds_of_reading(host, path)
        sink.mode = Mode.ACCEPT
        _check_all_leave(found, world, sink, queued, within)
    found.expect(during <= max(1.1 * before, before + NOT_NOTICED), f"reading took {during:.2f} s, before {before:.2f}")
    found.numbers |= {"p95 of reading s": during, "before s": before}
    host.kill()
    return found


def broken_silent(world: World, *, letters: int, seed: int) -> Control:
    build = f"bench.storm.broken.{CONTROL_OF_SILENT}"
    return Control(CONTROL_OF_SILENT, silent(world, letters=letters, seed=seed, build=build, within=6))


@contextmanager
def _workers(world: World, port: int, build: str) -> Iterator[None]:
    """One, or with PostgreSQL one on each of two machines."""
    with ExitStack() as stack:
        for number in range(1 if world.kind == "sqlite" else 2):
            data_dir = world.data_dir(number)
            data_dir.mkdir(parents=True, exist_ok=True)
            own = world.environment(SMTP_URL=f"smtp://127.0.0.1:{port}", DATA_DIR=str(data_dir))
            stack.enter_context(nursery(own, build)).new_worker()
        yield


def _seconds_of_reading(host: Host, path: str) -> float:
    """The 95th percentile."""
    browser = Browser(host.address, "10.5.0.1")
    answers = [browser.get(path) for _ in range(READINGS)]
    assert {answer.status for answer in answers} == {200}
    return percentile([answer.seconds for answer in answers], 0.95)


def _check_all_leave(found: Finding, world: World, sink: Sink, queued: Queued, within: float) -> None:
    """Once the server speaks again: all, and those twice at most which it had taken silently."""

    def all_left() -> bool:
        world.change("UPDATE notifications SET not_before = queued_at WHERE state = 'retrying'")
        world.wake_worker()
        return world.letters_left() == 0

    try:
        found.numbers["back after s"] = wait_for(all_left, "all letters to leave", within)
    except TimeoutError as error:
        found.wrong.append(str(error))
        return
    arrived = outbox.copies(sink.letters, queued)
    found.expect(len(arrived) == len(queued), f"{len(queued) - len(arrived)} letters lost")
    found.expect(all(len(set(same)) == 1 for same in arrived.values()), "copies differ")
    found.numbers["taken silently"] = sum(len(same) - 1 for same in arrived.values())


def _come_back_ill(found: Finding, world: World, sink: Sink, queued: Queued, rng: random.Random) -> None:
    sick = _sick(queued, rng)
    sink.modes_by_recipient.update({queued[identity]: mode for identity, mode in sick.items()})
    sink.before_receiving = lambda: time.sleep(rng.uniform(*SLOW))
    outbox.queue(world, 1)  # the next letter after the outage wakes the worker, as in life
    healthy = {identity: address for identity, address in queued.items() if identity not in sick}
    found.numbers["healthy ones after s"] = wait_for(
        lambda: len(outbox.copies(sink.letters, healthy)) == len(healthy), "healthy letters", 300
    )
    found.expect(float(found.numbers["healthy ones after s"]) < IN_TIME, "healthy letters were delayed")
    wait_for(lambda: _all_tried(world, sink, queued, sick), "each sick letter to be tried", 300)
    _check_ill(found, world, sick)
    _recover(world, sink)
    _check_well(found, world, sink, queued, sick)


def _states(world: World, queued: Queued) -> set[str]:
    return {state for state, _ in outbox.states(world, queued).values()}


def _sick(queued: Queued, rng: random.Random) -> dict[str, Mode]:
    identities = sorted(queued)
    return dict(zip(rng.sample(identities, len(identities) // 5), cycle(SICK), strict=False))


def _all_tried(world: World, sink: Sink, queued: Queued, sick: dict[str, Mode]) -> bool:
    """By this server; that it could not be reached before does not count."""
    offered = {queued[identity] for identity in sick} <= set(sink.tries)
    return offered and "leased" not in {state for state, _ in outbox.states(world, sick).values()}


def _check_ill(found: Finding, world: World, sick: dict[str, Mode]) -> None:
    states = outbox.states(world, sick)
    for identity, mode in sick.items():
        expected = "failed" if mode is Mode.REFUSE else "retrying"
        found.expect(states[identity][0] == expected, f"{mode}: {states[identity][0]} instead of {expected}")


def _recover(world: World, sink: Sink) -> None:
    sink.modes_by_recipient.clear()
    world.change("UPDATE notifications SET not_before = queued_at WHERE state = 'retrying'")
    world.wake_worker()
    world.wait_for_letters()


def _check_well(found: Finding, world: World, sink: Sink, queued: Queued, sick: dict[str, Mode]) -> None:
    arrived = outbox.copies(sink.letters, queued)
    refused = {identity for identity, mode in sick.items() if mode is Mode.REFUSE}
    lost = set(queued) - refused - set(arrived)
    found.expect(not lost, f"{len(lost)} letters lost")
    found.expect(not refused & set(arrived), "a refused letter was tried again")
    for identity, same in arrived.items():
        copies = 2 if sick.get(identity) is Mode.DROP else 1
        found.expect(len(same) == copies, f"{len(same)} copies instead of {copies} ({sick.get(identity)})")
        found.expect(len(set(same)) == 1, "copies differ")
    found.numbers |= {"ill": len(sick), "lost": len(lost)}
