"""The processes of a run: the app as ``flask serve`` starts it, its floor, a mail server; in a folder of their own."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench import load
from bench.load import Reply
from config import ROOT
from forumapp.serving import THREADS
from forumapp.web.admission import AT_ONCE

PASSWORD = "a long password for the bench"
ORGANISER = "organiser@example.org"
START_TIME = 120
"""Seconds for a start on a machine that is busy with other things."""


@dataclass
class Process:
    """A command, and where it answers."""

    command: list[str]
    environment: Mapping[str, str]
    address: str
    log: Path
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> float:
        """Seconds until it answers the first request."""
        began = time.perf_counter()
        with self.log.open("a") as log:
            self.running = subprocess.Popen(  # noqa: S603 - our own commands
                self.command, cwd=ROOT, env=dict(self.environment), stdout=log, stderr=log
            )
        wait_for(self._answers, f"{self.address} to answer")
        return time.perf_counter() - began

    def stop(self) -> None:
        if self.running is None:
            return
        tree = self.tree()
        self.running.send_signal(signal.SIGTERM)
        try:
            self.running.wait(40)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()
        for left in tree:
            if left.is_running():
                left.kill()
        self.running = None

    def tree(self) -> list[psutil.Process]:
        """Itself and everything it started; empty once it has ended."""
        if self.running is None or self.running.poll() is not None:
            return []
        root = psutil.Process(self.running.pid)
        return [root, *root.children(recursive=True)]

    def memory(self) -> float:
        """MiB of the whole tree, what several processes share counted once (PSS)."""
        return sum(process.memory_full_info().pss for process in self.tree()) / 2**20

    def _answers(self) -> bool:
        assert self.running
        if self.running.poll() is not None:
            raise RuntimeError(f"{self.command} ended: {self.log.read_text(errors='replace')[-2000:]}")
        host, _, port = self.address.partition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=1):
                pass
            return load.once(self.address, load.request(self.address, "/healthz")).status == 200
        except OSError:
            return False


@dataclass
class Sink:
    """A mail server in a process of its own; what it took stands in its file, a line a letter."""

    port: int
    taken: Path
    sample: Path

    def arrivals(self) -> dict[str, float]:
        """By address, when its first letter was accepted (seconds, as ``time.time``)."""
        found: dict[str, float] = {}
        for line in self.taken.read_text().splitlines():
            at, _, address = line.partition(" ")
            found.setdefault(address, float(at))
        return found

    def arrivals_since(self, moment: float) -> list[float]:
        """When each letter was accepted, in this order."""
        times = (float(line.partition(" ")[0]) for line in self.taken.read_text().splitlines())
        return [at for at in times if at >= moment]


@dataclass
class Stage:
    """One edition of so many sessions, the app that serves it, and its floor."""

    folder: Path
    sink: Sink
    slug: str
    app: Process
    web: Process
    """The app's web process alone, in the place of ``app``, for what is measured beside the floor without a worker."""
    floor: Process
    environment: dict[str, str]
    origins: Iterator[str] = field(default_factory=lambda: _origins())

    @property
    def database(self) -> Path:
        return self.folder / "data" / "forumapp.sqlite3"

    def path(self, rest: str) -> str:
        return f"/en/{self.slug}/{rest}"

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return load.once(self.app.address, load.request(self.app.address, path, headers))

    def flask(self, *arguments: str, input: str | None = None) -> str:
        return _flask(self.environment, *arguments, input=input)

    def row(self, statement: str) -> tuple[object, ...]:
        """Read as another program would, while the app runs."""
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            found = database.execute(statement).fetchone()
        finally:
            database.close()
        return tuple(found)

    def repeat_on_floor(self, replies: Mapping[str, Reply]) -> None:
        """Give the floor these answers, and start it."""
        for name, reply in replies.items():
            left_out = ("date", "server", "content-length", "connection", "transfer-encoding")
            headers = [pair for pair in reply.headers() if pair[0].lower() not in left_out]
            (self.folder / "floor" / f"{name}.json").write_text(json.dumps(headers))
            (self.folder / "floor" / f"{name}.body").write_bytes(reply.body)
        self.floor.stop()
        self.floor.start()


@contextmanager
def stage(sessions: int, experts: int, registrations: int = 100) -> Iterator[Stage]:
    """A fresh installation with a demonstration forum of that size; nothing runs yet."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="forumapp-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        (folder / "floor").mkdir()
        sink = stack.enter_context(mail_sink(folder))
        port, floor_port = free_port(), free_port()
        environment = _environment(folder, port, sink.port)
        _flask(environment, "db", "upgrade")
        size = ("--sessions", sessions, "--experts", experts, "--registrations", registrations, "--capacity", 100_000)
        slug = _flask(environment, "demo", *map(str, size)).split()[-1]
        _flask(environment, "accounts", "create", ORGANISER, "--role", "admin", "--password", "-", input=PASSWORD)
        _copy(folder / "data" / "forumapp.sqlite3", folder / "floor" / "floor.sqlite3")
        app = Process(_command("flask", "serve"), environment, f"127.0.0.1:{port}", folder / "app.log")
        web = Process(_granian(port, "wsgi:app", THREADS), environment, app.address, folder / "app.log")
        floor = Process(
            _granian(floor_port, "bench.floor_app:app", AT_ONCE),
            environment | {"FLOOR_DIR": str(folder / "floor")},
            f"127.0.0.1:{floor_port}",
            folder / "floor.log",
        )
        stack.callback(app.stop)
        stack.callback(web.stop)
        stack.callback(floor.stop)
        yield Stage(folder, sink, slug, app, web, floor, environment)


@contextmanager
def mail_sink(folder: Path) -> Iterator[Sink]:
    sink = Sink(free_port(), folder / "taken", folder / "sample.eml")
    sink.taken.touch()
    command = _command("bench.sink", str(sink.port), str(sink.taken), str(sink.sample))
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    try:
        wait_for(lambda: _is_open(sink.port), "the mail server")
        yield sink
    finally:
        process.terminate()
        process.wait()


def wait_for(condition: Callable[[], object], what: str, seconds: float = START_TIME) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _granian(port: int, app: str, threads: int) -> list[str]:
    """As ``forumapp/serving.py`` runs the app, which works on no more than ``AT_ONCE`` whatever its threads."""
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--http", "1", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(threads), "--log-level", "error", app),
    ]


def _environment(folder: Path, port: int, smtp_port: int) -> dict[str, str]:
    """Settings of a real installation behind one reverse proxy; the crowd plays the proxy."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {
        "APP_ENV": "production",
        "SECRET_KEY": "a secret of the bench",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "MAIL_FROM": "forum@desk.example.org",
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "TRUSTED_PROXIES": "1",
        # Both sides start from compiled code, as after any first start, and the project's folders stay clean.
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _flask(environment: Mapping[str, str], *arguments: str, input: str | None = None) -> str:
    done = subprocess.run(  # noqa: S603
        _command("flask", *arguments), cwd=ROOT, env=dict(environment), input=input, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"flask {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def _copy(database: Path, to: Path) -> None:
    source, target = sqlite3.connect(database), sqlite3.connect(to)
    source.backup(target)
    target.close()
    source.close()


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _origins() -> Iterator[str]:
    """Addresses of private networks, each a visitor of her own."""
    for number in range(1, 1 << 24):
        yield f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
