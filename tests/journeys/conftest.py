from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.invitations import NOW


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    """The forum of the tests is in October 2026; its journeys begin eight weeks before, and the clock goes on."""
    with time_machine.travel(NOW, tick=True):
        yield
