"""Releases: what the public sees, frozen."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition
from forumapp.words import N_, Text


class Label(StrEnum):
    PROVISIONAL = "provisional"
    FINAL = "final"


LABEL_WORDS = {Label.PROVISIONAL: N_("provisional"), Label.FINAL: N_("final")}


class Whom(StrEnum):
    """Who is written to about a release."""

    NOBODY = "nobody"
    AFFECTED = "affected"
    EVERYBODY = "everybody"


WHOM_WORDS = {
    Whom.NOBODY: N_("nobody was written to"),
    Whom.AFFECTED: N_("those affected were written to"),
    Whom.EVERYBODY: N_("everybody was written to"),
}


class CalendarFeed(Base):
    """A calendar that somebody subscribed to: of a registration, or of what a visitor marked.

    Its address is signed and holds ``key`` and ``issue``: nobody can guess it, nothing can be done with it, and a
    new issue ends the earlier address.
    """

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(12), unique=True, init=False, default_factory=new_public_id)
    issue: Mapped[int] = mapped_column(default=1, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sessions: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Uids of what was marked; a registration's own seats and parts come beside them."""


class OwnAgenda(Base):
    """What a participant marked in the agenda; whoever holds her personal link sees and changes it."""

    __tablename__ = "own_agendas"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), unique=True)
    sessions: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Uids; her seats and parts come beside them."""
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


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

    told: Mapped[str] = mapped_column(String(20), default=Whom.NOBODY)
    unlisted: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None, repr=False)
    """Sessions of which the public reads nothing, as they were with it, see ``unlisted``; None: it was not kept yet.
    A change at once of one of them brings it up to date.
    """

    edition: Mapped[Edition] = relationship(repr=False)
