"""Finding the letters of an edition. Letters of no edition, such as sign-in links, are never among them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import load_only

from forumapp import clock, names
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import queries as messages
from forumapp.notifications.models import Message, State

SILENT_AFTER = timedelta(minutes=5)

_LISTED = (
    Message.message_id,
    Message.kind,
    Message.about,
    Message.recipient,
    Message.recipient_name,
    Message.subject,
    Message.state,
    Message.attempts,
    Message.queued_at,
    Message.sent_at,
    Message.not_before,
    Message.problem,
    Message.reply_code,
)


def listed(edition: Edition, *, states: Collection[State] = (), kind: str = "", search: str = "") -> Select[Message]:
    """Letters without their text, newest first; ``search`` looks at the recipient's name and address."""
    found = messages.of_edition(edition.id).options(load_only(*_LISTED, raiseload=True))
    if states:
        found = found.where(Message.state.in_(states))
    if kind:
        found = found.where(Message.kind == kind)
    for word in search.split():
        found = found.where(
            or_(
                Message.recipient_key.contains(names.normalise_email(word), autoescape=True),
                Message.recipient_name.icontains(word, autoescape=True),
            )
        )
    return found


def key_of(message: Message) -> str:
    """Names a letter in addresses: what stands before the @ of its Message-ID."""
    return message.message_id.strip("<>").partition("@")[0]


def by_key(edition: Edition, key: str) -> Message | None:
    return db.session.scalar(
        select(Message).where(
            Message.edition_id == edition.id, Message.message_id.startswith(f"<{key}@", autoescape=True)
        )
    )


def is_on_its_way_again(message: Message) -> bool:
    """Whether a later copy of the letter waits to be sent."""
    later = select(Message.id).where(
        Message.kind == message.kind,
        Message.about == message.about,
        Message.recipient_key == message.recipient_key,
        Message.version > message.version,
        Message.state.in_([State.QUEUED, State.LEASED, State.RETRYING]),
    )
    return db.session.scalar(later.limit(1)) is not None


def kinds_in(edition: Edition) -> Sequence[str]:
    return db.session.scalars(
        select(Message.kind).where(Message.edition_id == edition.id).distinct().order_by(Message.kind)
    ).all()


def worker_is_silent() -> bool:
    """Nobody has been sending for five minutes, or ever."""
    seen: datetime | None = messages.worker_seen_at()
    return seen is None or clock.now() - seen > SILENT_AFTER
