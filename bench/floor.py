"""The floor: the least that Flask does for the same bytes and the same rows, under the same server.

A word; the very answer of the app, out of memory; and a lean form that writes the rows of a registration. Nothing
of the app is in here. ``FLOOR_DIR`` holds the answers to repeat and a copy of the app's database.
"""

import hashlib
import json
import os
import secrets
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, redirect, render_template
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField
from wtforms.validators import DataRequired, Length

_FOLDER = Path(os.environ.get("FLOOR_DIR", "."))
_PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)
_threads = threading.local()


class RegisterForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [DataRequired(), Length(max=200)])
    email = StringField("E-mail", [DataRequired(), Length(max=254)])
    organisation = StringField("Organisation", [Length(max=200)])


def create_floor() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secrets.token_hex(), WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    kept = {file.stem: _answer(file) for file in _FOLDER.glob("*.json")}

    @app.get("/healthz")
    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/same/<name>")
    def same(name: str) -> Response:
        body, headers = kept[name]
        return Response(body, headers=headers)

    @app.route("/register", methods=["GET", "POST"])
    def register() -> str | BaseResponse:
        form = RegisterForm()
        if form.validate_on_submit():
            _write(form.name.data, form.email.data, form.organisation.data or "")
            return redirect("/registered", 303)
        return render_template("register.html", form=form)

    return app


def _answer(file: Path) -> tuple[bytes, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in json.loads(file.read_text())]
    return file.with_suffix(".body").read_bytes(), headers


def _write(name: str, email: str, organisation: str) -> None:
    """A place, the registration, its link, its letter in two parts, and the note for the audit."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    token, reference = secrets.token_urlsafe(32), f"F3D27-{secrets.token_hex(6)}"
    letter = {"name": name, "reference": reference, "token": token}
    text, html = render_template("letter.txt", **letter), render_template("letter.html", **letter)
    database = _database()
    database.execute("BEGIN IMMEDIATE")
    try:
        database.execute("UPDATE seat_pools SET taken = taken + 1 WHERE edition_id = 1 AND taken < capacity")
        row = database.execute(_REGISTRATION, (reference, name, email, email, organisation, now, name.lower()))
        about = f"registration {row.lastrowid}"
        database.execute(_LINK, (row.lastrowid, hashlib.sha256(token.encode()).hexdigest(), now))
        database.execute(_LETTER, (about, email, email, f"<{secrets.token_hex(16)}@example.org>", text, html, now, now))
        database.execute(_AUDIT, (now, f"registration {reference}"))
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _database() -> sqlite3.Connection:
    """One connection a thread, with the app's promises about crashes."""
    if not hasattr(_threads, "database"):
        database = sqlite3.connect(_FOLDER / "floor.sqlite3", isolation_level=None)
        for pragma in _PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        _threads.database = database
    known: sqlite3.Connection = _threads.database
    return known


_REGISTRATION = """
INSERT INTO registrations (edition_id, reference, name, email, email_normalised, organisation, language, category,
  mode, state, takes_place, source, submitted_at, letter_count, search_text, version)
VALUES (1, ?, ?, ?, ?, ?, 'en', 'participant', 'in_person', 'approved', 1, 'self', ?, 0, ?, 1)
"""
_LINK = "INSERT INTO links (purpose, object_id, token_hash, created_at) VALUES ('registration', ?, ?, ?)"
_LETTER = """
INSERT INTO notifications (kind, about, version, recipient, recipient_key, recipient_name, language, message_id,
  subject, body_text, body_html, sender_name, waited_for, state, unwanted, attempts, queued_at, not_before)
VALUES ('registration_confirmed', ?, 1, ?, ?, '', 'en', ?, 'You are registered', ?, ?, 'F3D', 1, 'queued', 0, 0, ?, ?)
"""
_AUDIT = """
INSERT INTO audit_entries (at, actor, action, object, detail, edition_id)
VALUES (?, 'registrant', 'registered', ?, 'approved', 1)
"""
