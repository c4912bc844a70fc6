"""``kill -9`` while tables are brought to the newest revision."""

from bench.storm import upgrades
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_a_killed_upgrade_happened_as_a_whole_or_not_at_all_and_works_when_asked_once_more(alone: World) -> None:
    assert upgrades.killed(alone, people=20, kills=2, seed=SEED, old_revision=upgrades.RECENT).wrong == []


def test_the_kills_find_migrations_without_a_transaction(alone: World) -> None:
    assert upgrades.broken(alone, people=20, kills=6, seed=SEED).worked
