"""Headers and parts of a letter as bytes, written straight (RFC 5322, RFC 2045).

The email package spends more time on a letter than the mail server does. It is asked for those headers alone whose
words have to be encoded and are no short name, as many people have; what it says is kept for the next letter with
the same words.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from email.headerregistry import Address
from email.policy import EmailPolicy
from functools import lru_cache
from urllib.parse import quote

LINE_END = b"\r\n"
LONGEST_LINE = 76
LONGEST_WORD = 900
"""What has no space cannot be folded; 998 is the end (RFC 5322, 2.1.1)."""

_PLAIN_NAME = re.compile(r"([A-Za-z0-9'-]+( [A-Za-z0-9'-]+)*)?")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*")
_PLAIN_PARAMETER = re.compile(r"[A-Za-z0-9._ -]+")

_ASCII = EmailPolicy(linesep="\r\n", cte_type="7bit")
_UTF8 = _ASCII.clone(utf8=True)


def header(name: str, words: str, *, utf8: bool = False) -> bytes:
    """One header of words; ``utf8`` where the letter needs SMTPUTF8 anyway. Raises ValueError for a line end."""
    if _is_plain(words) and _fits(name, words):
        return f"{name}: {words}\r\n".encode()
    return _encoded(name, words, utf8)


def address(name: str, words: str, of: str, *, utf8: bool = False) -> bytes:
    """One header of an address and whose it is. Raises ValueError and what else the email package raises."""
    written = f"{words} <{of}>" if words else of
    if not utf8 and _PLAIN_ADDRESS.fullmatch(of):
        if _PLAIN_NAME.fullmatch(words) and _fits(name, written):
            return f"{name}: {written}\r\n".encode()
        start = f"{name}: {_phrase(words)}"
        if len(start) <= LONGEST_LINE and words.isprintable():
            return f"{start}\r\n <{of}>\r\n".encode()
    return _encoded_address(name, words, of, utf8)


def parameter(name: str, words: str) -> str:
    """``; name="words"``, in the way of RFC 2231 where they are not plain."""
    if _PLAIN_PARAMETER.fullmatch(words):
        return f'; {name}="{words}"'
    return f"; {name}*=utf-8''{quote(words, safe='')}"


def text(subtype: str, words: str, parameters: str = "", *, more: bytes = b"") -> bytes:
    """A part of text; ``more`` headers may follow its own."""
    encoding, content = _for_transport(words)
    head = f'Content-Type: text/{subtype}; charset="utf-8"{parameters}\r\nContent-Transfer-Encoding: {encoding}\r\n'
    return head.encode() + more + LINE_END + content


def picture(name: str, png: bytes) -> bytes:
    """A part to which HTML points as ``cid:name``, and which others see as the file ``name.png`` (RFC 2392)."""
    head = (
        f'Content-Type: image/png; name="{name}.png"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-ID: <{name}>\r\nContent-Disposition: inline; filename="{name}.png"\r\n\r\n'
    )
    return head.encode() + base64.encodebytes(png).replace(b"\n", LINE_END)


def several(subtype: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Parts in one; ``boundary`` must be found in none of them."""
    line = f"--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(line + part + LINE_END for part in parts) + f"--{boundary}--\r\n".encode()


def _for_transport(words: str) -> tuple[str, bytes]:
    """As it is if it may be, otherwise in the shorter of the two encodings; ends with a line end."""
    lines = words.encode().splitlines()
    content = LINE_END.join([*lines, b""])
    if content.isascii() and max(map(len, lines), default=0) <= LONGEST_LINE:
        return "7bit", content
    readable = binascii.b2a_qp(content)
    compact = base64.encodebytes(content).replace(b"\n", LINE_END)
    return ("quoted-printable", readable) if len(readable) <= len(compact) else ("base64", compact)


def _is_plain(words: str) -> bool:
    return words.isascii() and words.isprintable() and words.strip() == words != "" and "=?" not in words


def _fits(name: str, words: str) -> bool:
    length = len(name) + 2 + len(words)
    return length <= LONGEST_LINE or (" " not in words and length <= LONGEST_WORD)


def _phrase(words: str) -> str:
    """Quoted (RFC 5322, 3.2.4), or as one encoded word (RFC 2047)."""
    if words.isascii():
        return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", words))
    return f"=?utf-8?b?{base64.b64encode(words.encode(errors='replace')).decode()}?="


@lru_cache(maxsize=256)
def _encoded(name: str, words: str, utf8: bool) -> bytes:
    rules = _UTF8 if utf8 else _ASCII
    return rules.fold_binary(*rules.header_store_parse(name, words))


@lru_cache(maxsize=256)
def _encoded_address(name: str, words: str, of: str, utf8: bool) -> bytes:
    local, _, domain = of.rpartition("@")
    # In parts: the parser of whole addresses refuses letters beyond ASCII before the @.
    whose = Address(words, username=local, domain=domain)
    rules = _UTF8 if utf8 else _ASCII
    return rules.fold_binary(*rules.header_store_parse(name, whose))
