"""Persons of the team's directory, their organisations, and in which editions they are known."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import names
from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.words import N_, Text


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


class Person(Base):
    """One human, one record. Printed exactly as she wants it (INV-40)."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    printed_name: Mapped[str] = mapped_column(String(200), repr=False)
    native_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    native_lang: Mapped[str] = mapped_column(String(20), default="")
    """BCP 47 tag of the native name; Han letters look different by language."""
    salutation: Mapped[str] = mapped_column(String(200), default="", repr=False)
    """The whole line as she should be addressed; never built from parts of a name (Lithuanian has a vocative)."""
    email: Mapped[str] = mapped_column(String(254), default="", repr=False)
    email_normalised: Mapped[str | None] = mapped_column(String(254), unique=True, default=None, repr=False)
    language: Mapped[str] = mapped_column(String(10), default="en")
    time_zone: Mapped[str | None] = mapped_column(String(60), default=None)
    title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Functional title."""
    organisation: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    sector: Mapped[str] = mapped_column(String(20), default=Sector.OTHER)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    search_text: Mapped[str] = mapped_column(init=False, repr=False, default="")
    sort_en: Mapped[str] = mapped_column(init=False, repr=False, default="")
    sort_zh_hant: Mapped[str] = mapped_column(init=False, repr=False, default="")
    sort_lt: Mapped[str] = mapped_column(init=False, repr=False, default="")
    version: Mapped[int] = mapped_column(init=False)

    known_in: Mapped[list["EditionPerson"]] = relationship(
        back_populates="person", init=False, repr=False, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def refresh_keys(self) -> None:
        """Work out what searching and sorting use; called by whoever writes a name (see ``people.actions``)."""
        self.search_text = names.search_key(
            self.printed_name, self.native_name, self.organisation.everything(), self.email
        )
        self.sort_en, self.sort_zh_hant, self.sort_lt = (
            names.sort_key(self.printed_name, language) for language in ("en", "zh-Hant", "lt")
        )
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

    person: Mapped[Person] = relationship(back_populates="known_in")
