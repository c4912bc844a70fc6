"""A power cut while people register, worked out from what was written and when it was synced."""

import pytest

from bench.storm import powercut
from bench.storm.recorded import NoStrace
from bench.storm.worlds import World
from tests.conftest import DATABASE
from tests.storm.conftest import SEED

pytestmark = pytest.mark.skipif(DATABASE != "sqlite", reason="PostgreSQL's files are its own affair")


def test_a_power_cut_takes_nothing_that_was_acknowledged_and_leaves_the_tables_whole(alone: World) -> None:
    try:
        assert powercut.cut(alone, cuts=12, writes=20, seed=SEED).wrong == []
    except NoStrace as reason:
        pytest.skip(str(reason))


def test_the_cuts_find_an_app_that_does_not_wait_for_the_disk(alone: World) -> None:
    try:
        assert powercut.broken(alone, cuts=4, writes=10, seed=SEED).worked
    except NoStrace as reason:
        pytest.skip(str(reason))
