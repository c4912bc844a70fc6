"""The address that somebody asked for, until its mailbox has confirmed it."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime
from forumapp.refusals import Refused
from forumapp.registrations.models import Registration
from forumapp.words import N_

OPEN_FOR = timedelta(hours=24)


class InTheDirectory(Refused):
    words = N_("This address stands in the team's directory of people, and is changed there.")


class HasOneAlready(Refused):
    words = N_("This address has a registration of its own at this forum. Cancel one of the two first.")


class AddressChange(Base):
    """One registration's wish; until it is confirmed everything goes to the address before.

    Its link names the row, which stays for its day: a letter sent again confirms no address but its own.
    """

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), repr=False)
    email_normalised: Mapped[str] = mapped_column(String(254), repr=False, index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was confirmed, called off or replaced."""

    registration: Mapped[Registration] = relationship(init=False, repr=False)

    @property
    def open_until(self) -> datetime:
        return self.asked_at + OPEN_FOR

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.open_until
