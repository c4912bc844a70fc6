"""The ticket: what stands in its square, and whose it is.

Its token is the registration's number enciphered with a key of its own purpose: it says nothing, needs no row, and
can be printed again and again. Whoever reads it can do nothing with it: it only leads a signed-in member of the
desk to the participant.
"""

import base64
import binascii
import re
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forumapp.registrations.models import Registration, RegistrationState

ENCLOSED = "ticket"
"""What letters call it that bring the square along, see ``notifications.enclosures``."""

_PREFIX = b"ticket-1"
_TOKEN = re.compile(r"(?:^|/ticket/)([A-Za-z0-9_-]{22})$")


def has_ticket(registration: Registration) -> bool:
    return registration.state in (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)


def token_of(registration: Registration, secret_key: str) -> str:
    return token_for(registration.id, secret_key)


def token_for(registration_id: int, secret_key: str) -> str:
    """22 characters; the same each time, so that paper, page and letter agree."""
    encryptor = _cipher(secret_key).encryptor()
    block = encryptor.update(_PREFIX + registration_id.to_bytes(8)) + encryptor.finalize()
    return base64.urlsafe_b64encode(block).decode().rstrip("=")


def registration_id(token: str, secret_key: str) -> int | None:
    """Whose it is; None for what we never printed."""
    try:
        block = base64.b64decode(f"{token}==", altchars=b"-_", validate=True)
        decryptor = _cipher(secret_key).decryptor()
        opened = decryptor.update(block) + decryptor.finalize()
    except (binascii.Error, ValueError):
        return None
    number = int.from_bytes(opened[8:])
    return number if opened.startswith(_PREFIX) and number < 2**31 else None


def token_in(scanned: str) -> str | None:
    """The token in what a scanner typed: the whole address, or the token alone."""
    found = _TOKEN.search(scanned.strip())
    return found[1] if found else None


@lru_cache(maxsize=2)
def _cipher(secret_key: str) -> Cipher[modes.ECB]:
    """One block of sixteen bytes, which is a permutation: nobody who lacks the key can make or read one."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"forumapp: tickets, v1")
    return Cipher(algorithms.AES(derived.derive(secret_key.encode())), modes.ECB())  # noqa: S305 - a single block
