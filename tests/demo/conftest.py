from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import agenda


@pytest.fixture(autouse=True)
def _nothing_remembered(app: Flask) -> Iterator[None]:
    """What a process remembers of releases belongs to a database, and each test has an empty one."""
    agenda.forget_what_is_rendered()
    yield
    agenda.forget_what_is_rendered()
