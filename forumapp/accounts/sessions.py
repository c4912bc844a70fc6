"""Signed-in browsers: begun at sign-in, checked at each request, ended from anywhere."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select, update

from forumapp import clock
from forumapp.accounts.models import Member, UserSession
from forumapp.extensions import db

LIFETIME = timedelta(hours=12)


def begin(member: Member) -> None:
    """A new session; its token lands in the member's ``session_token`` for the cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        UserSession(member_id=member.id, token_hash=_hashed(token), created_at=now, expires_at=now + LIFETIME)
    )
    member.session_token = token


def member_of(token: str) -> Member | None:
    """Who signed in with this token, while the session lives. Reads only (decision 9)."""
    row = db.session.execute(
        select(UserSession, Member)
        .join(Member, Member.id == UserSession.member_id)
        .where(UserSession.token_hash == _hashed(token))
    ).first()
    if row is None or not row[0].is_live(clock.now()):
        return None
    member: Member = row[1]
    member.session_token = token
    return member


def end(token: str) -> None:
    """Sign this browser out, also if its cookie was copied."""
    _end_where(UserSession.token_hash == _hashed(token))


def end_all(member: Member) -> None:
    """Sign the member out everywhere: after a new password, or when access ends."""
    _end_where(UserSession.member_id == member.id)


def _end_where(condition: object) -> None:
    db.session.execute(
        update(UserSession)
        .where(condition, UserSession.revoked_at.is_(None))  # type: ignore[arg-type]
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(f"session:v1:{token}".encode()).hexdigest()
