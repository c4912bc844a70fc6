"""The secret part of a link waits in the message row, encrypted, until the letter is built (decision 17)."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealBroken(Exception):
    """Sealed with another key, or not sealed by us."""


def seal(token: str, secret_key: str) -> bytes:
    return _box(secret_key).encrypt(token.encode())


def unseal(sealed: bytes, secret_key: str) -> str:
    """Raises SealBroken, for instance after the secret key was changed."""
    try:
        return _box(secret_key).decrypt(sealed).decode()
    except InvalidToken as error:
        raise SealBroken from error


@lru_cache(maxsize=2)
def _box(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"forumapp: links that wait in letters, v1")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))
