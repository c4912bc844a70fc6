"""The real nginx and the real Caddy, each with our example of a site, in front of an app on some port."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.jobs.running import wait_for
from tests.production.certificates import self_signed
from tests.production.programs import needs

HOST = "forum.example.org"
EXAMPLES = ROOT / "docs" / "production"


@dataclass(frozen=True)
class Proxy:
    """Where it listens, and the folder that holds its files and logs; ``slug`` is a forum of the app behind it."""

    kind: str
    plain: int
    tls: int
    app: int
    folder: Path
    slug: str

    def ask(
        self, path: str, method: str = "GET", body: object = None, chunked: bool = False, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(HOST)
        connection.sock = self.line()
        shown = {"Host": HOST, "Connection": "close"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        with closing(connection):
            connection.request(method, path, body, shown, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer, answer.read()

    def line(self) -> ssl.SSLSocket:
        """An open one, for whoever writes bytes."""
        line = socket.create_connection(("127.0.0.1", self.tls), timeout=15)
        return _trusting().wrap_socket(line, server_hostname=HOST)


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def nginx(proxy: Proxy) -> Iterator[None]:
    program = needs("nginx")
    certificate, key = self_signed(proxy.folder)
    site = _changed(
        (EXAMPLES / "nginx.conf").read_text(),
        (r".*listen \[::\].*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{proxy.plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{proxy.tls} "),
        (r"server 127\.0\.0\.1:8000", f"server 127.0.0.1:{proxy.app}"),
        (r"/etc/letsencrypt/\S+fullchain\.pem", str(certificate)),
        (r"/etc/letsencrypt/\S+privkey\.pem", str(key)),
        (r"/var/log/nginx/\S+\.log", str(proxy.folder / "error.log")),
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"{kind}_temp_path {proxy.folder}/{kind};" for kind in kinds)
    user = "user root;" if os.getuid() == 0 else ""
    log = f"log_format all '$request'; access_log {proxy.folder}/access.log all;"
    (proxy.folder / "nginx.conf").write_text(
        f"{user}\npid {proxy.folder}/pid;\ndaemon off;\nevents {{}}\nhttp {{\n{folders}\n{log}\n{site}\n}}\n"
    )
    words = [program, "-p", str(proxy.folder), "-e", str(proxy.folder / "start.log"), "-c", "nginx.conf"]
    tested = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    with _running(words, proxy):
        yield


@contextmanager
def caddy(proxy: Proxy) -> Iterator[None]:
    program = needs("caddy")
    certificate, key = self_signed(proxy.folder)
    ours = f"admin off\n\tdefault_bind 127.0.0.1\n\thttp_port {proxy.plain}\n\thttps_port {proxy.tls}"
    site = _changed(
        (EXAMPLES / "Caddyfile").read_text(),
        (r"\n\{\n", f"\n{{\n\t{ours}\n"),
        (r"\{\$FORUM_HOST:(.+)\} \{\n", rf"\1 {{\n\ttls {certificate} {key}\n"),
    )
    (proxy.folder / "Caddyfile").write_text(site)
    buffering = "buffer_requests" if _is_of_debian(program) else "request_buffers 21MiB"
    environment = {"FORUM_APP": f"127.0.0.1:{proxy.app}", "FORUM_BUFFERS": buffering, "HOME": str(proxy.folder)}
    words = [program, "run", "--adapter", "caddyfile", "--config", str(proxy.folder / "Caddyfile")]
    with _running(words, proxy, environment):
        yield


KINDS: dict[str, Callable[[Proxy], AbstractContextManager[None]]] = {"nginx": nginx, "caddy": caddy}


def _is_of_debian(caddy: str) -> bool:
    """Older than 2.6.4, which says it in other words."""
    said = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:3]) < (2, 6, 4)


def _changed(words: str, *changes: tuple[str, str]) -> str:
    for pattern, ours in changes:
        words, count = re.subn(pattern, ours, words)
        assert count, pattern
    return words


@contextmanager
def _running(words: list[str], proxy: Proxy, environment: dict[str, str] | None = None) -> Iterator[None]:
    with (proxy.folder / "said.log").open("wb") as said:
        process = subprocess.Popen(words, stdout=said, stderr=said, env=os.environ | (environment or {}))
    try:
        wait_for(lambda: _listens(proxy.tls), "the proxy to listen", 10)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
