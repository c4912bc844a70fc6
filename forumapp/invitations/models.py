"""Asking a person: the invitation, its states, its answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime
from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.programme.models import SessionRole
from forumapp.refusals import Refused
from forumapp.words import N_


class InvitationState(StrEnum):
    """contract.md, invitation states."""

    DRAFT = "draft"
    CLEARED = "cleared"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPRESENTATIVE_NOMINATED = "representative_nominated"
    EXPIRED = "expired"
    REVOKED = "revoked"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


INVITATION_STATE_WORDS = {
    InvitationState.DRAFT: N_("not sent yet"),
    InvitationState.CLEARED: N_("cleared for sending"),
    InvitationState.SENT: N_("sent, no answer yet"),
    InvitationState.ACCEPTED: N_("accepted"),
    InvitationState.DECLINED: N_("declined"),
    InvitationState.REPRESENTATIVE_NOMINATED: N_("representative named"),
    InvitationState.EXPIRED: N_("expired"),
    InvitationState.REVOKED: N_("revoked"),
    InvitationState.BOUNCED: N_("could not be delivered"),
    InvitationState.WITHDRAWN: N_("withdrawn by the invitee"),
}
ANSWERABLE = frozenset({InvitationState.SENT, InvitationState.ACCEPTED, InvitationState.DECLINED})


class Purpose(StrEnum):
    ATTEND = "attend"
    SPEAK = "speak"
    MODERATE = "moderate"


class NoLongerAnswerable(Refused):
    words = N_("The time to change this answer is over. Write to the forum's desk instead.")


class NothingToSend(Refused):
    words = N_("This invitation was sent already.")


class Invitation(Base):
    """One person asked for one part."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "edition_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True
    )
    role_id: Mapped[int | None] = mapped_column(
        ForeignKey("session_roles.id", ondelete="CASCADE"), init=False, unique=True
    )
    purpose: Mapped[str] = mapped_column(String(20), default=Purpose.SPEAK)
    state: Mapped[str] = mapped_column(String(30), default=InvitationState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    respond_by: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """The answer may be changed while now is before it; none: until the session begins."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    sent_count: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    answer_count: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="", repr=False)
    """The invitee's word to the desk; not public."""
    recorded_how: Mapped[str] = mapped_column(String(20), default="")
    """``phone``, ``letter`` or ``in_person`` where the desk recorded the answer (decision 21)."""
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(repr=False)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, repr=False)
    role: Mapped[SessionRole | None] = relationship(default=None, repr=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_answered(self) -> bool:
        return self.state in (InvitationState.ACCEPTED, InvitationState.DECLINED)

    def answerable_until(self) -> datetime | None:
        if self.respond_by:
            return self.respond_by
        return self.role.session.starts_at if self.role else None

    def is_answerable(self, now: datetime) -> bool:
        until = self.answerable_until()
        return self.state in ANSWERABLE and (until is None or now < until)

    def send(self, at: datetime) -> None:
        """Raises NothingToSend unless it is a draft (pressing twice sends once)."""
        if self.state not in (InvitationState.DRAFT, InvitationState.CLEARED):
            raise NothingToSend
        self.state = InvitationState.SENT
        self.sent_at = at
        self.sent_count += 1

    def answer(self, state: InvitationState, message: str, at: datetime) -> None:
        """Yes or no from the invitee; may be changed until the deadline, else NoLongerAnswerable."""
        if not self.is_answerable(at):
            raise NoLongerAnswerable
        self._set_answer(state, message, at)

    def record(self, state: InvitationState, message: str, how: str, at: datetime) -> None:
        """Yes or no told to the desk, by telephone, letter or in person; nobody has to be written to for it."""
        if self.state not in ANSWERABLE | {
            InvitationState.DRAFT,
            InvitationState.CLEARED,
            InvitationState.BOUNCED,
        }:
            raise NoLongerAnswerable
        self._set_answer(state, message, at)
        self.recorded_how = how

    def _set_answer(self, state: InvitationState, message: str, at: datetime) -> None:
        self.state = state
        self.message = message
        self.answered_at = at
        self.answer_count += 1
        self.recorded_how = ""
