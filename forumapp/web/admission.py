"""How many requests are worked on at once, who waits, and who is told to come again (AVAIL-04).

The web server has a thread for each of many requests, because waiting costs a thread little. Worked on are few at a
time: more would only be slower together, and each would want a connection to the database. So a crowd of writers
keeps nobody from what needs no work: answers out of memory, and whoever watches the app, never wait here.

A form is taken in before its turn, so that a slow line keeps a thread waiting and nobody else.
"""

import threading
from collections import deque
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 8
MOST_WAITING = 400
PATIENCE = 10.0
"""Seconds in the line; a proxy and most people wait longer."""
COME_AGAIN = 5
"""Seconds, for who is sent away."""

WATCHERS = frozenset({"/healthz", "/readyz", "/metrics"})
"""Whoever restarts what hangs must not take a crowd for that."""

_IN_MEMORY = 64_000
_CROWDED = "forumapp.crowded"


def init_app(app: Flask) -> None:
    """Right before Flask itself: what answers for it out of memory comes in front."""
    app.extensions["admission"] = line = Line()
    app.wsgi_app = _Door(app.wsgi_app, line, app.config["MAX_CONTENT_LENGTH"])  # type: ignore[method-assign]


def send_away() -> None:
    """Before each request, whoever found the line too long."""
    if _CROWDED in request.environ:
        raise ServiceUnavailable(retry_after=COME_AGAIN)


@dataclass
class Line:
    """Who waits longest comes next; nobody who comes later takes the place that was given to her."""

    free: int = AT_ONCE
    waiting: deque[threading.Lock] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> bool:
        """Whether it is one's turn now, perhaps after a while; who is let in has to leave."""
        with self.lock:
            if self.free:
                self.free -= 1
                return True
            if len(self.waiting) >= MOST_WAITING:
                return False
            turn = threading.Lock()
            turn.acquire()
            self.waiting.append(turn)
        return turn.acquire(timeout=PATIENCE) or not self._gave_up(turn)

    def leave(self) -> None:
        with self.lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1

    def _gave_up(self, turn: threading.Lock) -> bool:
        """False where the turn came at the last moment."""
        with self.lock:
            if turn not in self.waiting:
                return False
            self.waiting.remove(turn)
            return True


class _Door:
    """In front of Flask."""

    def __init__(self, inner: "WSGIApplication", line: Line, longest: int) -> None:
        self._inner, self._line, self._longest = inner, line, longest

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] in WATCHERS:
            return self._inner(environ, start_response)
        with take_in(environ, self._longest):
            if not self._line.enter():
                environ[_CROWDED] = True
                return self._inner(environ, start_response)
            try:
                return self._inner(environ, start_response)
            finally:
                self._line.leave()


def take_in(environ: "WSGIEnvironment", longest: int) -> AbstractContextManager[object]:
    """The whole body, or what came of it, for as long as it is needed.

    Longer ones, slides for instance, arrive while they are worked on.
    """
    told = environ.get("CONTENT_LENGTH") or "0"
    left = int(told) if told.isdecimal() else 0
    if not 0 < left <= longest:
        return nullcontext()
    coming, body = environ["wsgi.input"], SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    while left and (part := coming.read(min(left, _IN_MEMORY))):
        body.write(part)
        left -= len(part)
    body.seek(0)
    environ["wsgi.input"] = body
    return body
