"""Answering with what a release was rendered to: the same bytes for every visitor (decisions 10 and 28)."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import abort, current_app, make_response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from config import Settings
from forumapp import clock
from forumapp.agenda import artefacts, pages, snapshots
from forumapp.agenda.artefacts import Artefact, Pointer, Released
from forumapp.forums.models import EditionState
from forumapp.web import remembered
from forumapp.words import language_at_hand

NEWEST = "public, max-age=0, must-revalidate"
NUMBERED = "public, max-age=300"
"""A name may be taken back, so not even an old release is kept for ever (decision 27)."""

CALLED_OFF = (EditionState.POSTPONED, EditionState.CANCELLED)

HTML = "text/html; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
_COMPRESSED = (
    HTML,
    "text/calendar; charset=utf-8",
    "text/csv; charset=utf-8",
    "application/json",
    "application/xml",
    ATOM,
)
"""The others are compressed already."""


def known(slug: str) -> Pointer:
    return artefacts.pointer(settings(), slug) or abort(404)


def wanted(known: Pointer, number: int | None) -> Released:
    return (known.newest if number is None else known.numbered(number)) or abort(404)


def standing(known: Pointer, number: int | None) -> Released:
    """For files: where the whole forum was called off since, its newest release says so at each session."""
    released = wanted(known, number)
    if released is not known.newest or known.state not in CALLED_OFF:
        return released
    digest = hashlib.sha256(f"{released.digest} {known.state}".encode()).hexdigest()
    return replace(released, digest=digest, snapshot=snapshots.called_off(released.snapshot, known.state))


def page(
    known: Pointer,
    released: Released,
    name: str,
    render: Callable[[], str],
    number: int | None = None,
    query: str = "",
    beside: Sequence[Released] = (),
) -> Response:
    """A page of a release. What the address says beyond that leads to the address without it.

    ``beside`` are other releases that it tells of: it is not kept among the files of one that outlives a name in
    another.
    """
    if request.query_string.decode("latin-1") != query:
        return without_surplus(query)
    newest = known.newest.number if known.newest else 0
    what = f"{name}.html?{query}#{number or 'newest'} of {newest}, {known.state}"
    if pages.is_over(released.snapshot, clock.now()):  # nobody registers any more
        what += ", over"
    what += "".join(f" {other.digest}" for other in beside)
    rendered = made(known, released, what, lambda: render().encode(), on_disk=not query and not beside)
    return answer(rendered, HTML, NUMBERED if number else NEWEST)


def made(known: Pointer, released: Released, name: str, render: Callable[[], bytes], on_disk: bool = True) -> Artefact:
    if current_app.debug:  # whoever changes a template wants to see it
        return unkept(render())
    remembered.remember(partial(artefacts.is_current, known))
    return artefacts.artefact(settings(), released, language_at_hand(), name, render, on_disk)


def without_surplus(query: str) -> Response:
    response = redirect(f"{request.path}?{query}" if query else request.path)
    response.headers["Cache-Control"] = NEWEST
    return response


def unkept(content: bytes) -> Artefact:
    """What is rendered for this answer alone."""
    return Artefact(content, hashlib.sha256(content).hexdigest()[:40])


def answer(made: Artefact, content_type: str, cache_control: str) -> Response:
    """Compressed where that is worth it and the browser can; there is no secret in what everybody reads."""
    by_encoding = content_type in _COMPRESSED
    zipped = by_encoding and remembered.accepts_gzip(request.headers.get("Accept-Encoding", ""))
    sent = artefacts.compressed(made) if zipped else made
    response = make_response(sent.content)
    response.headers["Content-Type"] = content_type
    response.headers["Cache-Control"] = cache_control
    if by_encoding:
        response.vary.add("Accept-Encoding")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(sent.etag)
    return response.make_conditional(request)


def large_file(source: Path | bytes, content_type: str, name: str, etag: str, cache_control: str) -> Response:
    """Sent from the disk piece by piece, whole or in ranges."""
    response = send_file(
        io.BytesIO(source) if isinstance(source, bytes) else source,
        mimetype=content_type,
        as_attachment=True,
        download_name=name,
        etag=etag,
        conditional=True,
    )
    response.headers["Cache-Control"] = cache_control
    response.headers.pop("Last-Modified", None)
    return response


def whole(endpoint: str, **values: Any) -> str:
    """The whole address of a page, for files, feeds and other machines."""
    return f"{settings().base_url}{url_for(endpoint, **values)}"


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
