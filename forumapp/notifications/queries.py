"""Looking at letters and at the worker that sends them."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    asc,
    bindparam,
    desc,
    exists,
    func,
    inspect,
    or_,
    select,
    union_all,
)

from forumapp import clock, names
from forumapp.database import UtcDateTime
from forumapp.extensions import db
from forumapp.links import Purpose
from forumapp.notifications.models import WAITING, Message, State, Suppression, WorkerHeartbeat

DELAYED_AFTER = timedelta(minutes=5)
AT_HAND = 32
"""More than a few workers take at once, so that each finds letters that no other is taking at this moment."""
_UNFINISHED = Message.state.in_([State.QUEUED, State.RETRYING, State.HELD, State.LEASED])


@dataclass(frozen=True)
class Thread:
    """The letters to one mailbox about one thing, oldest first: id, kind, version, message id, state."""

    letters: tuple[tuple[int, str, int, str, State], ...]

    def letter(self, kind: str, version: int) -> Message | None:
        """The one that was written before, if this is not the first time."""
        found = [id for id, its_kind, its_version, _, _ in self.letters if (its_kind, its_version) == (kind, version)]
        return db.session.get(Message, found[0]) if found else None

    @property
    def first_message_id(self) -> str | None:
        """Of the letter under which a mail program should show later ones."""
        unsent = (State.CANCELLED, State.SUPPRESSED)
        return next((message_id for _, _, _, message_id, state in self.letters if state not in unsent), None)


NO_LETTERS = Thread(())

_Threads = dict[tuple[str, str], Thread]
_threads: ContextVar[_Threads | None] = ContextVar("threads", default=None)
"""By thing and mailbox."""


def worker_seen_at() -> datetime | None:
    """When any worker last showed that it works."""
    return db.session.scalar(select(func.max(WorkerHeartbeat.at)))


def delayed_since() -> datetime | None:
    """Since when letters wait that should have left; None while the post is in time."""
    late = and_(
        Message.state.in_([State.QUEUED, State.RETRYING, State.LEASED]),
        or_(
            Message.not_before < clock.now() - DELAYED_AFTER,
            Message.first_tried_at < clock.now() - DELAYED_AFTER,
        ),
    )
    return db.session.scalar(select(func.min(Message.queued_at)).where(late))


def next_due(*, newest: bool = False) -> Select[*tuple[Any, ...]]:
    """The letters whose turn it is, locked: their columns, and whether their address is ``stopped`` for now.

    Oldest first; letters left behind by a dead worker have their turn again. ``newest`` are those written last:
    whoever has just sent a form does not wait until a thousand invitations have left. Only the first letter about
    something, so that no later one overtakes it. To be executed with ``now`` and ``count``.
    """
    return _newest_due if newest else _oldest_due


def existing(kind: str, about: str, version: int, address: str) -> Message | None:
    return db.session.scalar(
        select(Message).where(
            Message.kind == kind,
            Message.about == about,
            Message.version == version,
            Message.recipient_key == names.normalise_email(address),
        )
    )


def leaving_since(
    kinds: Collection[str], keys: Collection[str], since: datetime
) -> Sequence[tuple[str, str | None, datetime]]:
    """Mailbox, zone and time of leaving of each letter of these kinds that leaves, or left, after that moment."""
    found = select(Message.recipient_key, Message.time_zone, Message.not_before).where(
        Message.kind.in_(kinds),
        Message.recipient_key.in_(keys),
        Message.not_before > since,
        Message.state != State.CANCELLED,
    )
    return [(key, zone, leaves) for key, zone, leaves in db.session.execute(found)]


def suppressed_among(keys: Collection[str]) -> set[str]:
    """Which of these mailboxes get nothing now."""
    found = select(Suppression.address_key).where(Suppression.address_key.in_(keys), _is_live())
    return set(db.session.scalars(found))


def thread(about: str, address: str) -> Thread:
    """What was written to that mailbox about the same thing."""
    key = names.normalise_email(address)
    if thread_is_read(about):
        return (_threads.get() or {}).get((about, key), NO_LETTERS)
    return Thread(tuple(db.session.execute(_thread(), {"about": about, "address": key})))


def thread_is_read(about: str) -> bool:
    """Whether this runs inside ``reading_threads`` of that thing."""
    return (about, "") in (_threads.get() or {})


@contextmanager
def reading_threads(abouts: Collection[str]) -> Iterator[None]:
    """What was written about these things is asked once for all that happens inside; what is written there is not
    seen."""
    token = _threads.set(_threads_about(abouts))
    try:
        yield
    finally:
        _threads.reset(token)


def _threads_about(abouts: Collection[str]) -> _Threads:
    columns = (Message.id, Message.kind, Message.version, Message.message_id, Message.state)
    found = select(Message.about, Message.recipient_key, *columns).where(Message.about.in_(abouts))
    # Without a mailbox: that the thing was asked about at all.
    letters: dict[tuple[str, str], list[tuple[int, str, int, str, State]]] = {(about, ""): [] for about in abouts}
    for thing, key, number, kind, version, message_id, state in db.session.execute(found.order_by(Message.id)):
        letters.setdefault((thing, key), []).append((number, kind, version, message_id, state))
    return {thread: Thread(tuple(its)) for thread, its in letters.items()}


def highest_version(message: Message) -> int:
    return db.session.scalar(select(func.max(Message.version)).where(_same_letter(message))) or message.version


def unfinished(about: str) -> Select[Message]:
    return select(Message).where(Message.about == about, _UNFINISHED)


def unfinished_with_link(purpose: Purpose, object_id: int, recipient_key: str) -> Select[Message]:
    return select(Message).where(Message.recipient_key == recipient_key, _leads_to(purpose, object_id), _UNFINISHED)


def waiting_with_link(purpose: Purpose, object_id: int) -> Select[Message]:
    """To whomever; not what is being sent at this moment."""
    return select(Message).where(_leads_to(purpose, object_id), Message.state.in_(WAITING))


def _leads_to(purpose: Purpose, object_id: int) -> ColumnElement[bool]:
    """By one of its links."""
    return or_(
        and_(Message.link_purpose == purpose, Message.link_object_id == object_id),
        and_(Message.second_link_purpose == purpose, Message.second_link_object_id == object_id),
    )


def letters_since(kind: str, recipient_key: str, at: datetime) -> int:
    """How many of a kind were written to one (normalised) address, whatever they were about."""
    written = select(func.count(Message.id)).where(
        Message.recipient_key == recipient_key, Message.kind == kind, Message.queued_at > at
    )
    return db.session.scalar(written) or 0


def held(edition_id: int | None = None) -> Select[Message]:
    """What waits for somebody's word after a restore, of one edition or of all."""
    found = select(Message).where(Message.state == State.HELD).order_by(Message.id)
    return found if edition_id is None else found.where(Message.edition_id == edition_id)


def of_edition(edition_id: int) -> Select[Message]:
    """Newest first; add conditions and paginate."""
    return select(Message).where(Message.edition_id == edition_id).order_by(Message.queued_at.desc(), Message.id.desc())


def about(about: str) -> Select[Message]:
    """Every letter about one thing, oldest first."""
    return select(Message).where(Message.about == about).order_by(Message.id)


def counts_by_state(edition_id: int) -> dict[State, int]:
    rows = db.session.execute(
        select(Message.state, func.count()).where(Message.edition_id == edition_id).group_by(Message.state)
    )
    return dict(rows.all())


def _is_live(now: BindParameter[datetime] | None = None) -> ColumnElement[bool]:
    return or_(Suppression.until.is_(None), Suppression.until > (clock.now() if now is None else now))


@cache
def _thread() -> Select[int, str, int, str, State]:
    return (
        select(Message.id, Message.kind, Message.version, Message.message_id, Message.state)
        .where(Message.about == bindparam("about"), Message.recipient_key == bindparam("address"))
        .order_by(Message.id)
    )


def _same_letter(message: Message) -> ColumnElement[bool]:
    return and_(
        Message.kind == message.kind,
        Message.about == message.about,
        Message.recipient_key == message.recipient_key,
    )


def _due(newest: bool) -> Select[*tuple[Any, ...]]:
    """By way of the few that are next in each state: from the index, so that not all that wait are sorted."""
    now, columns = bindparam("now", type_=UtcDateTime), (Message.id, Message.not_before)
    waiting = [
        and_(Message.state == State.QUEUED, Message.not_before <= now),
        and_(Message.state == State.RETRYING, Message.not_before <= now),
        and_(Message.state == State.LEASED, Message.leased_until < now),
    ]
    first_in_thread = [Message.in_reply_to.is_(None)] if newest else []
    next_ones = union_all(*(select(*columns).where(due, *first_in_thread) for due in waiting))
    first = desc if newest else asc
    turn = next_ones.order_by(first("not_before"), first("id")).limit(AT_HAND).subquery("turn")
    stopped = exists().where(
        Suppression.address_key == Message.recipient_key,
        _is_live(now),
    )
    return (
        select(*inspect(Message).columns, stopped.label("stopped"))
        .join(turn, turn.c.id == Message.id)
        .where(or_(*waiting))  # again, because another worker may have been quicker
        .order_by(first(turn.c.not_before), first(turn.c.id))
        .limit(bindparam("count"))
        .with_for_update(key_share=True, skip_locked=True, of=Message)
    )


_oldest_due, _newest_due = _due(newest=False), _due(newest=True)
