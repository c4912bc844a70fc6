"""Secret links: 256 random bits in an address, stored only as a hash (decision 17).

Every letter gets a link row of its own, so that a stored letter never leads anywhere and re-issuing can end
all earlier links of the same object.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from forumapp import clock, rows
from forumapp.database import Base, UtcDateTime
from forumapp.extensions import db


class Purpose(StrEnum):
    """A link does one thing."""

    INVITATION = "invitation"
    INVITATION_OF_CONTACT = "invitation_contact"
    """The same invitation, in the hands of the invitee's assistant."""
    REGISTRATION = "registration"
    NEW_ADDRESS = "new_address"
    """Confirms the address to which it was sent, for a registration that has another one until then."""
    SIGN_IN = "sign_in"
    SET_PASSWORD = "set_password"
    TEAM_INVITATION = "team_invitation"
    FEED = "feed"
    CATEGORY = "category"
    """Leads to the form of a category that registers by link only; whoever has it may pass it on."""


class Link(Base):
    """One secret link: what for, to which object, until when. The token itself is nowhere in the database."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "purpose", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    purpose: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def make(purpose: Purpose, object_id: int, expires_at: datetime | None = None, straight: bool = False) -> str:
    """A new link; the returned token (43 characters) exists only in the letter that carries it.

    ``straight`` where a crowd gets them (see ``rows``).
    """
    token = secrets.token_urlsafe(32)
    link = Link(
        purpose=purpose,
        object_id=object_id,
        token_hash=_hashed(purpose, token),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    if straight:
        rows.write(link)
    else:
        rows.add(link)
    return token


def find(purpose: Purpose, token: str) -> Link | None:
    """The live link of this purpose, or None; expired, revoked and unknown look alike."""
    return find_among((purpose,), token)


def find_among(purposes: Collection[Purpose], token: str) -> Link | None:
    """As ``find``, where one page serves several purposes."""
    link = _kept_among(purposes, token)
    return link if link and link.is_live(clock.now()) else None


def ended_among(purposes: Collection[Purpose], token: str) -> Link | None:
    """One that led somewhere once, and does no longer."""
    link = _kept_among(purposes, token)
    return link if link and not link.is_live(clock.now()) else None


def still_leads(link_id: int, purpose: Purpose, object_id: int) -> bool:
    """Whether a link found earlier is live and leads to this object still."""
    link = db.session.get(Link, link_id)
    return link is not None and (link.purpose, link.object_id) == (purpose, object_id) and link.is_live(clock.now())


def end(link: Link) -> None:
    """The link has done its one act, or must not be used any more."""
    link.revoked_at = clock.now()


def revoke_all(purpose: Purpose, object_id: int) -> None:
    """End every link of an object; each browser and each letter that holds one loses it."""
    db.session.execute(
        update(Link)
        .where(Link.purpose == purpose, Link.object_id == object_id, Link.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def _kept_among(purposes: Collection[Purpose], token: str) -> Link | None:
    hashes = [_hashed(purpose, token) for purpose in purposes]
    return db.session.scalar(select(Link).where(Link.token_hash.in_(hashes)))


def _hashed(purpose: Purpose, token: str) -> str:
    return hashlib.sha256(f"{purpose}:v1:{token}".encode()).hexdigest()
