"""A crowd at the form. ``make storm`` sends the large one."""

from bench.storm import registrations
from bench.storm.hosts import Host
from bench.storm.worlds import World
from tests.storm.conftest import SEED

CROWD = {"people": 40, "places": 10, "processes": 2, "seed": SEED}


def test_a_rush_fills_the_places_exactly_and_everybody_gets_one_letter(forum: World, hosts: list[Host]) -> None:
    assert registrations.rush(forum, hosts, rounds=1, **CROWD).wrong == []


def test_double_clicks_and_lost_answers_make_one_registration_and_one_letter(forum: World, hosts: list[Host]) -> None:
    assert registrations.repeated(forum, hosts, people=10, clicks=4, processes=2, seed=SEED).wrong == []


def test_the_rush_finds_places_that_are_counted_first_and_taken_later(forum: World) -> None:
    assert registrations.broken_rush(forum, **CROWD).worked


def test_double_clicks_find_an_app_that_knows_no_form_again(forum: World) -> None:
    assert registrations.broken_repeated(forum, people=6, clicks=3, processes=2, seed=SEED).worked
