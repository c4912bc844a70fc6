"""People who sign in: members, what they are in an edition's team, their sessions."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime, new_public_id
from forumapp.rights import EVERYTHING, GRANTS, Permission, Role


class HasId(Protocol):
    @property
    def id(self) -> int: ...


class Member(Base):
    """Somebody of a team; signs in. Not a person of the directory, not a registration (decision 2)."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id)
    email: Mapped[str] = mapped_column(String(254), repr=False)
    email_normalised: Mapped[str] = mapped_column(String(254), unique=True, repr=False)
    name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None, repr=False)
    language: Mapped[str] = mapped_column(String(10), default="en")
    is_admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="member", init=False, repr=False, lazy="selectin", foreign_keys="RoleGrant.member_id"
    )

    # What Flask-Login asks of a user. The id it keeps is that of the session, so that a session can be ended.
    is_authenticated = True
    is_active = True
    is_anonymous = False
    session_token = ""

    def get_id(self) -> str:
        return self.session_token

    @property
    def shown_name(self) -> str:
        return self.name or self.email

    def may(self, permission: Permission, edition: HasId | None = None) -> bool:
        """Whether she holds a permission in an edition, or without one in any edition at all."""
        if self.is_admin and permission in EVERYTHING:
            return True
        return any(
            permission in GRANTS[grant.role]
            for grant in self.grants
            if edition is None or grant.edition_id == edition.id
        )

    def role_in(self, edition: HasId) -> Role | None:
        grant = self.grant_in(edition)
        return grant.role if grant else None

    def grant_in(self, edition: HasId) -> "RoleGrant | None":
        return next((grant for grant in self.grants if grant.edition_id == edition.id), None)


class RoleGrant(Base):
    """A member's role in one edition's team."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("member_id", "edition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    role_name: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    digest_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Of whoever wants the daily digest, until when she knows everything; none: she does not want it."""

    member: Mapped[Member] = relationship(back_populates="grants", foreign_keys=[member_id])

    @property
    def role(self) -> Role:
        return Role(self.role_name)


class UserSession(Base):
    """One signed-in browser; can be ended from outside (decision 9). Only a hash of its token is kept."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class SignInTry(Base):
    """A failed sign-in or a letter asked for; counted in the database, so that all processes see it (decision 14)."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        Index(None, "subject_hash", "kind", "at"),
        CheckConstraint("kind IN ('password', 'letter')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(10))
    subject_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
