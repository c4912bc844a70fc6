"""A release as iCalendar: entries for everybody, without names of people, addresses and join links."""

import re
from collections.abc import Sequence
from datetime import datetime

from forumapp import calendars
from forumapp.agenda import timetable, wording
from forumapp.agenda.pages import SessionUrl
from forumapp.agenda.snapshots import Snapshot
from forumapp.words import Text, language_at_hand
from forumapp.words import translated as _


def calendar(snapshot: Snapshot, sessions: Sequence[Snapshot], session_url: SessionUrl, host: str) -> str:
    """``session_url`` gives whole addresses; ``host`` ends the UIDs, which are stable for ever (INV-36)."""
    edition = snapshot["edition"]
    name = wording.DOT.join((wording.edition_name(edition), Text(edition["title"]).in_language(language_at_hand())))
    uid = f"{edition['slug']}@{host}" if len(sessions) > 1 else ""
    return calendars.publish(name, [_event(snapshot, session, session_url, host) for session in sessions], uid=uid)


def _event(snapshot: Snapshot, session: Snapshot, session_url: SessionUrl, host: str) -> calendars.Event:
    edition, language = snapshot["edition"], language_at_hand()
    updated_at = datetime.fromisoformat(session["updated_at"])
    cancelled = session["state"] == "cancelled"
    return calendars.Event(
        uid=f"{session['uid']}@{host}",
        sequence=session["sequence"],
        summary=_summary(snapshot, session),
        description=_description(session),
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
        status="CANCELLED" if cancelled else "CONFIRMED",
        url="" if session["closed"] else session_url(session["code"]),
        stamp=updated_at,
        last_modified=updated_at,
    )


def _summary(snapshot: Snapshot, session: Snapshot) -> str:
    title = wording.title(session).in_language(language_at_hand())
    if session["state"] == "cancelled":
        return _("Cancelled: %(title)s", title=title)
    return title


def _description(session: Snapshot) -> str:
    """What it is and for whom; the abstract. Names would stay in calendars after they were taken back (INV-25)."""
    if session["closed"]:
        return wording.access_words(session)
    what = [wording.format_words(session), wording.access_words(session), *wording.foot(session)]
    abstract = Text(session["abstract"]).in_language(language_at_hand())
    parts = [wording.DOT.join(what), wording.cancelled_words(session), wording.hosted_by(session), abstract]
    return "\n\n".join(re.sub(r"\n{3,}", "\n\n", part) for part in parts if part)
