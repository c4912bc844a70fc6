"""Asking a person: the invitation, its states, its answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, cast, literal, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition, EditionState, Mode
from forumapp.notifications.models import Message, State
from forumapp.people.models import Person
from forumapp.programme.models import SessionRole
from forumapp.programme.vocabulary import Format, Part
from forumapp.refusals import Refused
from forumapp.words import N_, Text


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
ANSWERABLE = ANSWERED | {
    InvitationState.SENT,
    InvitationState.BOUNCED,
    InvitationState.REPRESENTATIVE_NOMINATED,
    InvitationState.WITHDRAWN,
}
"""By the invitee herself, while there is time; a letter that came back may have reached her by another way."""
RECORDABLE = ANSWERABLE | DRAFTS | {InvitationState.BOUNCED}
"""By the desk, which may have been told in any of these (decision 21)."""


NOT_DELIVERED = frozenset({State.FAILED, State.BOUNCED, State.SUPPRESSED})
"""States of a letter that will not reach its invitee any more."""


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


class Answer(StrEnum):
    """What an invitee can say; ``undecided`` leaves the invitation open."""

    ACCEPT = "accept"
    ACCEPT_ONLINE = "accept_online"
    REPRESENT = "represent"
    UNDECIDED = "undecided"
    DECLINE = "decline"


class Level(StrEnum):
    """The rank of somebody who represents another; a ministerial session asks for it (INV-52)."""

    MINISTER = "minister"
    DEPUTY_MINISTER = "deputy_minister"
    AMBASSADOR = "ambassador"
    DIRECTOR = "director"
    EXPERT = "expert"
    OTHER = "other"


LEVEL_WORDS = {
    Level.MINISTER: N_("minister"),
    Level.DEPUTY_MINISTER: N_("deputy or vice-minister"),
    Level.AMBASSADOR: N_("ambassador or head of mission"),
    Level.DIRECTOR: N_("director or head of department"),
    Level.EXPERT: N_("expert or adviser"),
    Level.OTHER: N_("other"),
}
MINISTERIAL = frozenset({Level.MINISTER, Level.DEPUTY_MINISTER, Level.AMBASSADOR})


class NominationState(StrEnum):
    PROPOSED = "proposed"
    CLEARED = "cleared"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class NoLongerAnswerable(Refused):
    words = N_("The time to change this answer is over. Write to the forum's desk instead.")


class NothingToSend(Refused):
    words = N_("This invitation was sent already.")


class NotWaiting(Refused):
    words = N_("Only an invitation that waits for an answer can be sent once more.")


class CalledOff(Refused):
    words = N_("This session was cancelled, so no answer is needed any more.")


class RepresentativeInvited(Refused):
    words = N_("Your representative was invited already. To change this, write to the forum's desk.")


class NotRepresentable(Refused):
    words = N_("This invitation is personal; nobody else can be named for it.")


class NotOnline(Refused):
    words = N_("This session cannot be joined online.")


class NotAccepted(Refused):
    words = N_("Only a part that was accepted can be given up.")


class NothingToClear(Refused):
    words = N_("This representative was decided upon already.")


class RankTooLow(Refused):
    words = N_(
        "This session is limited to ministers, deputy ministers and ambassadors. "
        "Write why an exception is made, or do not clear this person."
    )


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
    costs: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """What is paid for, in one line; empty: the edition's own line."""
    with_words: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """The organiser's line on the others, for the time when nobody has confirmed yet."""
    may_be_represented: Mapped[bool] = mapped_column(default=True)
    undecided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When she said that she does not know yet; the invitation stays open."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Once for each time that it was sent (decision 19)."""
    available_days: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """ISO dates of the edition's days on which she can be there; none: not said."""
    suggested_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    """Whom she thinks of instead; a note to the organisers, never a person of the directory by itself."""
    suggested_organisation: Mapped[str] = mapped_column(String(200), default="", repr=False)
    suggested_why: Mapped[str] = mapped_column(default="", repr=False)
    on_behalf_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="SET NULL"), init=False, index=True
    )
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(repr=False)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, repr=False)
    role: Mapped[SessionRole | None] = relationship(default=None, repr=False)
    on_behalf_of: Mapped["Invitation | None"] = relationship(default=None, repr=False, remote_side="Invitation.id")
    """The invitation of the person whom this one represents."""
    nominations: Mapped[list["Nomination"]] = relationship(
        back_populates="invitation",
        init=False,
        repr=False,
        order_by="Nomination.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    letter_state: Mapped[State | None] = column_property(
        select(Message.state)
        .where(
            Message.about == literal("invitation ").concat(cast(id, String)),
            Message.kind.in_(("invitation_to_speak", "invitation_to_nominee")),
        )
        .order_by(Message.id.desc())
        .limit(1)
        .correlate_except(Message)
        .scalar_subquery()
    )
    """What became of the newest invitation letter when this row was read."""

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
    def is_undecided(self) -> bool:
        return self.state == InvitationState.SENT and self.undecided_at is not None

    @property
    def nomination(self) -> "Nomination | None":
        """The newest, whatever came of it."""
        return self.nominations[-1] if self.nominations else None

    @property
    def nomination_to_clear(self) -> "Nomination | None":
        newest = self.nomination
        return newest if newest and newest.state == NominationState.PROPOSED else None

    @property
    def is_represented(self) -> bool:
        """Whether somebody was cleared to stand in, so that no answer of hers alone can change it."""
        newest = self.nomination
        return (
            self.state == InvitationState.REPRESENTATIVE_NOMINATED
            and newest is not None
            and newest.state == NominationState.CLEARED
        )

    @property
    def can_be_online(self) -> bool:
        return self.part_asked.session.mode == Mode.HYBRID

    @property
    def answers(self) -> list[Answer]:
        """What she can say here. A representative names nobody else."""
        possible = {
            Answer.ACCEPT_ONLINE: self.can_be_online,
            Answer.REPRESENT: self.may_be_represented and self.on_behalf_of_id is None,
        }
        return [answer for answer in Answer if possible.get(answer, True)]

    @property
    def costs_shown(self) -> Text:
        return self.costs or self.edition.costs

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
        """Time alone makes an unanswered invitation an expired one (decision 24), and the post a bounced one."""
        state = InvitationState(self.state)
        if state == InvitationState.SENT and self.letter_state in NOT_DELIVERED:
            return InvitationState.BOUNCED
        until = self.answerable_until()
        late = state == InvitationState.SENT and until is not None and until <= now
        return InvitationState.EXPIRED if late else state

    def answerable_until(self) -> datetime | None:
        if self.respond_by:
            return self.respond_by
        return self.role.session.starts_at if self.role else None

    def is_answerable(self, now: datetime) -> bool:
        until = self.answerable_until()
        return (
            self.state in ANSWERABLE
            and not self.is_called_off
            and not self.is_represented
            and (until is None or now < until)
        )

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

    def hesitate(self, message: str, at: datetime) -> None:
        """She does not know yet; an earlier answer of hers no longer counts. Raises as ``answer``."""
        self.refuse_unless_answerable(at)
        self._set_answer(InvitationState.SENT, message, at)
        self.undecided_at = at

    def nominate(self, nomination: "Nomination", message: str, at: datetime) -> None:
        """Somebody else is to come; nothing is granted before the desk clears it (INV-51).

        Raises NotRepresentable, and as ``answer``.
        """
        if Answer.REPRESENT not in self.answers:
            raise NotRepresentable
        self.refuse_unless_answerable(at)
        self._set_answer(InvitationState.REPRESENTATIVE_NOMINATED, message, at)
        self.nominations.append(nomination)

    def withdraw(self, message: str, at: datetime) -> None:
        """She gives up a part she had accepted, until the session is over. Raises NotAccepted, CalledOff."""
        if self.is_called_off:
            raise CalledOff
        if self.state != InvitationState.ACCEPTED:
            raise NotAccepted
        self._set_answer(InvitationState.WITHDRAWN, message, at)

    def reopen(self) -> None:
        """The representative she named was not cleared: her own answer is asked for again."""
        self.state = InvitationState.SENT
        self.answered_at = None

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
        if self.is_represented:
            raise RepresentativeInvited
        if not self.is_answerable(at):
            raise NoLongerAnswerable

    def _set_sent(self, respond_by: datetime, at: datetime) -> None:
        self.state = InvitationState.SENT
        self.respond_by = respond_by
        self.sent_at = at
        self.sent_count += 1
        self.reminded_at = self.undecided_at = None

    def _set_answer(self, state: InvitationState, message: str, at: datetime) -> None:
        self.state = state
        self.message = message
        self.answered_at = at
        self.answer_count += 1
        self.recorded_how = ""
        self.undecided_at = None
        self.suggested_name = self.suggested_organisation = self.suggested_why = ""
        self.available_days = []
        if (proposed := self.nomination_to_clear) is not None:
            proposed.state = NominationState.TAKEN_BACK


class Nomination(Base):
    """Somebody named to come instead of the invitee; a name on paper until the desk clears it (INV-51)."""

    __tablename__ = "nominations"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"), init=False, index=True)
    name: Mapped[str] = mapped_column(String(200), repr=False)
    title: Mapped[str] = mapped_column(String(200), default="", repr=False)
    level: Mapped[str] = mapped_column(String(20), default=Level.OTHER)
    email: Mapped[str] = mapped_column(String(254), default="", repr=False)
    language: Mapped[str] = mapped_column(String(10), default="en")
    state: Mapped[str] = mapped_column(String(20), default=NominationState.PROPOSED)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    exception: Mapped[str] = mapped_column(default="", repr=False)
    """Why somebody of lower rank was cleared for a ministerial session; staff alone read it."""

    invitation: Mapped[Invitation] = relationship(back_populates="nominations", init=False, repr=False)

    @property
    def level_words(self) -> str:
        """For ``translated``."""
        return LEVEL_WORDS[Level(self.level)]

    @property
    def is_below_rank(self) -> bool:
        session = self.invitation.part_asked.session
        return session.format == Format.MINISTERIAL and self.level not in MINISTERIAL

    def clear(self, exception: str, at: datetime) -> None:
        """Raises NothingToClear, RankTooLow."""
        if self.is_below_rank and not exception:
            raise RankTooLow
        self._decide(NominationState.CLEARED, at)
        self.exception = exception if self.is_below_rank else ""

    def refuse(self, at: datetime) -> None:
        """Raises NothingToClear."""
        self._decide(NominationState.REFUSED, at)

    def _decide(self, state: NominationState, at: datetime) -> None:
        if self.state != NominationState.PROPOSED:
            raise NothingToClear
        self.state, self.decided_at = state, at
