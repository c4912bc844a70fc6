"""What an expert says about herself for the programme, and for those who receive her."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.people.post import Reader
from forumapp.words import N_, Text

MOST_TRIES = 5
"""Of one code (decision 14)."""


class Profile(Base):
    """What of a person stays from one edition to the next, beside her name and organisation."""

    __tablename__ = "profiles"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    biography: Mapped[Text] = mapped_column(TextType, default_factory=Text, repr=False)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class Photo(Base):
    """Her portrait: a row, so that transaction, backup and erasure have one place (decision 7)."""

    __tablename__ = "photos"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    """Another one for each picture."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, repr=False)
    """A JPEG of ours (``pictures``), never the file that came."""
    width: Mapped[int]
    height: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stay(Base):
    """When she comes and goes; logistics alone see it. Days and times are those of the forum's place."""

    __tablename__ = "stays"
    __table_args__ = (UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    arrives_on: Mapped[date | None] = mapped_column(default=None, repr=False)
    arrives_at: Mapped[time | None] = mapped_column(default=None, repr=False)
    arrives_with: Mapped[str] = mapped_column(String(200), default="", repr=False)
    """Flight, train, or how else."""
    departs_on: Mapped[date | None] = mapped_column(default=None, repr=False)
    departs_at: Mapped[time | None] = mapped_column(default=None, repr=False)
    departs_with: Mapped[str] = mapped_column(String(200), default="", repr=False)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class Access(StrEnum):
    """What somebody needs to take part; never why."""

    STEP_FREE = "step_free"
    WHEELCHAIR_SEAT = "wheelchair_seat"
    HEARING_LOOP = "hearing_loop"
    CAPTIONS = "captions"
    SIGN_LANGUAGE = "sign_language"
    LARGE_PRINT = "large_print"
    QUIET_ROOM = "quiet_room"
    ASSISTANT = "assistant"


ACCESS_WORDS = {
    Access.STEP_FREE: N_("a way without steps"),
    Access.WHEELCHAIR_SEAT: N_("a place for a wheelchair"),
    Access.HEARING_LOOP: N_("a hearing loop"),
    Access.CAPTIONS: N_("captions"),
    Access.SIGN_LANGUAGE: N_("sign language interpretation"),
    Access.LARGE_PRINT: N_("texts in large print or as files beforehand"),
    Access.QUIET_ROOM: N_("a quiet room"),
    Access.ASSISTANT: N_("an assistant comes along"),
}


class Diet(StrEnum):
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    HALAL = "halal"
    KOSHER = "kosher"
    GLUTEN_FREE = "gluten_free"
    LACTOSE_FREE = "lactose_free"


DIET_WORDS = {
    Diet.VEGETARIAN: N_("vegetarian"),
    Diet.VEGAN: N_("vegan"),
    Diet.HALAL: N_("halal"),
    Diet.KOSHER: N_("kosher"),
    Diet.GLUTEN_FREE: N_("without gluten"),
    Diet.LACTOSE_FREE: N_("without lactose"),
}


class AccessNeed(Base):
    """What she needs at one forum: in no export, search, log, letter or audit (INV-27)."""

    __tablename__ = "access_needs"
    __table_args__ = (UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    access: Mapped[list[str]] = mapped_column(JSON, default_factory=list, repr=False)
    access_words: Mapped[str] = mapped_column(default="", repr=False)
    diet: Mapped[list[str]] = mapped_column(JSON, default_factory=list, repr=False)
    diet_words: Mapped[str] = mapped_column(default="", repr=False)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def says_nothing(self) -> bool:
        return not (self.access or self.access_words or self.diet or self.diet_words)


class ProfileRequest(Base):
    """When somebody who accepted, and her contact, were last asked for what is missing."""

    __tablename__ = "profile_requests"
    __table_args__ = (UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    contact_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    times: Mapped[int] = mapped_column(default=0)
    """Letters so far, hers and those to her contact."""

    def last_to(self, reader: Reader) -> datetime | None:
        return self.contact_asked_at if reader.contact else self.asked_at

    def note(self, reader: Reader, at: datetime) -> None:
        """One more letter, to her or to her contact."""
        if reader.contact:
            self.contact_asked_at = at
        else:
            self.asked_at = at
        self.times += 1


class OneTimeCode(Base):
    """A code sent to the address behind a link, for one browser, for some minutes; nothing of it can be read here."""

    __tablename__ = "one_time_codes"
    __table_args__ = (
        Index(None, "invitation_id", "asked_at"),
        Index(None, "registration_id", "asked_at"),
        CheckConstraint(f"tries BETWEEN 0 AND {MOST_TRIES}", name="tries"),
        CheckConstraint("(invitation_id IS NULL) <> (registration_id IS NULL)", name="behind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code_hash: Mapped[str] = mapped_column(String(64), repr=False)
    """Of the code together with the secret of the browser that asked for it."""
    browser_hash: Mapped[str] = mapped_column(String(64), repr=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"), default=None)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), default=None
    )
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.tries < MOST_TRIES and now < self.expires_at
