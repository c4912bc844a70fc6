"""Releases: what the public sees, frozen."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime
from forumapp.forums.models import Edition
from forumapp.words import N_, Text


class Label(StrEnum):
    PROVISIONAL = "provisional"
    FINAL = "final"


LABEL_WORDS = {Label.PROVISIONAL: N_("provisional"), Label.FINAL: N_("final")}


class Release(Base):
    """One numbered, immutable snapshot of facts (INV-60).

    Only the people block may change, by redaction; each redaction adds one to ``revision`` (decision 27).
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(20), default=Label.PROVISIONAL)
    note: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, repr=False)
    revision: Mapped[int] = mapped_column(default=0)
    override_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it was released in spite of a clash; staff only (INV-02)."""

    edition: Mapped[Edition] = relationship(repr=False)
