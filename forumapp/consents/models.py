"""What a person agreed to, by purpose and text version; append-only (INV-60)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime


class Consent(Base):
    """One agreement. Withdrawing sets a date and keeps the row."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), default=None)
    about: Mapped[str] = mapped_column(String(40), default="")
    """What within the edition, such as ``session 3k9d…``; empty: all of it."""
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
