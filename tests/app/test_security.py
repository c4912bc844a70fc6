"""What every response promises, and what is refused before a view sees it."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import clock, create_app
from forumapp.web import theme
from forumapp.web.logs import masked
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import PASSWORD, Team


def test_every_answer_carries_the_headers_errors_included(client: ReadingClient) -> None:
    for address in ("/sign-in", "/en/", "/nowhere", "/healthz", "/app.css", "/static/favicon.svg", "/manage/"):
        headers = client.get(address, follow=False).response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in headers  # the test app is http


def test_a_foreign_host_is_refused(client: ReadingClient) -> None:
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status == 400


def test_a_post_without_the_token_changes_nothing(app: Flask, team: Team) -> None:
    client = team.signed_in_as("admin")
    answer = client.post("/manage/-/account", {"name": "Mallory", "language": "en"})
    assert answer.status == 400
    assert "Mallory" not in client.get("/manage/-/account").response.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_a_post_from_another_site_is_refused_even_with_the_token(team: Team, headers: dict[str, str]) -> None:
    client = team.signed_in_as("admin")
    form = client.get("/manage/-/account").form("language")
    assert client.post("/manage/-/account", form.values, headers=headers).status == 403


def test_a_body_of_unknown_length_is_refused_before_it_is_read(client: ReadingClient) -> None:
    answer = client.post(
        "/sign-in",
        headers={"Transfer-Encoding": "chunked"},
        input_stream=io.BytesIO(b"email=a"),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status == 411


def test_nothing_is_taken_for_a_request_after_a_body_of_unknown_length(app: Flask) -> None:
    proxied = create_app(replace(app.config["SETTINGS"], trusted_proxies=1)).test_client()
    body = io.BytesIO(b"email=a")
    answer = proxied.post("/sign-in", headers={"Transfer-Encoding": "chunked"}, input_stream=body)
    assert (answer.status_code, answer.headers["Connection"]) == (411, "close")
    assert body.read() == b"", "a proxy that hands over what nobody reads finds the line cut, and says 502"


def test_a_body_that_is_too_long_is_refused_in_words(client: ReadingClient) -> None:
    answer = client.post("/sign-in", {"email": "x" * 1_100_000})
    assert answer.status == 413
    assert "too large" in answer.text


def test_an_unexpected_error_gives_a_reference_and_no_trace(app: Flask, client: ReadingClient) -> None:
    before = app.view_functions["health.healthz"]

    def fails() -> str:
        raise RuntimeError("secret detail")

    fails.access = before.access  # type: ignore[attr-defined]
    app.view_functions["health.healthz"] = fails
    try:
        answer = client.get("/healthz")
    finally:
        app.view_functions["health.healthz"] = before
    assert answer.status == 500
    assert "secret detail" not in answer.response.text and "RuntimeError" not in answer.response.text
    assert answer.document.xpath("//*[contains(., 'eference')]")


def test_personal_links_do_not_reach_the_log() -> None:
    token = "A" * 43
    for path in (f"/en/i/{token}", f"/lt/r/{token}", f"/feeds/{token}.ics", f"/sign-in/{token}", f"/password/{token}"):
        assert token not in masked(path)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", None, "/a\nb"]
)
def test_only_paths_of_this_site_are_returned_to(wanted: str | None) -> None:
    assert theme.local_path(wanted) == "/"


def test_the_theme_is_remembered_in_a_cookie_and_told_by_a_file_of_its_own(client: ReadingClient) -> None:
    before = client.get("/en/").response.data
    client.post("/preferences", {"theme": "dark", "next": "/en/"})
    assert b"dark" in client.get("/theme.css").response.data
    assert client.get("/en/").response.data == before


def test_a_visitor_who_asks_for_nothing_gets_no_cookie(client: ReadingClient) -> None:
    assert "Set-Cookie" not in client.get("/en/").response.headers


def test_a_form_left_open_over_night_can_still_be_sent(client: ReadingClient, team: Team) -> None:
    email = team.member("admin")
    page = client.get("/sign-in")
    with time_machine.travel(clock.now() + timedelta(hours=20)):
        assert client.submit(page.form("password"), follow=False, email=email, password=PASSWORD).status == 303


def test_a_member_is_signed_out_after_twelve_hours(team: Team) -> None:
    client = team.signed_in_as("admin")
    with time_machine.travel(clock.now() + timedelta(hours=11)):
        assert client.get("/manage/-/account", follow=False).status == 200
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert client.get("/manage/-/account", follow=False).status == 302
