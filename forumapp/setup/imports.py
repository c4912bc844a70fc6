"""A programme file becomes a new draft edition, whole or not at all (decision 32).

A reader gives rows, ``imports_sessions`` makes sessions of them, this file makes the edition. A further kind of file
needs a reader only.

People whom a file names are known to nobody by address: they become persons of this edition, asked by nobody and
shown to nobody, unless they were published with the programme. A track becomes the topic of that name in the series,
any other a track of the edition.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from forumapp import names, tables, wall_times
from forumapp.audit import actions as audit
from forumapp.forums import actions as forums
from forumapp.forums import queries as forum_queries
from forumapp.forums import slugs
from forumapp.forums.models import Edition, ForumSeries, Mode, Room, Topic
from forumapp.forums.tracks import Track, TrackKind
from forumapp.people import actions as people
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme import courses
from forumapp.programme import queries as programme_queries
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown
from forumapp.programme.vocabulary import ItemKind, Part
from forumapp.refusals import Refused
from forumapp.setup import imports_json, imports_xml
from forumapp.setup.imports_rows import COLUMNS, Named, NamedTrack, Schedule
from forumapp.setup.imports_sessions import SessionRow, session_in
from forumapp.tables import csv_files, files
from forumapp.tables.cells import RowRefused, written
from forumapp.tables.rows import Problem, Table, UnreadableFile
from forumapp.words import LANGUAGES, N_, Text, translated

READERS: Mapping[str, Callable[[bytes], Table]] = {
    ".csv": partial(csv_files.read, columns=COLUMNS),
    ".xlsx": lambda content: tables.xlsx_files.read(content, COLUMNS),
    ".json": imports_json.read,
    ".xml": imports_xml.read,
}
MOST_SESSIONS = 2000


class UnknownSeries(Refused):
    words = N_("There is no series “%(code)s”. There are: %(known)s.")


class NoSessions(Refused):
    words = N_("This file has no session.")


class TooManySessions(Refused):
    words = N_("This file has %(count)s sessions; %(most)s at most can be imported at once.")


@dataclass(frozen=True)
class Programme:
    """What a file says, read and checked, but not yet in the database."""

    sessions: Sequence[SessionRow]
    problems: Sequence[Problem] = ()
    unused_columns: Sequence[str] = ()
    title: str = ""
    """What the file itself calls it."""
    listed_days: Sequence[date] = ()
    told_tracks: Sequence[NamedTrack] = ()
    """What the head of the file says of its tracks."""
    notes: Sequence[str] = ()

    @property
    def rooms(self) -> Sequence[str]:
        """In order of appearance."""
        return list(dict.fromkeys(session.room for session in self.sessions if session.room))

    @property
    def people(self) -> Sequence[Named]:
        """Each of them once, in order of appearance."""
        return list({who.key: who for session in self.sessions for who in session.people}.values())

    @property
    def time_zone(self) -> str:
        """The zone of most sessions."""
        return Counter(session.time_zone for session in self.sessions).most_common(1)[0][0]

    def days(self, zone: str) -> tuple[date, date]:
        """First and last day: those of the sessions in that zone, and those that the file lists."""
        instants = [instant for session in self.sessions for instant in (session.starts_at, session.ends_at)]
        walls = [wall_times.to_wall(instant, zone).date() for instant in (min(instants), max(instants))]
        return min([*walls, *self.listed_days]), max([*walls, *self.listed_days])

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
    time_zone: str = ""
    """Instead of the file's; every instant stays."""
    are_published: bool = False
    """The people named in the file were published with it."""


def read_file(path: Path) -> Programme:
    return read(path.name, files.content(path))


def read(file_name: str, content: bytes) -> Programme:
    """Raises UnreadableFile, NoSessions, TooManySessions; what is wrong with single rows is in ``problems``."""
    reader = READERS.get(files.kind(file_name, content))
    if reader is None:
        known = ", ".join(READERS)
        raise UnreadableFile(reason=translated(N_("its name should end in %(known)s."), known=known))
    table = reader(content)
    if not table.rows:
        raise NoSessions
    if len(table.rows) > MOST_SESSIONS:
        raise TooManySessions(count=len(table.rows), most=MOST_SESSIONS)
    sessions, problems = _checked(table)
    problems += list(_codes_twice(sessions, table.counted))
    found = Programme(
        sessions,
        sorted(problems, key=lambda problem: problem.line),
        table.unused,
        title=title_of_file(file_name),
    )
    if not isinstance(table, Schedule):
        return found
    return replace(
        found, title=table.title or found.title, listed_days=table.days, told_tracks=table.tracks, notes=table.notes
    )


def series(code: str) -> ForumSeries:
    """Raises UnknownSeries."""
    found = forum_queries.series_by_code(code) or forum_queries.series_by_code(code.upper())
    if found is None:
        known = ", ".join(other.code for other in forum_queries.all_series())
        raise UnknownSeries(code=code, known=known)
    return found


def take(read: Programme, wishes: Wishes) -> Edition:
    """The new draft edition with its rooms, sessions and people; nobody is written to.

    Raises NotASlug, SlugReserved, SlugTaken, UnknownZone. Only for a programme without problems.
    """
    assert not read.problems
    edition = _add_edition(read, wishes)
    rooms = {name: forums.add_room(edition, Text.of(name)) for name in read.rooms}
    topics = known_topics(programme_queries.topics_of(edition))
    tracks = {names.fold(told.name): _add_track(edition, told) for told in tracks_in(read, topics)}
    persons = {who.key: people.find_or_add(edition, printed_name=who.name) for who in read.people}
    for row in _named_first(read.sessions):
        name = names.fold(row.track)
        topic = None if name in tracks else topics.get(name)
        session = _add_session(edition, row, rooms.get(row.room), tracks.get(name), [topic] if topic else [])
        for who in row.people:
            _add_part(session, persons[who.key], wishes.are_published)
        _add_items(session, row)
    detail = f"{len(read.sessions)} sessions, {len(persons)} people"
    audit.record("programme imported", f"forum {edition.slug}", detail, edition)
    return edition


def known_topics(topics: Sequence[Topic]) -> Mapping[str, Topic]:
    """Topics of a series by key and by name in each language, folded."""
    return {names.fold(words): topic for topic in topics for words in (topic.key, *topic.name.values())}


def tracks_in(read: Programme, topics: Mapping[str, Topic]) -> Sequence[NamedTrack]:
    """Those of which a track of the edition is made: told as such, or the name of no topic."""
    told = {names.fold(track.name): track for track in read.told_tracks if track.name}
    named = dict.fromkeys(session.track for session in read.sessions if session.track)
    others = {names.fold(name): NamedTrack(name) for name in named if names.fold(name) not in topics}
    return [*told.values(), *(track for name, track in others.items() if name not in told)]


def _add_edition(read: Programme, wishes: Wishes) -> Edition:
    zone = wishes.time_zone or read.time_zone
    if not wall_times.is_zone(zone):
        raise wall_times.UnknownZone(zone=zone)
    starts_on, ends_on = read.days(zone)
    return forums.create_edition(
        series=wishes.series,
        slug=wishes.slug or slugs.free_slug(wishes.series.code, starts_on.year),
        title=written(wishes.title or read.title),
        time_zone=zone,
        starts_on=starts_on,
        ends_on=ends_on,
        mode=read.mode,
        working_languages=read.working_languages,
    )


def _add_session(
    edition: Edition, row: SessionRow, room: Room | None, track: Track | None, topics: Sequence[Topic]
) -> ForumSession:
    wall = wall_times.to_wall(row.starts_at, edition.time_zone)
    return programme.add_session(
        edition,
        code=row.code or None,
        title=row.title,
        format=row.format,
        format_label=row.format_label,
        wall_start=wall.replace(fold=0),
        fold=wall.fold,
        minutes=row.minutes,
        room=room,
        track=track,
        topics=topics,
        access=row.access,
        listing=row.listing,
        mode=row.mode,
        languages=row.languages or edition.working_languages,
        note=row.note,
        abstract=row.abstract,
    )


def _add_track(edition: Edition, told: NamedTrack) -> Track:
    """A sign that another has already is replaced by the next free letter."""
    taken = {track.sign for track in edition.tracks}
    sign = "" if told.sign in taken else told.sign
    return forums.add_track(edition, written(told.name), sign, told.kind or TrackKind.THEME, told.colour)


def _add_part(session: ForumSession, person: Person, is_published: bool) -> None:
    """Proposed, which nobody sees; or, if it was public already, confirmed and named."""
    role = programme.add_role(session, person, Part.SPEAKER)
    if is_published:
        programme.confirm_role(role, NameShown.AGREED if session.asks_before_naming else None)


def _add_items(session: ForumSession, row: SessionRow) -> None:
    """Only where they fit (INV-05): a file is read leniently."""
    if session.minutes is None or sum(item.minutes for item in row.inside) > session.minutes:
        return
    led_by = {role.person.printed_name: role for role in session.roles}
    for item in row.inside:
        courses.add_item(session, written(item.title), item.minutes, ItemKind.OTHER, led_by.get(item.led_by))


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
            problems += [Problem(row.line, reason, table.counted) for reason in refusal.reasons]
    return sessions, problems


def _codes_twice(sessions: Sequence[SessionRow], counted: str) -> Iterator[Problem]:
    first_lines: dict[str, int] = {}
    for session in sessions:
        if not session.code:
            continue
        first = first_lines.setdefault(session.code.upper(), session.line)
        if first != session.line:
            words = N_("The code %(code)s stands on line %(line)s already.")
            yield Problem(session.line, translated(words, code=session.code, line=first), counted)


def _named_first(sessions: Sequence[SessionRow]) -> list[SessionRow]:
    """Sessions without a code get a free one, so those that have theirs come first."""
    return sorted(sessions, key=lambda session: not session.code)
