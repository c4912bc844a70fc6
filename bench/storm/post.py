"""Mail servers that are down, slow, undecided, strict or gone in the middle of a letter."""

import random
import time
from itertools import cycle

from bench.storm import outbox
from bench.storm.findings import Control, Finding
from bench.storm.hosts import wait_for
from bench.storm.outbox import Queued
from bench.storm.warm import HEALTHY, nursery
from bench.storm.worlds import World
from tests.jobs.running import free_port
from tests.support.mail_sink import Mode, Sink, mail_sink

CONTROL = "marks_first"

SICK = (Mode.WAIT, Mode.REFUSE, Mode.DROP)
SLOW = (0, 0.03)
"""Seconds for each letter."""

IN_TIME = 35
"""Seconds in which a healthy letter leaves after an outage, whatever becomes of the others."""


def misbehaving(world: World, *, letters: int, seed: int, build: str = HEALTHY) -> Finding:
    """Down, then slow with 451, 550 or a cut before the answer for one letter in five (MAIL-03, MAIL-05)."""
    found = Finding("mail server misbehaves", world.kind, letters, "letters", seed)
    rng, port = random.Random(seed), free_port()
    environment = world.environment(SMTP_URL=f"smtp://127.0.0.1:{port}", DATA_DIR=str(world.data_dir(0)))
    with nursery(environment, build) as home:
        home.new_worker()
        queued = outbox.queue(world, letters)
        time.sleep(1.5)
        waiting = {state for state, _ in outbox.states(world, queued).values()}
        found.expect("sent" not in waiting, "a letter counts as sent while the mail server is down")
        with mail_sink(port=port) as sink:
            if not found.wrong:
                _come_back_ill(found, world, sink, queued, rng)
    return found


def broken(world: World, *, letters: int, seed: int) -> Control:
    return Control(CONTROL, misbehaving(world, letters=letters, seed=seed, build=f"bench.storm.broken.{CONTROL}"))


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
