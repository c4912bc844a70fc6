"""From the cells of one row to a session, or to all the reasons why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from forumapp import names, spoken_languages, wall_times
from forumapp.forums.models import MODE_WORDS, Mode
from forumapp.programme import codes
from forumapp.programme.models import LONGEST
from forumapp.programme.vocabulary import ACCESS_WORDS, CLOSED_ACCESS, FORMAT_WORDS, Access, Format, Listing
from forumapp.setup.imports_rows import Inside, Named, ScheduledRow
from forumapp.tables.cells import CellRefused, Cells, RowRefused, within, written
from forumapp.tables.rows import Row
from forumapp.words import N_, Text

_TITLE, _LABEL, _ROOM, _NOTE, _ABSTRACT, _NAME, _TRACK = 300, 60, 200, 300, 4000, 200, 200
"""Characters at most, as in the forms and the tables."""

_ACCESS_SAID_OTHERWISE = {
    "open": Access.PUBLIC,
    "participants": Access.REGISTERED,
    "request": Access.BY_REQUEST,
    "inviteonly": Access.INVITATION,
    "invited": Access.INVITATION,
    "members": Access.MEMBERS,
    "membersonly": Access.MEMBERS,
}
_MODE_SAID_OTHERWISE = {
    "onsite": Mode.IN_PERSON,
    "physical": Mode.IN_PERSON,
    "virtual": Mode.ONLINE,
    "remote": Mode.ONLINE,
}


@dataclass(frozen=True)
class SessionRow:
    """A session as the file has it. Times are instants; ``time_zone`` is the one in which the file tells them."""

    line: int
    code: str
    title: Text
    format: str
    format_label: str
    room: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    access: str
    mode: str
    languages: Sequence[str]
    note: Text
    abstract: Text
    track: str = ""
    """A name, which may be that of a topic."""
    people: Sequence[Named] = ()
    inside: Sequence[Inside] = ()

    @property
    def listing(self) -> Listing:
        return Listing.WITHOUT_DETAILS if self.access in CLOSED_ACCESS else Listing.SHOWN

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def session_in(row: Row) -> SessionRow:
    """Raises RowRefused with every reason at once, so that a file is mended in one go."""
    cells = Cells(row)
    zone = cells.read("time_zone", _zone)
    slot = _instants(cells) if isinstance(row, ScheduledRow) else _wall_times(cells, zone)
    format_known, format_label = cells.read("format", _format) or ("", "")
    title, note = cells.read("title", _title), cells.read("note", _note)
    code, room = cells.read("code", _code), cells.read("room", _room)
    access, mode = cells.read("access", _access), cells.read("mode", _mode)
    languages = cells.read("language", spoken_languages.parse)
    abstract = cells.tried(lambda: written(within(cells.lines("abstract"), "abstract", _ABSTRACT)))
    track = cells.tried(lambda: within(cells.line("track"), "track", _TRACK))
    people = cells.tried(lambda: _people(row))
    if cells.reasons or slot is None or title is None or zone is None:
        raise RowRefused(cells.reasons)
    return SessionRow(
        line=row.line,
        code=code or "",
        title=title,
        format=format_known,
        format_label=format_label,
        room=room or "",
        starts_at=slot[0],
        ends_at=slot[1],
        time_zone=zone,
        access=access or Access.PUBLIC,
        mode=mode or Mode.IN_PERSON,
        languages=languages or [],
        note=note or Text(),
        abstract=abstract or Text(),
        track=track or "",
        people=people or [],
        inside=row.inside if isinstance(row, ScheduledRow) else (),
    )


def _wall_times(cells: Cells, zone: str | None) -> tuple[datetime, datetime] | None:
    day, start, end = cells.read("date", _day), cells.read("start", _time), cells.read("end", _time)
    if day is None or start is None or end is None or zone is None:
        return None
    return cells.tried(lambda: _slot(day, start, end, zone))


def _instants(cells: Cells) -> tuple[datetime, datetime] | None:
    starts_at, ends_at = cells.read("starts_at", _starts_at), cells.read("ends_at", _ends_at)
    if starts_at is None or ends_at is None:
        return None
    return cells.tried(lambda: _of_possible_length(starts_at, ends_at))


def _title(cell: str) -> Text:
    if not cell:
        raise CellRefused(N_("It has no title."))
    return written(within(cell, "title", _TITLE))


def _note(cell: str) -> Text:
    return written(within(cell, "note", _NOTE))


def _room(cell: str) -> str:
    return within(cell, "room", _ROOM)


def _code(cell: str) -> str:
    if cell:
        codes.refuse_unusable(cell)
    return cell


def _people(row: Row) -> list[Named]:
    named = row.people if isinstance(row, ScheduledRow) else ()
    return [Named(who.key, within(names.one_line(who.name), "name", _NAME)) for who in named]


def _format(cell: str) -> tuple[str, str]:
    """Our format and, where it is none of ours, the file's own word (decision 32)."""
    if not cell:
        return Format.SESSION, ""
    known = {names.fold(value): value for value in Format} | {names.fold(w): v for v, w in FORMAT_WORDS.items()}
    if found := known.get(names.fold(cell)):
        return found, ""
    return Format.SESSION, within(cell, "format", _LABEL)


def _day(cell: str) -> date:
    """Only year first: 03/04 is March to some and April to others. A cell of a workbook may hold a time beside."""
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?: \d\d:\d\d)?", cell)
    try:
        return date(*map(int, found.groups())) if found else _refused_day(cell)
    except ValueError:
        return _refused_day(cell)


def _refused_day(cell: str) -> date:
    raise CellRefused(N_("The date “%(cell)s” is none; it looks like 2024-03-19."), cell=cell[:40])


def _time(cell: str) -> time:
    found = re.fullmatch(r"(?:\d{4}-\d\d-\d\d )?(\d{1,2})[:.](\d{2})(?::00)?", cell)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise CellRefused(N_("The time “%(cell)s” is none; it looks like 09:45."), cell=cell[:40])
    return time(int(found[1]), int(found[2]))


def _starts_at(cell: str) -> datetime:
    if not cell:
        raise CellRefused(N_("It does not say when it begins: a date with time and zone."))
    return datetime.fromisoformat(cell).astimezone(UTC)


def _ends_at(cell: str) -> datetime:
    if not cell:
        raise CellRefused(N_("It does not say how long it takes."))
    return datetime.fromisoformat(cell).astimezone(UTC)


def _zone(cell: str) -> str:
    if not wall_times.is_zone(cell):
        raise wall_times.UnknownZone(zone=cell[:60])
    return cell


def _access(cell: str) -> Access | None:
    known = {names.fold(value): value for value in Access} | {names.fold(w): v for v, w in ACCESS_WORDS.items()}
    found = (known | _ACCESS_SAID_OTHERWISE).get(names.fold(cell))
    if cell and not found:
        raise CellRefused(
            N_("The access “%(cell)s” is not known; it is one of %(known)s."), cell=cell[:40], known=", ".join(Access)
        )
    return found


def _mode(cell: str) -> Mode | None:
    known = {names.fold(value): value for value in Mode} | {names.fold(w): v for v, w in MODE_WORDS.items()}
    found = (known | _MODE_SAID_OTHERWISE).get(names.fold(cell))
    if cell and not found:
        raise CellRefused(N_("The mode “%(cell)s” is not known; it is in person, online or hybrid."), cell=cell[:40])
    return found


def _slot(day: date, start: time, end: time, zone: str) -> tuple[datetime, datetime]:
    """Start and end as instants; raises for times that the clocks skip or show twice, too."""
    if end <= start:
        raise CellRefused(N_("It ends at %(end)s, not after its start at %(start)s."), start=_hm(start), end=_hm(end))
    starts_at, ends_at = (wall_times.to_instant(datetime.combine(day, wall), zone) for wall in (start, end))
    return _of_possible_length(starts_at, ends_at)


def _of_possible_length(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    if ends_at <= starts_at:
        raise CellRefused(N_("It ends before it begins, or at once."))
    if ends_at - starts_at > LONGEST or ends_at - starts_at < timedelta(minutes=1):
        raise CellRefused(N_("A session may take twelve hours at most."))
    return starts_at, ends_at


def _hm(wall: time) -> str:
    return f"{wall:%H:%M}"
