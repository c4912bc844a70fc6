"""/metrics: closed by default, open to the holder of the token, and silent about people."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from config import ConfigurationError, from_environment
from forumapp import create_app
from forumapp.extensions import db, transaction
from forumapp.notifications import delivery
from forumapp.notifications.models import Message, State
from tests.factories import forums

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def measured(app: Flask) -> Iterator[FlaskClient]:
    """A browser of the same app with its numbers switched on."""
    other = create_app(replace(app.config["SETTINGS"], metrics_token=TOKEN))
    yield other.test_client()
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def _numbers(client: FlaskClient) -> dict[str, dict[tuple[str, ...], float]]:
    """Name → label values without the process → value."""
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.get_data(as_text=True)):
        for sample in family.samples:
            labels = tuple(value for name, value in sample.labels.items() if name != "process")
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def test_without_a_token_in_the_settings_there_is_no_such_page(app: Flask) -> None:
    assert app.test_client().get("/metrics").status_code == 404
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer None"}).status_code == 404


@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", "Basic Zm9vOmJhcg==", "Bearer ü"]
)
def test_who_does_not_show_the_token_finds_nothing(measured: FlaskClient, shown: str | None) -> None:
    headers = {} if shown is None else {"Authorization": shown}
    answer = measured.get("/metrics", headers=headers)
    assert answer.status_code == 404
    assert b"forumapp_" not in answer.data


def test_the_holder_reads_what_prometheus_understands(measured: FlaskClient) -> None:
    answer = measured.get("/metrics", headers=BEARER)
    assert answer.content_type.startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert _numbers(measured)["forumapp_database_reachable"] == {(): 1}
    assert "process_resident_memory_bytes" in _numbers(measured)


def test_requests_are_counted_by_feature_method_and_status(measured: FlaskClient) -> None:
    for _ in range(3):
        measured.get("/healthz")
    measured.get("/no/such/page/林雨晴")
    measured.open("/healthz", method="BREW")
    numbers = _numbers(measured)
    counted = numbers["forumapp_requests_total"]
    assert counted["health", "GET", "200"] == 3
    assert counted["nowhere", "GET", "404"] == 1
    assert ("health", "other", "405") in counted or ("nowhere", "other", "405") in counted
    assert numbers["forumapp_request_seconds_count"]["health", "GET"] == 3
    assert 0 < numbers["forumapp_request_seconds_sum"]["health", "GET"] < 10


def test_letters_are_counted_by_state_and_the_worker_watched(measured: FlaskClient, app: Flask) -> None:
    assert "forumapp_worker_silent_seconds" not in _numbers(measured)
    with transaction():
        for number in range(2):
            db.session.add(_letter(number))
    delivery.beat("somewhere-1")
    numbers = _numbers(measured)
    assert numbers["forumapp_letters"]["queued",] == 2
    assert numbers["forumapp_letters"]["failed",] == 0
    assert {state for (state,) in numbers["forumapp_letters"]} == {state.value for state in State}
    assert 0 <= numbers["forumapp_worker_silent_seconds"][()] < 30


def test_room_on_the_disk_is_told_for_an_alarm_at_a_tenth(measured: FlaskClient, app: Flask) -> None:
    numbers = _numbers(measured)
    size, free = numbers["forumapp_disk_size_bytes"]["data",], numbers["forumapp_disk_free_bytes"]["data",]
    found = shutil.disk_usage(app.config["SETTINGS"].data_dir)
    assert size == found.total
    assert free == pytest.approx(found.free, rel=0.2), "other programs write meanwhile"


def test_a_database_that_does_not_answer_is_a_number_too(app: Flask, tmp_path: Path) -> None:
    settings = replace(
        app.config["SETTINGS"], metrics_token=TOKEN, database_url=f"sqlite:///{tmp_path / 'no' / 'folder.sqlite3'}"
    )
    broken = create_app(settings)
    numbers = _numbers(broken.test_client())
    assert numbers["forumapp_database_reachable"] == {(): 0}
    assert "forumapp_letters" not in numbers
    assert {holds for (holds,) in numbers["forumapp_disk_free_bytes"]} == {"data", "database"}


def test_nothing_personal_is_in_it(measured: FlaskClient, app: Flask) -> None:
    forums.edition(slug="f3dsecret", announced=True)
    with transaction():
        db.session.add(_letter(1))
    token = "A" * 43
    for address in ("/en/f3dsecret/", f"/en/i/{token}", f"/en/r/{token}", "/en/?name=Müjde", "/sign-in"):
        measured.get(address)
    measured.post("/sign-in", data={"email": "guest1@example.org", "password": "x"})
    shown = measured.get("/metrics", headers=BEARER).get_data(as_text=True)
    for word in ("f3dsecret", "guest1", "example.org", token, "M\u00fcjde", TOKEN):
        assert word not in shown
    features = set(re.findall(r'feature="([^"]*)"', shown))
    assert features <= set(app.blueprints) | {"static", "nowhere"}


def test_a_token_that_could_be_guessed_is_refused() -> None:
    given = {"APP_ENV": "development", "METRICS_TOKEN": "short"}
    with pytest.raises(ConfigurationError, match="METRICS_TOKEN is too short"):
        from_environment(given)
    assert from_environment(given | {"METRICS_TOKEN": "x" * 16}).metrics_token == "x" * 16


def _letter(number: int) -> Message:
    return Message(
        kind="sample",
        about=f"sample {number}",
        recipient=f"guest{number}@example.org",
        recipient_key=f"guest{number}@example.org",
        language="en",
        message_id=f"<sample{number}@desk.example.org>",
        subject="A sample",
        body_text="A sample.",
        body_html="<p>A sample.</p>",
    )
