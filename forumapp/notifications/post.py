"""The way to the mail server: Flask-Mail's connection with time-outs, refusals sorted by what to do next."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn, Self
from urllib.parse import parse_qs, unquote, urlsplit

import flask_mail
from flask import Flask, current_app

from forumapp.extensions import mail
from forumapp.notifications.letters import Letter
from forumapp.notifications.problems import Problem

TIMEOUT = 20
"""Seconds for each answer of the mail server."""

LETTERS_PER_CONNECTION = 100


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Meanwhile:
    """What is done with the time that the mail server takes: half of all time when a thousand letters leave."""

    for_sender: Callable[[], None] = _nothing
    """While it looks at who sends: before any word of the letter has left."""
    for_recipient: Callable[[], None] = _nothing
    """While it looks at who is to get it, likewise. Both fall together where it takes questions together."""
    for_content: Callable[[], None] = _nothing
    """While it takes the content. It must not raise: the letter may be there already."""


ONLY_WAIT = Meanwhile()


@dataclass
class NotSent(Exception):
    """This try failed: whose fault it is decides what happens to this letter and to the ones behind it."""

    problem: Problem
    reply_code: int | None = None
    for_good: bool = False
    """Trying again is pointless."""
    all_letters: bool = False
    """The next letter would fare the same."""


def init_app(app: Flask) -> None:
    """Tell Flask-Mail where to send, from the one address that the settings give."""
    url = urlsplit(app.config["SETTINGS"].effective_smtp_url)
    starttls = parse_qs(url.query).get("starttls", ["0"])[0] == "1"
    app.config.update(
        MAIL_SERVER=url.hostname or "127.0.0.1",
        MAIL_PORT=url.port or (465 if url.scheme == "smtps" else 25),
        MAIL_USERNAME=unquote(url.username) if url.username else None,
        MAIL_PASSWORD=unquote(url.password) if url.password else None,
        MAIL_USE_TLS=starttls,
        MAIL_USE_SSL=url.scheme == "smtps",
        MAIL_SUPPRESS_SEND=False,
    )
    mail.init_app(app)


class Post:
    """One connection, opened when the first letter needs it, renewed after some letters or a mishap."""

    def __init__(self) -> None:
        self._connection: _Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def send(self, letter: Letter, before_content: Callable[[], None], meanwhile: Meanwhile = ONLY_WAIT) -> None:
        """Hand one letter over. ``before_content`` may still stop it by raising. Raises NotSent."""
        connection = self._connection = self._connection or _opened()
        connection.before_content, connection.meanwhile = before_content, meanwhile
        try:
            connection.send(letter)
        except BaseException:
            self.close()
            raise
        if connection.num_emails >= LETTERS_PER_CONNECTION:
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.leave()
            self._connection = None


def _opened() -> "_Connection":
    connection = _Connection(current_app.extensions["mail"])
    try:
        connection.host = connection.configure_host()
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(Problem.SIGN_IN_REFUSED, error.smtp_code, all_letters=True) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(Problem.UNREACHABLE, error.smtp_code, all_letters=True) from error
    except OSError as error:  # includes smtplib's other errors, time-outs, TLS
        raise NotSent(Problem.UNREACHABLE, all_letters=True) from error
    return connection


class _Connection(flask_mail.Connection):
    before_content: Callable[[], None]
    meanwhile: Meanwhile
    content_is_due = False
    """Whether the server may wait for the content, and would take whatever comes for a part of it."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """As Flask-Mail, but it never waits for ever and looks at certificates."""
        host: smtplib.SMTP | smtplib.SMTP_SSL
        if self.mail.use_ssl:
            secure = ssl.create_default_context()
            host = smtplib.SMTP_SSL(self.mail.server, self.mail.port or 465, timeout=TIMEOUT, context=secure)
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port or 25, timeout=TIMEOUT)
        try:
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def send(self, letter: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """One letter to one recipient, step by step, because each step's refusal means something else."""
        assert isinstance(letter, Letter) and self.host is not None
        try:
            self._hand_over(self.host, letter)
        except smtplib.SMTPResponseException as error:
            _refused(Problem.LETTER_REFUSED, error.smtp_code)
        except OSError as error:
            raise NotSent(Problem.INTERRUPTED) from error
        self.num_emails += 1
        flask_mail.email_dispatched.send(current_app._get_current_object(), message=letter)  # type: ignore[attr-defined]

    def _hand_over(self, host: smtplib.SMTP, letter: Letter) -> None:
        options = ""
        if letter.needs_smtputf8:
            if not host.has_extn("smtputf8"):
                raise NotSent(Problem.NEEDS_SMTPUTF8, for_good=True)
            options = " SMTPUTF8 BODY=8BITMIME"
            host.command_encoding = "utf-8"
        announce = self._announce_at_once if host.has_extn("pipelining") else self._announce
        announce(host, f"MAIL FROM:<{letter.sender}>{options}", f"RCPT TO:<{letter.to}>")
        host.send(_with_end(letter.as_bytes()))
        self.meanwhile.for_content()
        code, _ = host.getreply()
        self.content_is_due = False
        if code != 250:
            _refused(Problem.LETTER_REFUSED, code)

    def _announce(self, host: smtplib.SMTP, sender: str, recipient: str) -> None:
        host.putcmd(sender)
        self.meanwhile.for_sender()
        _look_at_sender(*host.getreply())
        host.putcmd(recipient)
        self.meanwhile.for_recipient()
        _look_at_recipient(*host.getreply())
        self.before_content()
        host.putcmd("DATA")
        self.content_is_due = True
        _look_at_turn(*host.getreply())

    def _announce_at_once(self, host: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Two journeys to the server instead of four; with one far away a letter takes half the time (RFC 2920)."""
        host.send(_lines(sender, recipient, "DATA"))
        self.content_is_due = True
        self.meanwhile.for_sender()
        self.meanwhile.for_recipient()
        _look_at_sender(*host.getreply())
        _look_at_recipient(*host.getreply())
        _look_at_turn(*host.getreply())
        self.before_content()

    def leave(self) -> None:
        if self.host is not None:
            if not self.content_is_due:
                with suppress(OSError):
                    self.host.quit()
            self.host.close()


def _lines(*commands: str) -> str:
    """As ``smtplib`` sends them. Raises ValueError where one holds a line break, and with it another command."""
    if any("\r" in command or "\n" in command for command in commands):
        raise ValueError("a command of more than one line")
    return "".join(f"{command}\r\n" for command in commands)


def _look_at_sender(code: int, _words: bytes) -> None:
    if code != 250:
        raise NotSent(Problem.SENDER_REFUSED, code, all_letters=True)


def _look_at_recipient(code: int, words: bytes) -> None:
    if code not in (250, 251):
        _refused(Problem.LETTER_REFUSED if b"5.7." in words else Problem.ADDRESS_REFUSED, code)


def _look_at_turn(code: int, _words: bytes) -> None:
    if code != 354:
        _refused(Problem.LETTER_REFUSED, code)


def _with_end(content: bytes) -> bytes:
    """A line of one dot ends the content; those of its lines that begin with one get another (RFC 5321, 4.5.2)."""
    return content.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _refused(problem: Problem, code: int) -> NoReturn:
    if 500 <= code < 600:
        raise NotSent(problem, code, for_good=True)
    raise NotSent(Problem.ASKED_TO_WAIT, code)
