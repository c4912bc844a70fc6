"""Participants: their registration, and the places there are."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import names, wall_times
from forumapp.database import Base, UtcDateTime
from forumapp.forums.models import Edition, Mode
from forumapp.refusals import Refused
from forumapp.registrations import line
from forumapp.registrations.categories.models import RegistrationCategory
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
_OFFERED = text("state = 'offered'")
_LIVE = text("state NOT IN ('lapsed', 'rejected', 'cancelled', 'revoked')")

COMING_STATES = (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)
HOLDING_STATES = (*COMING_STATES, RegistrationState.OFFERED)
"""Nobody else can have the place meanwhile; nor where she keeps it under review."""

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


class RegisteredAlready(Refused):
    words = N_("This address is registered already, as %(reference)s.")


class NoPlaceThere(Refused):
    """Where she would rather take part, in the room or online."""


class NoPlaceInRoom(NoPlaceThere):
    words = N_("All places in the room are taken. Nothing was changed: you take part online as before.")


class NoPlaceOnline(NoPlaceThere):
    words = N_("All places online are taken. Nothing was changed: you take part in the room as before.")


class SpeakersDecline(Refused):
    words = N_("Who speaks at the forum is registered with the invitation: change the answer there.")


class GuestsDecline(SpeakersDecline):
    words = N_("Who was invited by name is registered with the invitation: change the answer there.")


BY_INVITATION = "invitation"
"""The ``source`` of a registration that an accepted invitation brought about."""
BY_TEAM = "team"
"""The ``source`` of a registration that the team made in advance, for somebody who called or wrote."""


class Category(StrEnum):
    """Hidden until there are two that people choose from (decision 37)."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    GUEST = "guest"
    """Asked by name to attend, without a part."""


class NotWaiting(Refused):
    words = N_("This person does not wait for a place any more.")


class Side(StrEnum):
    """At a hybrid forum there are places in the room and, apart from them, online; elsewhere but the first."""

    ROOM = "room"
    STREAM = "stream"


class SeatPool(Base):
    """The places of an edition. One conditional update takes one; the database refuses what code forgets.

    ``ceiling`` is the capacity, or what is taken where an organiser lowered the capacity below it or a guest came above
    it: that cancels nobody (INV-15), and still nobody else can take one beyond it. The same for who is online at a
    hybrid forum.
    """

    __tablename__ = "seat_pools"
    __table_args__ = (
        UniqueConstraint("edition_id"),
        CheckConstraint("taken >= 0", name="not_below_zero"),
        CheckConstraint("ceiling IS NULL OR taken <= ceiling", name="never_oversold"),
        CheckConstraint("online_taken >= 0", name="online_not_below_zero"),
        CheckConstraint("online_ceiling IS NULL OR online_taken <= online_ceiling", name="online_never_oversold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    capacity: Mapped[int | None] = mapped_column(default=None)
    """None: as many as come."""
    ceiling: Mapped[int | None] = mapped_column(default=None)
    taken: Mapped[int] = mapped_column(default=0)
    online_capacity: Mapped[int | None] = mapped_column(default=None)
    online_ceiling: Mapped[int | None] = mapped_column(default=None)
    online_taken: Mapped[int] = mapped_column(default=0)

    @property
    def too_many(self) -> int:
        """How many more are taken than there are: the capacity was lowered (INV-15), or guests came above it."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    @property
    def online_too_many(self) -> int:
        return 0 if self.online_capacity is None else max(0, self.online_taken - self.online_capacity)


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
        Index(None, "edition_id", "state", "priority", "queued_at"),
        Index(
            "ix_registrations_offers",
            "offer_expires_at",
            sqlite_where=_OFFERED,
            postgresql_where=_OFFERED,
        ),
        UniqueConstraint("edition_id", "reference"),
        CheckConstraint("state <> 'offered' OR offer_expires_at IS NOT NULL", name="offered_until"),
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
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_categories.id", ondelete="SET NULL"), default=None, index=True
    )
    """Which one of the edition's own, where it has some; who speaks keeps it for the day after."""
    mode: Mapped[str] = mapped_column(String(20), default=Mode.IN_PERSON)
    state: Mapped[str] = mapped_column(String(20), default=RegistrationState.SUBMITTED)
    takes_place: Mapped[bool] = mapped_column(default=True)
    """Role holders never use up a public place (INV-16)."""
    keeps_place: Mapped[bool] = mapped_column(default=False)
    """Whether she had a place before she went back to the review, and keeps it meanwhile."""
    limited_to: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """Codes of the only sessions in which the team lets her ask for seats; None: as her category may."""
    source: Mapped[str] = mapped_column(String(20), default="self")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Since when on the waiting list; with class and id the order, never changed by edits (INV-13)."""
    priority: Mapped[int] = mapped_column(default=line.EVERYBODY)
    """Her class in the line, see ``line``; as it was when she registered, or first of all by the team's hand."""
    first_because: Mapped[str] = mapped_column(String(1000), default="", repr=False)
    """Why the team put her first."""
    offer_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Until when the place is hers alone; stays where she let it pass."""
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the owner of the mailbox pressed the button (decision 23)."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the desk last said that she is here; it stays where that is taken back. Her place hangs on no confirmed
    address then."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    letter_count: Mapped[int] = mapped_column(default=0)
    """Letters about this registration so far; part of their key, so that none is sent twice (INV-32)."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), default=None, index=True
    )
    search_text: Mapped[str] = mapped_column(default="", repr=False)
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(repr=False)
    own_category: Mapped[RegistrationCategory | None] = relationship(init=False, repr=False, viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def about(self) -> str:
        """What its letters belong to."""
        return f"registration {self.id}"

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED_STATES

    @property
    def side(self) -> Side:
        """Of which places she needs one."""
        return Side.ROOM if self.takes_place else Side.STREAM

    @property
    def place_held(self) -> Side | None:
        """Which of the places nobody else can have meanwhile; none for who speaks (INV-16)."""
        if self.is_speaker:
            return None
        holds = self.state in HOLDING_STATES or (self.is_under_review and self.keeps_place)
        return self.side if holds else None

    @property
    def holds_place(self) -> bool:
        return self.place_held is not None

    @property
    def takes_part(self) -> bool:
        """Whether she is a participant, in the room or online, and the address is hers."""
        comes = self.state in COMING_STATES or (self.is_under_review and self.keeps_place)
        return comes and self.verified_at is not None

    @property
    def may_choose_mode(self) -> bool:
        """In the room or online. Who was invited says so with the invitation; who is here is in the room; an offer
        is of one of both, and answered first.
        """
        settled = self.came_by_invitation or self.is_offered or self.state == RegistrationState.CHECKED_IN
        return self.edition.mode == Mode.HYBRID and not settled

    @property
    def is_waiting(self) -> bool:
        return self.state == RegistrationState.WAITLISTED

    @property
    def is_offered(self) -> bool:
        return self.state == RegistrationState.OFFERED

    @property
    def let_offer_pass(self) -> bool:
        """Whether that is why it ended; others lapse because nobody confirmed the address."""
        return self.state == RegistrationState.LAPSED and self.offer_expires_at is not None

    @property
    def is_first_of_all(self) -> bool:
        return self.priority == line.FIRST_OF_ALL

    @property
    def is_under_review(self) -> bool:
        return self.state == RegistrationState.UNDER_REVIEW

    @property
    def is_speaker(self) -> bool:
        return self.category == Category.SPEAKER

    @property
    def is_guest(self) -> bool:
        """Whether she was asked by name to attend, and said yes."""
        return self.category == Category.GUEST

    @property
    def came_by_invitation(self) -> bool:
        """Whether an accepted invitation is what keeps her here, so that it is changed there."""
        return self.is_speaker or self.is_guest

    @property
    def category_key(self) -> str:
        """As files name it."""
        if self.came_by_invitation or self.own_category is None:
            return self.category
        return self.own_category.key

    def may_ask_for_seat_in(self, session_code: str) -> bool:
        """As the team limited her, else as her category is limited."""
        allowed = self.limited_to
        if allowed is None and self.own_category is not None:
            allowed = self.own_category.sessions or None
        return allowed is None or session_code in allowed

    @property
    def may_be_cancelled(self) -> bool:
        return self.is_live and not self.came_by_invitation

    @property
    def unconfirmed_until(self) -> datetime | None:
        """Until when it is kept without a confirmed address; None where nothing is left to confirm.

        Who is offered a place has until then, and confirms the address by saying yes.
        """
        if (
            self.verified_at is not None
            or self.seen_at is not None
            or not self.is_live
            or self.came_by_invitation
            or self.is_offered
        ):
            return None
        on = wall_times.to_wall(self.submitted_at, self.edition.time_zone).date()
        on_the_day = on >= self.edition.starts_on
        return self.submitted_at + (UNCONFIRMED_ON_THE_DAY_FOR if on_the_day else UNCONFIRMED_FOR)

    def is_overdue(self, now: datetime) -> bool:
        """Whether a place was offered and the time for it is over."""
        return self.is_offered and line.is_over(self.offer_expires_at, now)

    @property
    def keeps_own_address(self) -> bool:
        """Of whoever is in the directory the address stands there, for invitations and registration alike."""
        return self.person_id is None

    @property
    def masked_email(self) -> str:
        """Enough to recognise one's own address, for a page that a forwarded link may show to others."""
        local, at, domain = self.email.rpartition("@")
        return f"{local[:1]}…{at}{domain}" if at else ""

    def rename(self, name: str, organisation: str) -> None:
        """Changes nothing in the order of the waiting list (INV-13)."""
        self.name, self.organisation = name, organisation
        self.refresh_search()

    def move_to(self, email: str, at: datetime) -> None:
        """To a mailbox whose owner has just confirmed it."""
        self.email, self.email_normalised = email, names.normalise_email(email)
        self.verified_at = self.verified_at or at
        self.refresh_search()

    def take_part(self, mode: str, takes_place: bool) -> None:
        self.mode, self.takes_place = mode, takes_place

    def refresh_search(self) -> None:
        self.search_text = names.search_key(self.name, self.organisation, self.email, self.reference)

    def have_place(self) -> None:
        self.state, self.keeps_place, self.offer_expires_at = RegistrationState.APPROVED, False, None

    def wait(self, at: datetime) -> None:
        """Join the line at its end, or come back to where she stood in it (INV-13)."""
        self.state = RegistrationState.WAITLISTED
        self.queued_at = self.queued_at or at

    def offer_place(self, now: datetime) -> None:
        """To her alone, for a day, on the days of the forum for two hours (INV-14)."""
        today = wall_times.to_wall(now, self.edition.time_zone).date()
        self.offer_expires_at = line.open_until(now, on_the_day=today >= self.edition.starts_on)
        self.state = RegistrationState.OFFERED

    def let_pass(self, at: datetime) -> None:
        """The time of the offer is over."""
        self._end(RegistrationState.LAPSED, at)

    def come_back(self) -> None:
        """She says yes when the time is over, and stands where she stood, ahead of all who asked later."""
        self.ended_at = self.offer_expires_at = None

    def come_back_last(self, priority: int) -> None:
        """The same in her class, at the end of the line."""
        self.come_back()
        self.queued_at = None
        self.priority, self.first_because = priority, ""

    def put_first(self, reason: str) -> None:
        """By the team. Raises NotWaiting."""
        if not self.is_waiting:
            raise NotWaiting
        self.priority, self.first_because = line.FIRST_OF_ALL, reason

    def be_reviewed(self) -> None:
        """First the team says yes; no place is taken until then."""
        self.state = RegistrationState.UNDER_REVIEW

    def go_back_to_review(self) -> None:
        """With her place, or her place in the line, kept."""
        self.keeps_place = self.holds_place
        self.state, self.offer_expires_at = RegistrationState.UNDER_REVIEW, None

    def verify(self, at: datetime) -> bool:
        """The owner of the mailbox pressed the button; False if she had before. Raises EndedAlready."""
        if not self.is_live:
            raise EndedAlready
        if self.verified_at is not None:
            return False
        self.verified_at = at
        return True

    def cancel(self, at: datetime) -> None:
        """Raises EndedAlready, SpeakersDecline, GuestsDecline."""
        if not self.is_live:
            raise EndedAlready
        if self.is_speaker:
            raise SpeakersDecline
        if self.is_guest:
            raise GuestsDecline
        self._end(RegistrationState.CANCELLED, at)

    def reject(self, at: datetime) -> None:
        """The team says no."""
        self._end(RegistrationState.REJECTED, at)

    def lapse(self, at: datetime) -> None:
        """Nobody confirmed the address in time."""
        self._end(RegistrationState.LAPSED, at)

    def become_speaker(self, person_id: int, at: datetime) -> None:
        """A role holder comes without using up a public place (INV-16)."""
        self.category, self.takes_place, self.offer_expires_at = Category.SPEAKER, False, None
        self.person_id = person_id
        self.verified_at = self.verified_at or at
        if self.state != RegistrationState.CHECKED_IN:
            self.have_place()

    def become_guest(self, person_id: int, at: datetime) -> None:
        """She was asked by name, and the place is hers."""
        self.category, self.offer_expires_at = Category.GUEST, None
        self.person_id = person_id
        self.verified_at = self.verified_at or at
        if self.state != RegistrationState.CHECKED_IN:
            self.have_place()

    def become_participant(self, takes_place: bool) -> None:
        """The role ended; what becomes of her depends on whether a place is free."""
        self.category, self.takes_place = Category.PARTICIPANT, takes_place

    def end_with_invitation(self, at: datetime) -> None:
        self._end(RegistrationState.CANCELLED, at)

    def _end(self, state: RegistrationState, at: datetime) -> None:
        self.state, self.ended_at = state, at
