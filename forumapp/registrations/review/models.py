"""What the team and a registrant told each other before the team's word."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime
from forumapp.refusals import Refused
from forumapp.registrations.models import Registration
from forumapp.words import N_


class DecidedAlready(Refused):
    words = N_("Nothing is left to decide about this registration.")


class AddressNotConfirmed(Refused):
    words = N_("The address is not confirmed yet. Decide when it is; otherwise the registration ends by itself.")


class FilesMissing(Refused):
    words = N_("A file that has to be given is missing. Ask for it, or say that you approve without it.")


class NothingAsked(Refused):
    words = N_("The team has asked nothing, or has your answer already.")


class RegistrationReview(Base):
    """The review of one registration; its state is the registration's."""

    __tablename__ = "registration_reviews"
    __table_args__ = (Index(None, "waiting_since"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), unique=True)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is the team's turn; None: it is hers, or all is decided."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    asked: Mapped[str] = mapped_column(String(1000), default="", repr=False)
    answer_by: Mapped[date | None] = mapped_column(Date, default=None)
    answered: Mapped[str] = mapped_column(String(2000), default="", repr=False)
    was: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True), default=None, repr=False)
    """Name and organisation before she changed them, where that is what is looked at."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reason: Mapped[str] = mapped_column(String(1000), default="", repr=False)

    registration: Mapped[Registration] = relationship(init=False, repr=False)

    @property
    def awaits_answer(self) -> bool:
        return self.asked_at is not None and self.waiting_since is None and self.decided_at is None

    def ask(self, words: str, answer_by: date | None, at: datetime) -> None:
        self.asked, self.answer_by, self.asked_at = words, answer_by, at
        self.waiting_since, self.answered = None, ""

    def answer(self, words: str, at: datetime) -> None:
        """Raises NothingAsked."""
        if not self.awaits_answer:
            raise NothingAsked
        self.answered, self.waiting_since = words, at

    def look_again(self, was: dict[str, str], at: datetime) -> None:
        """She changed who she is; what was before the first change stays to be compared."""
        self.was = was if self.decided_at or self.was is None else self.was
        self.waiting_since, self.decided_at, self.reason = at, None, ""

    def decide(self, at: datetime, reason: str = "") -> None:
        self.decided_at, self.reason, self.waiting_since, self.was = at, reason, None, None
