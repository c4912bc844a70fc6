"""The bytes of a letter: a function of its row, so that every try is the same letter (decision 18)."""

from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

import flask_mail

from forumapp.notifications import addresses, sealing
from forumapp.notifications.models import Message
from forumapp.notifications.problems import Problem
from forumapp.words import HTML_LANG

_TAKEN_AS_THEY_ARE = frozenset(
    [
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "auto-submitted",
        "x-auto-response-suppress",
        "content-language",
        "mime-version",
    ]
)

_THE_SAME_IN_EVERY_LETTER = frozenset(["content-type", "content-transfer-encoding"])
_taken_apart = lru_cache(maxsize=64)(HeaderRegistry())


class _Quick(EmailPolicy):
    """The email package takes each header apart to see whether it may stand like this; that was a fifth of sending.

    Short plain text in headers without structure may: it has no line end, and no encoded word.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if type(value) is str and _is_plain(value):
            if name.lower() in _TAKEN_AS_THEY_ARE:
                return name, value
            if name.lower() in _THE_SAME_IN_EVERY_LETTER and "boundary" not in value:
                return name, _taken_apart(name, value)
        return super().header_store_parse(name, value)


def _is_plain(value: str) -> bool:
    return 0 < len(value) < 60 and value.isascii() and value.isprintable() and "=?" not in value


_PLAIN = _Quick(linesep="\r\n", cte_type="7bit")
_UTF8 = _PLAIN.clone(utf8=True)


class CannotBeBuilt(Exception):
    """This one letter cannot be sent; the others can."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.value)


@dataclass(frozen=True)
class Sender:
    """Who sends: the address of all letters, and the key that opens their links."""

    address: str
    name: str
    secret_key: str

    @classmethod
    def of(cls, mail_from: str, secret_key: str) -> "Sender":
        name, address = parseaddr(mail_from)
        return cls(address=address, name=name, secret_key=secret_key)


class Letter(flask_mail.Message):
    """A letter ready to leave. Flask-Mail would make up date, boundaries and identity anew for each try."""

    def __init__(self, content: bytes, *, to: str, sender: str, subject: str, message_id: str) -> None:
        # Without Flask-Mail's own beginning: it asks the name service who this machine is, for an identity that
        # no letter of ours carries, and each letter would wait for the answer.
        self.subject, self.recipients, self.sender = subject, [to], sender
        self.cc: list[str] = []
        self.bcc: list[str] = []
        self.alts: dict[str, str] = {}
        self.msgId = message_id
        self.to = to
        self.needs_smtputf8 = addresses.needs_smtputf8(to)
        self._content = content

    def as_bytes(self) -> bytes:
        return self._content

    def as_string(self) -> str:
        return self._content.decode("utf-8", "replace")


def build(row: Message, sender: Sender) -> Letter:
    """Raises CannotBeBuilt."""
    try:
        to = addresses.for_transport(row.recipient)
        from_address = addresses.for_transport(sender.address)
        content = _content(row, sender, to, from_address)
    except addresses.NotAnAddress as error:
        raise CannotBeBuilt(Problem.NOT_AN_ADDRESS) from error
    except sealing.SealBroken as error:
        raise CannotBeBuilt(Problem.LINK_LOST) from error
    except (ValueError, LookupError, TypeError, AttributeError, MessageError) as error:
        # What the email package raises for text it cannot put into a header or a part.
        raise CannotBeBuilt(Problem.CANNOT_BE_BUILT) from error
    return Letter(content, to=to, sender=from_address, subject=row.subject, message_id=row.message_id)


def _content(row: Message, sender: Sender, to: str, from_address: str) -> bytes:
    rules = _UTF8 if addresses.needs_smtputf8(to) else _PLAIN
    letter = EmailMessage(policy=rules)
    _add_headers(letter, row, sender, to, from_address)
    token = sealing.unseal(row.sealed_link, sender.secret_key) if row.sealed_link else None
    letter.set_content(_with_link(row, row.body_text, token))
    letter.add_alternative(_with_link(row, row.body_html, token), subtype="html")
    if row.calendar_content is not None:
        _add_calendar(letter, row, row.calendar_content)
    # Only now: the email package moves such a header into the first part, and drops it there.
    letter["Content-Language"] = HTML_LANG.get(row.language, row.language)
    _fix_boundaries(letter, row)
    return letter.as_bytes()


def _add_headers(letter: EmailMessage, row: Message, sender: Sender, to: str, from_address: str) -> None:
    letter["From"] = Address(_as_typed(row.sender_name or sender.name), addr_spec=from_address)
    letter["To"] = _address(row.recipient_name, to)
    if row.reply_to:
        with suppress(addresses.NotAnAddress):  # a mistyped desk is no reason to keep the letter
            letter["Reply-To"] = _address(row.sender_name, addresses.for_transport(row.reply_to))
    letter["Subject"] = _as_typed(row.subject)
    letter["Date"] = format_datetime(row.queued_at)
    letter["Message-ID"] = row.message_id
    if row.in_reply_to:
        letter["In-Reply-To"] = row.in_reply_to
        letter["References"] = row.in_reply_to
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    # In parts: the parser of whole addresses refuses letters beyond ASCII before the @.
    return Address(_as_typed(name), username=local, domain=domain)


def _as_typed(words: str) -> str:
    """Words that look like an encoded header (RFC 2047) are shown, not decoded: they could hold a line end."""
    return words.replace("=?", "=\u2060?")


def _with_link(row: Message, words: str, token: str | None) -> str:
    if row.link_marker is None:
        return words
    if token is None:
        raise sealing.SealBroken
    return words.replace(row.link_marker, token)


def _add_calendar(letter: EmailMessage, row: Message, content: str) -> None:
    """As a part that mail programs act upon, and as a file for the others (RFC 6047)."""
    method = {"method": row.calendar_method or "PUBLISH"}
    letter.add_alternative(content, subtype="calendar", params=method)
    letter.add_attachment(content, subtype="calendar", params=method, filename=row.calendar_filename)


def _fix_boundaries(letter: EmailMessage, row: Message) -> None:
    """The email package would draw them at random."""
    identity = row.message_id.strip("<>").partition("@")[0]
    for number, part in enumerate(part for part in letter.walk() if part.is_multipart()):
        part.set_boundary(f"=_{identity}_{number}")
