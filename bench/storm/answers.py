"""Answers on one line, one after the other, as they come."""

import re
import socket
import time
from dataclasses import dataclass, field

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding:\s*chunked")


@dataclass
class Answers:
    """Without interim ones (1xx). What has no length lasts until the line ends."""

    statuses: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    is_over: bool = False
    """The server hung up."""
    _left: bytes = b""

    def read(self, line: socket.socket, patience: float, quiet: float, most: int = 100) -> None:
        """Until the line ends, or so many are there, or nothing came for ``patience`` at first, ``quiet`` later."""
        waits_for, began = patience, time.monotonic()
        while not self.is_over and len(self.statuses) < most and time.monotonic() - began < 30:
            line.settimeout(waits_for)
            try:
                more = line.recv(65536)
            except TimeoutError:
                return
            except OSError:
                more = b""
            self.is_over = not more
            self._left += more
            while self._take():
                waits_for = quiet

    def _take(self) -> bool:
        """One answer off what came; says whether there was one."""
        head, gap, rest = self._left.partition(b"\r\n\r\n")
        status = _STATUS.match(head)
        if not gap or not status:
            return False
        if status[1].startswith(b"1"):
            self._left = rest
            return True
        body = _body(head, rest, self.is_over)
        if body is None:
            return False
        self.statuses.append(int(status[1]))
        self.bodies.append(body[0])
        self._left = body[1]
        return True


def _body(head: bytes, rest: bytes, is_over: bool) -> tuple[bytes, bytes] | None:
    """Body and what follows it; none while it is not whole."""
    if told := _LENGTH.search(head):
        length = int(told[1])
        return (rest[:length], rest[length:]) if len(rest) >= length else None
    if _CHUNKED.search(head):
        return _chunks(rest)
    if head.startswith((b"HTTP/1.1 304", b"HTTP/1.1 204")):
        return b"", rest
    return (rest, b"") if is_over else None


def _chunks(rest: bytes) -> tuple[bytes, bytes] | None:
    body = b""
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if len(rest) < length + 2:
            return None
        body, rest = body + rest[:length], rest[length + 2 :]
        if length == 0:
            return body, rest
    return None
