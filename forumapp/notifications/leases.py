"""A worker's hold on a letter: taken with a lease, lost by who sleeps through it (fencing), ended by how the try went.

Letters are taken several at a time, in one transaction; each that has left is marked in one of its own. Neither
needs a session; only what is put aside or fails is loaded as an object.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from itertools import zip_longest
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from forumapp import clock
from forumapp.database import UtcDateTime, writing
from forumapp.extensions import db, transaction
from forumapp.notifications import enclosures, letters, queries, rendering
from forumapp.notifications.enclosures import Enclosure
from forumapp.notifications.letters import Letter, Sender, Stored
from forumapp.notifications.models import GIVE_UP_AFTER, LEASE, Message, State
from forumapp.notifications.problems import Problem

RENEW_AFTER = timedelta(seconds=10)
_PAUSES = (0.2, 1, 5)
"""Seconds before the database is asked once more."""

_now = bindparam("now", type_=UtcDateTime)
_TAKE = (
    update(Message)
    .where(Message.id == bindparam("letter"))
    .values(
        state=State.LEASED,
        lease_owner=bindparam("owner"),
        leased_until=bindparam("until", type_=UtcDateTime),
        attempts=Message.attempts + 1,
        first_tried_at=func.coalesce(Message.first_tried_at, _now),
    )
)
_MARK_SENT = (
    update(Message)
    .where(Message.id == bindparam("letter"), Message.lease_owner == bindparam("owner"), Message.state == State.LEASED)
    .values(
        state=State.SENT,
        sent_at=_now,
        lease_owner=None,
        leased_until=None,
        sealed_link=None,
        problem=None,
        reply_code=None,
    )
)


class LeaseLost(Exception):
    """Another worker took the letter over, or nobody wants it any more."""


@dataclass(frozen=True)
class Claim:
    """A letter that this worker, and no other, may send now."""

    message_id: int
    owner: str
    """Names one claim, not one worker."""
    taken_at: datetime
    row: Stored = field(repr=False)
    sender: Sender = field(repr=False)

    @cached_property
    def enclosure(self) -> Enclosure | None:
        """Drawn when first asked for."""
        return enclosures.drawn(self.row.enclosed)

    @cached_property
    def letter(self) -> Letter:
        """Built when first asked for. Raises CannotBeBuilt."""
        return letters.build(self.row, self.sender, self.enclosure)


def claim(most: int = 1, *, durable: bool = False) -> list[Claim]:
    """Take the letters whose turn it is, in the order in which they should leave; none if nothing is due.

    Letters that must not be sent are put aside on the way. Not durable by itself: a lease that is lost with the
    power is taken again.
    """
    sender = Sender.of(rendering.mail_from(), rendering.secret_key())
    db.session.remove()
    while True:
        with writing(durable), db.engine.begin() as connection:
            rows = _due(connection, most)
            claims = _taken(connection, [row for row in rows if not _put_aside(connection, row)], sender)
        if claims or not rows:
            return claims


def renew(claim: Claim) -> None:
    """Just before the content leaves: is the letter still ours and wanted? Asked only if time went by."""
    if clock.now() - claim.taken_at < RENEW_AFTER:
        return
    with transaction():
        row = _held(claim)
        if row is None:
            raise LeaseLost
        if not row.unwanted:
            row.leased_until = clock.now() + LEASE
            return
        row.call_off()
    raise LeaseLost


def mark_sent(claim: Claim, *, durable: bool = True) -> bool:
    """Says whether the letter was still ours."""
    values = {"letter": claim.message_id, "owner": claim.owner, "now": clock.now()}

    def write() -> bool:
        with db.engine.begin() as connection:
            return connection.execute(_MARK_SENT, values).rowcount == 1

    return _patiently(write, durable=durable)


def finish(claim: Claim, mark: Callable[[Message], None]) -> bool:
    """Write down how a try failed, unless another worker holds the letter by now."""

    def write() -> bool:
        with transaction():
            row = _held(claim)
            if row is not None:
                mark(row)
            return row is not None

    return _patiently(write)


def tried_long_enough(row: Stored) -> bool:
    return row.first_tried_at is not None and clock.now() - row.first_tried_at > GIVE_UP_AFTER


def _due(connection: Connection, most: int) -> list[Row[*tuple[Any, ...]]]:
    """The oldest and the newest in turn, so that neither those who wait nor those who just sent a form are passed over.

    The oldest are chosen first: of two letters about the same, the later one is never taken alone.
    """
    oldest = _next(connection, (most + 1) // 2, newest=False)
    if len(oldest) < (most + 1) // 2 or most == 1:
        return oldest
    known = {row.id for row in oldest}
    newest = [row for row in _next(connection, most // 2, newest=True) if row.id not in known]
    return [row for pair in zip_longest(oldest, newest) for row in pair if row is not None]


def _next(connection: Connection, count: int, *, newest: bool) -> list[Row[*tuple[Any, ...]]]:
    found = connection.execute(queries.next_due(newest=newest), {"now": clock.now(), "count": count})
    return list(found.all())


def _put_aside(connection: Connection, row: Row[*tuple[Any, ...]]) -> bool:
    """Whether it must not leave, which is written down."""
    put_aside = _reason_against(row)
    if put_aside is None:
        return False
    with Session(connection) as session:
        put_aside(session.get_one(Message, row.id))
        session.commit()  # its changes; the transaction is the connection's
    return True


def _reason_against(row: Row[*tuple[Any, ...]]) -> Callable[[Message], None] | None:
    """What becomes of a letter that must not leave."""
    if row.unwanted:
        return Message.call_off
    if row.stopped:
        return Message.mark_suppressed
    if row.state is State.LEASED and tried_long_enough(row):
        return partial(Message.mark_failed, problem=Problem.GAVE_UP)
    return None


def _taken(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], sender: Sender) -> list[Claim]:
    now = clock.now()
    claims = [Claim(row.id, uuid4().hex, now, row, sender) for row in rows]
    if claims:
        values = {"now": now, "until": now + LEASE}
        connection.execute(_TAKE, [{"letter": one.message_id, "owner": one.owner, **values} for one in claims])
    return claims


def _held(claim: Claim) -> Message | None:
    return db.session.scalar(
        select(Message)
        .where(Message.id == claim.message_id, Message.lease_owner == claim.owner, Message.state == State.LEASED)
        .with_for_update(key_share=True)
    )


def _patiently(write: Callable[[], bool], *, durable: bool = True) -> bool:
    """The letter may have left; giving up at once would repeat it when the lease is over."""
    for pause in (*_PAUSES, None):
        try:
            with writing(durable):
                return write()
        except OperationalError:
            if pause is None:
                raise
            time.sleep(pause)
    raise AssertionError
