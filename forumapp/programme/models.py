"""The working programme: sessions with their time and room, who hosts them, who speaks.

The public never sees this; it sees a release (``agenda``).
"""

from datetime import datetime
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

from forumapp import names
from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition, Mode, Room, Topic
from forumapp.people.models import Person
from forumapp.programme.vocabulary import (
    CLOSED_ACCESS,
    Access,
    Attribution,
    Captions,
    Format,
    Listing,
    Part,
    Recording,
)
from forumapp.words import Text


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
    room_id: Mapped[int | None] = mapped_column(
        ForeignKey("rooms.id", ondelete="SET NULL"), init=False, index=True
    )
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
    def is_closed(self) -> bool:
        """Whether the public sees only that something closed takes place (domain.md 8.4)."""
        return self.listing == Listing.WITHOUT_DETAILS or self.access in CLOSED_ACCESS

    @property
    def asks_before_naming(self) -> bool:
        """Whether a name is printed only with its bearer's consent (domain.md 8.4)."""
        return self.access == Access.INVITATION or self.attribution != Attribution.ON_RECORD

    def refresh_keys(self) -> None:
        self.search_text = names.search_key(self.code, self.title.everything(), self.abstract.everything())


class SessionHost(Base):
    """An organisation that hosts one session, in order (as at RightsCon: three co-facilitators)."""

    __tablename__ = "session_hosts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False, index=True
    )
    position: Mapped[int]
    name: Mapped[Text] = mapped_column(TextType)


class SessionRole(Base):
    """A person's part in a session. Name, title and organisation are copied when it is confirmed (INV-42)."""

    __tablename__ = "session_roles"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True
    )
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
