"""E-mail addresses as they are sent to; ``names.normalise_email`` says how they are compared."""

import unicodedata
from email.utils import parseaddr
from functools import lru_cache

import idna


class NotAnAddress(ValueError):
    """No local part, no domain, or a domain that cannot exist."""


def for_transport(address: str) -> str:
    """The address with its domain in ASCII, as every mail server understands it (RFC 5891).

    Raises NotAnAddress. The part before the @ stays as it is; see ``needs_smtputf8``.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    if not (local and at and domain) or any(letter.isspace() or letter in "<>,\x00" for letter in address.strip()):
        raise NotAnAddress
    return f"{local}@{_ascii_domain(domain)}"


def needs_smtputf8(address: str) -> bool:
    return not address.isascii()


@lru_cache(maxsize=16)
def domain_of(sender: str) -> str:
    """The domain of a sender such as ``Forum <desk@example.org>``."""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise NotAnAddress from error
