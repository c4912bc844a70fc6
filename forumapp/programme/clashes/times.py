"""Days and hours: within the forum, and nothing against a plenary."""

from collections.abc import Iterator, Sequence
from datetime import date

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.programme.clashes.clash import Clash, Kind, Period
from forumapp.programme.clashes.overlaps import overlapping
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import Format, SessionKind


def of_session(edition: Edition, session: ForumSession) -> Iterator[Clash]:
    if session.starts_at is None:
        yield Clash(Kind.NO_TIME, (session,))
    elif session.kind == SessionKind.REGULAR and (day := _day_outside(edition, session)):
        yield Clash(Kind.OTHER_DAY, (session,), {"day": day})


def against_plenaries(sessions: Sequence[ForumSession]) -> Iterator[Clash]:
    """Each plenary once, with all that runs beside it."""
    beside: dict[str, tuple[ForumSession, list[ForumSession]]] = {}
    for pair in overlapping(session for session in sessions if not session.is_quiet):
        for plenary, other in (pair, reversed(pair)):
            if plenary.format == Format.PLENARY:
                beside.setdefault(plenary.uid, (plenary, []))[1].append(other)
    for plenary, others in beside.values():
        yield Clash(Kind.PLENARY, (plenary, *others), {"others": tuple(other.code for other in others)})


def common(first: ForumSession, second: ForumSession) -> Period:
    """When both run."""
    assert first.starts_at and first.ends_at and second.starts_at and second.ends_at
    zone = first.edition.time_zone
    return Period(max(first.starts_at, second.starts_at), min(first.ends_at, second.ends_at), zone)


def _day_outside(edition: Edition, session: ForumSession) -> date | None:
    """The first of the session's days that is none of the forum's (INV-03)."""
    assert session.starts_at and session.ends_at
    for instant in (session.starts_at, session.ends_at):
        day = wall_times.to_wall(instant, edition.time_zone).date()
        if not edition.starts_on <= day <= edition.ends_on:
            return day
    return None
