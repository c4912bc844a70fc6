"""Requests whose end is a matter of opinion: between two opinions a second request can hide (HTTP-06).

Each carries a second request that no honest reading of the first makes one of its own, or that only one of two
readings does. Where a proxy and the app read differently, the app answers it, and everybody behind it on the same
connection gets somebody else's answer.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from bench.storm.probes import FORM

_CODING = b"Transfer-Encoding: chunked"
CODINGS = (
    _CODING,
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding:\tchunked",
    b"Transfer-Encoding\t: chunked",
    b"Transfer-Encoding:chunked ",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: x-chunked",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: identity, chunked",
    b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: chunked,",
    b"Transfer-Encoding: , chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked;q=1",
    b'Transfer-Encoding: "chunked"',
    b"Transfer-Encoding: cHuNkEd",
    b"Transfer-Encoding: chun\xe2\x84\xaaed",
    b"Transfer-Encoding: \x0bchunked",
    b"Transfer-Encoding: \x00chunked",
    b"Transfer-Encoding: chunked\x00",
    b"Transfer-Encoding: \xa0chunked",
    b"Transfer-Encoding:\r\n chunked",
    b"Transfer-Encoding:\n chunked",
    b" Transfer-Encoding: chunked",
    b"X: y\r\n Transfer-Encoding: chunked",
    b"X: y\nTransfer-Encoding: chunked",
    b"X: y\rTransfer-Encoding: chunked",
    b"X: y\r\rTransfer-Encoding: chunked",
    b"\xffTransfer-Encoding: chunked",
    b"Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
)
NO_CODINGS = (b"Transfer_Encoding: chunked", b"TE: chunked", b"Content-Encoding: chunked")
"""Which nobody should take for one."""

LENGTHS = (
    "Content-Length: {whole}\r\nContent-Length: 0",
    "Content-Length: 0\r\nContent-Length: {whole}",
    "Content-Length: {whole}\r\nContent-Length: {whole}",
    "Content-Length: {whole}, 0",
    "Content-Length: 0, {whole}",
    "Content-Length: {whole}, {whole}",
    "Content-Length: +{whole}",
    "Content-Length: -{whole}",
    "Content-Length: 0{whole}",
    "Content-Length: 0x{hex}",
    "Content-Length: {whole} 0",
    "Content-Length: 0 {whole}",
    "Content-Length: {whole}.0",
    "Content-Length: 1e1",
    "Content-Length:\t{whole}",
    "Content-Length : {whole}",
    " Content-Length: {whole}",
    "Content-Length:\r\n {whole}",
    "X: y\nContent-Length: {whole}",
    "X: y\rContent-Length: {whole}",
    "Content-Length: \x00{whole}",
    "Content-Length: 18446744073709551616",
    "Content-Length: 4294967296",
    "Content-Length: ",
    "Connection: Content-Length\r\nContent-Length: {whole}",
    "Expect: 100-continue\r\nContent-Length: {whole}",
)
"""``whole``: with the second request in it; 0: without."""

NO_LENGTHS = (
    "X: y",
    "Content_Length: {whole}",
    "Expect: 100-continue\r\nContent-Length: 0",
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 0",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0",
    "X-HTTP-Method-Override: HEAD\r\nContent-Length: 0",
)
"""Which make the second one a request of its own for everybody, whatever they seem to say."""

SIZES = (
    b"%x;a=b\r\n",
    b'%x;a="\r\n"\r\n',
    b"%x;\n\r\n",
    b"%x;a\n",
    b"%x\n",
    b"%x\r",
    b"%x \r\n",
    b"%x\t\r\n",
    b" %x\r\n",
    b"+%x\r\n",
    b"-%x\r\n",
    b"0x%x\r\n",
    b"0000000000000000%x\r\n",
    b"10000000000000000%x\r\n",
    b"FFFFFFFFFFFFFFFFF%x\r\n",
    b"%xg\r\n",
    b"%x;" + b"a" * 9000 + b"\r\n",
    b"\r\n%x\r\n",
)
"""Of a chunk that holds the second request."""

ENDS = (
    b"\r\n0\r\n\r\n",
    b"\n0\n\n",
    b"0\r\n\r\n",
    b"\r\n0\r\nContent-Length: 9\r\n\r\n",
    b"\r\n0;x\r\n\r\n",
    b"\r\n00\r\n\r\n",
)
LINE_ENDS = (b"\n", b"\r\r\n", b"\n\r", b"\r")
METHODS = ("POST", "GET", "PUT")


@dataclass(frozen=True)
class Manner:
    """What all of them have in common, whatever the trick."""

    method: str = "POST"
    version: str = "1.1"
    end: bytes = b"\r\n"
    """Of the lines of the head."""
    swallows: bool = False

    def __str__(self) -> str:
        ends = "" if self.end == b"\r\n" else f", lines end in {self.end!r}"
        return f"({self.method} {self.version}{', unfinished' if self.swallows else ''}{ends})"


@dataclass(frozen=True)
class Ambiguous:
    name: str
    raw: bytes
    is_two: bool = False
    """Two requests, one after the other, by every reading."""


@dataclass(frozen=True)
class Marked:
    """Paths that tell the first and the second request in the app's log, and the host that both ask for."""

    host: str
    first: str
    second: str

    def hidden(self, *, swallows: bool) -> bytes:
        """The second request; ``swallows``: unfinished, so that whatever comes next would become a part of it."""
        head = f"GET {self.second} HTTP/1.1\r\nHost: {self.host}\r\n".encode()
        return head + (b"X-Swallows: " if swallows else b"\r\n")

    def head(self, lines: bytes, manner: Manner) -> bytes:
        request = f"{manner.method} {self.first} HTTP/{manner.version}"
        return manner.end.join((request.encode(), f"Host: {self.host}".encode(), FORM.encode(), lines, b"", b""))


PLAIN = Manner()
Recipe = Callable[[Marked], Ambiguous]


def known_and_drawn(rng: random.Random, count: int) -> Iterator[Recipe]:
    """Known tricks in the order of the seed, then drawn ones."""
    known = list(_known())
    rng.shuffle(known)
    yield from known[:count]
    for _ in range(count - len(known)):
        yield _drawn(rng)


def _known() -> Iterator[Recipe]:
    for coding, by_chunks in product(CODINGS, (True, False)):
        for coding_first, swallows in ((True, False), (False, True)):
            yield partial(_both, coding, by_chunks, coding_first, Manner(swallows=swallows))
    yield from (partial(_both, coding, True, False, PLAIN) for coding in NO_CODINGS)
    yield from (partial(_both, _CODING, True, False, Manner(method)) for method in METHODS)
    yield from (partial(_both, _CODING, by_chunks, False, Manner(version="1.0")) for by_chunks in (True, False))
    for length, method in product(LENGTHS, METHODS[:2]):
        yield partial(_length, length, Manner(method, swallows=method == "GET"))
    yield from (partial(_length, LENGTHS[0], Manner(end=end)) for end in LINE_ENDS)
    yield from (partial(_chunk, size, ENDS[0], PLAIN) for size in SIZES)
    yield from (partial(_chunk, b"%x\r\n", end, PLAIN) for end in ENDS)
    yield from (
        partial(_length, length, Manner(method), is_two=True) for length, method in product(NO_LENGTHS, METHODS)
    )


def _drawn(rng: random.Random) -> Recipe:
    end = rng.choice(LINE_ENDS) if rng.random() < 0.2 else b"\r\n"
    manner = Manner(rng.choice(METHODS), rng.choice(("1.1", "1.1", "1.0")), end, rng.random() < 0.5)
    kind = rng.random()
    if kind < 0.5:
        coding = rng.choice(CODINGS)
        if rng.random() < 0.3:
            coding += b"\r\n" + rng.choice(CODINGS)
        return partial(_both, coding, rng.random() < 0.5, rng.random() < 0.5, manner)
    if kind < 0.75:
        length = rng.choice(LENGTHS)
        if rng.random() < 0.3:
            length += "\r\n" + rng.choice(LENGTHS)
        return partial(_length, length, manner)
    return partial(_chunk, rng.choice(SIZES), rng.choice(ENDS), manner)


def _both(coding: bytes, by_chunks: bool, coding_first: bool, manner: Manner, marked: Marked) -> Ambiguous:
    """A length and a coding. ``by_chunks``: the body ends before the second request for who believes the coding
    (CL.TE), else for who believes the length (TE.CL)."""
    hidden = marked.hidden(swallows=manner.swallows)
    if by_chunks:
        body = b"0\r\n\r\n" + hidden
        length = len(body)
    else:
        size = b"%x\r\n" % len(hidden)
        body, length = size + hidden + b"\r\n0\r\n\r\n", len(size)
    told = b"Content-Length: %d" % length
    lines = coding + b"\r\n" + told if coding_first else told + b"\r\n" + coding
    return Ambiguous(f"{'CL.TE' if by_chunks else 'TE.CL'} {_said(lines)} {manner}", marked.head(lines, manner) + body)


def _length(length: str, manner: Manner, marked: Marked, *, is_two: bool = False) -> Ambiguous:
    """Lengths that can be read in two ways, and bodies where none is expected."""
    hidden = marked.hidden(swallows=manner.swallows)
    lines = length.format(whole=len(hidden), hex=f"{len(hidden):x}")
    raw = marked.head(lines.encode("latin-1"), manner) + hidden
    return Ambiguous(f"CL.CL {_said(lines.encode())} {manner}", raw, is_two)


def _chunk(size: bytes, end: bytes, manner: Manner, marked: Marked) -> Ambiguous:
    """A chunk whose size or end can be read in two ways."""
    hidden = marked.hidden(swallows=manner.swallows)
    raw = marked.head(_CODING, manner) + size % len(hidden) + hidden + end
    return Ambiguous(f"chunk {_said(size[:20])} … {_said(end)} {manner}", raw)


def _said(raw: bytes) -> str:
    return repr(raw)[2:-1]
