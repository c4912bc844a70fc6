"""Passwords: hashed with argon2id; slow on purpose, so never inside an open transaction."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 12

# Module level, so that tests can put a cheap profile in its place.
hasher = PasswordHasher()
_decoy: dict[PasswordHasher, str] = {}


def hashed(password: str) -> str:
    return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for somebody unknown or without a password."""
    try:
        return hasher.verify(password_hash or _decoy_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def _decoy_hash() -> str:
    if hasher not in _decoy:
        _decoy[hasher] = hasher.hash("nobody has this password")
    return _decoy[hasher]
