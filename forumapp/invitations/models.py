"""Asking a person: the invitation, its states, its answer."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, cast, literal, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition, EditionState, Mode
from forumapp.invitations.nominations import Nomination
from forumapp.invitations.refusals import (
    AskedAgain,
    CalledOff,
    EndedAlready,
    NoLongerAnswerable,
    NotAccepted,
    NotCleared,
    NothingToReconfirm,
    NothingToSend,
    NotRepresentable,
    NotWaiting,
    RepresentativeInvited,
)
from forumapp.invitations.vocabulary import (
    ANSWERABLE,
    ANSWERED,
    DRAFTS,
    NOT_DELIVERED,
    RECORDABLE,
    REISSUABLE,
    Answer,
    By,
    InvitationState,
    NominationState,
    Purpose,
)
from forumapp.notifications.models import Message, State
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.words import Text

_AS_GUEST = text("role_id IS NULL AND session_id IS NULL AND state <> 'revoked'")
_AS_GUEST_OF_SESSION = text("session_id IS NOT NULL AND state <> 'revoked'")


class Invitation(Base):
    """One person asked for one part, or to attend without one: the forum, or a session with its seat."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "edition_id", "state"),
        # Nobody is asked twice to attend, however often the button is pressed.
        Index(
            "uq_invitations_as_guest",
            "edition_id",
            "person_id",
            unique=True,
            sqlite_where=_AS_GUEST,
            postgresql_where=_AS_GUEST,
        ),
        Index(
            "uq_invitations_as_guest_of_session",
            "session_id",
            "person_id",
            unique=True,
            sqlite_where=_AS_GUEST_OF_SESSION,
            postgresql_where=_AS_GUEST_OF_SESSION,
        ),
        CheckConstraint("role_id IS NULL OR session_id IS NULL", name="asks_for_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True)
    role_id: Mapped[int | None] = mapped_column(
        ForeignKey("session_roles.id", ondelete="CASCADE"), init=False, unique=True
    )
    session_id: Mapped[int | None] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False)
    """Which session a guest is asked to attend; of a part the part says it, and of the whole forum there is none."""
    purpose: Mapped[str] = mapped_column(String(20), default=Purpose.SPEAK)
    attends_as: Mapped[str] = mapped_column(String(20), default="")
    """Of a guest, in the room or online as she said; of a part the part itself says it."""
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
    answered_by: Mapped[str] = mapped_column(String(20), default="")
    """``contact`` where it was her contact who said so, behind a link of its own."""
    costs: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """What is paid for, in one line; empty: the edition's own line."""
    with_words: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """The organiser's line on the others, for the time when nobody has confirmed yet."""
    may_be_represented: Mapped[bool] = mapped_column(default=True)
    undecided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When she said that she does not know yet; the invitation stays open."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Once for each time that it was sent (decision 19)."""
    contact_reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """The same of the contact who receives her letters; a mailbox of its own, with a day of its own."""
    available_days: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """ISO dates of the edition's days on which she can be there; none: not said."""
    reconfirm_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When she was asked whether the new time suits her, as long as she has not said (INV-31)."""
    reconfirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
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
    session_to_attend: Mapped[ForumSession | None] = relationship(default=None, repr=False)
    on_behalf_of: Mapped["Invitation | None"] = relationship(
        default=None, repr=False, remote_side="Invitation.id", back_populates="representatives"
    )
    """The invitation of the person whom this one represents."""
    representatives: Mapped[list["Invitation"]] = relationship(
        back_populates="on_behalf_of", init=False, repr=False, order_by="Invitation.id", passive_deletes=True
    )
    """Who was invited on her behalf, one after the other."""
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
            Message.kind.in_(("invitation_to_speak", "invitation_to_attend", "invitation_to_nominee")),
        )
        .order_by(Message.id.desc())
        .limit(1)
        .correlate_except(Message)
        .scalar_subquery()
    )
    """What became of the newest invitation letter when this row was read."""

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_guest(self) -> bool:
        """Whether she is asked to attend, the forum or a session, without a part in it."""
        return self.role is None

    @property
    def session(self) -> ForumSession | None:
        """In which she has a part or a seat; None where she is asked to the forum as a whole."""
        return self.role.session if self.role else self.session_to_attend

    @property
    def is_draft(self) -> bool:
        return self.state in DRAFTS

    @property
    def awaits_clearance(self) -> bool:
        """Whether a host has to look at it before its letter may leave (decision 24)."""
        return self.state == InvitationState.DRAFT and self.edition.clears_invitations

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def is_answered_by_contact(self) -> bool:
        return self.answered_by == By.CONTACT

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come, late or not."""
        return self.state in (InvitationState.SENT, InvitationState.BOUNCED) and not self.is_called_off

    @property
    def is_silent(self) -> bool:
        """Whether she was reached, as far as the post knows, and has not answered."""
        return self.state == InvitationState.SENT and self.letter_state not in NOT_DELIVERED and not self.is_called_off

    @property
    def is_recordable(self) -> bool:
        return self.state in RECORDABLE and not self.is_called_off

    @property
    def is_reissuable(self) -> bool:
        return self.state in REISSUABLE

    @property
    def is_revocable(self) -> bool:
        return self.state not in (InvitationState.REVOKED, InvitationState.WITHDRAWN)

    @property
    def stands(self) -> bool:
        """Whether she may still come: neither she nor the hosts have ended it."""
        ended = (InvitationState.DECLINED, InvitationState.WITHDRAWN, InvitationState.REVOKED)
        return self.state not in ended

    @property
    def has_letter(self) -> bool:
        """Whether she may have it on paper: she was asked, and it stands."""
        return self.sent_at is not None and self.stands and not self.is_called_off

    @property
    def is_called_off(self) -> bool:
        """Whether what she was asked for does not take place."""
        cancelled = self.session is not None and self.session.is_cancelled
        return self.edition.state == EditionState.CANCELLED or cancelled

    @property
    def takes_place(self) -> bool:
        """Whether it stands in calendars: not while its forum is postponed."""
        return not self.is_called_off and self.edition.state != EditionState.POSTPONED

    @property
    def is_to_reconfirm(self) -> bool:
        """Whether she accepted another time than the one that stands now, and has not said that this one suits."""
        return self.state == InvitationState.ACCEPTED and self.reconfirm_asked_at is not None and not self.is_called_off

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
    def is_asked_again(self) -> bool:
        """Whether whom she named does not come, and she has not said yet what follows from it."""
        newest = self.nomination
        return (
            self.state == InvitationState.SENT
            and newest is not None
            and newest.state in (NominationState.REFUSED, NominationState.LEFT)
        )

    @property
    def may_come_back(self) -> bool:
        """Whether she, a representative who does not come, may still think better of it: until her principal spoke."""
        principal = self.on_behalf_of
        if principal is None or principal.nomination is None or not principal.is_asked_again:
            return False
        return principal.nomination.state == NominationState.LEFT and principal.representatives[-1] is self

    @property
    def has_lost_place(self) -> bool:
        """Whether she, a representative, had stepped back, and the place is no longer hers to take."""
        stepped_back = self.state in (InvitationState.DECLINED, InvitationState.WITHDRAWN)
        return self.on_behalf_of is not None and stepped_back and not self.may_come_back

    @property
    def asked_at(self) -> datetime | None:
        """When she was last asked: with the invitation, or again because her representative does not come."""
        newest = self.nomination
        again = newest.decided_at if newest and self.is_asked_again else None
        return max(self.sent_at, again) if self.sent_at and again else self.sent_at

    @property
    def can_be_online(self) -> bool:
        return (self.session or self.edition).mode == Mode.HYBRID

    @property
    def mode(self) -> str:
        """In the room or online, as she said; ``hybrid`` while she may choose."""
        return self.role.mode if self.role else self.attends_as or (self.session or self.edition).mode

    @property
    def begins_at(self) -> datetime | None:
        """When what she is asked for begins: her session, or the first day of the forum."""
        if self.session:
            return self.session.starts_at
        return datetime.combine(self.edition.starts_on, time(), ZoneInfo(self.edition.time_zone))

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
        """The part in a session; a guest has none, and whoever asks for it has made sure of that."""
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
        return self.respond_by or self.begins_at

    def is_answerable(self, now: datetime) -> bool:
        until = self.answerable_until()
        return (
            self.state in ANSWERABLE
            and not self.is_called_off
            and not self.is_represented
            and not self.has_lost_place
            and (until is None or now < until)
        )

    def take_part(self, mode: str) -> None:
        if self.role:
            self.role.mode = mode
        else:
            self.attends_as = mode

    def clear(self) -> None:
        """Its letter may leave. Raises NothingToSend unless it is a draft."""
        if not self.is_draft:
            raise NothingToSend
        self.state = InvitationState.CLEARED

    def hold_back(self) -> None:
        """Its letter may not leave after all. Raises NothingToSend unless it is a draft."""
        if not self.is_draft:
            raise NothingToSend
        self.state = InvitationState.DRAFT

    def send(self, respond_by: datetime, at: datetime) -> None:
        """Raises NothingToSend unless it is a draft (pressing twice sends once), NotCleared."""
        if not self.is_draft:
            raise NothingToSend
        if self.awaits_clearance:
            raise NotCleared
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

    def ask_to_reconfirm(self, at: datetime) -> None:
        self.reconfirm_asked_at, self.reconfirmed_at = at, None

    def reconfirm(self, at: datetime) -> None:
        """The new time suits her. Raises NothingToReconfirm."""
        if not self.is_to_reconfirm:
            raise NothingToReconfirm
        self.reconfirm_asked_at, self.reconfirmed_at = None, at

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

    def reopen(self, respond_by: datetime) -> None:
        """The representative she named does not come: her own answer is asked for again."""
        self.state = InvitationState.SENT
        self.answered_at = self.reminded_at = self.contact_reminded_at = None
        self.respond_by = respond_by
        self.answer_count += 1

    def represented_again(self, at: datetime) -> None:
        """Her representative, who had stepped back, comes after all."""
        self.state = InvitationState.REPRESENTATIVE_NOMINATED
        self.undecided_at, self.answered_at = None, at
        self.answer_count += 1

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
        if self.has_lost_place:
            raise AskedAgain
        if not self.is_answerable(at):
            raise NoLongerAnswerable

    def _set_sent(self, respond_by: datetime, at: datetime) -> None:
        self.state = InvitationState.SENT
        self.respond_by = respond_by
        self.sent_at = at
        self.sent_count += 1
        self.reminded_at = self.contact_reminded_at = self.undecided_at = None

    def _set_answer(self, state: InvitationState, message: str, at: datetime) -> None:
        self.state = state
        self.message = message
        self.answered_at = at
        self.answer_count += 1
        self.recorded_how = self.answered_by = ""
        self.undecided_at = self.reconfirm_asked_at = None
        self.suggested_name = self.suggested_organisation = self.suggested_why = ""
        self.available_days = []
        if (proposed := self.nomination_to_clear) is not None:
            proposed.state = NominationState.TAKEN_BACK
