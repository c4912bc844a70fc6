"""A file or a link beside a forum or a session, and every version of it that there was."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import Attribution
from forumapp.refusals import Refused
from forumapp.words import N_, Text

LONGEST_ADDRESS = 500


class Kind(StrEnum):
    CONCEPT_NOTE = "concept_note"
    BACKGROUND = "background"
    SLIDES = "slides"
    RECORDING = "recording"
    REPORT = "report"
    OTHER = "other"


KIND_WORDS = {
    Kind.CONCEPT_NOTE: N_("Concept note"),
    Kind.BACKGROUND: N_("Background paper"),
    Kind.SLIDES: N_("Slides"),
    Kind.RECORDING: N_("Recording"),
    Kind.REPORT: N_("Report"),
    Kind.OTHER: N_("Further material"),
}


class Visibility(StrEnum):
    PUBLIC = "public"
    PARTICIPANTS = "participants"
    TEAM = "team"


VISIBILITY_WORDS = {
    Visibility.PUBLIC: N_("Everybody"),
    Visibility.PARTICIPANTS: N_("Participants, under their personal link"),
    Visibility.TEAM: N_("The team alone"),
}


class OfClosedSession(Refused):
    words = N_("%(code)s is closed: what belongs to it is for the team alone.")


class MayNotBePlayed(Refused):
    """INV-22."""

    words = N_("Under the rule of attribution of %(code)s no recording is shown: keep it for the team alone.")


class WithdrawnAlready(Refused):
    words = N_("This is withdrawn already.")


class NotWithdrawn(Refused):
    words = N_("This is not withdrawn.")


class Material(Base):
    """What it is, where it belongs and who may have it. Its ``version`` grows with every change, and rows stay."""

    __tablename__ = "materials"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False, index=True)
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Empty: the word for its kind says enough."""
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.TEAM)
    newest: Mapped[int] = mapped_column(default=0, init=False)
    """The number of the version that is read now."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(init=False)

    edition: Mapped[Edition] = relationship(kw_only=True, repr=False)
    session: Mapped[ForumSession | None] = relationship(default=None, repr=False)
    versions: Mapped[list["MaterialVersion"]] = relationship(
        back_populates="material", init=False, repr=False, order_by="MaterialVersion.number.desc()"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def current(self) -> "MaterialVersion":
        return next(version for version in self.versions if version.number == self.newest)

    def describe(self, kind: str, title: Text, visibility: str, session: ForumSession | None) -> None:
        """Raises OfClosedSession, MayNotBePlayed."""
        if session and visibility != Visibility.TEAM:
            if session.is_closed:
                raise OfClosedSession(code=session.code)
            if kind == Kind.RECORDING and session.attribution != Attribution.ON_RECORD:
                raise MayNotBePlayed(code=session.code)
        self.kind, self.title, self.visibility, self.session = kind, title, visibility, session

    def withdraw(self, at: datetime) -> None:
        """Nobody but the team reads it any more. Raises WithdrawnAlready."""
        if self.is_withdrawn:
            raise WithdrawnAlready
        self.withdrawn_at = at

    def show_again(self) -> None:
        """Raises NotWithdrawn."""
        if not self.is_withdrawn:
            raise NotWithdrawn
        self.withdrawn_at = None


class MaterialVersion(Base):
    """A file or a link as it stood from ``added_at`` until the next one; never changed."""

    __tablename__ = "material_versions"
    __table_args__ = (
        UniqueConstraint("material_id", "number"),
        CheckConstraint("(url = '') <> (file_type = '')", name="file_or_link"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id", ondelete="CASCADE"), init=False)
    number: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    url: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    file_type: Mapped[str] = mapped_column(String(10), default="")
    """The ending of its name, as its content says; the sender's own name of the file is kept nowhere."""
    size: Mapped[int] = mapped_column(default=0)
    """Bytes."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the content."""

    material: Mapped[Material] = relationship(back_populates="versions", kw_only=True, repr=False)


class MaterialFile(Base):
    """The bytes of a version, apart, so that no list reads them."""

    __tablename__ = "material_files"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("material_versions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
