"""The command ``flask demo``."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from forumapp import formatting
from forumapp.demo import filling
from forumapp.demo.filling import Size
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition

_USUAL = Size()


@click.command()
@click.option("--sessions", type=click.IntRange(1, 1000), default=_USUAL.sessions, show_default=True)
@click.option("--experts", type=click.IntRange(0, 5000), default=_USUAL.experts, show_default=True)
@click.option("--registrations", type=click.IntRange(0, 20_000), default=_USUAL.registrations, show_default=True)
@click.option("--capacity", type=click.IntRange(0), default=_USUAL.capacity, show_default=True, help="Places.")
@click.option("--seed", type=int, default=_USUAL.seed, show_default=True, help="The same seed, the same forum.")
@with_appcontext
def demo(sessions: int, experts: int, registrations: int, capacity: int, seed: int) -> None:
    """Fill an empty database with an invented forum: released, registration open.

    Nobody is written to. The last line is the forum's short name.
    """
    size = Size(sessions=sessions, experts=experts, registrations=registrations, capacity=capacity, seed=seed)
    with transaction():
        _refuse_if_there_are_forums()
        edition = filling.fill(size)
        slug = edition.slug
        _say(edition, size)
    click.echo(slug)


def _refuse_if_there_are_forums() -> None:
    try:
        found = db.session.scalar(select(Edition.slug).limit(1))
    except DatabaseError as error:
        raise click.ClickException("The database is not ready. Run first: flask db upgrade") from error
    if found:
        raise click.ClickException(f"There is a forum already ({found}); the demonstration needs a database without.")


def _say(edition: Edition, size: Size) -> None:
    days = formatting.days(edition.starts_on, edition.ends_on, "en")
    click.echo(f"{edition.title['en']}: {days}, an invented forum")
    click.echo(
        f"{size.sessions} sessions, {size.experts} experts, "
        f"{size.registrations} registrations for {size.capacity} places, release 1"
    )
    for words, path in (
        ("Public page", f"/en/{edition.slug}/"),
        ("Agenda", f"/en/{edition.slug}/agenda"),
        ("Registration", f"/en/{edition.slug}/register"),
        ("For the team", f"/manage/{edition.slug}/"),
    ):
        click.echo(f"{words}: {current_app.config['SETTINGS'].base_url}{path}")
