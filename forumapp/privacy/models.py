"""What a forum says of its use of data in its own words, and that somebody was erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, TextType, UtcDateTime
from forumapp.words import Text


class Erasure(Base):
    """That whoever has an address was erased: a keyed hash of it alone, so that an older backup can be told of it."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    address_key: Mapped[str] = mapped_column(String(64), repr=False)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PrivacyWords(Base):
    """What the team wrote below one heading of its notice; the newest row counts, an empty one gives the usual words.

    Rows stay, so that what people were told on a day can be shown.
    """

    __tablename__ = "privacy_words"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    heading: Mapped[str] = mapped_column(String(40))
    words: Mapped[Text] = mapped_column(TextType)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
