"""Asking a person: the invitation, its states, its answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime, new_public_id
from forumapp.forums.models import Edition, EditionState
from forumapp.people.models import Person
from forumapp.programme.models import SessionRole
from forumapp.programme.vocabulary import Part
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
    InvitationState.EXPIRED: N_("no answer in time"),
    InvitationState.REVOKED: N_("withdrawn by the hosts"),
    InvitationState.BOUNCED: N_("could not be delivered"),
    InvitationState.WITHDRAWN: N_("withdrawn by the invitee"),
}
DRAFTS = frozenset({InvitationState.DRAFT, InvitationState.CLEARED})
ANSWERED = frozenset({InvitationState.ACCEPTED, InvitationState.DECLINED})
ANSWERABLE = ANSWERED | {InvitationState.SENT}
"""By the invitee herself, while there is time."""
RECORDABLE = ANSWERABLE | DRAFTS | {InvitationState.BOUNCED}
"""By the desk, which may have been told in any of these (decision 21)."""


class Word(StrEnum):
    """The four words of screens (decision 24)."""

    DRAFT = "draft"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"


WORDS = {Word.DRAFT: N_("Draft"), Word.WAITING: N_("Waiting"), Word.YES: N_("Yes"), Word.NO: N_("No")}
STATES_OF_WORD: dict[Word, tuple[InvitationState, ...]] = {
    Word.DRAFT: (InvitationState.DRAFT, InvitationState.CLEARED),
    Word.WAITING: (
        InvitationState.SENT,
        InvitationState.EXPIRED,
        InvitationState.BOUNCED,
        InvitationState.REPRESENTATIVE_NOMINATED,
    ),
    Word.YES: (InvitationState.ACCEPTED,),
    Word.NO: (InvitationState.DECLINED, InvitationState.REVOKED, InvitationState.WITHDRAWN),
}
WORD_OF_STATE = {state: word for word, states in STATES_OF_WORD.items() for state in states}


class Purpose(StrEnum):
    ATTEND = "attend"
    SPEAK = "speak"
    MODERATE = "moderate"


MODERATING = frozenset({Part.CHAIR, Part.MODERATOR, Part.ONLINE_MODERATOR})


class How(StrEnum):
    """How an answer that the desk recorded had reached it."""

    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in_person"


HOW_WORDS = {
    How.PHONE: N_("by telephone"),
    How.LETTER: N_("by letter or mail"),
    How.IN_PERSON: N_("in person"),
}


class NoLongerAnswerable(Refused):
    words = N_("The time to change this answer is over. Write to the forum's desk instead.")


class NothingToSend(Refused):
    words = N_("This invitation was sent already.")


class NotWaiting(Refused):
    words = N_("Only an invitation that waits for an answer can be sent once more.")


class CalledOff(Refused):
    words = N_("This session was cancelled, so no answer is needed any more.")


class EndedAlready(Refused):
    words = N_("This invitation was withdrawn already.")


class Invitation(Base):
    """One person asked for one part."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "edition_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True)
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
    def is_draft(self) -> bool:
        return self.state in DRAFTS

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come, late or not."""
        return self.state in (InvitationState.SENT, InvitationState.BOUNCED) and not self.is_called_off

    @property
    def is_recordable(self) -> bool:
        return self.state in RECORDABLE and not self.is_called_off

    @property
    def is_revocable(self) -> bool:
        return self.state not in (InvitationState.REVOKED, InvitationState.WITHDRAWN)

    @property
    def is_called_off(self) -> bool:
        """Whether what she was asked for does not take place."""
        return self.edition.state == EditionState.CANCELLED or self.part_asked.session.is_cancelled

    @property
    def part_asked(self) -> SessionRole:
        """The part in a session; every invitation has one as long as nobody is asked merely to attend."""
        if self.role is None:
            raise ValueError(f"invitation {self.id} asks for no part")
        return self.role

    @property
    def reference(self) -> str:
        """Easy to say on the telephone: ``F3D26-I12``."""
        return f"{self.edition.series.code}{self.edition.starts_on.year % 100:02}-I{self.id}"

    def state_at(self, now: datetime) -> InvitationState:
        """Time alone makes an unanswered invitation an expired one (decision 24)."""
        state = InvitationState(self.state)
        until = self.answerable_until()
        late = state == InvitationState.SENT and until is not None and until <= now
        return InvitationState.EXPIRED if late else state

    def answerable_until(self) -> datetime | None:
        if self.respond_by:
            return self.respond_by
        return self.role.session.starts_at if self.role else None

    def is_answerable(self, now: datetime) -> bool:
        until = self.answerable_until()
        return self.state in ANSWERABLE and not self.is_called_off and (until is None or now < until)

    def send(self, respond_by: datetime, at: datetime) -> None:
        """Raises NothingToSend unless it is a draft (pressing twice sends once)."""
        if not self.is_draft:
            raise NothingToSend
        self._set_sent(respond_by, at)

    def send_again(self, respond_by: datetime, at: datetime) -> None:
        """To a mended address or with more time. Raises NotWaiting unless an answer is still to come."""
        if not self.is_waiting:
            raise NotWaiting
        self._set_sent(respond_by, at)

    def answer(self, state: InvitationState, message: str, at: datetime) -> None:
        """Yes or no from the invitee; may be changed until the deadline.

        Raises NoLongerAnswerable, CalledOff.
        """
        self.refuse_unless_answerable(at)
        self._set_answer(state, message, at)

    def record(self, state: InvitationState, message: str, how: str, at: datetime) -> None:
        """Yes or no told to the desk, by telephone, letter or in person; nobody has to be written to for it."""
        if self.is_called_off:
            raise CalledOff
        if self.state not in RECORDABLE:
            raise EndedAlready
        self._set_answer(state, message, at)
        self.recorded_how = how

    def revoke(self) -> None:
        """The hosts take it back. Raises EndedAlready."""
        if not self.is_revocable:
            raise EndedAlready
        self.state = InvitationState.REVOKED

    def refuse_unless_answerable(self, at: datetime) -> None:
        if self.is_called_off:
            raise CalledOff
        if not self.is_answerable(at):
            raise NoLongerAnswerable

    def _set_sent(self, respond_by: datetime, at: datetime) -> None:
        self.state = InvitationState.SENT
        self.respond_by = respond_by
        self.sent_at = at
        self.sent_count += 1

    def _set_answer(self, state: InvitationState, message: str, at: datetime) -> None:
        self.state = state
        self.message = message
        self.answered_at = at
        self.answer_count += 1
        self.recorded_how = ""
