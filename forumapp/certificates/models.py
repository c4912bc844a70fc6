"""Certificates of participation: on which terms a forum gives them, and one that somebody has."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import wall_times
from forumapp.database import Base, TextType, UtcDateTime
from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations.models import Registration
from forumapp.words import N_, Text

MOST_HOURS = 200
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none can be read as another."""
_MISREAD = str.maketrans("OIL", "011")
_LENGTH, _GROUP = 20, 5


class NothingToCertify(Refused):
    words = N_("There is no certificate here: it is for those who were checked in, once the forum gives them.")


class CertificateTerms(Base):
    """Whether a forum gives certificates, from when, and who signs them."""

    __tablename__ = "certificate_terms"
    __table_args__ = (CheckConstraint(f"hours BETWEEN 1 AND {MOST_HOURS}", name="hours"),)

    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, init=False
    )
    is_on: Mapped[bool] = mapped_column(default=False)
    signatory: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    signatory_title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Functional title."""
    available_on: Mapped[date | None] = mapped_column(Date, default=None)
    """None: from the day after the forum, before which nobody gets one whatever stands here."""
    hours: Mapped[int | None] = mapped_column(default=None)
    """How long the forum was, for whoever needs that on the paper; None: nobody is offered it."""
    version: Mapped[int] = mapped_column(default=0)

    edition: Mapped[Edition] = relationship(repr=False)

    @property
    def begins_on(self) -> date:
        """The first day on which somebody gets one, in the edition's zone."""
        return max(self.first_day, self.available_on or self.first_day)

    @property
    def first_day(self) -> date:
        """Not before the forum is over."""
        return self.edition.ends_on + timedelta(days=1)

    @property
    def are_given(self) -> bool:
        """Whether people get one, now or later."""
        return self.is_on and self.edition.is_announced and not self.edition.is_called_off

    def have_begun(self, now: datetime) -> bool:
        today = wall_times.to_wall(now, self.edition.time_zone).date()
        return self.are_given and today >= self.begins_on


class Certificate(Base):
    """One that a participant had made: what it says stays as it was said then (INV-42, INV-60)."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), unique=True, init=False
    )
    code: Mapped[str] = mapped_column(String(_LENGTH), unique=True, repr=False)
    """100 random bits; whoever has it may ask whether the certificate is genuine."""
    printed_name: Mapped[str] = mapped_column(String(200), repr=False)
    native_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    native_lang: Mapped[str] = mapped_column(String(20), default="")
    parts: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Those that she held; empty: she attended."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Since when whoever has the code also reads the name; None: initials and the forum alone."""

    registration: Mapped[Registration] = relationship(repr=False)

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def spoken_code(self) -> str:
        """As it is printed: ``7KQ4M-2XD9T-RAW5P-C3H8E``."""
        return "-".join(self.code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def code_as_typed(typed: str) -> str:
    """What somebody copied from paper: in any case, with or without hyphens, O for 0 and I for 1."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum() and letter.isascii())
    return letters.translate(_MISREAD)
