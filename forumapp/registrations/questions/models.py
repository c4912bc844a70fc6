"""A question of the registration form, an answer with the words it was given to, and a file given as answer."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp import pictures
from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.refusals import Refused
from forumapp.uploads import file_types
from forumapp.words import N_, Text

LONGEST_KEPT = 365
"""Days after the forum; by then all that names a participant is deleted anyway."""
LONGEST_RESTRICTED_KEPT = 14
"""Days after the forum: food is kept so long, access for thirty (domain.md 8.6), and an answer may tell of either."""


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    FILE = "file"


KIND_WORDS = {
    Kind.TEXT: N_("One line of text"),
    Kind.LONG_TEXT: N_("Several lines of text"),
    Kind.ONE_OF: N_("One of a list"),
    Kind.SEVERAL_OF: N_("Several of a list"),
    Kind.YES_NO: N_("Yes or no"),
    Kind.NUMBER: N_("A number"),
    Kind.DATE: N_("A date"),
    Kind.PLACE: N_("A country or economy, as the series names them"),
    Kind.FILE: N_("A file"),
}
CONTENT_TYPES = file_types.CONTENT_TYPES | {"jpg": pictures.MEDIA_TYPE}
"""Of files given as answers: papers as everywhere, and photographs of them."""
WITH_OPTIONS = (Kind.ONE_OF, Kind.SEVERAL_OF)
YES, NO = "yes", "no"
YES_NO_WORDS = {YES: N_("Yes"), NO: N_("No")}


class QuestionAnswered(Refused):
    words = N_("This question has answers. Stop asking it instead: they stay as they are.")


class RegistrationQuestion(Base):
    """One question of one edition."""

    __tablename__ = "registration_questions"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("kept_days IS NULL OR kept_days >= 0", name="kept_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(12), default_factory=new_public_id)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(20), default=Kind.TEXT)
    words: Mapped[Text] = mapped_column(TextType)
    help: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default_factory=list)
    """Each with a ``key`` that stays and its ``words`` by language."""
    is_required: Mapped[bool] = mapped_column(default=False)
    categories: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Keys of the categories that are asked; none: all."""
    shown_if_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_questions.id", ondelete="SET NULL"), default=None
    )
    shown_if_value: Mapped[str] = mapped_column(String(40), default="")
    """The answer to that earlier question with which this one is asked."""
    kept_days: Mapped[int | None] = mapped_column(default=None)
    """After the last day of the forum; None: as long as the rules allow, see ``longest_kept``."""
    is_restricted: Mapped[bool] = mapped_column(default=False)
    """About access, food or health: read only by those who arrange it, and in no file (INV-27)."""
    is_asked: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def field_name(self) -> str:
        return f"q-{self.key}"

    @property
    def is_file(self) -> bool:
        return self.kind == Kind.FILE

    @property
    def longest_kept(self) -> int:
        """Days after the forum, after which no answer is there, whatever the team wrote."""
        longest = LONGEST_RESTRICTED_KEPT if self.is_restricted else LONGEST_KEPT
        return longest if self.kept_days is None else min(self.kept_days, longest)

    def is_for(self, category_key: str | None) -> bool:
        return not self.categories or category_key in self.categories

    def option_words(self, key: str) -> Text:
        return next((Text(one["words"]) for one in self.options if one["key"] == key), Text.of(key))


class RegistrationAnswer(Base):
    """One answer; it keeps the words of question and options as they stood when it was given."""

    __tablename__ = "registration_answers"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("registration_questions.id", ondelete="CASCADE"), index=True)
    asked: Mapped[Text] = mapped_column(TextType)
    """The question as it was asked."""
    value: Mapped[Any] = mapped_column(JSON, repr=False)
    """Text, number, ISO date, code of a place, ``yes`` or ``no``, or keys of options; of a file its name."""
    chosen: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list, repr=False)
    """Words of the chosen options, as they stood then."""
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    question: Mapped[RegistrationQuestion] = relationship(init=False, repr=False, lazy="joined", innerjoin=True)

    @property
    def chosen_words(self) -> list[Text]:
        return [Text(words) for words in self.chosen]


class RegistrationFile(Base):
    """What was given as answer to a question for a file."""

    __tablename__ = "registration_files"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("registration_questions.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200), repr=False)
    file_type: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, repr=False)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)

    question: Mapped[RegistrationQuestion] = relationship(init=False, repr=False, lazy="joined", innerjoin=True)
