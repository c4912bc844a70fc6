"""Answers that are the same for everybody, given out of memory before Flask looks at the request.

A view says with ``remember`` that its answer may be given again, byte for byte, for as long as something holds; a
form, with another token for each.
Whatever else is asked (other methods, ranges, hosts, pages of one person) never meets this layer: it knows only
what Flask itself answered to the same host, path, query and encoding.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request
from werkzeug.http import remove_entity_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 32_000_000
LARGEST = 4_000_000
"""Bytes of one answer; a longer one is not kept."""

StillHolds = Callable[[], bool]
NewWord = Callable[[], str]
Headers = list[tuple[str, str]]

Listener = Callable[["Answered"], None]

_EXTENSION = "remembered"
_WISH = "forumapp.remember"


@dataclass(frozen=True)
class Answered:
    """A request that Flask never saw, for whoever counts or logs them."""

    endpoint: str | None
    method: str
    path: str
    status: int
    seconds: float


@dataclass(frozen=True)
class _Wish:
    """What ``remember`` was told."""

    still_holds: StillHolds
    own: bytes
    another: NewWord | None


@dataclass(frozen=True)
class _Answer:
    """``body`` is None where only the entity tag was asked about so far."""

    wish: _Wish
    endpoint: str | None
    etag: str
    headers: Headers
    body: bytes | None

    def body_of_its_own(self) -> bytes:
        body, wish = self.body or b"", self.wish
        return body.replace(wish.own, wish.another().encode()) if wish.another else body

    @property
    def headers_alone(self) -> Headers:
        """Of a 304."""
        kept = list(self.headers)
        remove_entity_headers(kept)
        return kept


@dataclass
class _Memory:
    """The answers asked for last, up to a number of bytes; one process serves many threads."""

    answers: OrderedDict[str, _Answer] = field(default_factory=OrderedDict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    listeners: list[Listener] = field(default_factory=list)

    def get(self, key: str) -> _Answer | None:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def put(self, key: str, answer: _Answer) -> None:
        with self.lock:
            self._forget(key)
            self.answers[key] = answer
            self.size += _weight(answer)
            while self.size > MOST_BYTES:
                self._forget(next(iter(self.answers)))

    def clear(self) -> None:
        with self.lock:
            self.answers.clear()
            self.size = 0

    def _forget(self, key: str) -> None:
        if found := self.answers.pop(key, None):
            self.size -= _weight(found)


def init_app(app: Flask) -> None:
    """Before anything else that looks at responses, so that it sees them when all others are done."""
    app.extensions[_EXTENSION] = memory = _Memory()
    app.after_request(_keep)
    app.wsgi_app = _Layer(app.wsgi_app, memory)  # type: ignore[method-assign]


def listen(app: Flask, listener: Listener) -> None:
    """Hear of each answer out of memory; no hook of Flask does."""
    memory: _Memory = app.extensions[_EXTENSION]
    memory.listeners.append(listener)


def remember(still_holds: StillHolds, own: str = "", another: NewWord | None = None) -> None:
    """The answer to this request, where it is a whole one, may be given to everybody while ``still_holds()``.

    Where it has an entity tag, byte for byte; else with ``another()``, of the same length, in place of the word that
    is this answer's own.
    """
    request.environ[_WISH] = _Wish(still_holds, own.encode(), another)


def forget(app: Flask) -> None:
    """Everything, as if the process had just started."""
    memory: _Memory = app.extensions[_EXTENSION]
    memory.clear()


def accepts_gzip(header: str) -> bool:
    """Whether this ``Accept-Encoding`` names it; a star does not count, hardly any program means it."""
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class _Layer:
    """In front of Flask."""

    def __init__(self, inner: "WSGIApplication", memory: _Memory) -> None:
        self._inner, self._memory = inner, memory

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        known = self._memory.get(_key(environ)) if _is_plain(environ) else None
        if known is None or not known.wish.still_holds():
            return self._inner(environ, start_response)
        method, unchanged = environ["REQUEST_METHOD"], _has(environ, known.etag)
        if not unchanged and known.body is None:
            return self._inner(environ, start_response)
        if unchanged:
            start_response("304 NOT MODIFIED", known.headers_alone)
        else:
            start_response("200 OK", list(known.headers))
        status, seconds = 304 if unchanged else 200, time.perf_counter() - began
        answered = Answered(known.endpoint, method, environ["PATH_INFO"], status, seconds)
        for listener in self._memory.listeners:
            listener(answered)
        return [] if unchanged or method == "HEAD" else [known.body_of_its_own()]


def _keep(response: Response) -> Response:
    wish, etag = request.environ.get(_WISH), response.headers.get("ETag", "")
    if wish is None or not _is_plain(request.environ) or "Set-Cookie" in response.headers:
        return response
    if not etag and wish.another is None:
        return response
    if response.direct_passthrough:  # a large file, read from the disk while it is sent
        return response
    memory: _Memory = current_app.extensions[_EXTENSION]
    key, known = _key(request.environ), None
    if response.status_code == 200 and request.method == "GET":
        body = response.get_data()
        if wish.own not in body:
            return response
        headers = [(name, value) for name, value in response.headers if name != "Content-Length"]
        known = _Answer(wish, request.endpoint, etag, [*headers, ("Content-Length", str(len(body)))], body)
    elif response.status_code == 304:
        before = memory.get(key)
        if before and before.etag == etag:
            known = replace(before, wish=wish)
        else:
            known = _Answer(wish, request.endpoint, etag, [*response.headers], None)
    if known and len(known.body or b"") <= LARGEST:
        memory.put(key, known)
    return response


def _is_plain(environ: "WSGIEnvironment") -> bool:
    """A request that asks for all of something and carries nothing."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ.get("CONTENT_LENGTH") in (None, "", "0")
        and not any(name in environ for name in ("HTTP_TRANSFER_ENCODING", "HTTP_RANGE", "HTTP_IF_MATCH"))
    )


def _key(environ: "WSGIEnvironment") -> str:
    encoding = "gzip" if accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else ""
    address = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
    return "\n".join((encoding, *address))


def _has(environ: "WSGIEnvironment", etag: str) -> bool:
    """Whether the client has these very bytes; a proxy may have made the tag a weak one on the way."""
    tags = environ.get("HTTP_IF_NONE_MATCH", "")
    return bool(etag and tags) and (tags == etag or etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")])


def _weight(answer: _Answer) -> int:
    return len(answer.body or b"") + 1000
