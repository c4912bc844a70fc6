"""Runs migrations for Flask-Migrate: one connection of the app's engine, batch mode for SQLite."""

from alembic import context
from sqlalchemy import JSON, text
from sqlalchemy.types import TypeDecorator

from forumapp.database import writing
from forumapp.extensions import db


def run() -> None:
    # A backup gives the file whose tables it wants; see forumapp.backups.revisions.
    engine = context.config.attributes.get("engine", db.engine)
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
            transactional_ddl=True,
            render_item=_render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _check_foreign_keys(connection)
        if sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


def _render_item(kind, item, _autogen_context):
    """Migrations outlive the app's own types; they name what the database keeps."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}" if not isinstance(item.impl, JSON) else "sa.JSON()"
    return False


def _check_foreign_keys(connection) -> None:
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        raise RuntimeError(f"the migration left {len(broken)} rows that refer to nothing")


run()
