"""``flask privacy``: erasing somebody, and what is kept no longer."""

import click
from flask import current_app
from flask.cli import AppGroup

from forumapp.agenda import artefacts
from forumapp.extensions import transaction
from forumapp.privacy import actions, disk, retention
from forumapp.refusals import Refused

group = AppGroup("privacy", help="A person's own data.")


@group.command("erase")
@click.argument("email")
def erase(email: str) -> None:
    """Erase all that is known of whoever has this address, and give her seat to the next in line.

    Tells counts only, and the same for an address that is not known. A backup made before holds her until
    it is restored: then she is erased again.
    """
    try:
        with transaction():
            erased = actions.erase(email.strip())
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    artefacts.forget()
    disk.clean(current_app.config["SETTINGS"].data_dir)
    click.echo(
        f"Erased: {erased.people} people, {erased.registrations} registrations, {erased.invitations} invitations, "
        f"{erased.letters} letters, {erased.mentions} mentions."
    )


@group.command("purge")
def purge() -> None:
    """Forget what has been kept long enough. The worker does so every day by itself."""
    with transaction():
        purged = retention.purge()
    click.echo(", ".join(f"{count} {what}" for what, count in purged.items()) + ".")
