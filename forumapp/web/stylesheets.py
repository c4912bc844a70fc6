"""One stylesheet out of the small files under ``static/css``, and addresses of files that carry their content."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, request, url_for

from forumapp.web.access import public

blueprint = Blueprint("web", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/app.css")
@public
def stylesheet() -> Response:
    response = make_response(_joined(str(current_app.static_folder)))
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == _version() else "no-cache"
    return response


def stylesheet_url() -> str:
    return url_for("web.stylesheet", v=_version())


def static_url(file: str) -> str:
    """The address of a file under ``static``, with its hash, so that it may be kept for ever."""
    return url_for("static", filename=file, v=_file_version(str(Path(str(current_app.static_folder)) / file)))


def add_cache_control(app: Flask) -> None:
    def keep_hashed_files(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code in (200, 304):
            response.headers["Cache-Control"] = FOR_EVER
        return response

    app.after_request(keep_hashed_files)


def _version() -> str:
    return hashlib.sha256(_joined(str(current_app.static_folder))).hexdigest()[:12]


def _joined(static_folder: str) -> bytes:
    """The files named in ``order.txt``, in that order; read again at each request only in development."""
    read: Any = _read.__wrapped__ if current_app.debug else _read
    return bytes(read(static_folder))


@cache
def _read(static_folder: str) -> bytes:
    folder = Path(static_folder) / "css"
    names = [line.strip() for line in (folder / "order.txt").read_text().splitlines() if line.strip()]
    return b"\n".join((folder / name).read_bytes() for name in names)


@cache
def _file_version(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
