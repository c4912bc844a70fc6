"""A participant's own agenda on paper: day by day her sessions, their time and room (D3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from forumapp import colours, formatting
from forumapp.agenda import pages, wording
from forumapp.agenda.own_agendas import Entry
from forumapp.agenda.snapshots import Snapshot
from forumapp.documents.papers import Line, Paper, Row, Section, Table
from forumapp.registrations.models import Registration
from forumapp.words import HTML_LANG, Text, language_at_hand, translated
from forumapp.words import translated as _


def own_agenda(registration: Registration, snapshot: Snapshot, days: Mapping[date, Sequence[Entry]]) -> Paper:
    edition, language = snapshot["edition"], language_at_hand()
    released_at = datetime.fromisoformat(snapshot["release"]["released_at"])
    moment = formatting.as_at(released_at, edition["time_zone"], language)
    where_and_when = [wording.edition_dates(edition, pages.days_held(snapshot)), wording.place_and_online(edition)]
    return Paper(
        lang=HTML_LANG[language],
        title=wording.dotted([wording.edition_name(edition), _("My agenda")]),
        forum=wording.dotted([wording.edition_name(edition), Text(edition["title"]).in_language(language)]),
        heading=_("My agenda"),
        lead=wording.dotted(where_and_when),
        as_at=_("As at %(moment)s.", moment=moment),
        facts=((_("Name"), registration.name), (_("Reference"), registration.reference)),
        sections=tuple(_day(edition, on, entries) for on, entries in days.items()),
        nothing=_("You have not marked a session yet."),
        page_of=_("Page {page} of {pages}"),
        accent=colours.accent_pair(edition["accent"])[0],
    )


def _day(edition: Snapshot, on: date, entries: Sequence[Entry]) -> Section:
    heading = formatting.day(on, language_at_hand())
    table = Table(
        caption=heading,
        headings=(_("Time"), _("Session"), _("Room")),
        widths=(0, 3, 1),
        rows=tuple(Row(cells=tuple(_cells(edition, entry))) for entry in entries),
    )
    return Section(heading=heading, tables=(table,))


def _cells(edition: Snapshot, entry: Entry) -> Iterator[tuple[Line, ...]]:
    zone, language = edition["time_zone"], language_at_hand()
    shown = formatting.two_zones(entry.starts_at, entry.ends_at, zone, edition["second_zone"], language)
    time = Line(words=formatting.time_range(entry.starts_at, entry.ends_at, zone), strong=True)
    yield (time, Line(words=shown.second_start, quiet=True)) if shown.second_start else (time,)
    yield _line(entry.title, struck=bool(entry.off_words)), *_about(entry, zone)
    yield (_line(entry.room),) if entry.room else ()


def _about(entry: Entry, zone: str) -> Iterator[Line]:
    if words := wording.dotted([entry.off_words, translated(entry.holds_words) if entry.holds_words else ""]):
        yield Line(words=words, quiet=True)
    for other in entry.beside:
        yield Line(words=_("At the same time: %(other)s", other=beside_words(other, zone)), strong=True)


def beside_words(other: Entry, zone: str) -> str:
    """“09:00–10:15 Opening plenary”."""
    title = other.title.in_language(language_at_hand())
    return f"{formatting.time_range(other.starts_at, other.ends_at, zone)} {title}"


def _line(text: Text, *, struck: bool = False) -> Line:
    language = language_at_hand()
    shown = text.language_shown(language)
    lang = "" if shown == language or not text else HTML_LANG[shown]
    return Line(words=text.in_language(language), lang=lang, struck=struck)
