"""The bytes of a letter: a function of its row, so that every try is the same letter (decision 18)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

import flask_mail
from sqlalchemy import Row

from forumapp.notifications import addresses, mime, sealing
from forumapp.notifications.enclosures import Enclosure
from forumapp.notifications.models import Message, second_marker
from forumapp.notifications.problems import Problem
from forumapp.words import HTML_LANG

Stored = Message | Row[*tuple[Any, ...]]
"""A letter's row as an object, or its columns alone."""


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
    @lru_cache(maxsize=1)
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


def build(row: Stored, sender: Sender, enclosure: Enclosure | None = None) -> Letter:
    """Raises CannotBeBuilt."""
    try:
        to = addresses.for_transport(row.recipient)
        from_address = addresses.for_transport(sender.address)
        content = _content(row, sender, to, from_address, enclosure)
    except addresses.NotAnAddress as error:
        raise CannotBeBuilt(Problem.NOT_AN_ADDRESS) from error
    except sealing.SealBroken as error:
        raise CannotBeBuilt(Problem.LINK_LOST) from error
    except (ValueError, LookupError, TypeError, AttributeError, MessageError) as error:
        # What the email package raises for text it cannot put into a header or a part.
        raise CannotBeBuilt(Problem.CANNOT_BE_BUILT) from error
    return Letter(content, to=to, sender=from_address, subject=row.subject, message_id=row.message_id)


def _content(row: Stored, sender: Sender, to: str, from_address: str, enclosure: Enclosure | None) -> bytes:
    return b"".join(_headers(row, sender, to, from_address)) + _parts(row, sender, enclosure)


def _headers(row: Stored, sender: Sender, to: str, from_address: str) -> Iterator[bytes]:
    utf8 = addresses.needs_smtputf8(to)
    yield mime.address("From", _as_typed(row.sender_name or sender.name), from_address, utf8=utf8)
    yield mime.address("To", _as_typed(row.recipient_name), to, utf8=utf8)
    if row.reply_to:
        with suppress(addresses.NotAnAddress):  # a mistyped desk is no reason to keep the letter
            desk = addresses.for_transport(row.reply_to)
            yield mime.address("Reply-To", _as_typed(row.sender_name), desk, utf8=utf8)
    yield mime.header("Subject", _as_typed(row.subject), utf8=utf8)
    yield mime.header("Date", format_datetime(row.queued_at))
    yield mime.header("Message-ID", row.message_id)
    if row.in_reply_to:
        yield mime.header("In-Reply-To", row.in_reply_to)
        yield mime.header("References", row.in_reply_to)
    yield mime.header("Auto-Submitted", "auto-generated")
    yield mime.header("X-Auto-Response-Suppress", "All")
    yield mime.header("Content-Language", HTML_LANG.get(row.language, row.language))
    yield mime.header("MIME-Version", "1.0")


def _parts(row: Stored, sender: Sender, enclosure: Enclosure | None) -> bytes:
    """Both bodies, the HTML one with its picture; a calendar entry as a part that mail programs act upon.

    For the others it is a file as well (RFC 6047).
    """
    token = sealing.unseal(row.sealed_link, sender.secret_key) if row.sealed_link else None
    bodies = [
        mime.text("plain", _with_link(row, row.body_text, token)),
        mime.text("html", _with_link(row, row.body_html, token)),
    ]
    # Not drawn at random, so that every try is the same; nobody who writes into a letter knows its identity.
    boundary = f"=_{row.message_id.strip('<>').partition('@')[0]}"
    if enclosure:
        picture = mime.picture(enclosure.name, enclosure.png)
        bodies[1] = mime.several("related", f"{boundary}_2", [bodies[1], picture])
    files = [_file(one["method"], one["content"], one["filename"]) for one in row.more_calendars or ()]
    if row.calendar_content is not None:
        method, content = row.calendar_method or "PUBLISH", row.calendar_content
        bodies.append(mime.text("calendar", content, mime.parameter("method", method)))
        files.insert(0, _file(method, content, row.calendar_filename or "calendar.ics"))
    if not files:
        return mime.several("alternative", f"{boundary}_0", bodies)
    return mime.several("mixed", f"{boundary}_0", [mime.several("alternative", f"{boundary}_1", bodies), *files])


def _file(method: str, content: str, filename: str) -> bytes:
    name = mime.parameter("filename", filename)
    disposition = f"Content-Disposition: attachment{name}\r\n".encode()
    return mime.text("calendar", content, mime.parameter("method", method), more=disposition)


def _as_typed(words: str) -> str:
    """Words that look like an encoded header (RFC 2047) are shown, not decoded: they could hold a line end."""
    return words.replace("=?", "=\u2060?")


def _with_link(row: Stored, words: str, token: str | None) -> str:
    if row.link_marker is None:
        return words
    if token is None:
        raise sealing.SealBroken
    first, _space, second = token.partition(" ")
    return words.replace(second_marker(row.link_marker), second).replace(row.link_marker, first)
