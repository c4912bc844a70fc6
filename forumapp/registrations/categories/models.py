"""A category of participants: when it registers, how many it may be, and what it may do."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime
from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations import line
from forumapp.words import N_, Text


class Window(StrEnum):
    """Whether a category registers now; the edition's own opening stands before it."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"


class CategoryNotOpen(Refused):
    words = N_("Registration in this category is not open now.")


class CategoryUsed(Refused):
    words = N_("People are registered in this category. Close it instead: their registrations keep it.")


class RegistrationCategory(Base):
    """One category of one edition; registrations refer to it, and files name it by its key."""

    __tablename__ = "registration_categories"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("quota IS NULL OR quota >= 0", name="quota"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(20))
    """As files and addresses name it; it never changes."""
    name: Mapped[Text] = mapped_column(TextType)
    description: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """For whom it is, in a sentence."""
    position: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """An instant: open while now is before it, to the second and beyond (decision 16)."""
    quota: Mapped[int | None] = mapped_column(default=None)
    """How many of the edition's places it may take; None: as many as there are."""
    is_reviewed: Mapped[bool] = mapped_column(default=False)
    """Whether the team says yes to each."""
    is_asked_first: Mapped[bool] = mapped_column(default=False)
    """Whether those of it who wait come before the others in the line."""
    by_link_only: Mapped[bool] = mapped_column(default=False)
    """Whether only holders of its secret link may know of it."""
    sessions: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Codes of the sessions in which it may ask for seats; none: in all."""
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(init=False, repr=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def about(self) -> str:
        return f"category {self.key}"

    @property
    def priority(self) -> int:
        """Its class in the waiting list."""
        return line.ASKED_FIRST if self.is_asked_first else line.EVERYBODY

    def window(self, now: datetime) -> Window:
        if self.opens_at and now < self.opens_at:
            return Window.NOT_YET
        return Window.OPEN if self.closes_at is None or now < self.closes_at else Window.CLOSED

    def check_open(self, now: datetime) -> None:
        """Raises CategoryNotOpen."""
        if self.window(now) is not Window.OPEN:
            raise CategoryNotOpen
