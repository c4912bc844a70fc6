"""``flask outbox``: letters from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup

from forumapp.extensions import transaction
from forumapp.forums.models import Edition
from forumapp.outbox import actions

group = AppGroup("outbox", help="Letters that wait.")


@group.command("release")
@click.option("--edition", "slug", help="Only the letters of this forum, by its short name.")
def release(slug: str | None) -> None:
    """Let the letters leave that are held since a backup was restored.

    Some of them may have left before, after the backup was made: whoever got one then gets it twice. Those whose
    personal link has expired are cancelled.
    """
    with transaction():
        count = actions.release_held(_edition(slug) if slug else None)
    click.echo(f"{count} letters are on their way.")


def _edition(slug: str) -> Edition:
    found: Edition | None = current_app.extensions["edition_finder"](slug)
    if found is None:
        raise click.ClickException(f"There is no forum {slug!r}.")
    return found
