"""Which letters will leave, to whom and when, if nothing else happens; asking writes nothing.

What the calendar will write comes from ``notifications.automatic``, the very function by which the worker writes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from forumapp import clock, names, wall_times
from forumapp.forums.models import Edition
from forumapp.invitations import emails, following
from forumapp.invitations import queries as invitations
from forumapp.notifications import automatic
from forumapp.notifications import queries as messages
from forumapp.notifications.automatic import Assumption, Horizon
from forumapp.panels import queries

SPAN = timedelta(days=30)
MOST_NAMES = 25
"""Of the letters of one kind on one day."""
_MOST_ADDRESSES = 10_000
"""More are not named in a query one by one; then everybody's days are reckoned."""


@dataclass(frozen=True, order=True)
class Ahead:
    """One letter that will leave."""

    leaves_at: datetime
    kind: str
    name: str
    address_key: str
    about: str


@dataclass(frozen=True)
class Bundle:
    """The letters of one kind on one day."""

    kind: str
    count: int
    names: tuple[str, ...]
    """Each once, however many letters go there."""


@dataclass(frozen=True)
class Day:
    on: date
    bundles: tuple[Bundle, ...]


def of_edition(edition: Edition, assumption: Assumption) -> list[Ahead]:
    """The next thirty days, in order."""
    until = clock.now() + SPAN
    everything = [*_on_their_way(edition, assumption), *_written_by_the_calendar(edition, assumption, until)]
    if assumption == Assumption.ALL_ACCEPT:
        everything += _receipts(edition)
    stopped = messages.suppressed_among({one.address_key for one in everything})
    return sorted(one for one in everything if one.leaves_at < until and one.address_key not in stopped)


def by_day(edition: Edition, letters: list[Ahead]) -> list[Day]:
    """Days are those of the edition's clocks."""

    def day(one: Ahead) -> date:
        return wall_times.to_wall(one.leaves_at, edition.time_zone).date()

    return [Day(on, tuple(_bundled(list(found)))) for on, found in groupby(sorted(letters), key=day)]


def _bundled(letters: list[Ahead]) -> Iterator[Bundle]:
    def kind(one: Ahead) -> str:
        return one.kind

    for name, found in groupby(sorted(letters, key=kind), key=kind):
        together = list(found)
        yield Bundle(name, len(together), tuple(dict.fromkeys(one.name for one in together)))


def _on_their_way(edition: Edition, assumption: Assumption) -> Iterator[Ahead]:
    """Written already; those that ask for an answer are called off by it."""
    now, pointless = clock.now(), frozenset[tuple[str, str]]()
    if assumption == Assumption.ALL_ACCEPT:
        kinds = (*following.ANSWERS, *following.POINTLESS_ONCE_ANSWERED)
        pointless = frozenset((invitations.about(one), kind) for one in invitations.open_now(edition) for kind in kinds)
    for letter in queries.letters_on_their_way(edition):
        if (letter.about, letter.kind) not in pointless:
            yield Ahead(
                max(letter.not_before, now),
                letter.kind,
                letter.recipient_name or letter.recipient,
                letter.recipient_key,
                letter.about,
            )


def _written_by_the_calendar(edition: Edition, assumption: Assumption, until: datetime) -> Iterator[Ahead]:
    """Asked for everybody of the edition in whatever forum, since a person's day may go to another one."""
    addresses = queries.addresses(edition)
    horizon = Horizon(until, assumption, addresses if len(addresses) <= _MOST_ADDRESSES else None)
    for one in automatic.foresee(horizon):
        if one.due.edition_id == edition.id:
            yield Ahead(one.leaves_at, one.due.kind, one.due.name, one.due.address_key, one.due.about)


def _receipts(edition: Edition) -> Iterator[Ahead]:
    now = clock.now()
    for invitation in invitations.open_now(edition):
        for kind, to in emails.of_acceptance(invitation):
            yield Ahead(now, kind, to.name, names.normalise_email(to.address), invitations.about(invitation))
