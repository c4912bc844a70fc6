"""Migrations give exactly the models, and lead back again."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from forumapp import create_app, migrating
from forumapp.database import Base
from forumapp.extensions import db
from tests.conftest import DATABASE, settings_for
from tests.support.databases import fresh_database


def test_migrations_give_exactly_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_lead_back_to_nothing_and_up_again(app: Flask, tmp_path: Path) -> None:
    with fresh_database(DATABASE, tmp_path, "up_and_down") as url:
        other = create_app(settings_for(url, tmp_path))
        with other.app_context():
            migrating.upgrade()
            migrating.downgrade(revision="base")
            assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
            migrating.upgrade()
            assert "editions" in inspect(db.engine).get_table_names()
            db.engine.dispose()


def test_every_constraint_has_a_name() -> None:
    nameless = [(table.name, c) for table in Base.metadata.sorted_tables for c in table.constraints if c.name is None]
    assert nameless == []
