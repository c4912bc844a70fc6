"""``flask forums``: forums from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from forumapp import formatting, wall_times
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.programme import clashes, queries
from forumapp.refusals import Refused
from forumapp.setup import imports
from forumapp.setup.imports import Programme, Wishes

group = AppGroup("forums", help="Forums and their programmes.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--series", "series_code", required=True, metavar="CODE", help="The series it belongs to, such as F3D.")
@click.option("--slug", help="The forum's short name in addresses; by default from series and year.")
@click.option("--title", default="", help="The forum's title; by default from the name of the file.")
@click.option(
    "--published",
    is_flag=True,
    help="The people named in the file were published with it: take them as confirmed (a table names none).",
)
@click.option("--time-zone", default="", metavar="ZONE", help="The forum's time zone; by default the file's.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and write nothing.")
def import_programme(
    file: Path, series_code: str, slug: str | None, title: str, published: bool, time_zone: str, dry_run: bool
) -> None:
    """Import a programme into a new draft forum: all of it or nothing.

    Reads CSV and XLSX with the columns title, date, start, end, time_zone and, if there, code, format, room, access,
    mode, language, note; and the schedule.json and schedule.xml of other conference programs. What cannot be taken
    is listed with its place and reason. People named in the file are proposed and hidden. The last line is the new
    forum's short name.
    """
    try:
        programme = imports.read_file(file)
        _list_problems(programme)
        with transaction():
            wishes = Wishes(imports.series(series_code), slug, title, time_zone, published)
            edition = imports.take(programme, wishes)
            _say_what_it_took(programme, wishes, edition)
            made = edition.slug
            if dry_run:
                db.session.rollback()
    except Refused as refusal:
        raise click.ClickException(refusal.sentence()) from refusal
    click.echo("Dry run: nothing was written." if dry_run else made)


def _list_problems(programme: Programme) -> None:
    for problem in programme.problems:
        click.echo(f"{problem.place}: {problem.reason}")
    if programme.problems:
        bad = len({problem.line for problem in programme.problems})
        were = "was" if bad == 1 else "were"
        raise click.ClickException(f"{_counted(bad, 'row')} {were} refused; nothing was imported.")


def _say_what_it_took(programme: Programme, wishes: Wishes, edition: Edition) -> None:
    sessions = queries.sessions_of(edition)
    days = formatting.days(edition.starts_on, edition.ends_on, "en")
    click.echo(f"{edition.title.in_language('en')}: {days}, times in {edition.time_zone}")
    click.echo(f"{_counted(len(sessions), 'session')}, {_counted(len(programme.rooms), 'room')}")
    for session in sessions:
        assert session.starts_at and session.ends_at
        day = wall_times.to_wall(session.starts_at, edition.time_zone).date().isoformat()
        time = formatting.time_range(session.starts_at, session.ends_at, edition.time_zone)
        room = f" · {session.room.name.in_language('en')}" if session.room else ""
        click.echo(f"  {day} {time}  {session.code}  {session.title.in_language('en')}{room}")
    if programme.people:
        state = "confirmed and named" if wishes.are_published else "proposed, named nowhere"
        people = "1 person" if len(programme.people) == 1 else f"{len(programme.people)} people"
        click.echo(f"{people}: {state}")
    for note in programme.notes:
        click.echo(note)
    if edition.tracks:
        click.echo("Tracks: " + ", ".join(f"{track.sign} {track.name.in_language('en')}" for track in edition.tracks))
    if programme.unused_columns:
        click.echo(f"Columns left out: {', '.join(programme.unused_columns)}")
    for clash in clashes.blocking(clashes.among(edition, sessions)):
        click.echo(f"Clash: {clash.sentence()}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
