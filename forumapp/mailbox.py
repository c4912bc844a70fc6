"""The development mailbox: a mail server that keeps every letter as a file, and pages to read them.

Only for development; nothing here is reachable where the app runs for real.
"""

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Blueprint, Flask, Response, abort, current_app, render_template

from config import Settings
from forumapp.web.access import development_only

blueprint = Blueprint("mailbox", __name__, url_prefix="/dev")

LETTERS_SHOWN = 200
_FILE_NAME = re.compile(r"[0-9T-]{1,40}-[0-9a-f]{8}")
# The letter's own style sheet may speak; nothing may be fetched or run.
_HTML_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@contextmanager
def catching(settings: Settings) -> Iterator[None]:
    """Take letters on a loopback port while the block runs."""
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(
        _Keeper(folder),
        hostname="127.0.0.1",
        port=settings.mailbox_port,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@dataclass(frozen=True)
class Kept:
    """A letter in the mailbox."""

    name: str
    message: EmailMessage

    @property
    def arrived_at(self) -> datetime:
        return datetime.strptime(self.name.rpartition("-")[0], "%Y%m%dT%H%M%S-%f").replace(tzinfo=UTC)

    @property
    def text(self) -> str:
        return self._content("plain")

    @property
    def html(self) -> str:
        return self._content("html")

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()]

    def _content(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part else ""


@blueprint.get("/mailbox")
@development_only
def index() -> str:
    return render_template("mailbox/index.html", letters=[_opened(path) for path in _newest_first()[:LETTERS_SHOWN]])


@blueprint.get("/mailbox/<name>")
@development_only
def show(name: str) -> str:
    letter = _opened(_path(name))
    return render_template("mailbox/show.html", letter=letter, headers=letter.message.items())


@blueprint.get("/mailbox/<name>/html")
@development_only
def html(name: str) -> Response:
    """The HTML part alone, in a sandbox."""
    response = Response(_opened(_path(name)).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _HTML_POLICY
    return response


@blueprint.get("/mailbox/<name>/raw")
@development_only
def raw(name: str) -> Response:
    return Response(_path(name).read_bytes(), mimetype="text/plain")


class _Keeper:
    """Writes each letter whole before it says that it was accepted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S-%f}-{uuid4().hex[:8]}"
        unfinished = self._folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.rename(self._folder / f"{name}.eml")
        return "250 kept"


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "mailbox"


def _newest_first() -> list[Path]:
    return sorted(_folder(current_app.config["SETTINGS"]).glob("*.eml"), reverse=True)


def _path(name: str) -> Path:
    path = _folder(current_app.config["SETTINGS"]) / f"{name}.eml"
    if not _FILE_NAME.fullmatch(name) or not path.is_file():
        abort(404)
    return path


def _opened(path: Path) -> Kept:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return Kept(path.stem, message)
