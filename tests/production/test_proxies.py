"""The real proxies with our sites in front of the real app: what a visitor meets, and what a log keeps."""

import gzip
import http.client
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from forumapp import create_app, migrating
from forumapp.extensions import db
from forumapp.web.admission import AT_ONCE
from tests.conftest import settings_for
from tests.jobs.running import flask_command, free_port, wait_for
from tests.production.proxies import HOST, KINDS, Proxy

TOKEN = "A" * 43
LARGER_THAN_EITHER_LETS_IN = 22_100_000
"""Bytes; nginx counts a megabyte as 2**20."""

SLOW_FORM = 17
"""Seconds; more than either proxy waits for the next byte, and than Caddy once waited for the last."""

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Forum:
    port: int
    slug: str


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forum]:
    data = tmp_path_factory.mktemp("data")
    own = create_app(settings_for(f"sqlite:///{data / 'forumapp.sqlite3'}", data))
    with own.app_context():
        migrating.upgrade()
        made = own.test_cli_runner().invoke(args=["demo", "--sessions", "6", "--experts", "6", "--registrations", "0"])
        assert made.exit_code == 0, made.output
        db.engine.dispose()
    production = {
        "APP_ENV": "production", "SECRET_KEY": "of the tests", "BASE_URL": f"https://{HOST}",
        "SMTP_URL": "smtp://127.0.0.1:9", "TRUSTED_PROXIES": "1", "METRICS_TOKEN": "a token of the tests",
    }  # fmt: skip
    with flask_command("serve", data_dir=data, **production) as serve:
        wait_for(serve.answers, "the web to answer")
        yield Forum(serve.port, made.output.split()[-1])


@pytest.fixture(scope="module", params=sorted(KINDS))
def proxy(request: pytest.FixtureRequest, forum: Forum, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    started = Proxy(
        request.param, free_port(), free_port(), forum.port, tmp_path_factory.mktemp(request.param), forum.slug
    )
    with KINDS[request.param](started):
        yield started


def test_the_forum_is_there_over_tls_and_says_so(proxy: Proxy) -> None:
    answer, body = proxy.ask("/en/")
    assert answer.status == 200 and b"<h1" in body
    assert answer.headers["Strict-Transport-Security"]
    signed_in, _ = proxy.ask("/sign-in")
    cookie = signed_in.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=") and "Secure" in cookie


def test_plain_http_leads_to_tls(proxy: Proxy) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=5)) as connection:
        connection.request("GET", "/en/?page=2", headers={"Host": HOST, "Connection": "close"})
        answer = connection.getresponse()
        answer.read()
    assert answer.status in (301, 308)
    assert answer.headers["Location"].replace(f":{proxy.tls}", "") == f"https://{HOST}/en/?page=2"


def test_a_large_body_is_refused_at_the_door(proxy: Proxy) -> None:
    """Before it was sent, and not by the app, whose refusal is a page of ours."""
    answer = _answer_to_head(proxy, f"/en/{proxy.slug}/register", LARGER_THAN_EITHER_LETS_IN)
    assert answer.startswith(b"HTTP/1.1 413 ") and b"Content-Security-Policy" not in answer


def test_a_body_as_large_as_slides_gets_as_far_as_the_app(proxy: Proxy) -> None:
    answer, body = proxy.ask("/sign-in", "POST", b"email=" + b"x" * 20_500_000, Content_Type=FORM)
    assert answer.status == 413 and b"<h1" in body, "refused in our words, since a sign-in is no slides"


def test_a_body_in_pieces_arrives_with_its_length_or_is_refused_for_its_lack(proxy: Proxy) -> None:
    pieces = iter([b"email=a", b"&password=b"])
    answer, body = proxy.ask("/sign-in", "POST", pieces, True, Content_Type=FORM, Transfer_Encoding="chunked")
    # 400: the app read the form and missed the token. 411: Caddy passes pieces on as pieces.
    assert answer.status == {"nginx": 400, "caddy": 411}[proxy.kind]
    assert b"<h1" in body


def test_a_form_on_a_slow_line_is_taken_in_spite_of_its_time(proxy: Proxy) -> None:
    """Longer than any of our time-outs between two of its bytes; nobody is told 200 for what was not read."""
    form = b"email=ann%40example.org"
    with proxy.line() as slow:
        slow.sendall(_head("/sign-in", len(form)))
        for byte in form[:-1]:
            slow.sendall(bytes([byte]))
            time.sleep(SLOW_FORM / len(form))
        slow.sendall(form[-1:])
        answer = slow.recv(1000)
    assert answer.startswith(b"HTTP/1.1 400 "), "the app read the form and missed the token"


def test_many_slow_forms_hold_up_nobody(proxy: Proxy) -> None:
    with ExitStack() as open_lines:
        for _ in range(2 * AT_ONCE):
            line = open_lines.enter_context(proxy.line())
            line.sendall(_head("/sign-in", 900_000) + b"email=" + b"x" * 100_000)
        time.sleep(0.5)
        begun = time.monotonic()
        assert proxy.ask("/sign-in")[0].status == 200
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("page", ["agenda", "agenda.ics", "agenda.json"])
def test_public_pages_are_compressed_and_still_known_by_their_tag(proxy: Proxy, page: str) -> None:
    path = f"/en/{proxy.slug}/{page}"
    answer, body = proxy.ask(path, Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(body)) > 2 * len(body)
    again, nothing = proxy.ask(path, Accept_Encoding="gzip", If_None_Match=answer.headers["ETag"])
    assert (again.status, nothing) == (304, b"")


@pytest.mark.parametrize("path", ["/sign-in", f"/en/i/{TOKEN}", f"/lt/r/{TOKEN}", "/manage/"])
def test_pages_with_a_secret_are_not_compressed(proxy: Proxy, path: str) -> None:
    assert "Content-Encoding" not in proxy.ask(path, Accept_Encoding="gzip")[0].headers


def test_numbers_stay_inside(proxy: Proxy) -> None:
    answer, body = proxy.ask("/metrics", Authorization="Bearer a token of the tests")
    assert answer.status == 404 and b"forumapp_" not in body


def test_secret_addresses_reach_no_log(proxy: Proxy) -> None:
    proxy.ask(f"/en/i/{TOKEN}")
    proxy.ask(f"/en/i/{TOKEN}", "POST", b"x" * 1_100_000)
    for log in proxy.folder.glob("*.log"):
        assert TOKEN not in log.read_text(), log.name


def test_who_does_not_come_to_the_end_of_a_head_is_let_go(proxy: Proxy) -> None:
    with proxy.line() as slow:
        begun = time.monotonic()
        slow.sendall(b"GET / HTTP/1.1\r\nHost: ")
        while slow.recv(1000):
            pass
        assert 8 < time.monotonic() - begun < 14


def _head(path: str, length: int) -> bytes:
    lines = (f"POST {path} HTTP/1.1", f"Host: {HOST}", f"Content-Type: {FORM}", f"Content-Length: {length}")
    return "\r\n".join((*lines, "", "")).encode()


def _answer_to_head(proxy: Proxy, path: str, length: int) -> bytes:
    with proxy.line() as line:
        line.sendall(_head(path, length))
        return line.recv(10_000)
