"""A release as a table: CSV for programs and for our own import, a workbook for people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from forumapp import documents, wall_times
from forumapp.agenda import timetable, wording
from forumapp.agenda.pages import SessionUrl
from forumapp.agenda.snapshots import Snapshot
from forumapp.documents import tables
from forumapp.documents.tables import About, Column
from forumapp.words import HTML_LANG, Text, language_at_hand
from forumapp.words import translated as _

CSV_COLUMNS = (
    *("code", "title", "format", "room", "date", "start", "end", "time_zone", "access", "mode", "language", "note"),
    "track",
    *("state", "interpretation", "captions", "topics", "hosts", "people", "abstract", "starts_at", "ends_at", "url"),
)
"""The first line and the track are what the import of programmes reads; the rest it passes over."""


def csv(snapshot: Snapshot, session_url: SessionUrl) -> bytes:
    """Words in the language at hand, everything else as the import knows it; with the mark that Excel needs."""
    rows = [_csv_row(snapshot, session, session_url) for session in snapshot["sessions"]]
    return tables.csv_bytes(CSV_COLUMNS, rows, mark=True)


def xlsx(snapshot: Snapshot, session_url: SessionUrl) -> bytes:
    """Everything in words of the language at hand; times by the clocks of the forum and of its second city."""
    edition = snapshot["edition"]
    about = About(
        title=f"{_('Agenda')}: {_words(edition['title'])}, {wording.release_words(snapshot)}",
        author=wording.dotted(_words(host["name"]) for host in edition["hosts"]),
        language=HTML_LANG[language_at_hand()],
        made_at=datetime.fromisoformat(snapshot["release"]["released_at"]),
    )
    rows = (_row(snapshot, session, session_url) for session in snapshot["sessions"])
    return documents.workbooks.workbook(_("Agenda"), _columns(snapshot), [*rows, *_foot(snapshot)], about)


def _csv_row(snapshot: Snapshot, session: Snapshot, session_url: SessionUrl) -> Sequence[object]:
    zone = snapshot["edition"]["time_zone"]
    starts, ends = _wall(session, zone)
    return (
        session["code"],
        _title(session),
        session["format"],
        _room(snapshot, session),
        starts.date(),
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        zone,
        session["access"],
        session["mode"],
        ", ".join(session["languages"]),
        wording.cancelled_words(session) or _words(session["note"]),
        _track(snapshot, session),
        session["state"],
        ", ".join(session["interpretation"]),
        session["captions"],
        "; ".join(_topics(snapshot, session)),
        "; ".join(_hosts(session)),
        "; ".join(person["printed_name"] for _part, person in wording.people(snapshot, session)),
        _words(session["abstract"]),
        timetable.starts_at(session),
        timetable.ends_at(session),
        _url(session, session_url),
    )


def _columns(snapshot: Snapshot) -> list[Column]:
    edition = snapshot["edition"]
    headings = [
        (_("Code"), 8),
        (_("Day"), 12),
        *[(words, 16) for words in _clock_headings(edition)],
        (_("Session"), 44),
    ]
    headings += [(_("Format"), 16), (_("Room"), 20), (_("Access"), 20), (_("Language"), 28)]
    headings += [*([(_("Track"), 24)] if wording.has_tracks(snapshot) else []), (_("Topics"), 24)]
    headings += [(_("Hosted by"), 30), (_("Speakers"), 50), (_("State"), 24), (_("Abstract"), 60), (_("Link"), 40)]
    return [Column(heading, width) for heading, width in headings]


def _clock_headings(edition: Snapshot) -> list[str]:
    cities = [wording.city(zone) for zone in wording.zones_of(edition)]
    return [f"{words} ({city})" for city in cities for words in (_("Start"), _("End"))]


def _row(snapshot: Snapshot, session: Snapshot, session_url: SessionUrl) -> list[object]:
    edition = snapshot["edition"]
    moments = [moment.time() for zone in wording.zones_of(edition) for moment in _wall(session, zone)]
    cancelled = wording.cancelled_words(session)
    return [
        session["code"],
        timetable.day_of(session, edition["time_zone"]),
        *moments,
        _title(session),
        wording.format_words(session),
        _room(snapshot, session),
        "" if wording.is_quiet(session) else wording.access_words(session),
        wording.languages(session),
        *([wording.track_words(snapshot, session)] if wording.has_tracks(snapshot) else []),
        ", ".join(_topics(snapshot, session)),
        wording.DOT.join(_hosts(session)),
        "\n".join(_person(*entry) for entry in wording.people(snapshot, session)),
        cancelled or wording.label_words(snapshot["release"]["label"]),
        "" if cancelled else _words(session["abstract"]),
        _url(session, session_url),
    ]


def _foot(snapshot: Snapshot) -> Iterator[list[object]]:
    """Which release this is, for whoever finds the file next year."""
    yield []
    yield [wording.release_words(snapshot)]


def _person(part: str, person: Snapshot) -> str:
    name = wording.with_native(person)
    described = wording.comma_joined(wording.description(person))
    return ", ".join(words for words in (name, described, part) if words)


def _wall(session: Snapshot, zone: str) -> tuple[datetime, datetime]:
    starts, ends = timetable.starts_at(session), timetable.ends_at(session)
    return wall_times.to_wall(starts, zone), wall_times.to_wall(ends, zone)


def _title(session: Snapshot) -> str:
    return wording.title(session).in_language(language_at_hand())


def _room(snapshot: Snapshot, session: Snapshot) -> str:
    return wording.room(snapshot, session).in_language(language_at_hand())


def _track(snapshot: Snapshot, session: Snapshot) -> str:
    """By its name alone, as the import takes it."""
    found = wording.track(snapshot, session)
    return found.name.in_language(language_at_hand()) if found else ""


def _topics(snapshot: Snapshot, session: Snapshot) -> list[str]:
    return [_words(snapshot["topics"][key]["name"]) for key in session["topics"]]


def _hosts(session: Snapshot) -> list[str]:
    return [host.in_language(language_at_hand()) for host in wording.hosts(session)]


def _url(session: Snapshot, session_url: SessionUrl) -> str:
    """A closed session has no page of its own."""
    return "" if session["closed"] else session_url(session["code"])


def _words(by_language: dict[str, Any]) -> str:
    return Text(by_language).in_language(language_at_hand())
