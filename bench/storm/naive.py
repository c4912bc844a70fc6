"""A proxy that believes lengths, and behind it on one connection a server that believes chunks: what must be found."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
_CODED = re.compile(rb"(?im)^transfer-encoding:.*chunked")


@contextmanager
def pair(log: Callable[[str], None]) -> Iterator[str]:
    """The proxy's address; ``log`` is told every path that the server answers."""
    with _serving(lambda line: _answer(line, log)) as server:
        host, _, port = server.partition(":")
        behind = socket.create_connection((host, int(port)))
        with behind, behind.makefile("rb") as answers, _serving(lambda line: _pass_on(line, behind, answers)) as proxy:
            yield proxy


def _pass_on(line: socket.socket, behind: socket.socket, answers: BinaryIO) -> None:
    with line.makefile("rb") as asked:
        while head := _head(asked):
            behind.sendall(head + asked.read(_length(head)))
            answer = _head(answers)
            line.sendall(answer + answers.read(_length(answer)))


def _answer(line: socket.socket, log: Callable[[str], None]) -> None:
    with line.makefile("rb") as asked:
        while head := _head(asked):
            if _CODED.search(head):
                while size := int(asked.readline().split(b";")[0], 16):
                    asked.read(size + 2)
                asked.readline()
            else:
                asked.read(_length(head))
            path = head.split(b" ")[1].decode()
            log(path)
            body = json.dumps({"path": path}).encode()
            line.sendall(b"HTTP/1.1 %d Well\r\nContent-Length: %d\r\n\r\n" % (_status(path), len(body)) + body)


def _status(path: str) -> int:
    return 200 if path == "/healthz" else 404


def _head(asked: BinaryIO) -> bytes:
    """To the empty line; nothing where the line ends before."""
    lines = []
    while (line := asked.readline()) and line != b"\r\n":
        lines.append(line)
    return b"".join([*lines, line]) if line else b""


def _length(head: bytes) -> int:
    told = _LENGTH.search(head)
    return int(told[1]) if told else 0


@contextmanager
def _serving(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve_one(line: socket.socket) -> None:
        with line, suppress(OSError, ValueError, IndexError):
            serve(line)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve_one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
