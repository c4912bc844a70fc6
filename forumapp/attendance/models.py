"""Who is there, and which badges are printed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime
from forumapp.refusals import Refused
from forumapp.registrations.models import RegistrationState
from forumapp.words import N_

AT_THE_DESK = "desk"
"""The ``source`` of a registration made at the desk."""

MAY_COME_IN = (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)


class NotExpected(Refused):
    words = N_("%(reference)s has no place, and so cannot be checked in.")


class NobodyLeftOut(Refused):
    words = N_("All places are taken. An organiser can add places under Registrations.")


class CategoryFull(Refused):
    words = N_("As many of this category are registered as may be. An organiser can change that under Registrations.")


class Attendance(Base):
    """Somebody came: to the forum, or into the room of one session."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index(
            "uq_attendances_arrival",
            "registration_id",
            unique=True,
            sqlite_where=text("session_id IS NULL"),
            postgresql_where=text("session_id IS NULL"),
        ),
        Index("uq_attendances_session", "registration_id", "session_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_sessions.id", ondelete="CASCADE"), default=None, index=True
    )
    """None: came to the forum."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, kw_only=True)
    method: Mapped[str] = mapped_column(String(20), default="desk")
    """``desk`` or ``walk_in``."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)


class Badge(Base):
    """One badge as it was printed; a further one is a further row."""

    __tablename__ = "badges"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    batch: Mapped[str] = mapped_column(String(12), index=True)
    """What was printed together, in one file."""
    wording: Mapped[str] = mapped_column(String(64))
    """Hash of what stood on it, so that a changed name or wish is known to be printed nowhere yet; empty once the
    names of the forum are forgotten, because a name can be guessed by its hash."""
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
