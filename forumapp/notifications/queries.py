"""Looking at letters and at the worker that sends them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from forumapp import clock, names
from forumapp.extensions import db
from forumapp.notifications.models import Message, State, Suppression, WorkerHeartbeat

DELAYED_AFTER = timedelta(minutes=5)


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


def next_due() -> Select[Message]:
    """The letter whose turn it is, locked; letters left behind by a dead worker have their turn again."""
    return _due().order_by(Message.not_before, Message.id)


def newest_due() -> Select[Message]:
    """The one written last: whoever has just sent a form does not wait until a thousand invitations have left.

    Only the first letter about something, so that no later one overtakes it.
    """
    return _due().where(Message.in_reply_to.is_(None)).order_by(Message.not_before.desc(), Message.id.desc())


def existing(kind: str, about: str, version: int, address: str) -> Message | None:
    return db.session.scalar(
        select(Message).where(
            Message.kind == kind,
            Message.about == about,
            Message.version == version,
            Message.recipient_key == names.normalise_email(address),
        )
    )


def written_since(kinds: Collection[str], address: str, since: datetime) -> bool:
    """Whether a letter of these kinds was written to this mailbox after that moment, whatever it was about."""
    found = select(Message.id).where(
        Message.kind.in_(kinds),
        Message.recipient_key == names.normalise_email(address),
        Message.queued_at > since,
    )
    return db.session.scalar(found.limit(1)) is not None


def first_in_thread(about: str, address: str) -> Message | None:
    """The letter under which a mail program should show later ones about the same thing."""
    return db.session.scalars(
        select(Message)
        .where(
            Message.about == about,
            Message.recipient_key == names.normalise_email(address),
            Message.state.not_in([State.CANCELLED, State.SUPPRESSED]),
        )
        .order_by(Message.id)
        .limit(1)
    ).first()


def highest_version(message: Message) -> int:
    return db.session.scalar(select(func.max(Message.version)).where(_same_letter(message))) or message.version


def unfinished(about: str) -> Select[Message]:
    return select(Message).where(
        Message.about == about, Message.state.in_([State.QUEUED, State.RETRYING, State.HELD, State.LEASED])
    )


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


def suppression_of(address_key: str) -> Suppression | None:
    """The live suppression of an address, if there is one."""
    return db.session.scalar(
        select(Suppression).where(
            Suppression.address_key == address_key,
            or_(Suppression.until.is_(None), Suppression.until > clock.now()),
        )
    )


def _due() -> Select[Message]:
    now = clock.now()
    return (
        select(Message)
        .where(
            or_(
                and_(Message.state.in_([State.QUEUED, State.RETRYING]), Message.not_before <= now),
                and_(Message.state == State.LEASED, Message.leased_until < now),
            )
        )
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _same_letter(message: Message) -> ColumnElement[bool]:
    return and_(
        Message.kind == message.kind,
        Message.about == message.about,
        Message.recipient_key == message.recipient_key,
    )
