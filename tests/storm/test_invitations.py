"""Workers killed while a mass invitation is being queued."""

from bench.storm import invitations
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_whoever_is_shown_as_invited_is_mailed_once_and_nobody_else(alone: World) -> None:
    assert invitations.killed(alone, people=120, kills=4, seed=SEED).wrong == []


def test_the_kills_find_people_who_are_marked_as_invited_before_their_letters_are_written(alone: World) -> None:
    assert invitations.broken(alone, people=200, kills=6, seed=SEED).worked
