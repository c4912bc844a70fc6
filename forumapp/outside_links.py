"""Addresses of recordings, documents and meetings elsewhere."""

from urllib.parse import urlsplit

from forumapp.refusals import Refused
from forumapp.words import N_


class NoSafeAddress(Refused):
    words = N_("Write a whole address that begins with https://.")


def checked(address: str) -> str:
    """Raises NoSafeAddress: another scheme, no host, a name with a password before it, anything unprintable."""
    if any(letter.isspace() or not letter.isprintable() or letter in "\\<>\"'`" for letter in address):
        raise NoSafeAddress
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise NoSafeAddress from error
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or "@" in parts.netloc or not port_is_fine:
        raise NoSafeAddress
    return address
