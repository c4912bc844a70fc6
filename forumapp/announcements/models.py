"""A letter to everybody that the team writes once for a forum: one before it, one after it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType
from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.words import N_, Text

MOST_DAYS = 14
LONGEST = 5000
"""Characters in one language."""


class Kind(StrEnum):
    """Also what the letter is called among all letters."""

    PRACTICAL = "practical_information"
    THANKS = "thank_you"


KIND_WORDS = {Kind.PRACTICAL: N_("Practical information"), Kind.THANKS: N_("Thanks after the forum")}


class NothingWritten(Refused):
    words = N_("Nothing is written yet that could be sent.")


class NotNow(Refused):
    words = N_("This forum is not announced, or is called off: this letter goes to nobody.")


class TooLate(Refused):
    words = N_("The forum is over: what to know before it is of no use any more.")


class TooEarly(Refused):
    words = N_("The forum is not over yet: thanks can be written now and sent once its last day has begun.")


class Announcement(Base):
    """Its words, and whether it leaves by itself."""

    __tablename__ = "announcements"
    __table_args__ = (
        UniqueConstraint("edition_id", "kind"),
        CheckConstraint(f"days BETWEEN 1 AND {MOST_DAYS}", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    kind: Mapped[str] = mapped_column(String(40))
    words: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    online_words: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Instead of the others, to whoever takes part online; empty: the same for all."""
    days: Mapped[int | None] = mapped_column(default=None)
    """So many before the first day, or after the last, it leaves by itself; None: only by hand (decision 19)."""
    issue: Mapped[int] = mapped_column(default=1)
    """Grows when it is sent to everybody once more: each issue reaches a mailbox once."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with each change of its words."""

    edition: Mapped[Edition] = relationship(repr=False)

    @property
    def about(self) -> str:
        """What its letters belong to."""
        return f"announcement {self.id}"

    @property
    def is_before(self) -> bool:
        """Whether it is for before the forum; else it is for after it."""
        return self.kind == Kind.PRACTICAL

    def told(self, *, online: bool) -> Text:
        """What it says to somebody in the room, or online."""
        return (self.online_words if online else Text()) or self.words
