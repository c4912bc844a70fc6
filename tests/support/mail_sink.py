"""A real mail server for tests: it takes, refuses, breaks off or keeps silent, and records raw bytes."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from enum import StrEnum
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask


class Mode(StrEnum):
    ACCEPT = "accept"
    WAIT = "451 to every recipient"
    REFUSE = "550 to every recipient"
    REFUSE_CONTENT = "554 to every content"
    DROP = "takes the letter, then hangs up before saying so"
    SILENT = "never answers the content"


@dataclass(frozen=True)
class Received:
    """One letter as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        message = BytesParser(policy=default).parsebytes(self.raw)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")

    def part(self, kind: str) -> str:
        body = self.message.get_body(preferencelist=(kind,))
        assert body is not None
        return str(body.get_content())

    def link(self) -> str:
        """The address a person would click."""
        found = re.search(r"https?://\S+", self.text)
        assert found, self.text
        return found.group()


@dataclass
class Sink:
    """What arrived, and how the server behaves from now on."""

    port: int = 0
    takes_together: bool = True
    """Whether it offers to take several questions at once (RFC 2920), as nearly every mail server does."""
    mode: Mode = Mode.ACCEPT
    letters: list[Received] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    """Each recipient offered, whatever came of it."""
    connections: int = 0
    modes_by_recipient: dict[str, Mode] = field(default_factory=dict)
    before_receiving: Callable[[], None] | None = None
    """Called when a recipient is named, before any content."""
    while_receiving: Callable[[], None] | None = None
    """Called after the content came and before the answer leaves."""
    _released: Event = field(default_factory=Event)

    def mode_for(self, recipient: str) -> Mode:
        return self.modes_by_recipient.get(recipient, self.mode)

    def to(self, address: str) -> list[Received]:
        return [letter for letter in self.letters if address in letter.recipients]


class _Server(SMTP):
    """aiosmtpd does not say when a connection is made."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.sink.connections += 1
        super().connection_made(transport)


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, offers: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*offers[:-1], "250-PIPELINING", offers[-1]] if self.sink.takes_together else offers

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        self.sink.tries.append(address)
        mode = self.sink.mode_for(address)
        if mode is Mode.WAIT:
            return f"451 <{address}> try later"
        if mode is Mode.REFUSE:
            return f"550 <{address}> no such mailbox"
        if self.sink.before_receiving:
            await asyncio.to_thread(self.sink.before_receiving)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        received = Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(content))
        mode = self.sink.mode_for(envelope.rcpt_tos[0])
        if mode is Mode.REFUSE_CONTENT:
            return "554 not like this"
        self.sink.letters.append(received)
        if self.sink.while_receiving:
            await asyncio.to_thread(self.sink.while_receiving)
        if mode is Mode.DROP:
            server.transport.abort()
            return "421 gone"
        if mode is Mode.SILENT:
            await asyncio.to_thread(self.sink._released.wait, 60)
        return "250 taken"


@contextmanager
def mail_sink(
    app: Flask | None = None, *, smtputf8: bool = True, takes_together: bool = True, port: int = 0
) -> Iterator[Sink]:
    """A running mail server; ``app`` sends there meanwhile. ``port`` 0: the system chooses one."""
    sink = Sink(takes_together=takes_together)

    class Running(Controller):
        def factory(self) -> SMTP:
            return _Server(self.handler, **self.SMTP_kwargs)

        def _trigger_server(self) -> None:
            # Port 0 let the system choose; the controller looks whether its port answers.
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    controller = Running(
        _Handler(sink),
        hostname="127.0.0.1",
        port=port,
        enable_SMTPUTF8=smtputf8,
        data_size_limit=None,
    )
    controller.start()
    sink.port, sink.connections = controller.port, 0
    state = app.extensions["mail"] if app else None
    before = (state.server, state.port) if state else None
    if state:
        state.server, state.port = "127.0.0.1", sink.port
    try:
        yield sink
    finally:
        sink._released.set()
        if state and before:
            state.server, state.port = before
        controller.stop()
