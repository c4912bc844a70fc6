"""Lists that a team saves: the filter that finds people, or the people it chose."""

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime, new_public_id
from forumapp.people.models import Person

list_people = Table(
    "saved_list_people",
    Base.metadata,
    Column("list_id", Integer, ForeignKey("saved_lists.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class SavedList(Base):
    """Shared within the team of its edition. Of a filter it is always what the filter finds today."""

    __tablename__ = "saved_lists"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    """The filters as they stand in the address; empty where people were chosen one by one."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    people: Mapped[list[Person]] = relationship(secondary=list_people, init=False, repr=False)

    @property
    def is_filter(self) -> bool:
        return bool(self.query)
