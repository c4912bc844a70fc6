"""A programme file becomes a new draft edition, whole or not at all (decision 32).

A reader gives rows, ``imports_sessions`` makes sessions of them, this file makes the edition. A further kind of file
needs a reader only.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from forumapp import wall_times
from forumapp.audit import actions as audit
from forumapp.forums import actions as forums
from forumapp.forums import queries as forum_queries
from forumapp.forums import slugs
from forumapp.forums.models import Edition, ForumSeries, Mode
from forumapp.programme import actions as programme
from forumapp.refusals import Refused
from forumapp.setup import imports_csv
from forumapp.setup.imports_rows import Table, UnreadableFile
from forumapp.setup.imports_sessions import RowRefused, SessionRow, session_in
from forumapp.words import LANGUAGES, N_, Text, translated

READERS: Mapping[str, Callable[[Path], Table]] = {".csv": imports_csv.read}
MOST_SESSIONS = 2000


class UnknownSeries(Refused):
    words = N_("There is no series “%(code)s”. There are: %(known)s.")


class NoSessions(Refused):
    words = N_("This file has no session.")


class TooManySessions(Refused):
    words = N_("This file has %(count)s sessions; %(most)s at most can be imported at once.")


@dataclass(frozen=True)
class Problem:
    line: int
    reason: str


@dataclass(frozen=True)
class Programme:
    """What a file says, read and checked, but not yet in the database."""

    sessions: Sequence[SessionRow]
    problems: Sequence[Problem] = ()
    unused_columns: Sequence[str] = ()

    @property
    def rooms(self) -> Sequence[str]:
        """In order of appearance."""
        return list(dict.fromkeys(session.room for session in self.sessions if session.room))

    @property
    def time_zone(self) -> str:
        """The zone of most sessions."""
        return Counter(session.time_zone for session in self.sessions).most_common(1)[0][0]

    @property
    def days(self) -> tuple[date, date]:
        """First and last day in that zone."""
        instants = [instant for session in self.sessions for instant in (session.starts_at, session.ends_at)]
        return tuple(wall_times.to_wall(instant, self.time_zone).date() for instant in (min(instants), max(instants)))  # type: ignore[return-value]

    @property
    def mode(self) -> Mode:
        modes = {session.mode for session in self.sessions}
        return Mode(modes.pop()) if len(modes) == 1 else Mode.HYBRID

    @property
    def working_languages(self) -> list[str]:
        spoken = {tag for session in self.sessions for tag in session.languages}
        return [tag for tag in LANGUAGES if tag in spoken] or [LANGUAGES[0]]


@dataclass(frozen=True)
class Wishes:
    """What whoever imports says beside the file."""

    series: ForumSeries
    slug: str | None = None
    title: str = ""
    file_name: str = field(default="")

    @property
    def edition_title(self) -> str:
        return self.title or title_of_file(self.file_name)


def read(path: Path) -> Programme:
    """Raises UnreadableFile, NoSessions, TooManySessions; what is wrong with single rows is in ``problems``."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise UnreadableFile(reason=translated(N_("its name should end in %(known)s."), known=known))
    table = reader(path)
    if not table.rows:
        raise NoSessions
    if len(table.rows) > MOST_SESSIONS:
        raise TooManySessions(count=len(table.rows), most=MOST_SESSIONS)
    sessions, problems = _checked(table)
    problems += list(_codes_twice(sessions))
    return Programme(sessions, sorted(problems, key=lambda problem: problem.line), table.unused)


def series(code: str) -> ForumSeries:
    """Raises UnknownSeries."""
    found = forum_queries.series_by_code(code) or forum_queries.series_by_code(code.upper())
    if found is None:
        known = ", ".join(other.code for other in forum_queries.all_series())
        raise UnknownSeries(code=code, known=known)
    return found


def take(programme_read: Programme, wishes: Wishes) -> Edition:
    """The new draft edition with its rooms and sessions; nobody is written to.

    Raises NotASlug, SlugReserved, SlugTaken. Only for a programme without problems.
    """
    assert not programme_read.problems
    starts_on, ends_on = programme_read.days
    edition = forums.create_edition(
        series=wishes.series,
        slug=wishes.slug or slugs.free_slug(wishes.series.code, starts_on.year),
        title=Text.of(wishes.edition_title),
        time_zone=programme_read.time_zone,
        starts_on=starts_on,
        ends_on=ends_on,
        mode=programme_read.mode,
        working_languages=programme_read.working_languages,
    )
    rooms = {name: forums.add_room(edition, Text.of(name)) for name in programme_read.rooms}
    for row in _named_first(programme_read.sessions):
        wall = wall_times.to_wall(row.starts_at, edition.time_zone)
        programme.add_session(
            edition,
            code=row.code or None,
            title=row.title,
            format=row.format,
            format_label=row.format_label,
            wall_start=wall.replace(fold=0),
            fold=wall.fold,
            minutes=row.minutes,
            room=rooms.get(row.room),
            access=row.access,
            listing=row.listing,
            mode=row.mode,
            languages=row.languages or edition.working_languages,
            note=row.note,
        )
    audit.record("programme imported", f"forum {edition.slug}", f"{len(programme_read.sessions)} sessions", edition)
    return edition


def title_of_file(name: str) -> str:
    """“Summit for democracy 2024 day2” for summit-for-democracy-2024-day2.csv."""
    words = Path(name).stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _checked(table: Table) -> tuple[list[SessionRow], list[Problem]]:
    sessions: list[SessionRow] = []
    problems: list[Problem] = []
    for row in table.rows:
        try:
            sessions.append(session_in(row))
        except RowRefused as refusal:
            problems += [Problem(row.line, reason) for reason in refusal.reasons]
    return sessions, problems


def _codes_twice(sessions: Sequence[SessionRow]) -> Iterator[Problem]:
    first_lines: dict[str, int] = {}
    for session in sessions:
        if not session.code:
            continue
        first = first_lines.setdefault(session.code.upper(), session.line)
        if first != session.line:
            words = N_("The code %(code)s stands on line %(line)s already.")
            yield Problem(session.line, translated(words, code=session.code, line=first))


def _named_first(sessions: Sequence[SessionRow]) -> list[SessionRow]:
    """Sessions without a code get a free one, so those that have theirs come first."""
    return sorted(sessions, key=lambda session: not session.code)
