"""SIGTERM while people write and letters leave."""

from bench.storm import stops
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_who_is_being_answered_is_answered_before_the_app_ends_and_no_letter_leaves_twice(alone: World) -> None:
    [host] = alone.started(1)
    assert stops.stopped(alone, host, stops=2, seed=SEED).wrong == []


def test_the_stops_find_an_app_that_ends_without_a_word(alone: World) -> None:
    [host] = alone.started(1)
    assert stops.broken(alone, host, stops=2, seed=SEED).worked
