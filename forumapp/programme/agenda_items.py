"""What happens inside one session, minute by minute (domain.md: AgendaItem)."""

import hashlib

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import ItemKind
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class ItemsTooLong(Refused):
    """INV-05."""

    words = N_("The items take %(needed)s minutes together, but the session has only %(minutes)s.")


class AgendaItem(Base):
    """One item, in the order of its session. Who leads it is one of the session's people."""

    __tablename__ = "agenda_items"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False, index=True)
    position: Mapped[int]
    title: Mapped[Text] = mapped_column(TextType)
    minutes: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20), default=ItemKind.OTHER)
    role_id: Mapped[int | None] = mapped_column(
        ForeignKey("session_roles.id", ondelete="SET NULL"), init=False, index=True
    )

    responsible: Mapped[str] = mapped_column(String(120), default="", repr=False)
    """Of the crew; for the run of show, as are the two below."""
    cue: Mapped[str] = mapped_column(String(300), default="")
    """Sound, light, picture."""
    backup: Mapped[str] = mapped_column(String(300), default="")
    """What happens if it does not work."""

    session: Mapped[ForumSession] = relationship(back_populates="items", init=False, repr=False)
    role: Mapped[SessionRole | None] = relationship(default=None, repr=False, lazy="joined")

    @property
    def version(self) -> str:
        """What it says, in short: whoever changes it learns if somebody else did meanwhile."""
        said = (self.title, self.minutes, self.kind, self.role_id, self.responsible, self.cue, self.backup)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
