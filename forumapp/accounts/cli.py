"""``flask accounts``: making accounts from the command line."""

import sys

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup

from forumapp.accounts import actions, passwords, queries
from forumapp.accounts.models import HasId, Member
from forumapp.extensions import transaction
from forumapp.rights import Role

group = AppGroup("accounts", help="People who sign in.")


@group.command("create")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(["admin", *[role.value for role in Role]]))
@click.option("--edition", "slug", help="The forum's short name, for every role but admin.")
@click.option("--password", help="A hyphen reads the password from standard input.")
def create(email: str, role: str, slug: str | None, password: str | None) -> None:
    """Make an account, or give an existing one a further role.

    Without a password, prints a link under which one can be set within 24 hours.
    """
    try:
        email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.ClickException(f"{email!r} does not look like an e-mail address.") from error
    if (role == "admin") != (slug is None):
        raise click.ClickException("--edition goes with every role but admin, and only with those.")
    password_hash = _password_hash(password)
    with transaction():
        edition = _edition(slug) if slug else None
        member = queries.by_email(email) or actions.create(email)
        if password_hash:
            member.password_hash = password_hash
        if edition:
            _grant(member, edition, Role(role))
        else:
            member.is_admin = True
        token = None if member.password_hash else actions.make_password_link(member)
    click.echo(f"{email} is {role}{f' of {slug}' if slug else ''}.")
    if token:
        click.echo(f"Set a password within 24 hours: {current_app.config['SETTINGS'].base_url}/password/{token}")


def _grant(member: Member, edition: HasId, role: Role) -> None:
    try:
        actions.grant(member, edition, role)
    except actions.LastOwner as refusal:
        raise click.ClickException(refusal.sentence()) from refusal


def _password_hash(option: str | None) -> str | None:
    if option is None:
        return None
    if option != "-":
        raise click.ClickException(
            "A password on the command line can be read by others; use --password - and standard input."
        )
    password = sys.stdin.readline().rstrip("\n")
    if len(password) < passwords.MINIMUM_LENGTH:
        raise click.ClickException(f"The password should have {passwords.MINIMUM_LENGTH} characters or more.")
    return passwords.hashed(password)


def _edition(slug: str) -> HasId:
    edition: HasId | None = current_app.extensions["edition_finder"](slug)
    if edition is None:
        raise click.ClickException(f"There is no forum {slug!r}.")
    return edition
