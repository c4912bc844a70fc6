"""Who did what, when. Codes and ids only; a name or an address never stands here (decision 5)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime


class AuditEntry(Base):
    """One act, append-only (INV-60)."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    """``member 3``, ``invitee``, ``registrant``, ``command line`` or ``worker``."""
    action: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(80))
    detail: Mapped[str] = mapped_column(String(300), default="")
    edition_id: Mapped[int | None] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), index=True, default=None
    )
