"""What a person agreed to, by purpose and text version; append-only (INV-60)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime


@dataclass(frozen=True)
class Giver:
    """Whose word it is: somebody of the directory, or a participant who is not in it."""

    person_id: int | None = None
    registration_id: int | None = None


class Consent(Base):
    """One agreement, of somebody in the team's directory or of a participant who is not (decision 2).

    Withdrawing sets a date and keeps the row.
    """

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (registration_id IS NULL)", name="whose"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True, default=None)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True, default=None
    )
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), default=None)
    about: Mapped[str] = mapped_column(String(40), default="")
    """What within the edition, such as ``session 3k9d…``; empty: all of it."""
    purpose: Mapped[str] = mapped_column(String(40), kw_only=True)
    text_version: Mapped[str] = mapped_column(String(20), kw_only=True)
    language: Mapped[str] = mapped_column(String(10), kw_only=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, kw_only=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
