"""Workers killed while letters leave: nothing lost, and at most one byte-identical copy for each kill."""

import random
import time
from contextlib import ExitStack

from bench.storm import outbox
from bench.storm.findings import Control, Finding
from bench.storm.hosts import wait_for
from bench.storm.outbox import Queued
from bench.storm.warm import HEALTHY, Nursery, nursery
from bench.storm.worlds import World

CONTROL = "marks_first"
ATTEMPTS = 4

Seconds = tuple[float, float]
"""From, to."""

NETWORK: Seconds = (0.004, 0.012)
"""Seconds that the mail server takes before and after the content, so that kills hit every step."""

SLOW_NETWORK: Seconds = (0.05, 0.08)
"""Before the content, so that few kills are enough to hit what stands between marking and sending."""


def killed_workers(
    world: World, *, letters: int, kills: int, seed: int, build: str = HEALTHY, network: Seconds = NETWORK
) -> Finding:
    """``kill -9`` of workers at random moments while they send (MAIL-01)."""
    found = Finding("worker killed while sending", world.kind, kills, "kills", seed)
    rng, began = random.Random(seed), time.monotonic()
    world.sink.before_receiving = lambda: time.sleep(rng.uniform(*network))
    world.sink.while_receiving = lambda: time.sleep(rng.uniform(*NETWORK))
    with ExitStack() as stack:
        homes = [home_of(stack, world, number, build) for number in range(1 if world.kind == "sqlite" else 2)]
        queued = outbox.queue(world, letters)
        for _ in range(kills):
            _let_some_leave(world, homes, rng, letters / kills)
            time.sleep(rng.uniform(0, 2 * network[1]))
            home = rng.choice(homes)
            home.kill(home.workers[0])
        world.let_leases_expire()
        _all_at_work(world, homes)
        world.wait_for_letters()
    _check(found, world, queued, kills)
    found.numbers |= {"letters": letters, "seconds": round(time.monotonic() - began)}
    world.sink.before_receiving = world.sink.while_receiving = None
    return found


def broken(world: World, *, letters: int, kills: int, seed: int) -> Control:
    """On a busy machine the kills may all find workers that only just begin: then they are sent out again."""
    build = f"bench.storm.broken.{CONTROL}"
    for attempt in range(ATTEMPTS):
        found = killed_workers(
            world, letters=letters, kills=kills, seed=seed + attempt, build=build, network=SLOW_NETWORK
        )
        if found.wrong:
            break
    return Control(CONTROL, found)


def home_of(stack: ExitStack, world: World, number: int, build: str) -> Nursery:
    """Where workers of one machine come from."""
    data_dir = world.data_dir(number)
    data_dir.mkdir(parents=True, exist_ok=True)
    return stack.enter_context(nursery(world.environment(DATA_DIR=str(data_dir)), build))


def _let_some_leave(world: World, homes: list[Nursery], rng: random.Random, per_life: float) -> None:
    _all_at_work(world, homes)
    enough = len(world.sink.letters) + rng.randint(1, max(1, round(per_life * 1.4)))
    wait_for(lambda: len(world.sink.letters) >= enough or _nothing_to_claim(world), "letters to leave", 60)


def _all_at_work(world: World, homes: list[Nursery]) -> None:
    for home in homes:
        if not home.workers:
            home.new_worker()
        world.wake_worker()


def _nothing_to_claim(world: World) -> bool:
    [(count,)] = world.rows("SELECT count(*) FROM notifications WHERE state IN ('queued', 'retrying')")
    return int(count) == 0


def _check(found: Finding, world: World, queued: Queued, kills: int) -> None:
    arrived = outbox.copies(world.sink.letters, queued)
    lost = len(queued) - len(arrived)
    extra = sum(len(same) - 1 for same in arrived.values())
    different = sum(len(set(same)) > 1 for same in arrived.values())
    unfinished = {state for state, _ in outbox.states(world, queued).values()} - {"sent"}
    found.expect(lost == 0, f"{lost} of {len(queued)} letters lost")
    found.expect(extra <= kills, f"{extra} extra copies in {kills} kills")
    found.expect(different == 0, f"{different} letters whose copies differ")
    found.expect(not unfinished, f"letters left {unfinished}")
    found.numbers |= {"lost": lost, "extra copies": extra}
