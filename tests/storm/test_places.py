"""A crowd that cancels, takes and leaves places of a forum. ``make storm`` sends the large one."""

import pytest

from bench.storm import places
from bench.storm.hosts import Host
from bench.storm.worlds import World
from tests.storm.conftest import SEED

CROWD = {"people": 24, "places": 6, "processes": 2, "seed": SEED}
LARGER = {"people": 40, "places": 10, "processes": 2, "seed": SEED}
"""For the controls, which have to hit on a slow machine, too."""


def test_a_place_given_back_is_one_offer_to_the_next_whatever_happens_beside_it(
    forum: World, hosts: list[Host]
) -> None:
    assert places.cancelled(forum, hosts, rounds=1, **CROWD).wrong == []


@pytest.mark.parametrize("control", places.CONTROLS)
def test_the_storm_finds_places_that_are_oversold_and_a_line_out_of_order(forum: World, control: str) -> None:
    assert places.broken(forum, control, **LARGER).worked
