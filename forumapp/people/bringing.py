"""Whose people somebody is: whom a member wrote down herself, and whom she knew, too (INV-26)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from forumapp import clock
from forumapp.accounts.models import HasId, Member
from forumapp.audit.actions import Identified
from forumapp.database import Base, UtcDateTime
from forumapp.extensions import db
from forumapp.people.models import EditionPerson, Person
from forumapp.rights import Permission


class Looking(Protocol):
    """The member who wants to know."""

    @property
    def id(self) -> int: ...

    def may(self, permission: Permission, edition: HasId | None = None) -> bool: ...


class Brought(Base):
    """A member brought a person to an edition: she may invite her, whoever else brought her, too."""

    __tablename__ = "brought_people"
    __table_args__ = (UniqueConstraint("edition_person_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_person_id: Mapped[int] = mapped_column(ForeignKey("edition_people.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    wrote_record: Mapped[bool]
    """Everything in the record came from her hand first; a record that was there shows her no contact data."""
    brought_at: Mapped[datetime] = mapped_column(UtcDateTime)


def note(known: EditionPerson, by: Identified, *, wrote_record: bool) -> bool:
    """Once for each member, and the first time counts; says whether this was it."""
    there = select(Brought.id).where(Brought.edition_person_id == known.id, Brought.member_id == by.id)
    if db.session.scalar(there) is not None:
        return False
    db.session.add(
        Brought(edition_person_id=known.id, member_id=by.id, wrote_record=wrote_record, brought_at=clock.now())
    )
    db.session.flush()
    return True


def may_read(member: Looking, edition: Identified, person: Person) -> bool:
    """Her address, her contact, how to write to her."""
    return member.may(Permission.SEE_CONTACTS, edition) or _wrote(member, edition, person)


def readable_among(member: Looking, edition: Identified, people: Collection[Person]) -> set[int]:
    """The ids of those of whom ``may_read`` is true; one query at most."""
    if member.may(Permission.SEE_CONTACTS, edition):
        return {person.id for person in people}
    return _written_among(member, edition, people)


def may_change(member: Looking, edition: Identified, person: Person) -> bool:
    return member.may(Permission.EDIT_PEOPLE, edition) or _wrote(member, edition, person)


def ids(edition: Identified, member: Identified) -> Select[int]:
    """Of the people whom this member brought."""
    return (
        select(EditionPerson.person_id)
        .join(Brought, Brought.edition_person_id == EditionPerson.id)
        .where(EditionPerson.edition_id == edition.id, Brought.member_id == member.id)
    )


def bringers(edition: Identified) -> Sequence[Member]:
    """Members of whatever role who brought somebody, by name."""
    found = (
        select(Member)
        .where(
            Member.id.in_(
                select(Brought.member_id)
                .join(EditionPerson, EditionPerson.id == Brought.edition_person_id)
                .where(EditionPerson.edition_id == edition.id)
            )
        )
        .order_by(Member.name, Member.id)
    )
    return db.session.scalars(found).all()


def who_brought(edition: Identified, person: Person) -> Sequence[Member]:
    """The first one first."""
    found = (
        select(Member)
        .join(Brought, Brought.member_id == Member.id)
        .join(EditionPerson, EditionPerson.id == Brought.edition_person_id)
        .where(EditionPerson.edition_id == edition.id, EditionPerson.person_id == person.id)
        .order_by(Brought.id)
    )
    return db.session.scalars(found).all()


def written_by(member: Identified, edition_ids: Collection[int]) -> set[int]:
    """Ids of those whose record began by her hand in one of these editions."""
    found = (
        select(EditionPerson.person_id)
        .join(Brought, Brought.edition_person_id == EditionPerson.id)
        .where(EditionPerson.edition_id.in_(edition_ids), Brought.member_id == member.id, Brought.wrote_record)
    )
    return set(db.session.scalars(found))


def _wrote(member: Looking, edition: Identified, person: Person) -> bool:
    return bool(_written_among(member, edition, [person]))


def _written_among(member: Looking, edition: Identified, people: Collection[Person]) -> set[int]:
    if not member.may(Permission.BRING_PEOPLE, edition):
        return set()
    wanted = [person.id for person in people]
    written = ids(edition, member).where(Brought.wrote_record, EditionPerson.person_id.in_(wanted))
    return set(db.session.scalars(written))
