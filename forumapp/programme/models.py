"""The working programme: sessions with their time and room, who hosts them, who speaks.

The public never sees this; it sees a release (``agenda``).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import names, wall_times
from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition, Mode, Room, Topic
from forumapp.people.models import Person
from forumapp.programme.vocabulary import (
    CLOSED_ACCESS,
    QUIET_FORMATS,
    Access,
    Attribution,
    Captions,
    Format,
    Listing,
    Part,
    Recording,
)
from forumapp.refusals import Refused
from forumapp.words import N_, Text

LONGEST = timedelta(hours=12)
"""No session is longer (INV-06)."""


class NoLength(Refused):
    words = N_("A session ends after it starts: write how many minutes it takes.")


class TooLong(Refused):
    words = N_("A session may take twelve hours at most.")


class AlreadyCancelled(Refused):
    words = N_("This session is cancelled already.")


class NotCancelled(Refused):
    words = N_("This session is not cancelled.")


class SessionState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class RoleState(StrEnum):
    PROPOSED = "proposed"
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LIVE_ROLES = frozenset({RoleState.PROPOSED, RoleState.INVITED, RoleState.CONFIRMED})


class NameShown(StrEnum):
    """What somebody said about her name in the public programme."""

    UNASKED = "unasked"
    AGREED = "agreed"
    REFUSED = "refused"


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
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    wall_start: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    """Start as typed, without zone, in ``time_zone``: the rules of a zone may change before the day (domain.md 8.3)."""
    time_zone: Mapped[str | None] = mapped_column(String(60), default=None)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"), init=False, index=True)
    state: Mapped[str] = mapped_column(String(20), default=SessionState.CONFIRMED)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    """Grows with each change of time or place, also on cancellation (INV-36)."""
    search_text: Mapped[str] = mapped_column(init=False, repr=False, default="")
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(repr=False)
    room: Mapped[Room | None] = relationship(default=None, repr=False)
    topics: Mapped[list[Topic]] = relationship(
        secondary=session_topics, default_factory=list, repr=False, order_by="Topic.position"
    )
    hosts: Mapped[list["SessionHost"]] = relationship(
        init=False, repr=False, order_by="SessionHost.position", cascade="all, delete-orphan"
    )
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

    def overlaps(self, other: "ForumSession") -> bool:
        """Whether both run at one moment; one may begin at the minute the other ends."""
        if not (self.starts_at and self.ends_at and other.starts_at and other.ends_at):
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def place(self, wall_start: datetime, minutes: int, zone: str, fold: int | None, room: Room | None) -> None:
        """Give it its time, as clocks in ``zone`` show it, and its room.

        Raises NoLength, TooLong, MissingLocalTime, DoubledLocalTime.
        """
        if minutes <= 0:
            raise NoLength
        if timedelta(minutes=minutes) > LONGEST:
            raise TooLong
        starts_at = wall_times.to_instant(wall_start, zone, fold)
        self._put(starts_at, starts_at + timedelta(minutes=minutes), room)
        self.wall_start, self.time_zone = wall_start, zone

    def take_off_timetable(self, room: Room | None = None) -> None:
        """It has a title, but no time yet."""
        self._put(None, None, room)
        self.wall_start = self.time_zone = None

    def cancel(self, at: datetime) -> None:
        """It does not take place; its room and its people are free at once. Raises AlreadyCancelled."""
        if self.is_cancelled:
            raise AlreadyCancelled
        self.state = SessionState.CANCELLED
        self.cancelled_at = at
        self.calendar_sequence += 1

    def restore(self) -> None:
        """It takes place after all. Raises NotCancelled."""
        if not self.is_cancelled:
            raise NotCancelled
        self.state = SessionState.CONFIRMED
        self.cancelled_at = None
        self.calendar_sequence += 1

    def refresh_keys(self) -> None:
        self.search_text = names.search_key(self.code, self.title.everything(), self.abstract.everything())

    def _put(self, starts_at: datetime | None, ends_at: datetime | None, room: Room | None) -> None:
        """Calendars take a change only if the sequence grew (INV-36)."""
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


class AskedAlready(Refused):
    words = N_("This person was asked already and cannot simply be removed. Withdraw the invitation instead.")


class SessionRole(Base):
    """A person's part in a session. Name, title and organisation are copied when it is confirmed (INV-42)."""

    __tablename__ = "session_roles"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True)
    part: Mapped[str] = mapped_column(String(20), default=Part.PANELLIST)
    position: Mapped[int] = mapped_column(default=0)
    mode: Mapped[str] = mapped_column(String(20), default=Mode.IN_PERSON)
    state: Mapped[str] = mapped_column(String(20), default=RoleState.PROPOSED)
    name_shown: Mapped[str] = mapped_column(String(20), default=NameShown.UNASKED)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    printed_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    native_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    organisation: Mapped[Text] = mapped_column(TextType, default_factory=Text)

    session: Mapped[ForumSession] = relationship(back_populates="roles", repr=False)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, repr=False)

    @property
    def is_confirmed(self) -> bool:
        return self.state == RoleState.CONFIRMED

    @property
    def is_live(self) -> bool:
        """Whether the person speaks, or may still say yes."""
        return self.state in LIVE_ROLES

    @property
    def may_be_named(self) -> bool:
        """Whether the public may read the name: confirmed, and not against the bearer's word (INV-22, INV-23)."""
        if not self.is_confirmed or self.session.is_closed or self.name_shown == NameShown.REFUSED:
            return False
        return self.name_shown == NameShown.AGREED or not self.session.asks_before_naming

    def confirm(self, at: datetime) -> None:
        """The person said yes; what is printed is fixed from now on."""
        self.state = RoleState.CONFIRMED
        self.confirmed_at = at
        self.printed_name, self.native_name = self.person.printed_name, self.person.native_name
        self.title, self.organisation = self.person.title, self.person.organisation

    def invite(self) -> None:
        """A letter is on its way; who said yes or no already keeps the answer."""
        if self.state == RoleState.PROPOSED:
            self.state = RoleState.INVITED

    def decline(self) -> None:
        """The person said no, at once or after having said yes (domain.md 3.2)."""
        if self.is_live:
            self.state = RoleState.WITHDRAWN if self.is_confirmed else RoleState.DECLINED

    def reopen(self) -> None:
        """An answer is awaited again; none that was given counts any more."""
        self.state = RoleState.INVITED

    def refuse_removal(self) -> None:
        """Raises AskedAlready unless nobody but the organisers knows of it."""
        if self.state != RoleState.PROPOSED:
            raise AskedAlready
