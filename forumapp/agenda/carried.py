"""What letters to participants carry for their calendars, as released: files to open, which name nobody."""

import time
from collections.abc import Callable, Hashable
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from config import Settings
from forumapp.agenda import calendar_files, queries, snapshots, wording
from forumapp.agenda.models import Release
from forumapp.agenda.snapshots import Snapshot
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import rendering
from forumapp.notifications.actions import Calendar
from forumapp.programme.models import ForumSession
from forumapp.words import LOCALES, language_or_default

FRESH_SECONDS = 1.0
"""So long the release known last counts as the newest: a crowd that registers asks once."""
_MOST_KEPT = 200

_Mark = tuple[int, int, datetime]
_newest: dict[int, tuple[float, _Mark | None]] = {}
_kept: dict[tuple[Hashable, ...], Calendar] = {}


def of_forum(edition: Edition, language: str, *, turn: int = 0, off: bool = False) -> Calendar | None:
    """An entry for each day, as released a second ago at the latest; None before the first release.

    ``turn`` counts what one reader was told before within the release; ``off`` says that the days are not hers (any
    more), also where the forum is called off.
    """
    return _of_forum(edition, language, _known_mark(edition), turn, off=off)


def of_forum_now(edition: Edition, language: str) -> Calendar | None:
    """For letters about the release of this very moment."""
    return _of_forum(edition, language, _mark(edition))


def of_session(session: ForumSession, language: str, *, turn: int = 0, off: bool = False) -> Calendar | None:
    """The entry of the public agenda, under its UID; None while the session is in no release, or called off.

    ``turn``: as ``of_forum`` takes it, while the session stays where it is. ``off`` gives it in any case, as cancelled.
    """
    edition = session.edition
    return _made_once(
        edition,
        language,
        _mark(edition),
        (session.uid, off, turn),
        lambda snapshot: _session(snapshot, session.uid, language, turn, off=off),
    )


def _of_forum(
    edition: Edition, language: str, mark: _Mark | None, turn: int = 0, *, off: bool = False
) -> Calendar | None:
    return _made_once(
        edition, language, mark, ("", off, turn), lambda snapshot: _days(snapshot, language, turn, off=off)
    )


def _made_once(
    edition: Edition,
    language: str,
    mark: _Mark | None,
    what: tuple[Hashable, ...],
    make: Callable[[Snapshot], Calendar | None],
) -> Calendar | None:
    """For each release and language, however many letters carry it."""
    is_off = what[1]
    if mark is None or (edition.is_called_off and not is_off):
        return None
    key = (mark, edition.slug, language, what, rendering.base_url())
    if (known := _kept.get(key)) and not current_app.testing:
        return known
    with force_locale(LOCALES[language_or_default(language)]):
        newest = queries.newest(edition)
        made = make(snapshots.upgraded(newest.snapshot)) if newest else None
    if made:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = made
    return made


def _days(snapshot: Snapshot, language: str, turn: int, *, off: bool) -> Calendar | None:
    slug = snapshot["edition"]["slug"]
    page_url = rendering.address_in_language(f"/{slug}/", language)
    content = calendar_files.days(snapshot, page_url, _host(), turn=turn, off=off)
    return Calendar("PUBLISH", content, f"{slug}.ics") if content else None


def _session(snapshot: Snapshot, uid: str, language: str, turn: int, *, off: bool) -> Calendar | None:
    slug = snapshot["edition"]["slug"]
    facts = next((it for it in snapshot["sessions"] if it["uid"] == uid), None)
    if facts is None or (wording.is_off(facts) and not off):
        return None
    if off:
        facts = snapshots.off(facts, "cancelled") | {"sequence": facts["sequence"]}  # her turn says that it comes later

    def address(code: str) -> str:
        return rendering.address_in_language(f"/{slug}/agenda/{code}", language)

    content = calendar_files.calendar(snapshot, [facts], address, _host(), turn=turn)
    return Calendar("PUBLISH", content, f"{slug}_{facts['code']}.ics")


def _known_mark(edition: Edition) -> _Mark | None:
    known = _newest.get(edition.id)
    if known and time.monotonic() - known[0] < FRESH_SECONDS and not current_app.testing:
        return known[1]
    mark = _mark(edition)
    _newest[edition.id] = (time.monotonic(), mark)
    return mark


def _mark(edition: Edition) -> _Mark | None:
    """Which release is the newest, in which revision, and since when, should its number have come back."""
    row = db.session.execute(
        select(Release.id, Release.revision, Release.released_at)
        .where(Release.edition_id == edition.id)
        .order_by(Release.number.desc())
        .limit(1)
    ).first()
    return (row[0], row[1], row[2]) if row else None


def _host() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.host
