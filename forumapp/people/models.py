"""Persons of the team's directory, their organisations, and in which editions they are known."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import names
from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Topic
from forumapp.words import N_, Text

if TYPE_CHECKING:
    from forumapp.people.belonging import Affiliation, Contact, GroupMembership, Window


class Sector(StrEnum):
    """Whom somebody speaks for (domain.md 1.2, stakeholder group), in the words of the New forum page."""

    GOVERNMENT = "government"
    PARLIAMENT = "parliament"
    INTERGOVERNMENTAL = "intergovernmental"
    PRIVATE = "private"
    CIVIL_SOCIETY = "civil_society"
    TECHNICAL = "technical"
    ACADEMIA = "academia"
    MEDIA = "media"
    OTHER = "other"


SECTOR_WORDS = {
    Sector.GOVERNMENT: N_("government"),
    Sector.PARLIAMENT: N_("parliament"),
    Sector.INTERGOVERNMENTAL: N_("intergovernmental organisation"),
    Sector.PRIVATE: N_("private sector"),
    Sector.CIVIL_SOCIETY: N_("civil society"),
    Sector.TECHNICAL: N_("technical community"),
    Sector.ACADEMIA: N_("academia"),
    Sector.MEDIA: N_("media"),
    Sector.OTHER: N_("other"),
}


class Side(StrEnum):
    """Sector in the narrow sense: public, private, or neither."""

    PUBLIC = "public"
    PRIVATE = "private"
    THIRD = "third"


SIDE_OF = {
    Sector.GOVERNMENT: Side.PUBLIC,
    Sector.PARLIAMENT: Side.PUBLIC,
    Sector.INTERGOVERNMENTAL: Side.PUBLIC,
    Sector.PRIVATE: Side.PRIVATE,
    Sector.CIVIL_SOCIETY: Side.THIRD,
    Sector.TECHNICAL: Side.THIRD,
    Sector.ACADEMIA: Side.THIRD,
    Sector.MEDIA: Side.THIRD,
    Sector.OTHER: Side.THIRD,
}
"""Which stakeholder groups make a sector (domain.md 1.2); of whom nothing is known is ``other``, too."""


class Gender(StrEnum):
    """Only what somebody told of her own accord; counted, never shown of one person (domain.md 8.6)."""

    NOT_TOLD = ""
    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"


GENDER_WORDS = {
    Gender.NOT_TOLD: N_("not told"),
    Gender.WOMAN: N_("woman"),
    Gender.MAN: N_("man"),
    Gender.ANOTHER: N_("another"),
}

person_topics = Table(
    "person_topics",
    Base.metadata,
    Column("person_id", Integer, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", Integer, ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Person(Base):
    """One human, one record. Printed exactly as she wants it (INV-40)."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    printed_name: Mapped[str] = mapped_column(String(200), repr=False)
    native_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    native_lang: Mapped[str] = mapped_column(String(20), default="")
    """BCP 47 tag of the native name; Han letters look different by language."""
    sort_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    """Where lists have her, as the team wrote it; empty: guessed from the printed name (``names.sorted_under``)."""
    salutation: Mapped[str] = mapped_column(String(200), default="", repr=False)
    """The whole line as she should be addressed; never built from parts of a name (Lithuanian has a vocative)."""
    email: Mapped[str] = mapped_column(String(254), default="", repr=False)
    email_normalised: Mapped[str | None] = mapped_column(String(254), unique=True, default=None, repr=False)
    language: Mapped[str] = mapped_column(String(10), default="en")
    time_zone: Mapped[str | None] = mapped_column(String(60), default=None)
    title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Functional title."""
    organisation: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    position_since: Mapped[date | None] = mapped_column(default=None)
    """When she took up the title and organisation above; earlier and further ones are in ``affiliations``."""
    sector: Mapped[str] = mapped_column(String(20), default=Sector.OTHER)
    languages: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """BCP 47 tags of the languages she speaks, the best first."""
    place: Mapped[str] = mapped_column(String(8), default="")
    """Code of the place she comes from or speaks for; read only through the series' own names (INV-41)."""
    gender: Mapped[str] = mapped_column(String(20), default=Gender.NOT_TOLD, repr=False)
    keeping_agreed_on: Mapped[date | None] = mapped_column(default=None)
    """When she agreed to be kept in the pool beyond the forum for which she was written down."""
    kept_until: Mapped[date | None] = mapped_column(default=None)
    """Last day of what she agreed to; then she is asked again or erased."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    search_text: Mapped[str] = mapped_column(init=False, repr=False, default="")
    name_text: Mapped[str] = mapped_column(init=False, repr=False, default="")
    """What is searched by those who may not read addresses: names and organisation alone."""
    sort_en: Mapped[str] = mapped_column(init=False, repr=False, default="")
    sort_zh_hant: Mapped[str] = mapped_column(init=False, repr=False, default="")
    sort_lt: Mapped[str] = mapped_column(init=False, repr=False, default="")
    version: Mapped[int] = mapped_column(init=False)

    known_in: Mapped[list["EditionPerson"]] = relationship(
        back_populates="person", init=False, repr=False, cascade="all, delete-orphan"
    )

    topics: Mapped[list[Topic]] = relationship(secondary=person_topics, init=False, repr=False, order_by=Topic.position)
    affiliations: Mapped[list["Affiliation"]] = relationship(
        init=False, repr=False, cascade="all, delete-orphan", order_by="Affiliation.id.desc()"
    )
    contact: Mapped["Contact | None"] = relationship(
        back_populates="person", init=False, repr=False, cascade="all, delete-orphan"
    )
    memberships: Mapped[list["GroupMembership"]] = relationship(
        back_populates="person", init=False, repr=False, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def refresh_keys(self) -> None:
        """Work out what searching and sorting use; called by whoever writes a name (see ``people.actions``)."""
        self.name_text = names.search_key(self.printed_name, self.native_name, self.organisation.everything())
        self.search_text = names.search_key(
            self.printed_name, self.native_name, self.organisation.everything(), self.email
        )
        keys = names.sort_keys(self.printed_name, self.native_name, self.native_lang, self.sort_name)
        self.sort_en, self.sort_zh_hant, self.sort_lt = (keys[language] for language in ("en", "zh-Hant", "lt"))
        self.email_normalised = names.normalise_email(self.email) if self.email else None

    @property
    def sort_keys(self) -> dict[str, str]:
        return {"en": self.sort_en, "zh-Hant": self.sort_zh_hant, "lt": self.sort_lt}


class EditionPerson(Base):
    """A person is known to an edition's team; other teams do not see her."""

    __tablename__ = "edition_people"
    __table_args__ = (UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    notes: Mapped[str] = mapped_column(String(5000), default="", repr=False)
    """For this edition's team alone; in no export and no search (INV-27 in spirit)."""

    person: Mapped[Person] = relationship(back_populates="known_in")
    windows: Mapped[list["Window"]] = relationship(
        init=False, repr=False, cascade="all, delete-orphan", order_by="Window.starts_at"
    )
    """When she said that she can be there; none: not said."""
