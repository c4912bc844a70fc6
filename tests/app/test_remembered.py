"""What everybody reads is answered out of memory, and is what Flask would have answered."""

import gzip
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient

from forumapp.agenda import artefacts
from forumapp.web.remembered import accepts_gzip
from tests.factories import agenda

AGENDA = "/en/f3d2026/agenda"
FILES = (AGENDA, f"{AGENDA}.pdf", f"{AGENDA}.ics", f"{AGENDA}.json", f"{AGENDA}/P1", "/lt/f3d2026/speakers")


@pytest.fixture
def visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Sees the bytes as they are sent; a program and not a browser, so that nothing is decompressed for it."""
    monkeypatch.setattr(artefacts, "FRESH_SECONDS", 600)  # the first page after a start may take longer than a second
    agenda.released(agenda.edition())
    return app.test_client(use_cookies=False)


@pytest.fixture
def seen_by_flask(app: Flask) -> Iterator[list[str]]:
    """The paths of the requests that reached Flask."""
    seen: list[str] = []

    def note(_app: Flask, **_: object) -> None:
        seen.append(request.path)

    with request_started.connected_to(note, app):
        yield seen


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("path", FILES)
def test_the_second_answer_is_the_first_one_and_flask_never_sees_its_request(
    visitor: FlaskClient, seen_by_flask: list[str], path: str, encoding: str
) -> None:
    headers = {"Accept-Encoding": encoding}
    first, second = visitor.get(path, headers=headers), visitor.get(path, headers=headers)
    assert len(seen_by_flask) == 1
    assert (second.status, sorted(second.headers)) == (first.status, sorted(first.headers))
    assert second.data == first.data and first.status_code == 200


def test_whoever_has_it_already_is_told_so(visitor: FlaskClient, seen_by_flask: list[str]) -> None:
    etag = visitor.get(AGENDA).headers["ETag"]
    for known in (etag, f'"another", {etag}', f"W/{etag}"):
        answer = visitor.get(AGENDA, headers={"If-None-Match": known})
        assert answer.status_code == 304 and answer.data == b"" and answer.headers["ETag"] == etag
        assert "Content-Type" not in answer.headers and "Content-Security-Policy" in answer.headers
    assert visitor.get(AGENDA, headers={"If-None-Match": '"another"'}).status_code == 200
    assert len(seen_by_flask) == 1


def test_asking_only_about_the_tag_renews_what_is_remembered(visitor: FlaskClient, seen_by_flask: list[str]) -> None:
    etag = visitor.get(AGENDA).headers["ETag"]
    artefacts.forget()
    statuses = [visitor.get(AGENDA, headers={"If-None-Match": etag}).status_code for _ in range(3)]
    assert statuses == [304, 304, 304] and len(seen_by_flask) == 2
    assert visitor.get(AGENDA).data.startswith(b"<!doctype html>")
    assert len(seen_by_flask) == 2


def test_a_tag_that_was_asked_about_alone_answers_nobody_who_wants_the_page(visitor: FlaskClient) -> None:
    etag = visitor.get(AGENDA).headers["ETag"]
    other = visitor.application.test_client()
    assert other.get(AGENDA, headers={"Host": "localhost", "If-None-Match": etag}).status_code == 304
    assert other.get(AGENDA, headers={"Host": "localhost"}).data == visitor.get(AGENDA).data


def test_a_change_shows_at_once_where_it_was_made(visitor: FlaskClient, seen_by_flask: list[str]) -> None:
    visitor.get(AGENDA)
    artefacts.forget()
    visitor.get(AGENDA)
    assert len(seen_by_flask) == 2


@pytest.mark.parametrize(
    ("method", "headers", "data"),
    [
        ("POST", {}, b""),
        ("OPTIONS", {}, b""),
        ("GET", {"Range": "bytes=0-9"}, b""),
        ("GET", {"Host": "evil.example"}, b""),
        ("GET", {"Transfer-Encoding": "chunked"}, b""),
        ("GET", {}, b"a body"),
    ],
)
def test_what_is_not_a_plain_question_is_left_to_flask(
    visitor: FlaskClient, seen_by_flask: list[str], method: str, headers: dict[str, str], data: bytes
) -> None:
    visitor.get(AGENDA)
    answer = visitor.open(AGENDA, method=method, headers=headers, data=data)
    assert len(seen_by_flask) == 2
    assert ("evil.example" in headers.values()) == (answer.status_code == 400)


def test_a_head_has_the_headers_and_no_body(visitor: FlaskClient) -> None:
    whole, head = visitor.get(AGENDA), visitor.head(AGENDA)
    assert head.data == b"" and head.headers["Content-Length"] == str(len(whole.data))
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_compressed_and_plain_are_the_same_page_under_different_tags(visitor: FlaskClient) -> None:
    plain, zipped = visitor.get(AGENDA), visitor.get(AGENDA, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert zipped.headers["Content-Encoding"] == "gzip" and gzip.decompress(zipped.data) == plain.data
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("gzip", True), ("GZIP;q=1.0, br", True), ("br, gzip; q=0", False), ("*", False), ("", False), ("xgzip", False)],
)
def test_gzip_is_sent_to_whoever_names_it(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def test_pages_of_one_person_are_never_remembered(visitor: FlaskClient, seen_by_flask: list[str]) -> None:
    for _ in range(2):
        visitor.get("/sign-in")
        visitor.get("/en/f3d2026/register")
    assert len(seen_by_flask) == 4


def test_answers_out_of_memory_are_logged_like_others(visitor: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "forumapp.requests"):
        visitor.get(AGENDA)
        visitor.get(AGENDA)
    told = [
        json.dumps([getattr(line, name) for name in ("endpoint", "method", "path", "status")])
        for line in caplog.records
    ]
    assert told[0] == told[1] == json.dumps(["agenda.agenda", "GET", AGENDA, 200])
