"""App, database, client; nothing about any one feature.

``DATABASE=postgresql`` runs the same tests on an embedded PostgreSQL; then only those that use the database.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from config import Settings
from forumapp import create_app, migrating
from forumapp.accounts import passwords
from forumapp.agenda import artefacts
from forumapp.extensions import db, limiter
from tests.support import lock_order
from tests.support.browser_like import ReadingClient
from tests.support.databases import emptied, fresh_database, remembered_rows
from tests.support.mail_sink import Sink, mail_sink
from tests.support.signed_in import Team

# Tests need the shape of a password hash, not its cost.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

DATABASE = os.environ.get("DATABASE", "sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if DATABASE == "sqlite":
        return
    touching = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(touching)])
    items[:] = touching


def _uses_database(item: pytest.Item) -> bool:
    return "app" in getattr(item, "fixturenames", ()) or item.path.parent.name == "storm"


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    with fresh_database(DATABASE, tmp_path_factory.mktemp("database"), worker_id) as url:
        yield url


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def settings_for(database_url: str, data_dir: Path, **changes: Any) -> Settings:
    """Settings of a test app; letters go to a port where nobody listens unless a test gives another."""
    values: dict[str, Any] = {
        "secret_key": "a secret of the tests",
        "base_url": "http://localhost",
        "database_url": database_url,
        "data_dir": data_dir,
        "smtp_url": "smtp://127.0.0.1:9",
        "mail_from": "forum@desk.example.org",
        "queue_url": "",
        "ratelimit_url": "memory://",
        "trusted_proxies": 0,
        "port": 8000,
        "web_workers": 1,
        "app_env": "development",
        "testing": True,
    }
    return Settings(**values | changes)


@pytest.fixture(scope="session")
def migrated_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(settings_for(database_url, tmp_path_factory.mktemp("data")))
    with app.app_context():
        migrating.upgrade()
        app.extensions["rows_after_migration"] = remembered_rows(db.engine)
        lock_order.watch(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The app over a database as it is after migrating: the series are there, nothing else."""
    artefacts.forget()
    with migrated_app.app_context():
        yield migrated_app
        db.session.remove()
        emptied(db.engine, migrated_app.extensions["rows_after_migration"])
    # Row numbers begin anew with each test; what this process remembers of releases must not outlive them.
    artefacts.forget()


@pytest.fixture
def client(app: Flask) -> ReadingClient:
    """A visitor who reads every page like a careful reviewer."""
    return ReadingClient.of(app)


@pytest.fixture
def limited(app: Flask) -> Iterator[ReadingClient]:
    """A visitor of an app that counts requests, as it does outside of tests."""
    other = create_app(replace(app.config["SETTINGS"], testing=False))
    yield ReadingClient.of(other)
    limiter.enabled = False
    logging.basicConfig(force=True, handlers=[])
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def team(app: Flask) -> Team:
    """Members of a team, signed in: ``team.signed_in_as("organiser", edition)``."""
    return Team(app)


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """A real mail server that takes what the app sends; ``notifications.delivery.run_due()`` sends it."""
    with mail_sink(app) as running:
        yield running
