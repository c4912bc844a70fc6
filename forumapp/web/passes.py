"""What this browser proved about itself behind a secret link, kept for some hours in its signed cookie.

A pass opens nothing by itself: it is looked at beside a link that is live, by whoever gave it.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import session

from forumapp import clock

LIFETIME = timedelta(hours=12)
_PASSES, _BROWSER = "passes", "browser"
_MOST = 5
"""Passes of one browser; a further one replaces the oldest."""


@dataclass(frozen=True)
class Pass:
    link: int
    """With which link it was earned."""
    round: int
    """How often the thing behind the link had been answered then."""
    since: datetime
    proven: bool
    """Whether a code was entered, which only the owner of the address can have read."""
    wrote: tuple[str, ...] = ()
    """Parts that this browser itself filled."""


def give(subject: str, found: Pass) -> None:
    """``subject`` is the public id of the thing behind the link."""
    others = {key: kept for key, kept in session.get(_PASSES, {}).items() if key != subject and _is_young(kept)}
    newest = dict(sorted(others.items(), key=lambda item: item[1][2])[1 - _MOST :])
    kept = [found.link, found.round, found.since.timestamp(), found.proven, *found.wrote]
    session[_PASSES] = newest | {subject: kept}


def of(subject: str) -> Pass | None:
    kept = session.get(_PASSES, {}).get(subject)
    if kept is None or not _is_young(kept):
        return None
    link, answered, since, proven, *wrote = kept
    return Pass(link, answered, datetime.fromtimestamp(since, UTC), proven, tuple(wrote))


def end(subject: str) -> None:
    session[_PASSES] = {key: kept for key, kept in session.get(_PASSES, {}).items() if key != subject}


def any_held() -> bool:
    """Whether this browser earned something lately; asks no database."""
    return any(_is_young(kept) for kept in session.get(_PASSES, {}).values())


def browser() -> str:
    """A secret by which this browser is known again; empty until ``name_browser``."""
    return str(session.get(_BROWSER, ""))


def name_browser() -> str:
    session[_BROWSER] = browser() or secrets.token_urlsafe(32)
    return browser()


def _is_young(kept: list[Any]) -> bool:
    return bool(clock.now().timestamp() - kept[2] < LIFETIME.total_seconds())
