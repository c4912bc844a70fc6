"""``flask backup PATH`` and ``flask restore PATH``."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import click
from alembic.util import CommandError
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from forumapp.backups import making, restoring
from forumapp.backups.refusals import BackupRefused
from forumapp.privacy import erasures


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def backup(path: Path) -> None:
    """Copy the whole database into the new file PATH, while the app goes on working.

    The file is a SQLite database whichever database is in use, holds everything personal and is readable by
    its owner only. SECRET_KEY is not in it; keep that apart. The file ``erasures`` beside it tells older backups of
    the same folder who has to be erased again.
    """
    begun = time.monotonic()
    with _told_in_one_line(f"No backup was made to {path}"):
        made = making.make(path)
    # A copy that is restored from here erases again whoever was erased after it, though the database be lost.
    with _told_in_one_line(f"The backup was made to {path}, but not the list of who was erased"):
        erasures.write_beside(path.parent)
    click.echo(
        f"Backed up {made.rows:,} rows of {made.tables} tables (revision {made.revision}) to {path} "
        f"in {time.monotonic() - begun:.1f} s."
    )


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Delete everything in the database first, in the same transaction.")
@with_appcontext
def restore(path: Path, replace: bool) -> None:
    """Fill the empty database from the backup PATH; the app must not be running.

    An older backup is brought up to date. Letters that waited are held until an organiser releases them, and
    everybody is signed out.
    """
    begun = time.monotonic()
    with _told_in_one_line("Nothing was restored"):
        restored = restoring.restore(path, replace=replace)
    click.echo(
        f"Restored {restored.rows:,} rows of {restored.tables} tables in {time.monotonic() - begun:.1f} s; "
        f"{restored.held} letters are held, {restored.ended} browsers were signed out."
    )
    if restored.replayed.erased:
        click.echo(f"{restored.replayed.erased} people who were erased after the backup was made were erased again.")
    if restored.replayed.left:
        click.echo(
            f"{restored.replayed.left} people who had been erased sign in as members of the team again: take them out "
            "of it and run `flask privacy erase`.",
            err=True,
        )
    if restored.held:
        click.echo("Held letters leave when released: on the page Messages, or with `flask outbox release`.")
    if not restored.key_fits:
        click.echo(
            "SECRET_KEY is another one than when the backup was made: letters with personal links cannot be sent. "
            "Set the former key, or send them anew.",
            err=True,
        )


@contextlib.contextmanager
def _told_in_one_line(what: str) -> Iterator[None]:
    try:
        yield
    except BackupRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OSError as error:
        raise click.ClickException(f"{what}: {error.strerror}.") from error
    except (sqlite3.Error, SQLAlchemyError, CommandError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise click.ClickException(f"{what}: {reason}.") from error
