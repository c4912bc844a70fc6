"""The real nginx with our site in front of the real app: what a visitor meets, and what a log keeps."""

import gzip
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_migrate import upgrade

from config import ROOT
from forumapp import create_app
from forumapp.extensions import db
from tests.conftest import settings_for
from tests.jobs.running import flask_command, free_port, wait_for
from tests.production.certificates import self_signed
from tests.production.programs import needs

HOST = "forum.example.org"
SITE = ROOT / "docs" / "production" / "nginx.conf"
TOKEN = "A" * 43


@dataclass(frozen=True)
class Proxy:
    plain: int
    tls: int
    folder: Path
    slug: str

    def ask(
        self, path: str, method: str = "GET", body: object = None, chunked: bool = False, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls, context=_trusting(), timeout=10)
        shown = {"Host": HOST, "Connection": "close"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        with closing(connection):
            connection.request(method, path, body, shown, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer, answer.read()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    nginx = needs("nginx")
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("nginx")
    own = create_app(settings_for(f"sqlite:///{data / 'forumapp.sqlite3'}", data))
    with own.app_context():
        upgrade()
        made = own.test_cli_runner().invoke(args=["demo", "--sessions", "6", "--experts", "6", "--registrations", "0"])
        assert made.exit_code == 0, made.output
        db.engine.dispose()
    production = {
        "APP_ENV": "production", "SECRET_KEY": "of the tests", "BASE_URL": f"https://{HOST}",
        "SMTP_URL": "smtp://127.0.0.1:9", "TRUSTED_PROXIES": "1", "METRICS_TOKEN": "a token of the tests",
    }  # fmt: skip
    with flask_command("serve", data_dir=data, **production) as serve:
        wait_for(serve.answers, "the web to answer")
        found = Proxy(free_port(), free_port(), folder, made.output.split()[-1])
        _configure(found, serve.port)
        with _running(nginx, found):
            yield found


def _configure(proxy: Proxy, app_port: int) -> None:
    certificate, key = self_signed(proxy.folder)
    site = SITE.read_text()
    for pattern, ours in (
        (r".*listen \[::\].*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{proxy.plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{proxy.tls} "),
        (r"server 127\.0\.0\.1:8000", f"server 127.0.0.1:{app_port}"),
        (r"/etc/letsencrypt/\S+fullchain\.pem", str(certificate)),
        (r"/etc/letsencrypt/\S+privkey\.pem", str(key)),
        (r"/var/log/nginx/\S+\.log", str(proxy.folder / "error.log")),
    ):
        site, count = re.subn(pattern, ours, site)
        assert count, pattern
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"{kind}_temp_path {proxy.folder}/{kind};" for kind in kinds)
    user = "user root;" if os.getuid() == 0 else ""
    log = f"log_format all '$request'; access_log {proxy.folder}/access.log all;"
    (proxy.folder / "nginx.conf").write_text(
        f"{user}\npid {proxy.folder}/pid;\ndaemon off;\nevents {{}}\nhttp {{\n{folders}\n{log}\n{site}\n}}\n"
    )


@contextmanager
def _running(nginx: str, proxy: Proxy) -> Iterator[None]:
    words = [nginx, "-p", str(proxy.folder), "-e", str(proxy.folder / "start.log"), "-c", "nginx.conf"]
    tested = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _listens(proxy.tls), "nginx to listen", 10)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


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
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/en/?page=2")


def test_a_large_body_is_refused_at_the_door(proxy: Proxy) -> None:
    answer, _ = proxy.ask(
        "/sign-in", "POST", b"email=" + b"x" * 1_100_000, Content_Type="application/x-www-form-urlencoded"
    )
    assert answer.status == 413


def test_a_body_in_pieces_arrives_whole_with_its_length(proxy: Proxy) -> None:
    form = "application/x-www-form-urlencoded"
    answer, _ = proxy.ask(
        "/sign-in", "POST", iter([b"email=a", b"&password=b"]), True, Content_Type=form, Transfer_Encoding="chunked"
    )
    assert answer.status == 400, "the app read the form and missed the token; 411 would mean a missing length"


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


def test_who_sends_slowly_is_let_go(proxy: Proxy) -> None:
    with _trusting().wrap_socket(socket.create_connection(("127.0.0.1", proxy.tls)), server_hostname=HOST) as slow:
        slow.settimeout(15)
        begun = time.monotonic()
        slow.sendall(b"GET / HTTP/1.1\r\nHost: ")
        while slow.recv(1000):
            pass
        assert 8 < time.monotonic() - begun < 14
