"""A file between its dry run and its import."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime, new_public_id

LONGEST_NAME = 200


class Kind(StrEnum):
    """What is in the file."""

    PROGRAMME = "programme"
    PEOPLE = "people"


class Upload(Base):
    """A file as it came. It holds what may be personal, so only its sender sees it, and not for long."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int | None] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), default=None, index=True
    )
    """The edition for which it came or, after the import of a programme, which it became."""
    file_name: Mapped[str] = mapped_column(String(LONGEST_NAME), repr=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    wishes: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict, repr=False)
    """What was said in the form beside the file."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def is_taken(self) -> bool:
        return self.taken_at is not None

    def take(self, at: datetime, edition_id: int) -> None:
        """It was imported; what was in it stands in other tables now, or was not wanted."""
        self.taken_at, self.edition_id, self.content = at, edition_id, b""
