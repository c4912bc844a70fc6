"""A programme that came through the upload form: looked at as often as one likes, taken once."""

from datetime import date
from itertools import groupby

from forumapp import wall_times
from forumapp.accounts import actions as accounts
from forumapp.accounts.models import Member
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.rights import Role
from forumapp.setup import imports
from forumapp.setup.imports import Programme, Wishes
from forumapp.setup.imports_sessions import SessionRow
from forumapp.uploads import actions as uploads
from forumapp.uploads.models import Upload


def read(upload: Upload) -> Programme:
    """Raises what ``imports.read`` raises."""
    return imports.read(upload.file_name, upload.content)


def wishes(upload: Upload) -> Wishes:
    """What was said in the form. Raises UnknownSeries."""
    said = upload.wishes
    return Wishes(
        imports.series(said["series"]),
        slug=said.get("slug") or None,
        title=said.get("title", ""),
        time_zone=said.get("time_zone", ""),
        are_published=said.get("published") == "yes",
    )


def take(upload: Upload, owner: Member) -> Edition:
    """The draft edition of a file, whose sender owns it; of a file taken before, the edition that it became.

    Raises what ``imports.take`` raises.
    """
    if upload.is_taken:
        return db.session.get_one(Edition, upload.edition_id)
    edition = imports.take(read(upload), wishes(upload))
    accounts.grant(owner, edition, Role.OWNER, by=owner)
    uploads.mark_taken(upload, edition)
    return edition


def made_of(upload: Upload) -> Edition | None:
    """The edition that it became."""
    return db.session.get(Edition, upload.edition_id) if upload.is_taken else None


def by_day(programme: Programme, zone: str) -> list[tuple[date, list[SessionRow]]]:
    """The sessions in the order of the timetable, day by day."""

    def day_of(session: SessionRow) -> date:
        return wall_times.to_wall(session.starts_at, zone).date()

    in_order = sorted(programme.sessions, key=lambda session: (session.starts_at, session.room, session.code))
    return [(day, list(sessions)) for day, sessions in groupby(in_order, day_of)]


def tracks(programme: Programme, said: Wishes) -> list[str]:
    """Names of the tracks that it would get."""
    return [track.name for track in imports.tracks_in(programme, imports.known_topics(said.series.topics))]
