"""Letters that the calendar alone writes: what is due when, asked by the worker and by the forecast alike.

A feature names its kinds with ``add``. Whatever their number, nobody gets two such letters on one day (decision 19).
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from forumapp import clock, names
from forumapp.notifications import queries, quiet_hours


class Assumption(StrEnum):
    """What a forecast takes for granted of those who were asked."""

    NOBODY_ANSWERS = "nobody"
    ALL_ACCEPT = "all"


@dataclass(frozen=True)
class Horizon:
    """How far to look, and at whom."""

    until: datetime
    assumption: Assumption = Assumption.NOBODY_ANSWERS
    addresses: frozenset[str] | None = None
    """As they are compared, see ``names.normalise_email``; None: everybody's."""
    to_write: bool = False
    """The rows are wanted locked, because their letters are written now."""


@dataclass(frozen=True)
class Due:
    """One letter that is written from ``at`` on unless something happens before, and never arrives after ``until``."""

    kind: str
    about: str
    address: str
    name: str
    zone: str
    edition_id: int
    at: datetime
    until: datetime
    write: Callable[[], None] = field(compare=False, repr=False)
    following: Callable[[datetime], "Due | None"] = field(default=lambda _: None, compare=False, repr=False)
    """What is due after this one, if it left at that time."""

    @property
    def address_key(self) -> str:
        return names.normalise_email(self.address)

    def leaves_at(self, now: datetime) -> datetime | None:
        """When it leaves if it is written now; None where that is too early or too late."""
        leaves = quiet_hours.earliest(now, self.zone)
        return leaves if self.at <= now and leaves < self.until else None

    def day(self, leaves: datetime) -> "Taken":
        return self.address_key, quiet_hours.day_of(leaves, self.zone)


@dataclass(frozen=True)
class Foreseen:
    """A letter, and when it will leave."""

    due: Due
    leaves_at: datetime


Source = Callable[[Horizon], Iterable[Due]]
Taken = tuple[str, date]
"""A mailbox that has its automatic letter of that day."""

_sources: dict[str, Source] = {}


def add(kind: str, source: Source) -> None:
    """``source`` gives, for each thing, the next letter of this kind that is due before the horizon."""
    _sources[kind] = source


def write_due(most: int | None = None) -> int:
    """Write what is due now, the longest due first, so many at most; says how many letters that were."""
    now, written = clock.now(), 0
    dues = [(due, leaves) for due in _dues(Horizon(now, to_write=True)) if (leaves := due.leaves_at(now))]
    taken = _taken({due.address_key for due, _ in dues}, now)
    for due, leaves in sorted(dues, key=lambda pair: _order(pair[0])):
        if written == most:
            break
        if due.day(leaves) not in taken:
            taken.add(due.day(leaves))
            due.write()
            written += 1
    return written


def foresee(horizon: Horizon) -> list[Foreseen]:
    """What ``write_due`` will write, run by run, until the horizon if nothing else happens."""
    now = clock.now()
    dues = list(_dues(horizon))
    keys = {due.address_key for due in dues}
    taken, stopped = _taken(keys, now), queries.suppressed_among(keys)
    return sorted(
        _in_turn([due for due in dues if due.address_key not in stopped], taken, now, horizon.until),
        key=lambda one: (one.leaves_at, _order(one.due)),
    )


def _in_turn(dues: Iterable[Due], taken: set[Taken], now: datetime, until: datetime) -> Iterator[Foreseen]:
    waiting = [(max(due.at, now), *_order(due), number, due) for number, due in enumerate(dues)]
    heapq.heapify(waiting)
    number = len(waiting)
    while waiting:
        turn, *_, due = heapq.heappop(waiting)
        leaves = due.leaves_at(turn)
        if leaves is None or leaves >= until:
            continue
        following: Due | None = due
        if due.day(leaves) in taken:
            turn = _end_of_day(leaves, due.zone)
        else:
            taken.add(due.day(leaves))
            yield Foreseen(due, leaves)
            turn, following = leaves, due.following(leaves)
        if following:
            number += 1
            heapq.heappush(waiting, (max(following.at, turn), *_order(following), number, following))


def _dues(horizon: Horizon) -> Iterator[Due]:
    for source in _sources.values():
        yield from source(horizon)


def _order(due: Due) -> tuple[datetime, str, str]:
    return due.at, due.kind, due.about


def _taken(keys: Collection[str], now: datetime) -> set[Taken]:
    """Letters of yesterday are asked for, too: a day is long where the recipient is."""
    written = queries.leaving_since(_sources, keys, now - timedelta(days=2))
    return {(key, quiet_hours.day_of(leaves, zone)) for key, zone, leaves in written}


def _end_of_day(leaves: datetime, zone: str) -> datetime:
    """From then on what is written leaves on another day."""
    return quiet_hours.ending(quiet_hours.day_of(leaves, zone), zone)
