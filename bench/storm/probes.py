"""What is sent over sockets: every known trick with hosts, bodies and request lines, and drawn ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.storm import nonsense

EVIL = "evil.example"
"""A host that no answer may lead to."""

FORM = "Content-Type: application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Probe:
    name: str
    raw: bytes
    is_cut: bool = False
    """The line goes dead afterwards, so that nothing more can come."""


def drawn_and_known(host: str, path: str, rng: random.Random, count: int) -> Iterator[Probe]:
    """Every known trick once, then drawn ones."""
    yield from _hosts(host, path)
    yield from _bodies(host, path, rng)
    yield from _lines(host, path)
    for number in range(count):
        yield _drawn(host, path, rng, number)


def _hosts(host: str, path: str) -> Iterator[Probe]:
    for name in (
        EVIL,
        f"{EVIL}:80",
        f"{host}@{EVIL}",
        "[::1",
        "",
        "a b",
        "127.0.0.1:99999",
        "x" * 5000,
        "localhost\x00",
    ):
        yield Probe(f"host {name[:20]!r}", request("GET", path, [f"Host: {name}"]))
    yield Probe("two hosts", request("GET", path, [f"Host: {host}", f"Host: {EVIL}"]))
    yield Probe("no host", request("GET", path, []))
    yield Probe("absolute address", request("GET", f"http://{EVIL}{path}", [f"Host: {host}"]))
    for header in (
        f"X-Forwarded-Host: {EVIL}",
        f"Forwarded: host={EVIL};proto=https",
        f"X-Host: {EVIL}",
        f"X-Original-URL: http://{EVIL}/",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-For: " + "1," * 2000,
        "X-Forwarded-For: <script>",
        "X-Forwarded-Port: 99999999",
        f"X-Forwarded-Prefix: //{EVIL}",
    ):
        yield Probe(header[:40], request("GET", "/", [f"Host: {host}", header]))
        yield Probe(f"register with {header[:30]}", request("POST", path, [f"Host: {host}", header, FORM], b"name="))


def _bodies(host: str, path: str, rng: random.Random) -> Iterator[Probe]:
    here = f"Host: {host}"
    form = b"name=half&email=half%40example.org"
    yield Probe(
        "cut form", request("POST", path, [here, FORM, f"Content-Length: {len(form) + 50}"], form, False), is_cut=True
    )
    yield Probe(
        "cut multipart",
        request(
            "POST",
            path,
            [here, "Content-Type: multipart/form-data; boundary=x", "Content-Length: 900"],
            b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nhalf',
            False,
        ),
        is_cut=True,
    )
    yield Probe(
        "chunked",
        request("POST", path, [here, FORM, "Transfer-Encoding: chunked"], b"22\r\n" + form + b"\r\n0\r\n\r\n", False),
    )
    yield Probe(
        "cut chunk",
        request("POST", path, [here, FORM, "Transfer-Encoding: chunked"], b"ff\r\n" + form, False),
        is_cut=True,
    )
    yield Probe("bad chunk", request("POST", path, [here, FORM, "Transfer-Encoding: chunked"], b"zz\r\n" + form, False))
    for lengths in (["-1"], ["x"], ["1e3"], [""], ["5", "6"], ["99999999999999999999999"], ["2000001"]):
        headers = [here, FORM, *(f"Content-Length: {length}" for length in lengths)]
        yield Probe(f"length {lengths}", request("POST", path, headers, form, False))
    yield Probe(
        "length and chunks",
        request("POST", path, [here, FORM, "Content-Length: 4", "Transfer-Encoding: chunked"], b"0\r\n\r\n", False),
    )
    yield Probe("2 MB form", request("POST", path, [here, FORM], b"name=" + b"a" * 2_000_000))
    yield Probe(
        "2 MB multipart",
        request("POST", path, [here, "Content-Type: multipart/form-data; boundary=x"], b"--x\r\n" * 400_000),
    )
    yield Probe("many fields", request("POST", path, [here, FORM], b"a=1&" * 100_000))
    for kind in (
        "text/plain",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "b" * 300,
        "application/x-www-form-urlencoded; charset=utf-16",
        "\xff",
        "image/png;" * 50,
    ):
        yield Probe(
            f"body as {kind[:30]!r}", request("POST", path, [here, f"Content-Type: {kind}"], rng.randbytes(500))
        )
    yield Probe("Latin-1 form", request("POST", path, [here, FORM], b"name=\xe9\xff%ff%fe&email=%00"))


def _lines(host: str, path: str) -> Iterator[Probe]:
    here = f"Host: {host}"
    for method in (
        "TRACE",
        "CONNECT",
        "PUT",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "HEAD",
        "FOO",
        "get",
        "G E T",
        "",
        "M" * 9000,
    ):
        yield Probe(f"method {method[:20]!r}", request(method, path, [here]))
    for odd in (
        "/%00",
        "/%ff%fe",
        "/../../etc/passwd",
        "//" + EVIL,
        "/\\" + EVIL,
        "/en/" + "a" * 16_000,
        "*",
        "en",
        "/en//",
        "/%2e%2e/",
        "/?" + "q=" * 4000,
        "/en/f3d?%zz=%",
        "/sign-in?next=//" + EVIL,
        "/sign-in?next=http://" + EVIL,
        "/\x7f",
        "/%E9",
    ):
        yield Probe(f"path {odd[:24]!r}", request("GET", odd, [here]))
    yield Probe("HTTP/0.9", b"GET /\r\n\r\n")
    yield Probe("HTTP/9.9", b"GET / HTTP/9.9\r\n" + here.encode() + b"\r\n\r\n")
    yield Probe("no version", b"GET " + path.encode() + b"\n\n")
    yield Probe("garbage", bytes(range(256)) * 20 + b"\r\n\r\n")
    yield Probe("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500))
    yield Probe("nothing", b"", is_cut=True)
    yield Probe("half a line", b"GET /en/", is_cut=True)
    yield Probe("bare LF", f"GET {path} HTTP/1.1\n{here}\nConnection: close\n\n".encode())
    yield Probe("folded header", request("GET", path, [here, "X-A: b\r\n c"]))
    yield Probe("header without name", request("GET", path, [here, ": x"]))
    yield Probe("header of 100 kB", request("GET", path, [here, "X-A: " + "a" * 100_000]))
    yield Probe("500 headers", request("GET", path, [here, *(f"X-{n}: {n}" for n in range(500))]))
    yield Probe("bytes in header", request("GET", path, [here, "Cookie: session=\x80\xff; language=\xe9"]))
    smuggled = f"GET /manage/ HTTP/1.1\r\n{here}\r\n\r\n".encode()
    yield Probe("two requests", request("POST", path, [here, FORM, "Content-Length: 0"], smuggled, False))


def _drawn(host: str, path: str, rng: random.Random, number: int) -> Probe:
    headers = [f"{name}: {value}" for name, value in (nonsense.header(rng) for _ in range(rng.randint(1, 4)))]
    body = nonsense.blob(rng) if rng.random() < 0.5 else b""
    method = rng.choice(("GET", "GET", "POST", "POST", "HEAD", "PUT"))
    return Probe(f"drawn {number}: {headers}", request(method, path, [f"Host: {host}", *headers], body))


def request(method: str, path: str, headers: list[str], body: bytes = b"", measured: bool = True) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *headers, "X-Forwarded-For: 10.4.0.9", "Connection: close"]
    if measured and (body or method == "POST"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body
