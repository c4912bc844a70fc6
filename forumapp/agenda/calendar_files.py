"""A release as iCalendar: entries for everybody, without names of people, addresses and join links."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from forumapp import calendars
from forumapp.agenda import courses, timetable, wording
from forumapp.agenda.pages import SessionUrl
from forumapp.agenda.snapshots import Snapshot
from forumapp.words import Text, language_at_hand
from forumapp.words import translated as _

_ASKED_AGAIN = timedelta(hours=1)


def calendar(
    snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: SessionUrl, host: str, *, turn: int = 0
) -> str:
    """``session_url`` gives whole addresses; ``host`` ends the UIDs, which are stable for ever (INV-36).

    Who subscribes to it asks for it again each hour; a file that was imported once knows nothing of that.
    ``turn``: as ``carried.of_session`` takes it.
    """
    edition = snapshot["edition"]
    name = wording.DOT.join((wording.edition_name(edition), Text(edition["title"]).in_language(language_at_hand())))
    uid = f"{edition['slug']}@{host}" if len(sessions) > 1 else ""
    events = [_event(snapshot, session, session_url, host, turn) for session in sessions]
    return calendars.publish(name, events, uid=uid, refresh=_ASKED_AGAIN)


def days(snapshot: Snapshot, page_url: str, host: str, *, turn: int = 0, off: bool = False) -> str:
    """An entry for each day of the forum, from its first session to the end of its last; empty where none takes place.

    Day and not session, because nobody wants forty entries for having registered. A day's UID is its number, so that
    a later file moves the entry. ``turn`` and ``off``: as ``carried.of_forum`` takes them.
    """
    edition = snapshot["edition"]
    found = _held(snapshot)
    events = [_day(snapshot, number, day, len(found), page_url, host) for number, day in enumerate(found, 1)]
    sequence = calendars.in_turn(snapshot["release"]["number"], turn)
    events = [replace(event, sequence=sequence, status="CANCELLED" if off else event.status) for event in events]
    return calendars.publish(wording.edition_name(edition), events) if events else ""


def spans(snapshot: Snapshot) -> list[tuple[datetime, datetime]]:
    """When each of those days begins and ends."""
    return [(day.begins_at, _end_of(day)) for day in _held(snapshot)]


def subscribed(
    newest: Snapshot, entries: Sequence[tuple[Snapshot, Snapshot]], session_url: SessionUrl, host: str
) -> str:
    """One person's own calendar, each session with the release that has it."""
    name = wording.DOT.join((_("My agenda"), wording.edition_name(newest["edition"])))
    events = [_event(snapshot, session, session_url, host) for snapshot, session in entries]
    return calendars.publish(name, events, refresh=_ASKED_AGAIN)


def _held(snapshot: Snapshot) -> list[timetable.Day]:
    held = [it for it in snapshot["sessions"] if not it["closed"] and not wording.is_off(it)]
    return timetable.days(held, snapshot["edition"]["time_zone"])


def _end_of(day: timetable.Day) -> datetime:
    return max(map(timetable.ends_at, day.sessions))


def _day(snapshot: Snapshot, number: int, day: timetable.Day, count: int, page_url: str, host: str) -> calendars.Event:
    edition, release, language = snapshot["edition"], snapshot["release"], language_at_hand()
    which = _("day %(number)s of %(count)s", number=number, count=count) if count > 1 else ""
    return calendars.Event(
        uid=f"{edition['slug']}-day-{number}@{host}",
        summary=wording.dotted((wording.edition_name(edition), which)),
        description=wording.dotted((Text(edition["title"]).in_language(language), wording.release_words(snapshot))),
        location=wording.place_and_online(edition),
        start_utc=day.begins_at,
        end_utc=_end_of(day),
        zone=edition["time_zone"],
        url=page_url,
        stamp=datetime.fromisoformat(release["released_at"]),
    )


def _event(snapshot: Snapshot, session: Snapshot, session_url: SessionUrl, host: str, turn: int = 0) -> calendars.Event:
    edition, language = snapshot["edition"], language_at_hand()
    updated_at = datetime.fromisoformat(session["updated_at"])
    return calendars.Event(
        uid=f"{session['uid']}@{host}",
        sequence=calendars.in_turn(session["sequence"], turn),
        summary=wording.title_and_state(session),
        description=_description(snapshot, session),
        location=", ".join(
            words
            for words in (
                wording.room(snapshot, session).in_language(language),
                wording.edition_place(edition).in_language(language),
            )
            if words
        ),
        start_utc=timetable.starts_at(session),
        end_utc=timetable.ends_at(session),
        zone=edition["time_zone"],
        status="CANCELLED" if wording.is_off(session) else "CONFIRMED",
        url="" if session["closed"] else session_url(session["code"]),
        stamp=updated_at,
        last_modified=updated_at,
    )


def _description(snapshot: Snapshot, session: Snapshot) -> str:
    """What it is and for whom; the abstract. Names would stay in calendars after they were taken back (INV-25)."""
    if session["closed"]:
        return wording.access_words(session)
    what = [wording.format_words(session), wording.access_words(session), *wording.foot(session)]
    abstract = Text(session["abstract"]).in_language(language_at_hand())
    items = "\n".join(map(" ".join, courses.lines(snapshot, session, with_names=False)))
    parts = [wording.DOT.join(what), wording.cancelled_words(session), wording.hosted_by(session), abstract, items]
    return "\n\n".join(re.sub(r"\n{3,}", "\n\n", part) for part in parts if part)
