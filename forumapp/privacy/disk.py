"""What lies on the disk beside the rows: rendered files, and what the database has not written over yet."""

import shutil
from pathlib import Path

from forumapp.extensions import db
from forumapp.privacy import erasures


def clean(data_dir: Path) -> None:
    """After the commit of an erasure. PostgreSQL tidies up by itself (``VACUUM``), see docs/production.md."""
    shutil.rmtree(data_dir / "artefacts", ignore_errors=True)
    erasures.write_beside(data_dir)
    if db.engine.dialect.name == "sqlite":
        _empty_journal()


def catch_up(data_dir: Path) -> None:
    """The same on a machine that did not erase itself, or that was killed before it came to its disk."""
    if erasures.unknown_beside(data_dir):
        clean(data_dir)
    else:
        erasures.write_beside(data_dir)  # what is too old for the list goes


def _empty_journal() -> None:
    """Old pages stand in the write-ahead file until it is cut off; in the file itself they are overwritten.

    Where somebody reads at that moment, a later erasure does it.
    """
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
