"""Requests hidden in requests. No database is asked, so that one of them is enough. A new seed each day."""

from datetime import UTC, datetime

import pytest

from bench.storm import smuggling
from bench.storm.smuggling import NotInstalled
from bench.storm.worlds import World
from tests.conftest import DATABASE
from tests.storm.conftest import SEED

TODAY = int(f"{datetime.now(UTC):%Y%m%d}")

pytestmark = pytest.mark.skipif(DATABASE != "sqlite", reason="no database is asked")


@pytest.mark.parametrize("name", smuggling.FRONTS)
def test_no_request_hidden_in_another_is_answered_behind_its_senders_back(forum: World, name: str) -> None:
    try:
        found = smuggling.through(forum, name, count=25, seed=TODAY)
    except NotInstalled as reason:
        pytest.skip(str(reason))
    assert found.wrong == [], f"seed {found.seed}"


def test_the_hidden_requests_find_two_who_read_differently() -> None:
    assert smuggling.broken("nginx", "sqlite", count=40, seed=SEED).worked
