"""A forum beside a model of it: a failure shows the shortest way there. ``make storm`` draws a new seed each time."""

import pytest

from bench.storm import stateful
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_whatever_people_do_forum_and_model_say_the_same(alone: World) -> None:
    found = stateful.run(alone, runs=6, steps=20, seed=SEED)
    assert found.wrong == [], f"seed {found.seed}"


@pytest.mark.parametrize("control", ["keeps links", "passes nothing on"])
def test_the_model_finds_what_a_forum_forgets(alone: World, control: str) -> None:
    assert stateful.broken(alone, control, runs=20, steps=30, seed=SEED).worked
