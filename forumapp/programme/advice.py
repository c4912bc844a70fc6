"""Advice that the team has read and set aside (decision 26). What blocks a release cannot be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.audit import actions as audit
from forumapp.database import Base
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.programme.clashes import Clash


class SetAsideAdvice(Base):
    """``key`` is that of the clash: after a move it is another, and is told again."""

    __tablename__ = "set_aside_advice"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Advice:
    standing: Sequence[Clash]
    set_aside_count: int


def of(edition: Edition, clashes: Iterable[Clash]) -> Advice:
    """Out of everything found, the advice that nobody has set aside yet."""
    keys = set(db.session.scalars(select(SetAsideAdvice.key).where(SetAsideAdvice.edition_id == edition.id)))
    given = [clash for clash in clashes if not clash.blocks]
    standing = [clash for clash in given if clash.key not in keys] if keys else given
    return Advice(standing, len(given) - len(standing))


def set_aside(edition: Edition, clash: Clash) -> None:
    known = select(SetAsideAdvice).where(SetAsideAdvice.edition_id == edition.id, SetAsideAdvice.key == clash.key)
    if clash.blocks or db.session.scalar(known):
        return
    db.session.add(SetAsideAdvice(edition_id=edition.id, key=clash.key))
    db.session.flush()
    audit.record("advice set aside", f"advice {clash.kind}", edition=edition)


def bring_back(edition: Edition) -> None:
    """All of it is told again."""
    db.session.execute(delete(SetAsideAdvice).where(SetAsideAdvice.edition_id == edition.id))
    audit.record("advice brought back", "advice", edition=edition)
