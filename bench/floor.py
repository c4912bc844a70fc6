"""The floor: the least that Flask does for the same bytes and the same rows, under the same server.

A word; the very answer of the app, out of memory; and a lean form that writes the rows of a registration, with the
app's libraries (Flask-WTF, SQLAlchemy's core, Jinja) and nothing of the app; and the rows of a read-out, at hand as
words, through Python's CSV and through openpyxl. ``FLOOR_DIR`` holds the answers to repeat, those rows and a copy of
the app's database.
"""

import csv
import hashlib
import io
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, redirect, render_template
from flask_wtf import CSRFProtect, FlaskForm
from openpyxl import Workbook
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy import text as sql
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


class RegisterForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [DataRequired(), Length(max=200)])
    email = StringField("E-mail", [DataRequired(), Length(max=254)])
    organisation = StringField("Organisation", [Length(max=200)])


def create_floor() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secrets.token_hex(), WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    engine = _engine()
    kept = {file.stem: _answer(file) for file in _FOLDER.glob("*.json")}

    @app.get("/healthz")
    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/same/<name>")
    def same(name: str) -> Response:
        body, headers = kept[name]
        return Response(body, headers=headers)

    @app.get("/rows.csv")
    def rows_csv() -> Response:
        return Response(_csv_pieces(_rows()), content_type="text/csv; charset=utf-8")

    @app.get("/rows.xlsx")
    def rows_xlsx() -> Response:
        return Response(_workbook_pieces(_rows()), content_type="application/octet-stream")

    @app.route("/register", methods=["GET", "POST"])
    def register() -> str | BaseResponse:
        form = RegisterForm()
        if form.validate_on_submit():
            _write(engine, form.name.data, form.email.data, form.organisation.data or "")
            return redirect("/registered", 303)
        return render_template("register.html", form=form)

    return app


def _rows() -> list[list[str]]:
    rows: list[list[str]] = json.loads((_FOLDER / "table.rows").read_text())
    return rows


def _csv_pieces(rows: list[list[str]]) -> Iterator[bytes]:
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    for at in range(0, len(rows), 100):
        writer.writerows(rows[at : at + 100])
        yield table.getvalue().encode()
        table.seek(0)
        table.truncate()


def _workbook_pieces(rows: list[list[str]]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    yield file.getvalue()


def _answer(file: Path) -> tuple[bytes, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in json.loads(file.read_text())]
    return file.with_suffix(".body").read_bytes(), headers


def _write(engine: Engine, name: str, email: str, organisation: str) -> None:
    """A place, the registration, its link, its letter in two parts, and the note for the audit."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    token, reference = secrets.token_urlsafe(32), f"F3D27-{secrets.token_hex(6)}"
    letter = {"name": name, "reference": reference, "token": token}
    text, html = render_template("letter.txt", **letter), render_template("letter.html", **letter)
    values = {"now": now, "name": name, "email": email, "organisation": organisation, "reference": reference}
    with engine.begin() as database:
        database.execute(_SEAT)
        row_id = database.scalar(_REGISTRATION, values | {"search": name.lower()})
        values |= {"id": row_id, "about": f"registration {row_id}", "object": f"registration {reference}"}
        database.execute(_LINK, values | {"hash": hashlib.sha256(token.encode()).hexdigest()})
        values |= {"message_id": f"<{secrets.token_hex(16)}@example.org>", "text": text, "html": html}
        database.execute(_LETTER, values)
        database.execute(_AUDIT, values)


def _engine() -> Engine:
    """With the app's promises about crashes, and its lock at the beginning."""
    engine = create_engine(f"sqlite:///{_FOLDER / 'floor.sqlite3'}")

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


_SEAT = sql("UPDATE seat_pools SET taken = taken + 1 WHERE edition_id = 1 AND taken < capacity")
_REGISTRATION = sql("""
INSERT INTO registrations (edition_id, reference, name, email, email_normalised, organisation, language, category,
  mode, state, takes_place, source, submitted_at, letter_count, search_text, version,
  priority, first_because)
VALUES (1, :reference, :name, :email, :email, :organisation, 'en', 'participant',
  'in_person', 'approved', 1, 'self', :now, 0, :search, 1, 3, '')
RETURNING id
""")
_LINK = sql("INSERT INTO links (purpose, object_id, token_hash, created_at) VALUES ('registration', :id, :hash, :now)")
_LETTER = sql("""
INSERT INTO notifications (kind, about, version, recipient, recipient_key, recipient_name, language, message_id,
  subject, body_text, body_html, sender_name, waited_for, state, unwanted, attempts, queued_at, not_before)
VALUES ('registration_confirmed', :about, 1, :email, :email, '', 'en', :message_id,
  'You are registered', :text, :html, 'F3D', 1, 'queued', 0, 0, :now, :now)
""")
_AUDIT = sql("""
INSERT INTO audit_entries (at, actor, action, object, detail, edition_id)
VALUES (:now, 'registrant', 'registered', :object, 'approved', 1)
""")
