"""A letter to one person as a row: written with its cause, sent afterwards (decisions 17 and 18)."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Enum, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forumapp import clock
from forumapp.database import Base, UtcDateTime
from forumapp.notifications.problems import PROBLEM_WORDS, Problem
from forumapp.refusals import Refused
from forumapp.words import N_, translated

LEASE = timedelta(seconds=60)
"""How long a worker may keep a letter before another one takes it over."""

GIVE_UP_AFTER = timedelta(hours=72)
"""From the first try on, as long as mail servers customarily try."""

PERSONAL_LINK = N_("‹personal link›")
"""What stands for a secret link wherever a letter is shown."""


class State(StrEnum):
    """Where a letter stands; the names are part of the read-outs."""

    QUEUED = "queued"
    LEASED = "leased"
    RETRYING = "retrying"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    HELD = "held"


STATE_WORDS = {
    State.QUEUED: N_("Waiting to be sent"),
    State.LEASED: N_("Being sent"),
    State.RETRYING: N_("Will be tried again"),
    State.SENT: N_("Sent"),
    State.FAILED: N_("Could not be sent"),
    State.BOUNCED: N_("Came back"),
    State.SUPPRESSED: N_("Not sent: letters to this address are stopped"),
    State.CANCELLED: N_("Cancelled before it was sent"),
    State.HELD: N_("Held back"),
}

WAITING = (State.QUEUED, State.RETRYING, State.HELD)
"""States out of which nothing has left yet and nobody is sending."""


class StillOnItsWay(Refused):
    words = N_("This letter is still on its way; it will be sent by itself.")


def second_marker(marker: str) -> str:
    """What stands in the bodies for the secret part of the second link; the first one's marker is its end."""
    return f"second-{marker}"


class Message(Base, kw_only=True, repr=False):
    """One letter to one recipient. Its bytes are a function of this row: a second try is the same letter."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("kind", "about", "version", "recipient_key"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state = 'leased') = (lease_owner IS NOT NULL)", name="leased_has_owner"),
        CheckConstraint(
            "sealed_link IS NULL OR state IN ('queued', 'leased', 'retrying', 'held')",
            name="secret_wiped_when_done",
        ),
        CheckConstraint("(calendar_method IS NULL) = (calendar_content IS NULL)", name="calendar_whole"),
        Index(None, "state", "not_before"),
        Index(None, "edition_id", "queued_at"),
        Index(None, "about"),
        Index(None, "recipient_key"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str]
    """Name of the letter: of its function and of its folder under ``templates/email``."""
    about: Mapped[str]
    """What the letter belongs to, such as "invitation 12"."""
    version: Mapped[int] = mapped_column(BigInteger, default=1)
    recipient: Mapped[str]
    recipient_key: Mapped[str]
    """The address as it is compared, see ``names.normalise_email``."""
    recipient_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    time_zone: Mapped[str | None] = mapped_column(default=None)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id", ondelete="SET NULL"), default=None)

    message_id: Mapped[str] = mapped_column(unique=True)
    in_reply_to: Mapped[str | None] = mapped_column(default=None)
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str]
    sender_name: Mapped[str] = mapped_column(default="")
    reply_to: Mapped[str | None] = mapped_column(default=None)
    calendar_method: Mapped[str | None] = mapped_column(default=None)
    calendar_content: Mapped[str | None] = mapped_column(default=None)
    calendar_filename: Mapped[str | None] = mapped_column(default=None)
    more_calendars: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """Entries beyond the first: method, content and filename of each."""
    enclosed: Mapped[str | None] = mapped_column(default=None)
    """What picture travels with it, such as ``ticket 12``; see ``enclosures``."""

    link_purpose: Mapped[str | None] = mapped_column(default=None)
    link_object_id: Mapped[int | None] = mapped_column(default=None)
    link_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    link_marker: Mapped[str | None] = mapped_column(default=None)
    """What stands in the bodies for the secret part of the link."""
    second_link_purpose: Mapped[str | None] = mapped_column(default=None)
    second_link_object_id: Mapped[int | None] = mapped_column(default=None)
    """Of a letter about two things, where the other link leads; see ``second_marker``."""
    sealed_link: Mapped[bytes | None] = mapped_column(default=None)
    """The secret part, encrypted, or both of them with a space between; gone as soon as the letter is done with."""

    waited_for: Mapped[bool] = mapped_column(default=True)
    """Somebody waits for it, so that it leaves at night, too."""
    state: Mapped[State] = mapped_column(
        Enum(
            State,
            native_enum=False,
            length=20,
            values_callable=lambda states: [state.value for state in states],
        ),
        default=State.QUEUED,
    )
    unwanted: Mapped[bool] = mapped_column(default=False)
    """Cancelled while a worker was sending it: this try may succeed, there will be no other."""
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, default_factory=clock.now)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime, default_factory=clock.now)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lease_owner: Mapped[str | None] = mapped_column(default=None)
    """Names one claim, not one worker: a worker that slept through its lease cannot finish it (fencing)."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    problem: Mapped[Problem | None] = mapped_column(
        Enum(
            Problem,
            native_enum=False,
            length=30,
            values_callable=lambda problems: [p.value for p in problems],
        ),
        default=None,
    )
    reply_code: Mapped[int | None] = mapped_column(default=None)
    """What the mail server answered last, if it refused."""

    @property
    def has_personal_link(self) -> bool:
        return self.link_marker is not None

    @property
    def has_code(self) -> bool:
        """Whether its secret is a code, which leads nowhere by itself."""
        return self.link_marker is not None and self.link_purpose is None

    @property
    def can_be_sent_again(self) -> bool:
        return self.state in (State.SENT, State.FAILED, State.BOUNCED, State.SUPPRESSED, State.CANCELLED)

    @property
    def state_words(self) -> str:
        """For ``translated``."""
        return STATE_WORDS[self.state]

    @property
    def error(self) -> str:
        """Why it was not sent, in the language of the page, without addresses; empty when all is well."""
        if self.problem is None:
            return ""
        words = translated(PROBLEM_WORDS[self.problem])
        return f"{words} ({self.reply_code})" if self.reply_code else words

    @property
    def shown_text(self) -> str:
        """The letter as others than its recipient may read it."""
        if self.link_marker is None:
            return self.body_text
        return re.sub(rf"[^\s<>]*{re.escape(self.link_marker)}", translated(PERSONAL_LINK), self.body_text)

    def mark_failed(self, problem: Problem, reply_code: int | None = None) -> None:
        self._done(State.FAILED)
        self.problem, self.reply_code = problem, reply_code

    def mark_suppressed(self) -> None:
        """The address is on the list of those that get nothing; the secret is no longer needed."""
        self._done(State.SUPPRESSED)
        self.problem = Problem.SUPPRESSED

    def try_again(self, at: datetime, problem: Problem, reply_code: int | None = None) -> None:
        self._end_lease()
        self.state = State.RETRYING
        self.not_before = at
        self.problem, self.reply_code = problem, reply_code

    def give_back(self) -> None:
        """It was taken and not tried after all."""
        self._end_lease()
        self.attempts -= 1
        self.state = State.RETRYING if self.attempts else State.QUEUED
        if self.unwanted:
            self.call_off()
        elif not self.attempts:
            self.first_tried_at = None

    def cancel(self) -> None:
        """Nobody needs it any more. What a worker is sending at this moment may still arrive."""
        if self.state is State.LEASED:
            self.unwanted = True
        elif self.state in WAITING:
            self.call_off()

    def call_off(self) -> None:
        """Whoever holds it does not send it."""
        self._done(State.CANCELLED)

    def release(self, at: datetime) -> None:
        """No longer held: it leaves at that time, unless nobody wants it or its link leads nowhere any more."""
        if self.state is not State.HELD:
            return
        if self.unwanted or (self.link_expires_at and self.link_expires_at <= clock.now()):
            self.call_off()
        else:
            self.requeue()
            self.not_before = at

    def requeue(self) -> None:
        """From the start again, unchanged; for letters that never left."""
        self.state = State.QUEUED
        self.unwanted = False
        self.attempts = 0
        self.not_before = clock.now()
        self.first_tried_at = self.problem = self.reply_code = None

    def _done(self, state: State) -> None:
        self._end_lease()
        self.state = state
        self.sealed_link = None

    def _end_lease(self) -> None:
        self.lease_owner = self.leased_until = None

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.kind} about {self.about}: {self.state}>"


class Suppression(Base, kw_only=True, repr=False):
    """An address that gets nothing for now, and why."""

    __tablename__ = "suppressions"
    __table_args__ = (UniqueConstraint("address_key"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    address_key: Mapped[str]
    reason: Mapped[str]
    """``refused``: its mail server said that there is no such mailbox."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default_factory=clock.now)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """None: until somebody lifts it."""

    def __repr__(self) -> str:
        return f"<Suppression {self.id}: {self.reason}>"


class WorkerHeartbeat(Base):
    """When a worker last showed that it works: it wrote this row by way of the queue."""

    __tablename__ = "worker_heartbeats"

    worker: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
