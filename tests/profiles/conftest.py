"""Some day in September 2026, when there is still time to answer."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.invitations import NOW


@pytest.fixture(autouse=True)
def september() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
