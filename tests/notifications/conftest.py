"""A letter of the tests' own, so that these tests depend on no feature's words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from tests.support.mail_sink import Sink, mail_sink

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def own_letters(request: pytest.FixtureRequest) -> Iterator[None]:
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    before = app.jinja_env.loader
    assert before is not None
    app.jinja_env.loader = ChoiceLoader([before, FileSystemLoader(TEMPLATES)])
    yield
    app.jinja_env.loader = before


@pytest.fixture(params=[True, False], ids=["together", "in turn"])
def sink(app: Flask, request: pytest.FixtureRequest) -> Iterator[Sink]:
    """Asked everything about a letter together, or one thing after the other."""
    with mail_sink(app, takes_together=request.param) as running:
        yield running
