"""``kill -9`` of everything while people write."""

from bench.storm import kills
from bench.storm.hosts import Host
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_what_was_acknowledged_survives_kills_of_everything(forum: World, hosts: list[Host]) -> None:
    assert kills.everything(forum, hosts, kills=5, seed=SEED).wrong == []


def test_the_kills_find_an_answer_that_leaves_before_the_commit(forum: World) -> None:
    assert kills.broken(forum, kills=2, seed=SEED).worked
