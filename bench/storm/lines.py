"""Connections that are open and of no use: silent ones, heads that come byte by byte, forms whose sender is gone."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from bench.storm import probes

PATIENCE = 8
"""Seconds for an answer or a hang-up, once everything is sent."""


def connected(address: str) -> socket.socket:
    host, _, port = address.partition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def stall(line: socket.socket, address: str, path: str) -> None:
    """Send the beginning of a form."""
    line.sendall(
        probes.request("POST", path, [f"Host: {address}", probes.FORM, "Content-Length: 90"], b"name=half", False)
    )


@contextmanager
def useless(address: str, path: str, *, silent: int, slow: int, stalled: int) -> Iterator[None]:
    """``slow`` heads grow by a byte a second."""
    with ExitStack() as stack:
        for _ in range(silent):
            stack.enter_context(connected(address))
        for _ in range(stalled):
            stall(stack.enter_context(connected(address)), address, path)
        heads = [stack.enter_context(connected(address)) for _ in range(slow)]
        over = threading.Event()
        stack.callback(over.set)
        threading.Thread(target=_drip, args=(heads, over), daemon=True).start()
        yield


def _drip(heads: list[socket.socket], over: threading.Event) -> None:
    head = b"GET / HTTP/1.1\r\nX-Slow: " + b"a" * 1000
    for number in range(len(head)):
        for line in heads:
            with suppress(OSError):  # the server hung up, as it may
                line.send(head[number : number + 1])
        if over.wait(1):
            return
