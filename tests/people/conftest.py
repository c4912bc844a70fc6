"""Weeks before the usual forum, while people are asked."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import invitations


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    with time_machine.travel(invitations.NOW, tick=True):
        yield
