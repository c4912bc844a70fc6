"""What a team knows of a person beyond her name: positions, her contact, groups of the series, when she has time."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import clock, names
from forumapp.database import Base, TextType, UtcDateTime
from forumapp.people.models import Person
from forumapp.words import Text


class Affiliation(Base):
    """A former or further position; the one she is printed with stands on the person herself."""

    __tablename__ = "affiliations"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True)
    title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    organisation: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)
    """Its last day; none: she holds it beside the other."""


class Contact(Base):
    """Somebody who reads her letters and may answer for her: an assistant, a private office."""

    __tablename__ = "person_contacts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, unique=True)
    name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    email: Mapped[str] = mapped_column(String(254), repr=False)
    email_normalised: Mapped[str] = mapped_column(String(254), init=False, repr=False, index=True)
    language: Mapped[str] = mapped_column(String(10), default="en")
    """In which letters are written to the contact, not to her."""
    receives_letters: Mapped[bool] = mapped_column(default=False)
    may_answer: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default_factory=clock.now)
    """When letters began to go to this address; a link that was sent before belongs to somebody else."""

    person: Mapped[Person] = relationship(back_populates="contact", init=False, repr=False)

    def __post_init__(self) -> None:
        self.refresh_keys()

    def refresh_keys(self) -> None:
        self.email_normalised = names.normalise_email(self.email)

    def move_to(self, email: str) -> None:
        """Another address is another office; the links of the former one lead nowhere from now on."""
        if names.normalise_email(email) != self.email_normalised:
            self.since = clock.now()
        self.email = email
        self.refresh_keys()


class SeriesGroup(Base):
    """People who belong together in a series, such as its Advisory Network or Steering Committee (domain.md 1.2)."""

    __tablename__ = "series_groups"
    __table_args__ = (UniqueConstraint("series_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    series_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[Text] = mapped_column(TextType)
    position: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(20), default="")
    """Its standing in the series, as a place has one: an organisation may be an observer, too; empty: none."""


class GroupMembership(Base):
    """A person in a group, for a cohort or without end."""

    __tablename__ = "group_memberships"
    __table_args__ = (UniqueConstraint("person_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("series_groups.id", ondelete="CASCADE"), index=True)
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)

    person: Mapped[Person] = relationship(back_populates="memberships", init=False, repr=False)
    group: Mapped[SeriesGroup] = relationship(init=False, repr=False, lazy="joined", innerjoin=True)


class Window(Base):
    """A time in which she can take part in an edition: as she said it, in her zone, and as instants."""

    __tablename__ = "availability_windows"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_person_id: Mapped[int] = mapped_column(
        ForeignKey("edition_people.id", ondelete="CASCADE"), init=False, index=True
    )
    wall_start: Mapped[datetime] = mapped_column(DateTime)
    """On her clock, without a zone."""
    wall_end: Mapped[datetime] = mapped_column(DateTime)
    time_zone: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
