"""Workers killed while they send, and mail servers that misbehave."""

from bench.storm import letters, post
from bench.storm.worlds import World
from tests.storm.conftest import SEED


def test_killed_workers_lose_no_letter_and_repeat_at_most_one_each(alone: World) -> None:
    assert letters.killed_workers(alone, letters=80, kills=8, seed=SEED).wrong == []


def test_the_kills_find_letters_that_are_marked_before_they_are_sent(alone: World) -> None:
    assert letters.broken(alone, letters=40, kills=8, seed=SEED).worked


def test_a_mail_server_that_is_down_slow_undecided_strict_or_gone_loses_nothing(alone: World) -> None:
    assert post.misbehaving(alone, letters=20, seed=SEED).wrong == []


def test_an_outage_finds_letters_that_are_marked_before_they_are_sent(alone: World) -> None:
    assert post.broken(alone, letters=5, seed=SEED).worked


def test_a_mail_server_that_never_answers_holds_up_neither_letters_nor_pages(alone: World) -> None:
    assert post.silent(alone, letters=5, seed=SEED, build="bench.storm.hasty", within=40).wrong == []


def test_the_silence_finds_a_worker_that_listens_for_ever(alone: World) -> None:
    assert post.broken_silent(alone, letters=2, seed=SEED).worked
