"""A person's own calendar: what she marked, or her seats and parts, under an address that acts on nothing.

The address is reckoned from the row and our secret, so that it can be shown again and stands nowhere in the database.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from forumapp import clock
from forumapp.agenda import own_agendas, snapshots
from forumapp.agenda.models import CalendarFeed
from forumapp.agenda.snapshots import Snapshot
from forumapp.extensions import db
from forumapp.forums.models import EditionState
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import queries as seats
from forumapp.words import LANGUAGES

_KEY, _MAC = 12, 30
_BY_LETTER = dict(zip("ezl", LANGUAGES, strict=True))
_LETTERS = {language: letter for letter, language in _BY_LETTER.items()}


def token(secret: str, feed: CalendarFeed, language: str) -> str:
    """43 characters: which calendar, in which language, and a signature over both and the issue."""
    named = feed.key + _LETTERS[language]
    mac = hmac.digest(secret.encode(), f"calendar feed {named} {feed.issue}".encode(), hashlib.sha256)
    return named + base64.urlsafe_b64encode(mac).decode()[:_MAC]


def by_token(secret: str, given: str) -> tuple[CalendarFeed, str] | None:
    """The calendar and its language; None for an address that was never given out, or has ended."""
    language = _BY_LETTER.get(given[_KEY : _KEY + 1])
    feed = by_key(given[:_KEY])
    if feed is None or language is None or not hmac.compare_digest(token(secret, feed, language), given):
        return None
    return feed, language


def by_key(key: str) -> CalendarFeed | None:
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.key == key))


def of_registration(registration: Registration) -> CalendarFeed | None:
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.registration_id == registration.id))


def begin(edition_id: int, registration: Registration | None = None, marked: Iterable[str] = ()) -> CalendarFeed:
    """``marked``: uids of sessions."""
    feed = CalendarFeed(
        edition_id=edition_id,
        registration_id=registration.id if registration else None,
        issued_at=clock.now(),
        sessions=list(marked),
    )
    db.session.add(feed)
    db.session.flush()
    return feed


def issue_anew(feed: CalendarFeed) -> None:
    """The earlier address ends."""
    feed.issue += 1
    feed.issued_at = clock.now()
    db.session.flush()


def end(feed: CalendarFeed) -> None:
    db.session.delete(feed)
    db.session.flush()


def wanted(feed: CalendarFeed) -> set[str] | None:
    """Uids of the sessions in it; None where nobody is expected any more."""
    if feed.registration_id is None:
        return set(feed.sessions)
    registration = db.session.get_one(Registration, feed.registration_id)
    if not registration.is_live:
        return None
    held = {seat.session_id for seat in seats.all_live_of(registration) if seat.holds}
    hers = held | seats.sessions_where_she_speaks(registration.edition, registration)
    uids = db.session.scalars(select(ForumSession.uid).where(ForumSession.id.in_(hers)))
    return {*uids, *feed.sessions, *own_agendas.marked(registration)}


def entries(uids: set[str], releases: Sequence[Snapshot], state: str) -> list[tuple[Snapshot, Snapshot]]:
    """Each session as the newest release has it, with that release; what it has no more, as cancelled.

    ``releases`` from first to newest; ``state`` is the edition's.
    """
    found: dict[str, tuple[Snapshot, Snapshot]] = {}
    for snapshot in reversed(releases):
        is_newest = snapshot is releases[-1]
        for session in snapshot["sessions"]:
            if session["uid"] in uids and session["uid"] not in found:
                found[session["uid"]] = snapshot, session if is_newest else _gone(session, releases[-1])
    if state in (EditionState.POSTPONED, EditionState.CANCELLED):
        found = {uid: (snapshot, snapshots.off(session, state)) for uid, (snapshot, session) in found.items()}
    return sorted(found.values(), key=lambda it: (it[1]["starts_at"], it[1]["code"]))


def _gone(session: Snapshot, newest: Snapshot) -> Snapshot:
    """Clients drop an entry for certain only if they are told so (INV-36)."""
    return snapshots.off(session, "cancelled") | {"updated_at": newest["release"]["released_at"]}
