"""A release as the printed programme: from facts to a booklet in the language at hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forumapp import formatting
from forumapp.agenda import courses, overviews, practical_notes, timetable, wording
from forumapp.agenda.overviews import Usual
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.documents import qr
from forumapp.documents.booklet import Block, Booklet, Day, IndexEntry, Labels, Note, Person, Row
from forumapp.documents.hosts import Host, Logo
from forumapp.words import HTML_LANG, Text, language_at_hand
from forumapp.words import translated as _


def booklet(snapshot: Snapshot, agenda_url: str, newest_url: str, logos: Mapping[str, Logo]) -> Booklet:
    """What PDF and Word say; ``agenda_url`` is where the newest release is read, ``newest_url`` leads there from
    this one and tells what changed since. ``logos`` are those that are kept, by their ids.
    """
    edition = snapshot["edition"]
    days = timetable.days(snapshot["sessions"], edition["time_zone"])
    in_order = (session for day in days for start in day.starts for session in start.sessions)
    numbers = {session["uid"]: number for number, session in enumerate(in_order)}
    usual = Usual.of(snapshot)
    name, heading = _("Agenda"), _words(Text(edition["title"]))
    return Booklet(
        lang=HTML_LANG[language_at_hand()],
        file_title=f"{name}: {heading}",
        header=wording.edition_name(edition),
        document_name=name,
        series=_words(Text(edition["series_name"])),
        title=heading,
        theme=_words(Text(edition["theme"])),
        dates=wording.edition_dates(edition, [day.on for day in days]),
        place=wording.place_and_online(edition),
        hosts_label=_("Hosted by"),
        hosts=tuple(_host(host, logos) for host in edition["hosts"]),
        notices=wording.notices(edition),
        release=wording.release_words(snapshot),
        released_at=datetime.fromisoformat(snapshot["release"]["released_at"]),
        time_note=wording.time_note(edition),
        subject_to_change=wording.subject_to_change(snapshot),
        days=tuple(_day(snapshot, day, numbers, usual) for day in days),
        index=_index(snapshot),
        notes=tuple(_note(*note) for note in practical_notes.of(edition)),
        labels=_labels(),
        footer=agenda_url,
        newest_words=_("Newest release, and what changed since this one"),
        newest_qr=qr.svg(newest_url),
        accent=edition["accent"],
    )


def logo_ids(snapshot: Snapshot) -> list[str]:
    return [host["logo"]["id"] for host in snapshot["edition"]["hosts"] if "logo" in host]


def _host(host: Snapshot, logos: Mapping[str, Logo]) -> Host:
    return Host(name=_words(Text(host["name"])), logo=logos.get(host["logo"]["id"]) if "logo" in host else None)


def _note(heading: str, words: Text) -> Note:
    return Note(heading=heading, words=_words(words), lang=_fallback(words))


def _day(snapshot: Snapshot, day: timetable.Day, numbers: Mapping[str, int], usual: Usual) -> Day:
    return Day(
        title=formatting.day(day.on, language_at_hand()),
        zones=wording.zones(snapshot["edition"], day.begins_at),
        blocks=tuple(
            Block(rows=tuple(_row(snapshot, session, usual) for session in start.sessions)) for start in day.starts
        ),
        grids=overviews.grids(snapshot, day, numbers),
    )


def _row(snapshot: Snapshot, session: Snapshot, usual: Usual) -> Row:
    title, abstract = wording.title(session), Text(session["abstract"])
    quiet, cancelled, closed = wording.is_quiet(session), wording.cancelled_words(session), session["closed"]
    access = (
        [] if quiet or cancelled or closed else [wording.mode_words(snapshot, session), wording.access_words(session)]
    )
    return Row(
        code=session["code"],
        time=_time(snapshot, session),
        second_time=_second_time(snapshot, session),
        title=_words(title),
        title_lang=_fallback(title),
        format="" if quiet else wording.format_words(session),
        place=_words(wording.room(snapshot, session)),
        access=wording.dotted([wording.track_words(snapshot, session), *access]),
        hosts="" if cancelled else wording.hosted_by(session),
        abstract="" if cancelled else _words(abstract),
        abstract_lang=_fallback(abstract),
        people=tuple(_person(part, person) for part, person in wording.people(snapshot, session)),
        items=tuple(courses.lines(snapshot, session)),
        foot=tuple(wording.foot(session)),
        note=wording.access_words(session) if closed else "" if cancelled else _words(Text(session["note"])),
        cancelled=cancelled,
        quiet=quiet,
        flags=overviews.flags(session, usual),
    )


def _time(snapshot: Snapshot, session: Snapshot) -> str:
    zone = snapshot["edition"]["time_zone"]
    return formatting.time_range(timetable.starts_at(session), timetable.ends_at(session), zone)


def _second_time(snapshot: Snapshot, session: Snapshot) -> str:
    """“14:00–15:15 Taipei”; short, because the column is; with its day where that is another."""
    edition, language = snapshot["edition"], language_at_hand()
    zones = wording.zones_of(edition)
    if len(zones) < 2:
        return ""
    starts, ends = timetable.starts_at(session), timetable.ends_at(session)
    if timetable.day_of(session, zones[0]) != timetable.day_of(session, zones[1]):
        return formatting.two_zones(starts, ends, zones[0], zones[1], language).second or ""
    return f"{formatting.time_range(starts, ends, zones[1])} {formatting.city(zones[1], language)}"


def _person(part: str, person: Snapshot) -> Person:
    return Person(
        name=person["printed_name"],
        **_native(person),
        role=part,
        description=wording.comma_joined(wording.description(person)),
    )


def _index(snapshot: Snapshot) -> tuple[IndexEntry, ...]:
    people, codes = snapshot["people"], dict[str, list[str]]()
    for session in snapshot["sessions"]:
        for role, _person_named in named(snapshot, session):
            held = codes.setdefault(role["person"], [])
            if session["code"] not in held:
                held.append(session["code"])
    language = language_at_hand()
    return tuple(
        IndexEntry(name=people[key]["printed_name"], **_native(people[key]), codes=tuple(codes[key]))
        for key in sorted(codes, key=lambda key: (people[key]["sort"][language], key))
    )


def _native(person: Snapshot) -> dict[str, Any]:
    native = wording.native_name(person)
    return {"native_name": native, "native_lang": (person["native_lang"] or "") if native else ""}


def _labels() -> Labels:
    return Labels(
        page=_("Page"),
        page_of=_("Page {page} of {pages}"),
        on_page=_("p. {page}"),
        at_a_glance=_("At a glance"),
        time=_("Time"),
        session=_("Session"),
        place=_("Place"),
        speakers=_("Speakers"),
        notes=_("Practical notes"),
    )


def _words(text: Text) -> str:
    return text.in_language(language_at_hand())


def _fallback(text: Text) -> str:
    """The language of a text that is not in the document's."""
    shown = text.language_shown(language_at_hand())
    return "" if shown == language_at_hand() else HTML_LANG[shown]
