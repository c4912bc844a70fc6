"""Participants: their registration, and the places there are."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import names, wall_times
from forumapp.database import Base, UtcDateTime
from forumapp.forums.models import Edition, Mode
from forumapp.refusals import Refused
from forumapp.words import N_

UNCONFIRMED_FOR = timedelta(hours=24)
UNCONFIRMED_ON_THE_DAY_FOR = timedelta(hours=2)


class RegistrationState(StrEnum):
    """contract.md, registration states."""

    STARTED = "started"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    LAPSED = "lapsed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    CHECKED_IN = "checked_in"
    NO_SHOW = "no_show"


ENDED_STATES = (
    RegistrationState.LAPSED,
    RegistrationState.REJECTED,
    RegistrationState.CANCELLED,
    RegistrationState.REVOKED,
)
_LIVE = text("state NOT IN ('lapsed', 'rejected', 'cancelled', 'revoked')")

REGISTRATION_STATE_WORDS = {
    RegistrationState.STARTED: N_("started"),
    RegistrationState.SUBMITTED: N_("submitted"),
    RegistrationState.UNDER_REVIEW: N_("under review"),
    RegistrationState.APPROVED: N_("approved"),
    RegistrationState.WAITLISTED: N_("on the waiting list"),
    RegistrationState.OFFERED: N_("offered a place"),
    RegistrationState.LAPSED: N_("lapsed"),
    RegistrationState.REJECTED: N_("refused"),
    RegistrationState.CANCELLED: N_("cancelled"),
    RegistrationState.REVOKED: N_("revoked"),
    RegistrationState.CHECKED_IN: N_("arrived"),
    RegistrationState.NO_SHOW: N_("did not come"),
}


class EndedAlready(Refused):
    words = N_("This registration has ended already.")


class SpeakersDecline(Refused):
    words = N_("Who speaks at the forum is registered with the invitation: change the answer there.")


class Category(StrEnum):
    """Hidden until there are two that people choose from (decision 37)."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"


class SeatPool(Base):
    """The places of an edition. One conditional update takes one; the database refuses what code forgets.

    ``ceiling`` is the capacity, or what is taken where an organiser lowered the capacity below it: that
    cancels nobody (INV-15), and still nothing beyond it can be taken.
    """

    __tablename__ = "seat_pools"
    __table_args__ = (
        UniqueConstraint("edition_id"),
        CheckConstraint("taken >= 0", name="not_below_zero"),
        CheckConstraint("ceiling IS NULL OR taken <= ceiling", name="never_oversold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    capacity: Mapped[int | None] = mapped_column(default=None)
    """None: as many as come."""
    ceiling: Mapped[int | None] = mapped_column(default=None)
    taken: Mapped[int] = mapped_column(default=0)


class Registration(Base):
    """One participant of one edition; keeps its own name and address (decision 2)."""

    __tablename__ = "registrations"
    __table_args__ = (
        # One live registration per person and edition (INV-12).
        Index(
            "uq_registrations_live_address",
            "edition_id",
            "email_normalised",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "edition_id", "state", "queued_at"),
        UniqueConstraint("edition_id", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    reference: Mapped[str] = mapped_column(String(20))
    """Short and easy to say on the telephone: ``F3D26-7KQ4``."""
    name: Mapped[str] = mapped_column(String(200), repr=False)
    email: Mapped[str] = mapped_column(String(254), repr=False)
    email_normalised: Mapped[str] = mapped_column(String(254), repr=False)
    """For a speaker without an address something that no address can be: ``person 12``."""
    organisation: Mapped[str] = mapped_column(String(200), default="", repr=False)
    language: Mapped[str] = mapped_column(String(10), default="en")
    category: Mapped[str] = mapped_column(String(20), default=Category.PARTICIPANT)
    mode: Mapped[str] = mapped_column(String(20), default=Mode.IN_PERSON)
    state: Mapped[str] = mapped_column(String(20), default=RegistrationState.SUBMITTED)
    takes_place: Mapped[bool] = mapped_column(default=True)
    """Role holders never use up a public place (INV-16)."""
    source: Mapped[str] = mapped_column(String(20), default="self")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Since when on the waiting list; with the id the order, never changed by edits (INV-13)."""
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the owner of the mailbox pressed the button (decision 23)."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    letter_count: Mapped[int] = mapped_column(default=0)
    """Letters about this registration so far; part of their key, so that none is sent twice (INV-32)."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), default=None, index=True
    )
    search_text: Mapped[str] = mapped_column(default="", repr=False)
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(repr=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def about(self) -> str:
        """What its letters belong to."""
        return f"registration {self.id}"

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED_STATES

    @property
    def holds_place(self) -> bool:
        return self.state in (RegistrationState.APPROVED, RegistrationState.CHECKED_IN) and self.takes_place

    @property
    def is_waiting(self) -> bool:
        return self.state == RegistrationState.WAITLISTED

    @property
    def is_speaker(self) -> bool:
        return self.category == Category.SPEAKER

    @property
    def may_be_cancelled(self) -> bool:
        return self.is_live and not self.is_speaker

    @property
    def unconfirmed_until(self) -> datetime | None:
        """Until when it is kept without a confirmed address; None where nothing is left to confirm."""
        if self.verified_at is not None or not self.is_live or self.is_speaker:
            return None
        on = wall_times.to_wall(self.submitted_at, self.edition.time_zone).date()
        on_the_day = on >= self.edition.starts_on
        return self.submitted_at + (UNCONFIRMED_ON_THE_DAY_FOR if on_the_day else UNCONFIRMED_FOR)

    @property
    def masked_email(self) -> str:
        """Enough to recognise one's own address, for a page that a forwarded link may show to others."""
        local, at, domain = self.email.rpartition("@")
        return f"{local[:1]}…{at}{domain}" if at else ""

    def rename(self, name: str, organisation: str) -> None:
        """Changes nothing in the order of the waiting list (INV-13)."""
        self.name, self.organisation = name, organisation
        self.refresh_search()

    def refresh_search(self) -> None:
        self.search_text = names.search_key(self.name, self.organisation, self.email, self.reference)

    def have_place(self) -> None:
        self.state = RegistrationState.APPROVED

    def wait(self, at: datetime) -> None:
        """Join the line at its end."""
        self.state = RegistrationState.WAITLISTED
        self.queued_at = at

    def verify(self, at: datetime) -> bool:
        """The owner of the mailbox pressed the button; False if she had before. Raises EndedAlready."""
        if not self.is_live:
            raise EndedAlready
        if self.verified_at is not None:
            return False
        self.verified_at = at
        return True

    def cancel(self, at: datetime) -> None:
        """Raises EndedAlready, SpeakersDecline."""
        if not self.is_live:
            raise EndedAlready
        if self.is_speaker:
            raise SpeakersDecline
        self._end(RegistrationState.CANCELLED, at)

    def lapse(self, at: datetime) -> None:
        """Nobody confirmed the address in time."""
        self._end(RegistrationState.LAPSED, at)

    def become_speaker(self, person_id: int, at: datetime) -> None:
        """A role holder comes without using up a public place (INV-16)."""
        self.category, self.takes_place = Category.SPEAKER, False
        self.person_id = person_id
        self.verified_at = self.verified_at or at
        self.have_place()

    def become_participant(self, takes_place: bool) -> None:
        """The role ended; what becomes of her depends on whether a place is free."""
        self.category, self.takes_place = Category.PARTICIPANT, takes_place

    def end_as_speaker(self, at: datetime) -> None:
        self._end(RegistrationState.CANCELLED, at)

    def _end(self, state: RegistrationState, at: datetime) -> None:
        self.state, self.ended_at = state, at
