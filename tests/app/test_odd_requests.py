"""Requests that no page of ours sends, each of which was once answered with 500."""

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from forumapp import create_app
from tests.factories import registrations
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

NAMELESS = b"--x\r\nContent-Disposition: form-data\r\n\r\nnothing\r\n--x--\r\n"


def test_a_file_where_text_is_expected_is_not_taken(app: Flask, client: ReadingClient) -> None:
    path = f"/en/{registrations.open_edition().slug}/register"
    file = (BytesIO(b"Ann"), "name.txt")
    assert client.post(path, {"name": file, "email": "ann@example.org"}).status == 422


@pytest.mark.parametrize("body", [b'{"name": 1, "email": ["a"]}', b"[1]", b"{"])
def test_json_where_a_form_is_expected_is_not_taken(app: Flask, client: ReadingClient, body: bytes) -> None:
    path = f"/en/{registrations.open_edition().slug}/register"
    assert client.post(path, input_stream=BytesIO(body), content_type="application/json").status == 422


def test_a_part_of_a_form_without_a_name_is_refused_politely(app: Flask, client: ReadingClient) -> None:
    page = client.post("/sign-in", input_stream=BytesIO(NAMELESS), content_type="multipart/form-data; boundary=x")
    assert page.status == 400


def test_a_form_that_was_cut_off_changes_nothing(app: Flask, client: ReadingClient) -> None:
    edition = registrations.open_edition()
    form = b"name=Ann&email=ann%40example.org"
    page = client.post(
        f"/en/{edition.slug}/register",
        input_stream=BytesIO(form),
        content_type="application/x-www-form-urlencoded",
        # As the web server passes on what came before the line went dead.
        environ_overrides={"CONTENT_LENGTH": str(len(form) + 1), "wsgi.input_terminated": True},
    )
    assert page.status == 400
    assert registrations.by_address(edition, "ann@example.org") is None


@pytest.mark.parametrize("host", ["evil.example", "[::1", "a b", "localhost:99999", ""])
def test_a_host_that_is_not_ours_gets_a_plain_refusal_before_all_others(client: ReadingClient, host: str) -> None:
    headers = {"Host": host, "Sec-Fetch-Site": "cross-site"}
    page = client.post("/sign-in", headers=headers)
    assert page.status in (400, 403)


@pytest.mark.parametrize("scheme", ["http://[::1", "ftp", "javascript", "", "http, https"])
def test_a_scheme_that_no_web_page_has_is_not_believed_of_a_proxy(app: Flask, scheme: str) -> None:
    proxied = ReadingClient.of(create_app(replace(app.config["SETTINGS"], trusted_proxies=1)))
    headers = {"X-Forwarded-Proto": scheme}
    assert proxied.get("/sign-in", headers=headers).status == 200
    assert proxied.post("/sign-in", headers=headers).status in (400, 422)


def test_a_number_of_hundreds_of_digits_is_no_number(app: Flask, team: Team) -> None:
    edition = registrations.open_edition()
    organiser = team.signed_in_as("organiser", edition)
    form = organiser.get(f"/manage/{edition.slug}/registrations/capacity").form("capacity")
    assert organiser.submit(form, capacity="9" * 500).status == 422
