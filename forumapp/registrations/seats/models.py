"""Seats of sessions: how a session gives them, and one person's seat, or her place in the line for it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import wall_times
from forumapp.database import Base, UtcDateTime
from forumapp.forums.models import Mode
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.registrations.line import EVERYBODY, FIRST_OF_ALL, OFFERED_ON_THE_DAY_FOR, is_over, open_until
from forumapp.registrations.models import Registration
from forumapp.words import N_

RECONFIRMED_WITHIN = timedelta(days=3)
"""So long a seat waits for an answer after its session moved to another day (E24)."""
LINE_ENDS_BEFORE = timedelta(hours=1)
"""So long before the session nobody new is offered a seat: those who still wait are told that it is full."""

ABSENT_AFTER = timedelta(minutes=10)
"""So long after the start the seats of those who are not in the room can be given to who waits at the door."""


class SeatState(StrEnum):
    """contract.md, seat states."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    LAPSED = "lapsed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NEEDS_RECONFIRMATION = "needs_reconfirmation"
    RELEASED = "released"
    ATTENDED = "attended"


SEAT_STATE_WORDS = {
    SeatState.REQUESTED: N_("the team decides"),
    SeatState.CONFIRMED: N_("has a seat"),
    SeatState.WAITLISTED: N_("on the waiting list"),
    SeatState.OFFERED: N_("is offered a seat"),
    SeatState.LAPSED: N_("let the offer pass"),
    SeatState.REFUSED: N_("refused"),
    SeatState.CANCELLED: N_("given back"),
    SeatState.NEEDS_RECONFIRMATION: N_("has to confirm again"),
    SeatState.RELEASED: N_("needs none any more"),
    SeatState.ATTENDED: N_("was there"),
}
HOLDING_STATES = (
    SeatState.CONFIRMED,
    SeatState.OFFERED,
    SeatState.NEEDS_RECONFIRMATION,
    SeatState.ATTENDED,
)
"""Nobody else can have the seat meanwhile."""
LIVE_STATES = (*HOLDING_STATES, SeatState.REQUESTED, SeatState.WAITLISTED)
_LIVE = text("state NOT IN ('lapsed', 'refused', 'cancelled', 'released')")


class SeatClass(StrEnum):
    """For whom seats may be kept. While a session keeps none, everybody is ``PUBLIC`` (decision 37).

    ``INVITED`` is who was asked to this session by name: the hosts had her place in mind before they offered the
    others, so that, like a part (INV-16), it uses up none of the session's public seats and needs none to be free; the
    public seats stay what the team wrote (INV-10). The room has to hold them all, and is counted with them.
    """

    EXPERTS = "experts"
    MEMBERS = "members"
    PUBLIC = "public"
    INVITED = "invited"


SEAT_CLASS_WORDS = {
    SeatClass.EXPERTS: N_("experts"),
    SeatClass.MEMBERS: N_("members and groups"),
    SeatClass.PUBLIC: N_("everybody"),
    SeatClass.INVITED: N_("invited"),
}
PRIORITIES = {SeatClass.EXPERTS: 1, SeatClass.MEMBERS: 2, SeatClass.PUBLIC: EVERYBODY}
"""In the line, in which nobody stands who is invited."""


class NotWaiting(Refused):
    words = N_("This person does not wait for a seat any more.")


class NobodyReleased(Refused):
    words = N_("Seats are released from ten minutes after the start until the session ends.")


class InvitedByName(Refused):
    words = N_("This seat came with an invitation: it is given back by changing the answer there.")


class NothingToDecide(Refused):
    words = N_("This request was decided already.")


class Seating(Base):
    """That seats of a session are given by request, to whom, and how many are kept for whom."""

    __tablename__ = "session_seatings"
    __table_args__ = (
        UniqueConstraint("session_id"),
        CheckConstraint("kept_for_experts >= 0 AND kept_for_members >= 0", name="kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False)
    is_open: Mapped[bool] = mapped_column(default=False)
    """Whether participants see the session on their page and can ask for a seat."""
    standings: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Statuses of the series' places, such as ``member``, whose people may come; with ``groups`` empty: everybody."""
    groups: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Keys of the series' groups whose people may come."""
    kept_for_experts: Mapped[int] = mapped_column(default=0)
    kept_for_members: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(init=False)

    session: Mapped[ForumSession] = relationship(repr=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_limited(self) -> bool:
        return bool(self.standings or self.groups)

    @property
    def has_classes(self) -> bool:
        return bool(self.kept_for_experts or self.kept_for_members)

    def kept(self, mode: str) -> dict[str, int]:
        """How many seats each class has for itself; a stream keeps none."""
        if mode == Mode.ONLINE:
            return {}
        return {SeatClass.EXPERTS: self.kept_for_experts, SeatClass.MEMBERS: self.kept_for_members}


class Seat(Base):
    """One participant's seat in one session, or her wish for it. The row decides; letters only tell of it."""

    __tablename__ = "seats"
    __table_args__ = (
        # One live seat per registration and session (INV-12).
        Index(
            "uq_seats_live",
            "registration_id",
            "session_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "session_id", "mode", "state"),
        Index(None, "state", "offer_expires_at"),
        CheckConstraint("(state = 'offered') = (offer_expires_at IS NOT NULL)", name="offered_until"),
        CheckConstraint("reconfirm_by IS NULL OR state = 'needs_reconfirmation'", name="reconfirm_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False)
    mode: Mapped[str] = mapped_column(String(20))
    seat_class: Mapped[str] = mapped_column(String(20))
    priority: Mapped[int]
    """With ``requested_at`` and the id the order of the line, which no edit changes (INV-13)."""
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20), default=SeatState.REQUESTED)
    offer_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reconfirm_by: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Until when she has to say that she keeps the seat at another time; None: without a word she keeps it."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reason: Mapped[str] = mapped_column(String(1000), default="", repr=False)
    """Why the team put her first or refused her."""
    letter_count: Mapped[int] = mapped_column(default=0)
    """Part of the letters' key, so that none is sent twice (INV-32)."""
    version: Mapped[int] = mapped_column(init=False)

    registration: Mapped[Registration] = relationship(repr=False)
    session: Mapped[ForumSession] = relationship(repr=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def about(self) -> str:
        """What its letters belong to."""
        return f"seat {self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def holds(self) -> bool:
        return self.state in HOLDING_STATES

    @property
    def is_invited(self) -> bool:
        """Whether it came with an invitation, so that it ends there."""
        return self.seat_class == SeatClass.INVITED

    @property
    def is_waiting(self) -> bool:
        return self.state == SeatState.WAITLISTED

    @property
    def is_offered(self) -> bool:
        return self.state == SeatState.OFFERED

    @property
    def awaits_decision(self) -> bool:
        return self.state == SeatState.REQUESTED

    @property
    def is_to_reconfirm(self) -> bool:
        return self.state == SeatState.NEEDS_RECONFIRMATION

    def is_overdue(self, now: datetime) -> bool:
        """An offer or a question is open while now is before its deadline (decision 16)."""
        return is_over(self.offer_expires_at or self.reconfirm_by, now)

    def confirm(self) -> None:
        self._stand_in(SeatState.CONFIRMED)

    def come_invited(self, mode: str) -> None:
        """Whatever she had asked for before, the seat is hers by name; who is in the room stays there."""
        self.seat_class, self.priority, self.reason = SeatClass.INVITED, FIRST_OF_ALL, ""
        if self.state != SeatState.ATTENDED:
            self.mode = mode
            self.confirm()

    def ask_again(self, until: datetime | None) -> None:
        """The session is at quite another time: the seat stays hers until she gives it back, or ``until`` passes."""
        self._stand_in(SeatState.NEEDS_RECONFIRMATION)
        self.reconfirm_by = until

    def wait(self) -> None:
        self.state = SeatState.WAITLISTED

    def stand_as(self, earlier: "Seat") -> None:
        """In the line where her earlier wish stood, unless that was for the other way of taking part."""
        if self.mode == earlier.mode:
            self.seat_class, self.priority = earlier.seat_class, earlier.priority
            self.requested_at, self.reason = earlier.requested_at, earlier.reason

    def offer(self, now: datetime, starts_at: datetime | None) -> None:
        """To her alone, for a day, on the day of the session for two hours, and never beyond its start (INV-14)."""
        on_the_day = starts_at is not None and (
            wall_times.to_wall(now, self.session.edition.time_zone).date()
            == wall_times.to_wall(starts_at, self.session.edition.time_zone).date()
        )
        expires_at = open_until(now, on_the_day=on_the_day)
        self.state = SeatState.OFFERED
        self.offer_expires_at = min(expires_at, starts_at) if starts_at else expires_at

    def attend(self) -> None:
        self._stand_in(SeatState.ATTENDED)

    def put_first(self, reason: str) -> None:
        """By the team. Raises NotWaiting."""
        if not self.is_waiting:
            raise NotWaiting
        self.priority, self.reason = FIRST_OF_ALL, reason

    def end(self, state: SeatState, at: datetime, reason: str = "") -> None:
        self._stand_in(state)
        self.ended_at = at
        self.reason = reason or self.reason

    def _stand_in(self, state: SeatState) -> None:
        self.state, self.offer_expires_at, self.reconfirm_by = state, None, None


def reconfirmed_by(now: datetime, starts_at: datetime) -> datetime | None:
    """When a seat that moved to another day passes on; None where too little time is left to ask for an answer."""
    until = min(now + RECONFIRMED_WITHIN, starts_at - LINE_ENDS_BEFORE)
    return until if until >= now + OFFERED_ON_THE_DAY_FOR else None
