"""What is remembered so that one filled-in form makes one forum."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base


class FormUsed(Base):
    """A *New forum* form that was sent; pressing its button twice leads to the same forum."""

    __tablename__ = "forms_used"

    once: Mapped[str] = mapped_column(String(12), primary_key=True)
    """Random, from the form's hidden field."""
    edition_id: Mapped[int | None] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), default=None, index=True
    )
