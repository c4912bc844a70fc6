"""Bytes on a socket to the running server: spoofed hosts, cut and oversized bodies, odd methods and encodings."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.storm import lines, probes
from bench.storm.browser import Browser, filled_in
from bench.storm.findings import Control, Finding
from bench.storm.lines import PATIENCE
from bench.storm.worlds import World
from forumapp.web.admission import AT_ONCE

NOT_HELD_UP = 3
"""Seconds."""

CONTROL = "locks_first"


def send(world: World, address: str, *, count: int, seed: int) -> Finding:
    """No 5xx, no hang, no host of others in an answer, and the server answers as before (HTTP-04, HTTP-06)."""
    found = Finding("bytes on sockets", world.kind, 0, "probes", seed)
    path, statuses = f"/en/{world.open_edition()}/register", Counter[int]()
    for probe in probes.drawn_and_known(address, path, random.Random(seed), count):
        found.trials += 1
        began = time.monotonic()
        try:
            answer = _exchanged(address, probe)
        except TimeoutError:
            found.wrong.append(f"{probe.name}: no answer within {PATIENCE} s")
            continue
        status = _status(answer)
        statuses[status // 100] += 1
        found.expect(status < 500, f"{probe.name}: {status}")
        found.expect(b"Traceback" not in answer, f"{probe.name}: a traceback is shown")
        found.expect(not _leads_to_evil(answer), f"{probe.name}: leads to {probes.EVIL}")
        found.expect(time.monotonic() - began < PATIENCE, f"{probe.name}: slow")
    found.expect(Browser(address, "10.4.0.1").get("/healthz").status == 200, "not alive after the probes")
    found.expect(not world.rows("SELECT 1 FROM registrations WHERE name = 'half'"), "a cut form was taken")
    found.numbers |= {f"{kind}xx": statuses[kind] for kind in (2, 3, 4, 5)} | {"hung up": statuses[0]}
    return found


def broken(world: World, *, seed: int) -> Control:
    """A server that believes in whatever Host it is told, and answers oddities with 500."""
    with _naive_server() as address:
        return Control("a naive server", send(world, address, count=0, seed=seed))


def _exchanged(address: str, probe: probes.Probe) -> bytes:
    """The whole answer; empty where the server only hung up. Raises TimeoutError."""
    with lines.connected(address) as connection:
        try:
            connection.sendall(probe.raw)
            if probe.is_cut:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
        answer = b""
        try:
            while not _is_whole(answer) and (more := connection.recv(65536)):
                answer += more
        except ConnectionResetError:
            pass
        return answer


def _is_whole(answer: bytes) -> bool:
    """As long as its head says, or more than anybody wants to read."""
    head, gap, body = answer.partition(b"\r\n\r\n")
    told = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return len(answer) >= 200_000 or bool(gap and told and len(body) >= told[0])


def _status(answer: bytes) -> int:
    """0 where nothing was said."""
    words = answer.split(b" ", 2)
    return int(words[1]) if answer.startswith(b"HTTP/") and len(words) > 1 and words[1].isdigit() else 0


def _leads_to_evil(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    location = [line for line in head.lower().split(b"\r\n") if line.startswith(b"location:")]
    evil = probes.EVIL.encode()
    return any(
        line.split(b"location:")[1].strip().startswith((b"http://" + evil, b"https://" + evil, b"//" + evil))
        for line in location
    ) or any(mark + evil in body for mark in (b'href="http://', b'href="//', b'action="http://'))


def stalled(world: World, address: str, *, seed: int, forms: int = 6 * AT_ONCE) -> Finding:
    """People on dead lines hold nobody else up, neither reading nor writing (AVAIL-04).

    Many more than are worked on at once; a proxy that waits for whole forms keeps even those away.
    """
    found = Finding("forms on dead lines", world.kind, forms, "stalled forms", seed)
    path, rng = f"/en/{world.open_edition()}/register", random.Random(seed)
    with ExitStack() as stack:
        for _ in range(forms):
            lines.stall(stack.enter_context(lines.connected(address)), address, path)
        time.sleep(0.3)
        others = Browser(address, "10.4.0.2", patience=2 * NOT_HELD_UP)
        page = others.get(path)
        email = f"patient-{rng.randrange(10**9)}@example.org"
        form = filled_in(page.body, "email") | {"name": "A visitor", "email": email}
        answer = others.post(path, form)
    found.expect(
        page.status == 200 and page.seconds < NOT_HELD_UP, f"reading: {page.status} after {page.seconds:.1f} s"
    )
    found.expect(
        answer.says_yes and answer.seconds < NOT_HELD_UP, f"writing: {answer.status} after {answer.seconds:.1f} s"
    )
    found.numbers |= {"reading s": page.seconds, "writing s": answer.seconds}
    return found


def broken_stalled(world: World, *, seed: int) -> Control:
    """On SQLite only: PostgreSQL has no lock that all writers share."""
    host = world.started_broken(CONTROL)
    found = stalled(world, host.address, seed=seed)
    host.kill()
    return Control(CONTROL, found)


@contextmanager
def _naive_server() -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                _answer_naively(connection)

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _answer_naively(connection: socket.socket) -> None:
    try:
        request = connection.recv(200_000).decode("latin-1")
        host = next((line[6:] for line in request.split("\r\n") if line.startswith("Host: ")), "")
        status = "302 Found" if request.startswith("GET /") else "500 Oh"
        connection.sendall(
            f"HTTP/1.1 {status}\r\nLocation: http://{host}/\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
        )
    except OSError:
        pass
