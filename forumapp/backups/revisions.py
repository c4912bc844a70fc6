"""Bringing the tables of a database to a revision, be it the app's own database or a file."""

import logging

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from forumapp import migrating
from forumapp.backups.refusals import BackupRefused


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Make the tables, or bring older ones up to date."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of each step
    configuration = migrating.configuration()
    configuration.attributes["engine"] = engine
    command.upgrade(configuration, revision)


def newest() -> str:
    return str(_scripts().get_current_head())


def refuse_unknown(revision: str | None) -> None:
    """Raises BackupRefused for tables made by a version of the app that is newer than this one."""
    if revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise BackupRefused(
            f"The tables are at revision {revision}, which this version of the app does not know. Use a newer one."
        )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(migrating.configuration())
