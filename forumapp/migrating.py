"""``flask db``: the tables, from revision to revision. Imported when somebody does that; see ``later.py``."""

import flask_migrate
from alembic.config import Config
from flask import Flask, current_app

from config import ROOT
from forumapp.extensions import db

_migrate = flask_migrate.Migrate(db=db, directory=str(ROOT / "migrations"))


def init_app(app: Flask) -> None:
    _migrate.init_app(app)


def upgrade() -> None:
    """Bring the tables of the app at hand to the newest revision."""
    init_app(current_app)
    flask_migrate.upgrade()


def downgrade(revision: str) -> None:
    init_app(current_app)
    flask_migrate.downgrade(revision=revision)


def configuration() -> Config:
    found: Config = _migrate.get_config()
    return found
