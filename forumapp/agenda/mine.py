"""A visitor's own choice of sessions: known to her browser alone, in a signed cookie, and to nobody here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from forumapp.agenda import timetable, wording
from forumapp.agenda.snapshots import Snapshot

COOKIE, CALENDARS = "my-agenda", "my-calendars"
"""What was marked, and the key of the calendar that somebody subscribed to; each by the edition's slug."""
MOST_SESSIONS, MOST_EDITIONS = 100, 5
"""A cookie holds about 4,000 bytes; the edition that was not looked at for longest is forgotten first."""


@dataclass(frozen=True)
class Chosen:
    """``beside`` are the titles' sessions that she chose at the same time."""

    session: Snapshot
    beside: Sequence[Snapshot]


def read(secret: str, cookie: str | None) -> dict[str, list[str]]:
    """Edition's slug → codes of sessions; nothing for a cookie that we did not write."""
    try:
        found = _serializer(secret).loads(cookie or "")
    except BadSignature:
        return {}
    return {str(slug): [str(code) for code in codes] for slug, codes in found.items()}


def written(secret: str, known: dict[str, list[str]], slug: str, codes: Sequence[str]) -> str:
    """The cookie with this edition's choice; empty when nothing is left to remember."""
    others = {key: value for key, value in known.items() if key != slug and value}
    kept = dict(list(others.items())[-(MOST_EDITIONS - 1) :])
    if codes:
        kept[slug] = list(codes[:MOST_SESSIONS])
    signed = _serializer(secret).dumps(kept) if kept else ""
    return signed.decode() if isinstance(signed, bytes) else signed


def chosen(snapshot: Snapshot, codes: Iterable[str]) -> list[Chosen]:
    """The sessions that she chose and that are still listed, in the order of the programme."""
    wanted = set(codes)
    sessions = [it for it in snapshot["sessions"] if it["code"] in wanted and not it["closed"]]
    return [Chosen(it, [other for other in sessions if other is not it and _at_once(it, other)]) for it in sessions]


def _at_once(one: Snapshot, other: Snapshot) -> bool:
    if wording.is_off(one) or wording.is_off(other):
        return False
    return timetable.starts_at(one) < timetable.ends_at(other) and timetable.starts_at(other) < timetable.ends_at(one)


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="my agenda")
