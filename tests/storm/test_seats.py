"""A crowd at the seats of a session. ``make storm`` sends the large one."""

from bench.storm import seats
from bench.storm.hosts import Host
from bench.storm.worlds import World
from tests.storm.conftest import SEED

CROWD = {"people": 24, "seats": 6, "processes": 2, "seed": SEED}
LARGER = {"people": 40, "seats": 10, "processes": 2, "seed": SEED}
"""For the controls, which have to hit on a slow machine, too."""


def test_a_rush_for_seats_takes_them_exactly_and_the_rest_wait_in_order(forum: World, hosts: list[Host]) -> None:
    assert seats.rush(forum, hosts, rounds=1, **CROWD).wrong == []


def test_a_seat_given_back_is_one_offer_to_the_next_whatever_happens_beside_it(forum: World, hosts: list[Host]) -> None:
    assert seats.commotion(forum, hosts, rounds=1, **CROWD).wrong == []


def test_the_rush_finds_seats_that_are_counted_first_and_given_later(forum: World) -> None:
    assert seats.broken_rush(forum, **LARGER).worked


def test_the_commotion_finds_seats_that_are_offered_twice(forum: World) -> None:
    assert seats.broken_commotion(forum, **LARGER).worked
