"""The working programme: sessions with their time and room, and who hosts them; who speaks is in ``roles``.

The public never sees this; it sees a release (``agenda``).
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import names, wall_times
from forumapp.accounts.models import RoleGrant
from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition, Mode, Room, Topic
from forumapp.forums.tracks import Track
from forumapp.programme.vocabulary import (
    CLOSED_ACCESS,
    QUIET_FORMATS,
    Access,
    Attribution,
    Captions,
    Format,
    Listing,
    Photography,
    Recording,
    SessionKind,
    SessionLevel,
)
from forumapp.refusals import Refused
from forumapp.words import N_, Text

if TYPE_CHECKING:
    from forumapp.programme.agenda_items import AgendaItem
    from forumapp.programme.roles import SessionRole

LONGEST = timedelta(hours=12)
"""No session is longer (INV-06)."""


class NoLength(Refused):
    words = N_("A session ends after it starts: write how many minutes it takes.")


class TooLong(Refused):
    words = N_("A session may take twelve hours at most.")


class ShorterThanItems(Refused):
    words = N_("The items inside %(code)s take %(needed)s minutes together; %(minutes)s minutes are too few.")


class AlreadyCancelled(Refused):
    words = N_("This session is cancelled already.")


class AlreadyPostponed(Refused):
    words = N_("This session has no time that could be postponed.")


class NotCancelled(Refused):
    words = N_("This session is not cancelled.")


class SessionState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


session_topics = Table(
    "session_topics",
    Base.metadata,
    Column("session_id", ForeignKey("forum_sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True),
)


class ForumSession(Base):
    """Anything with a title in the timetable, closed meetings and coffee included."""

    __tablename__ = "forum_sessions"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="whole_slot"),
        Index(None, "edition_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    """Stable for life; calendars know the session by it (INV-36)."""
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[Text] = mapped_column(TextType)
    abstract: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    format: Mapped[str] = mapped_column(String(20), default=Format.PANEL)
    format_label: Mapped[str] = mapped_column(String(60), default="")
    """The word of an imported programme where it is none of ours (decision 32)."""
    access: Mapped[str] = mapped_column(String(20), default=Access.PUBLIC)
    listing: Mapped[str] = mapped_column(String(20), default=Listing.SHOWN)
    attribution: Mapped[str] = mapped_column(String(20), default=Attribution.ON_RECORD)
    recording: Mapped[str] = mapped_column(String(20), default=Recording.NONE)
    mode: Mapped[str] = mapped_column(String(20), default=Mode.IN_PERSON)
    captions: Mapped[str] = mapped_column(String(20), default=Captions.NONE)
    languages: Mapped[list[str]] = mapped_column(JSON, default_factory=lambda: ["en"])
    """BCP 47 tags of the floor languages."""
    interpretation: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    note: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """A line under the session: "During the lunch break"."""
    kind: Mapped[str] = mapped_column(String(20), default=SessionKind.REGULAR)
    level: Mapped[str] = mapped_column(String(20), default=SessionLevel.WORKING)
    photography: Mapped[str] = mapped_column(String(20), default=Photography.OPEN)
    is_streamed: Mapped[bool] = mapped_column(default=False)
    sign_languages: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """BCP 47 tags: ``ils`` is International Sign."""
    seats: Mapped[int | None] = mapped_column(default=None)
    """How many may take part in the room; None: as many as it holds."""
    online_seats: Mapped[int | None] = mapped_column(default=None)
    setup_minutes: Mapped[int] = mapped_column(default=0)
    """The room is taken so long before the start."""
    teardown_minutes: Mapped[int] = mapped_column(default=0)
    doors_minutes: Mapped[int] = mapped_column(default=0)
    """People are let in so long before the start; 0: with it."""
    call_minutes: Mapped[int] = mapped_column(default=30)
    """Who has a part is expected in the room so long before the start."""
    catering: Mapped[str] = mapped_column(String(300), default="")
    """For the team's papers, as are who leads the session and how to reach her or him."""
    lead_organiser: Mapped[str] = mapped_column(String(200), default="", repr=False)
    embargo_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Until then the public reads its title, time and room alone (domain.md 8.4)."""
    slides_due_on: Mapped[date | None] = mapped_column(Date, default=None)
    report_due_on: Mapped[date | None] = mapped_column(Date, default=None)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    wall_start: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    """Start as typed, without zone, in ``time_zone``: the rules of a zone may change before the day (domain.md 8.3)."""
    time_zone: Mapped[str | None] = mapped_column(String(60), default=None)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"), init=False, index=True)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id", ondelete="SET NULL"), init=False, index=True)
    state: Mapped[str] = mapped_column(String(20), default=SessionState.CONFIRMED)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    postponed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    postponed_start: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was to be; the public reads there that it is postponed, until it has its new time."""
    postponed_end: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    """Grows with each change of time or place, also on cancellation (INV-36)."""
    search_text: Mapped[str] = mapped_column(init=False, repr=False, default="")
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(repr=False)
    room: Mapped[Room | None] = relationship(default=None, repr=False)
    track: Mapped[Track | None] = relationship(default=None, repr=False)
    topics: Mapped[list[Topic]] = relationship(
        secondary=session_topics, default_factory=list, repr=False, order_by="Topic.position"
    )
    hosts: Mapped[list["SessionHost"]] = relationship(
        init=False, repr=False, order_by="SessionHost.position", cascade="all, delete-orphan"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="session",
        init=False,
        repr=False,
        order_by="AgendaItem.position",
        cascade="all, delete-orphan",
    )
    cohosting: Mapped[list[RoleGrant]] = relationship(
        secondary="session_cohosts", init=False, repr=False, viewonly=True, order_by=RoleGrant.id
    )
    """By which grants somebody of the team co-hosts it, see ``cohosts``."""
    roles: Mapped[list["SessionRole"]] = relationship(
        back_populates="session",
        init=False,
        repr=False,
        order_by="SessionRole.position",
        cascade="all, delete-orphan",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def is_postponed(self) -> bool:
        """To a time that nobody knows yet: its room and its people are free."""
        return self.postponed_at is not None and not self.is_cancelled

    @property
    def listed_from(self) -> datetime | None:
        """When it starts, or was to start before it was postponed."""
        return self.starts_at or self.postponed_start

    @property
    def listed_until(self) -> datetime | None:
        return self.ends_at or self.postponed_end

    @property
    def is_draft(self) -> bool:
        return self.state == SessionState.DRAFT

    @property
    def is_quiet(self) -> bool:
        """Whether it is there to be known, not to be read: a break, a photograph."""
        return self.format in QUIET_FORMATS

    @property
    def is_closed(self) -> bool:
        """Whether the public sees only that something closed takes place (domain.md 8.4)."""
        return self.listing == Listing.WITHOUT_DETAILS or self.access in CLOSED_ACCESS

    @property
    def asks_before_naming(self) -> bool:
        """Whether a name is printed only with its bearer's consent (domain.md 8.4)."""
        return self.access == Access.INVITATION or self.attribution != Attribution.ON_RECORD

    @property
    def minutes(self) -> int | None:
        if self.starts_at is None or self.ends_at is None:
            return None
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def minutes_of_items(self) -> int:
        return sum(item.minutes for item in self.items)

    def overlaps(self, other: "ForumSession") -> bool:
        """Whether both run at one moment; one may begin at the minute the other ends."""
        if not (self.starts_at and self.ends_at and other.starts_at and other.ends_at):
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def place(self, wall_start: datetime, minutes: int, zone: str, fold: int | None, room: Room | None) -> None:
        """Give it its time, as clocks in ``zone`` show it, and its room.

        Raises NoLength, TooLong, ShorterThanItems, MissingLocalTime, DoubledLocalTime.
        """
        if minutes <= 0:
            raise NoLength
        if timedelta(minutes=minutes) > LONGEST:
            raise TooLong
        if minutes < (needed := self.minutes_of_items):
            raise ShorterThanItems(code=self.code, needed=needed, minutes=minutes)
        starts_at = wall_times.to_instant(wall_start, zone, fold)
        self._put(starts_at, starts_at + timedelta(minutes=minutes), room)
        self.wall_start, self.time_zone = wall_start, zone

    def take_off_timetable(self, room: Room | None = None) -> None:
        """It has a title, but no time yet."""
        self._put(None, None, room)
        self.wall_start = self.time_zone = None

    def is_under_embargo(self, now: datetime) -> bool:
        return self.embargo_until is not None and now < self.embargo_until

    def cancel(self, at: datetime) -> None:
        """It does not take place; its room and its people are free at once. Raises AlreadyCancelled."""
        if self.is_cancelled:
            raise AlreadyCancelled
        self.state = SessionState.CANCELLED
        self.cancelled_at = at
        self.calendar_sequence += 1

    def postpone(self, at: datetime) -> None:
        """It takes place later; when, is not known yet. Until then it stays listed at its old time.

        Raises AlreadyCancelled, AlreadyPostponed.
        """
        if self.is_cancelled:
            raise AlreadyCancelled
        if self.starts_at is None:
            raise AlreadyPostponed
        start, end = self.starts_at, self.ends_at
        self.take_off_timetable(self.room)
        self.postponed_start, self.postponed_end, self.postponed_at = start, end, at

    def restore(self) -> None:
        """It takes place after all. Raises NotCancelled."""
        if not self.is_cancelled:
            raise NotCancelled
        self.state = SessionState.CONFIRMED
        self.cancelled_at = None
        self.calendar_sequence += 1

    def back_to_draft(self) -> None:
        """The next release leaves it out."""
        self.state = SessionState.DRAFT

    def take_into_programme(self) -> None:
        """A draft is released from now on; a cancelled session stays cancelled."""
        if self.is_draft:
            self.state = SessionState.CONFIRMED

    def refresh_keys(self) -> None:
        self.search_text = names.search_key(self.code, self.title.everything(), self.abstract.everything())

    def _put(self, starts_at: datetime | None, ends_at: datetime | None, room: Room | None) -> None:
        """Calendars take a change only if the sequence grew (INV-36). A time or none: it is postponed no more."""
        self.postponed_at = self.postponed_start = self.postponed_end = None
        if (self.starts_at, self.ends_at, self.room) != (starts_at, ends_at, room):
            self.starts_at, self.ends_at, self.room = starts_at, ends_at, room
            self.calendar_sequence += 1


class SessionHost(Base):
    """An organisation that hosts one session, in order (as at RightsCon: three co-facilitators)."""

    __tablename__ = "session_hosts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False, index=True)
    position: Mapped[int]
    name: Mapped[Text] = mapped_column(TextType)
