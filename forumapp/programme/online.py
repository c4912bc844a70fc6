"""Where the meeting of an online or hybrid session is, and when its doors open (INV-20, INV-21).

The address leaves the app only as a redirect to somebody who may join at that moment: no letter, calendar, feed, file,
audit entry or log line has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.database import Base
from forumapp.extensions import db
from forumapp.forums.models import Edition, EditionState, Mode
from forumapp.programme import announced
from forumapp.programme.announced import Announced
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import CREW, MODERATING

OPENS_BEFORE = timedelta(minutes=30)
PREPARED_BEFORE = timedelta(hours=11)
"""From when on somebody can prove who she is for the day: what a browser proved holds for twelve hours."""
_FOR_ALL = text("session_id IS NULL")


class OnlineAddress(Base):
    """Of one session, or of all those of an edition that have none of their own."""

    __tablename__ = "online_addresses"
    __table_args__ = (
        UniqueConstraint("session_id"),
        Index(
            "uq_online_addresses_for_all",
            "edition_id",
            unique=True,
            sqlite_where=_FOR_ALL,
            postgresql_where=_FOR_ALL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), default=None)
    join_address: Mapped[str] = mapped_column(String(2000), default="", repr=False)
    test_address: Mapped[str] = mapped_column(String(2000), default="", repr=False)
    """To try picture and sound the day before."""


@dataclass(frozen=True)
class Door:
    """What somebody who may join reads of one session; never the address. It opens by the time that is released."""

    session: ForumSession
    told: Announced
    opens_at: datetime
    is_open: bool
    can_test: bool
    can_prepare: bool
    """Whether the doors open so soon that she may prove now who she is."""


class Addresses:
    """Those of an edition, read at once: a session's own, else what stands for all."""

    def __init__(self, edition_id: int, session_ids: Iterable[int] | None = None) -> None:
        found = select(OnlineAddress).where(OnlineAddress.edition_id == edition_id)
        if session_ids is not None:
            found = found.where(or_(OnlineAddress.session_id.is_(None), OnlineAddress.session_id.in_(session_ids)))
        self._kept = {one.session_id: one for one in db.session.scalars(found)}

    def own(self, session: ForumSession | None) -> OnlineAddress | None:
        """Without a session: what stands for all."""
        return self._kept.get(session.id if session else None)

    def to_join(self, session: ForumSession) -> str:
        return self._first("join_address", session)

    def to_test(self, session: ForumSession) -> str:
        return self._first("test_address", session)

    def _first(self, column: str, session: ForumSession) -> str:
        kept = (self._kept.get(key) for key in (session.id, None))
        return next((address for one in kept if one and (address := getattr(one, column))), "")


def is_online(session: ForumSession) -> bool:
    return session.mode in (Mode.ONLINE, Mode.HYBRID)


def joins_by_part(role: SessionRole) -> bool:
    """Whether a part in a session is taken, or looks after those online, wherever its holder sits."""
    remote = role.mode == Mode.ONLINE or role.session.mode == Mode.ONLINE or role.part in MODERATING | CREW
    return role.is_confirmed and is_online(role.session) and remote


def doors(sessions: Sequence[ForumSession]) -> list[Door]:
    """Of those that have a meeting and are not over, in this order; one query."""
    if not sessions:
        return []
    kept, now = Addresses(sessions[0].edition_id, [one.id for one in sessions]), clock.now()
    known = announced.known(sessions[0].edition)
    found = (_door(session, announced.of(session, known), kept, now) for session in sessions if is_online(session))
    return [door for door in found if door]


def way_in(session: ForumSession, *, to_test: bool = False) -> str:
    """The address, for whoever may join, at this moment; empty while the door is closed."""
    kept = Addresses(session.edition_id, [session.id])
    told = announced.of(session, announced.known(session.edition))
    door = _door(session, told, kept, clock.now()) if is_online(session) else None
    if door is None:
        return ""
    if to_test:
        return kept.to_test(session) if door.can_test else ""
    return kept.to_join(session) if door.is_open else ""


def keep(
    edition: Edition, session: ForumSession | None, *, join_address: str | None = None, test_address: str | None = None
) -> None:
    """Write addresses down; None leaves what is there, an empty one takes it away. The audit does not learn them."""
    kept = Addresses(edition.id).own(session)
    if kept is None:
        kept = OnlineAddress(edition_id=edition.id, session_id=session.id if session else None)
        db.session.add(kept)
    kept.join_address = kept.join_address if join_address is None else join_address
    kept.test_address = kept.test_address if test_address is None else test_address
    if not (kept.join_address or kept.test_address):
        db.session.expunge(kept) if kept.id is None else db.session.delete(kept)
    db.session.flush()
    audit.record("online address set", f"session {session.code}" if session else f"forum {edition.slug}", "", edition)


def _door(session: ForumSession, told: Announced, kept: Addresses, now: datetime) -> Door | None:
    edition = session.edition
    called_off = edition.state in (EditionState.CANCELLED, EditionState.POSTPONED)
    if told.starts_at is None or told.ends_at is None or session.state != SessionState.CONFIRMED or called_off:
        return None
    if now >= told.ends_at or not (kept.to_join(session) or kept.to_test(session)):
        return None
    opens = told.starts_at - OPENS_BEFORE
    can_test = bool(kept.to_test(session)) and now >= _day_before(told.starts_at, edition.time_zone)
    can_join = bool(kept.to_join(session))
    return Door(session, told, opens, can_join and now >= opens, can_test, can_join and now >= opens - PREPARED_BEFORE)


def _day_before(start: datetime, zone: str) -> datetime:
    """The first moment of the day before, where the forum is."""
    day = start.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(zone))
