"""Runs migrations for Flask-Migrate: one connection of the app's engine, batch mode for SQLite."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from forumapp.database import writing

db = current_app.extensions["migrate"].db


def run() -> None:
    engine = db.engine
    with writing(), engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # A batch copies a table and drops the old one; enforced keys would empty what refers to it.
            # The switch is ignored inside a transaction, so it comes first, past SQLAlchemy's own begin.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _check_foreign_keys(connection)
        if sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection) -> None:
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        raise RuntimeError(f"the migration left {len(broken)} rows that refer to nothing")


run()
