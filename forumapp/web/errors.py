"""Pages that say what went wrong and what to do; never a trace, never a database's words."""

import logging
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from forumapp.extensions import roll_back
from forumapp.refusals import ChangedMeanwhile, Refused
from forumapp.web import languages
from forumapp.words import N_, translated

_MOST_READ_AWAY = 22_000_000
"""Bytes; a little more than the proxies of docs/production let in."""

_READ_AWAY_WITHIN = 2
"""Seconds; a proxy on the same network hands over that much in a fraction of it."""

_reading_away = threading.BoundedSemaphore(4)
"""At once: a read ends only with its connection, so that dead lines could hold any number of threads."""

_WORDS = {
    400: (N_("This request cannot be read"), N_("Go back, load the page again and repeat what you did.")),
    403: (
        N_("This request was refused"),
        N_("It came from another site, or this browser hid where it came from."),
    ),
    404: (N_("No such page"), N_("The address may be mistyped, or the page is not open to you.")),
    405: (N_("This address works differently"), N_("Go back and use the button on the page.")),
    409: (N_("This cannot be done now"), ""),
    410: (
        N_("This link no longer works"),
        N_("It was replaced or ended. The newest letter from the forum has the link that works."),
    ),
    411: (N_("This request cannot be read"), N_("It did not say how long it is.")),
    413: (N_("This is too large"), N_("Send less text or a smaller file.")),
    415: (N_("This request cannot be read"), N_("It has an unknown form.")),
    422: (N_("Something is missing or wrong"), N_("Go back and look at the marked fields.")),
    429: (N_("Too many tries"), N_("Wait a few minutes and try again.")),
    500: (
        N_("Something went wrong on our side"),
        N_(
            "Nothing of what you sent was saved. "
            "Try again; if it happens again, tell the forum's desk the reference below."
        ),
    ),
    503: (
        N_("The service is busy or under repair"),
        N_("Nothing of what you sent was saved. Try again in a minute."),
    ),
}


@dataclass(frozen=True)
class Offer:
    """What can be done about it, with one button; ``words`` and ``hint`` are for ``translated``."""

    endpoint: str
    values: Mapping[str, str]
    words: str
    hint: str


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDataError, lambda _: _refused(ChangedMeanwhile()))
    app.register_error_handler(SQLAlchemyError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, words: str | None = None, reference: str | None = None, offer: Offer | None = None) -> Response:
    heading, usual = _WORDS.get(status, _WORDS[500 if status >= 500 else 400])
    if status >= 500:
        g.setdefault("language", languages.of_browser())
    render = _rendered_alone if status >= 500 else render_template
    body = render(
        "errors/trouble.html" if status >= 500 else "errors/page.html",
        heading=translated(heading),
        words=words or (usual and translated(usual)),
        reference=reference,
        offer=offer,
    )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rendered_alone(template: str, **values: object) -> str:
    """Without what pages usually say of edition and member: the database that knows it may be what is broken."""
    return current_app.jinja_env.get_template(template).render(values)


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # The host is not ours, so that no address of ours can be built for a page.
        return make_response("This host is not served here.\n", 400, {"Content-Type": "text/plain"})
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    if status in (411, 413):
        _read_away()
    response = page(status)
    if status == 411:
        # Where its pieces end is a matter of opinion, so that what follows them is not taken for a request.
        response.headers["Connection"] = "close"
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _read_away() -> None:
    """A proxy that hands over what nobody reads finds the line cut, and tells its visitor 502 instead of our words.

    A proxy that waits for whole forms has all of it. Who promised more than ever comes is not waited for: a read has no
    time limit of its own, so that it is left to a thread.
    """
    if current_app.config["SETTINGS"].trusted_proxies and _reading_away.acquire(blocking=False):
        arguments = (request.environ["wsgi.input"], request.content_length or _MOST_READ_AWAY)
        reader = threading.Thread(target=_read_and_forget, args=arguments, daemon=True)
        reader.start()
        reader.join(_READ_AWAY_WITHIN)


def _read_and_forget(body: IO[bytes], length: int) -> None:
    left = min(length, _MOST_READ_AWAY)
    try:
        while left > 0 and (read := body.read(min(left, 1 << 16))):
            left -= len(read)
    finally:
        _reading_away.release()


def _stale_form(_error: CSRFError) -> Response:
    return page(
        400,
        translated(
            N_("This form is too old, or cookies are off. Go back, load the page again and repeat what you did.")
        ),
    )


def _refused(refusal: Refused) -> Response:
    roll_back()
    return page(409, refusal.sentence())


def _database_error(error: SQLAlchemyError) -> Response:
    roll_back()
    return _with_reference(error, 503 if _is_gone(error) else 500)


def _is_gone(error: SQLAlchemyError) -> bool:
    """The database is stopped, full, too busy, or went away in the middle of a question."""
    gone = (OperationalError, InterfaceError, PendingRollbackError, TimeoutError)
    return isinstance(error, gone) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _unexpected(error: Exception) -> Response:
    roll_back()
    return _with_reference(error, 500)


def _with_reference(error: Exception, status: int) -> Response:
    reference = secrets.token_hex(4)
    logging.getLogger("forumapp.errors").error(
        "unexpected error", exc_info=error, extra={"reference": reference, "endpoint": request.endpoint}
    )
    response = page(status, reference=reference)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response
