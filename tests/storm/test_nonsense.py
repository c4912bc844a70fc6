"""Requests that make no sense, in process and as bytes on sockets. A new seed each day; the failure names it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bench.storm import fuzz, wire
from bench.storm.hosts import Host
from bench.storm.worlds import World
from tests.conftest import DATABASE
from tests.storm.conftest import SEED

TODAY = int(f"{datetime.now(UTC):%Y%m%d}")


def test_no_address_answers_nonsense_with_a_fault(alone: World) -> None:
    found = fuzz.flood(alone.app, requests=200, seed=TODAY, database=alone.kind, effort=fuzz.LITTLE)
    assert found.wrong == [], f"seed {found.seed}"


def test_a_flood_that_misses_most_pages_and_forms_does_not_count(alone: World) -> None:
    everything = replace(fuzz.LITTLE, rounds=0, forms=1.0)
    [missed] = fuzz.flood(alone.app, requests=1, seed=SEED, database=alone.kind, effort=everything).wrong
    assert "forms reached, not" in missed


def test_nonsense_finds_a_view_that_expects_ascii(alone: World) -> None:
    assert fuzz.broken(alone.app, requests=300, seed=SEED, database=alone.kind).worked


def test_odd_bytes_on_sockets_are_refused_without_fault_or_hang(forum: World, hosts: list[Host]) -> None:
    found = wire.send(forum, hosts[0].address, count=50, seed=TODAY)
    assert found.wrong == [], f"seed {found.seed}"


def test_the_bytes_find_a_server_that_believes_every_host(forum: World) -> None:
    assert wire.broken(forum, seed=SEED).worked


def test_forms_on_dead_lines_hold_nobody_up(forum: World, hosts: list[Host]) -> None:
    assert wire.stalled(forum, hosts[0].address, seed=SEED).wrong == []


@pytest.mark.skipif(DATABASE != "sqlite", reason="PostgreSQL has no lock that all writers share")
def test_dead_lines_find_a_lock_that_is_taken_before_the_form_came(forum: World) -> None:
    assert wire.broken_stalled(forum, seed=SEED).worked
