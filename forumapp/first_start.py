"""``flask first-start``: what ``make run`` needs besides a database, and tells whoever typed it."""

import secrets

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from config import Settings
from forumapp.accounts import actions as accounts
from forumapp.accounts import passwords
from forumapp.accounts import queries as members
from forumapp.demo import filling
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.rights import Role

ORGANISER = "organiser@example.org"


def init_app(app: Flask) -> None:
    app.cli.add_command(first_start)


@click.command()
@with_appcontext
def first_start() -> None:
    """Make the demonstration forum and its organiser, once, and print her sign-in. For development only."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.is_development:
        raise click.ClickException("This is for development; make accounts with: flask accounts create")
    password = _kept_password(settings)
    with transaction():
        if db.session.scalar(select(Edition.id).limit(1)) is None:
            filling.fill(filling.Size())
        _make_organiser(password)
    click.echo(f"Organiser: {ORGANISER}, password: {password}")


def _make_organiser(password: str) -> None:
    if members.by_email(ORGANISER):
        return
    member = accounts.create(ORGANISER, name="Organiser", password_hash=passwords.hashed(password))
    for edition in db.session.scalars(select(Edition)):
        accounts.grant(member, edition, Role.OWNER)


def _kept_password(settings: Settings) -> str:
    """Made once for this folder; it opens nothing but a demonstration."""
    file = settings.data_dir / "organiser-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
    return file.read_text()
