"""The development mailbox takes what the app sends and shows it; for real there is none."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask

from config import Settings
from forumapp import create_app, mailbox
from forumapp.extensions import db
from tests.jobs.running import free_port


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    """The app's settings with a mailbox port that is free."""
    before: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, smtp_url=None, port=free_port() - 25)
    yield app.config["SETTINGS"]
    app.config["SETTINGS"] = before


@pytest.fixture
def letter(settings: Settings) -> Iterator[EmailMessage]:
    message = EmailMessage()
    message["From"], message["To"] = "forum@example.org", "林雨晴 <guest@example.org>"
    message["Subject"] = "Kvietimas <b>"
    message.set_content("Open http://localhost/en/i/secret now <script>")
    message.add_alternative("<h1>Open</h1><script>alert(1)</script>", subtype="html")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="session.ics")
    with mailbox.catching(settings), smtplib.SMTP("127.0.0.1", settings.mailbox_port, timeout=5) as server:
        server.send_message(message)
    yield message
    for path in (settings.data_dir / "mailbox").glob("*"):
        path.unlink()


def test_a_letter_can_be_found_and_read(app: Flask, letter: EmailMessage) -> None:
    visitor = app.test_client()
    listed = visitor.get("/dev/mailbox").get_data(as_text=True)
    assert "Kvietimas &lt;b&gt;" in listed and "林雨晴" in listed
    address = listed.partition('href="/dev/mailbox/')[2].partition('"')[0]
    shown = visitor.get(f"/dev/mailbox/{address}").get_data(as_text=True)
    assert '<a href="http://localhost/en/i/secret"' in shown
    assert "<script>" not in shown.partition("<main")[2]
    assert "session.ics" in shown
    assert visitor.get(f"/dev/mailbox/{address}/raw").get_data().replace(b"\r\n", b"\n").startswith(b"From: forum@")


def test_the_html_of_a_letter_can_do_nothing(app: Flask, letter: EmailMessage) -> None:
    visitor = app.test_client()
    listed = visitor.get("/dev/mailbox").get_data(as_text=True)
    address = listed.partition('href="/dev/mailbox/')[2].partition('"')[0]
    answer = visitor.get(f"/dev/mailbox/{address}/html")
    assert "<h1>Open</h1>" in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fsecret-key", "20260101T000000-000000-00000000"])
def test_other_files_are_not_shown(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/dev/mailbox/{name}").status_code == 404


def test_there_is_no_mailbox_where_the_app_runs_for_real(app: Flask) -> None:
    settings = replace(app.config["SETTINGS"], app_env="production")
    real = create_app(settings)
    assert real.test_client().get("/dev/mailbox").status_code == 404
    with real.app_context():
        db.engine.dispose()
