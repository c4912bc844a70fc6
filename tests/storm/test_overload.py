"""A crowd, ten of them, and a crush; ``make storm`` sends the large ones."""

from bench.storm import overload
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_a_crowd_waits_or_is_sent_away_in_words_and_keeps_no_watcher_waiting(alone: World) -> None:
    [host] = alone.started(1)
    assert overload.crowded(alone, host, size=overload.SMALL, seed=SEED).wrong == []


def test_the_crush_finds_watchers_who_wait_with_everybody_else(alone: World) -> None:
    assert overload.broken(alone, seed=SEED).worked
