"""A crowd over kept connections, light enough to leave the machine to the server it measures."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

CLIENTS = 8
PATIENCE = 60
"""Seconds until an answer counts as missing."""

_BUFFER = 1 << 22


class WrongAnswer(Exception):
    """Something else came back than what was to be measured."""


@dataclass(frozen=True)
class Reply:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The first of that name; empty where there is none."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode("latin-1")
        return ""

    def headers(self) -> list[tuple[str, str]]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines if line)]


def request(
    address: str, path: str, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> bytes:
    """The bytes of a GET, or of a POST where there is a form."""
    body = urlencode(form).encode() if form is not None else b""
    lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: {address}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Client:
    """One kept connection."""

    address: str
    number: int = 0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._streams:
            self._streams[1].close()

    async def ask(self, raw: bytes) -> Reply:
        if self._streams is None:
            host, _, port = self.address.partition(":")
            self._streams = await asyncio.open_connection(host, int(port), limit=_BUFFER)
        reader, writer = self._streams
        writer.write(raw)
        head = await reader.readuntil(b"\r\n\r\n")
        status, length = int(head[9:12]), _length(head)
        return Reply(status, head[:-4], await reader.readexactly(length) if length else b"")


Visit = Callable[[Client], Awaitable[None]]


@dataclass
class Crowd:
    """What came of it: visits, and how long each took in seconds."""

    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Visits a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return percentile(self.latencies, share)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def crowd(address: str, visit: Visit, seconds: float, clients: int = CLIENTS) -> Crowd:
    """So many clients visit again and again for so long."""
    return asyncio.run(_crowd(address, visit, seconds, clients))


def once(address: str, raw: bytes) -> Reply:
    async def ask() -> Reply:
        async with Client(address) as client:
            return await asyncio.wait_for(client.ask(raw), PATIENCE)

    return asyncio.run(ask())


def repeating(raw: bytes, status: int, length: int | None = None) -> Visit:
    """The same request each time; another answer than expected ends the measurement."""

    async def visit(client: Client) -> None:
        reply = await client.ask(raw)
        if reply.status != status or (length is not None and len(reply.body) != length):
            raise WrongAnswer(f"{reply.status} with {len(reply.body)} bytes instead of {status} with {length}")

    return visit


async def _crowd(address: str, visit: Visit, seconds: float, clients: int) -> Crowd:
    latencies: list[float] = []
    began = time.perf_counter()
    deadline = began + seconds

    async def keep_visiting(number: int) -> None:
        async with Client(address, number) as client:
            while (start := time.perf_counter()) < deadline:
                await asyncio.wait_for(visit(client), PATIENCE)
                latencies.append(time.perf_counter() - start)

    await asyncio.gather(*(keep_visiting(number) for number in range(clients)))
    return Crowd(time.perf_counter() - began, latencies)


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"\r\ncontent-length:")
    if at < 0:
        return 0
    return int(lower[at + 17 : lower.index(b"\r\n", at + 2)])
