"""``flask people``: the directory from the command line."""

from collections.abc import Sized
from pathlib import Path

import click
from flask.cli import AppGroup

from forumapp.extensions import db, transaction
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition
from forumapp.people import imports
from forumapp.people.imports import Listed, Standing
from forumapp.refusals import Refused

group = AppGroup("people", help="The experts' directory.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", "slug", help="The forum that knows these people from then on, by its short name.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and write nothing.")
def import_people(file: Path, slug: str | None, dry_run: bool) -> None:
    """Import experts from CSV or XLSX: all of them or nobody.

    Columns: name and, if there, native_name, native_lang, title, organisation, sector, email, language, time_zone;
    for a forum also speaks, topics, place, groups, contact_name, contact_email, contact_language.
    Whoever has an e-mail address that the directory knows stays as she is. Without --edition no team sees the new
    people until it writes down their address, so each needs one. Rows that cannot be taken are listed with line and
    reason.
    """
    try:
        with transaction():
            edition = _edition(slug) if slug else None
            listed = imports.read_file(file, edition)
            _list_problems(listed)
            _say_what_it_took(listed, imports.take(listed, edition), slug)
            if dry_run:
                db.session.rollback()
    except Refused as refusal:
        raise click.ClickException(refusal.sentence()) from refusal
    if dry_run:
        click.echo("Dry run: nothing was written.")


def _edition(slug: str) -> Edition:
    edition = forums.by_slug(slug)
    if edition is None:
        raise click.ClickException(f"There is no forum {slug!r}.")
    return edition


def _list_problems(listed: Listed) -> None:
    for problem in listed.problems:
        click.echo(f"{problem.place}: {problem.reason}")
    if listed.problems:
        bad = len({problem.line for problem in listed.problems})
        raise click.ClickException(f"{bad} {'row was' if bad == 1 else 'rows were'} refused; nobody was imported.")


def _say_what_it_took(listed: Listed, meant: Standing, slug: str | None) -> None:
    click.echo(f"{_counted(meant.new)} new in the directory{f', known to {slug}' if slug else ''}")
    if meant.linked:
        click.echo(f"{_counted(meant.linked)} in the directory already, now known to {slug}; left as they are")
    if meant.known:
        click.echo(f"{_counted(meant.known)} known already; left as they are")
    if listed.unused_columns:
        click.echo(f"Columns left out: {', '.join(listed.unused_columns)}")


def _counted(people: Sized) -> str:
    return "1 person" if len(people) == 1 else f"{len(people)} people"
