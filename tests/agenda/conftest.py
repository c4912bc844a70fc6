from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import agenda


@pytest.fixture(autouse=True)
def _nothing_remembered(app: Flask) -> Iterator[None]:
    agenda.forget_what_is_rendered()
    yield
    agenda.forget_what_is_rendered()
