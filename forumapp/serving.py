"""``flask serve``: web and worker as one supervised tree. ``flask worker``: a further worker.

The supervisor starts both again when they end, passes on the wish to stop, and leaves nothing running.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config import ROOT, Settings
from forumapp import jobs, mailbox, placement, schedule

THREADS = 8
"""Requests that one web process answers at the same time."""

STOPPING_TIME = 30
"""Seconds until what does not stop by itself is killed."""

LIVED_WELL = 10
"""Seconds after which an end is an accident and not a failure to start."""

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30

_PR_SET_PDEATHSIG = 1


def init_app(app: Flask) -> None:
    schedule.init_app(app)
    for command in (serve, web, worker):
        app.cli.add_command(command)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@with_appcontext
def serve(host: str) -> None:
    """Run web and worker, and in development a mailbox that catches all letters."""
    settings: Settings = current_app.config["SETTINGS"]
    _refuse_taken_port(host, settings.port)
    with_me = ("--supervisor", str(os.getpid()))
    children = (
        Child("web", [sys.executable, "-m", "flask", "web", "--host", host, *with_me]),
        Child("worker", [sys.executable, "-m", "flask", "worker", *with_me]),
    )
    with placement.working(settings), _development_mailbox(settings):
        Supervisor(children, announce=lambda: _announce(settings, host)).run()


@click.command(hidden=True)
@click.option("--host", default="127.0.0.1")
@click.option("--supervisor", type=int)
@with_appcontext
def web(host: str, supervisor: int | None) -> None:
    """Answer requests; started by ``serve``."""
    _leave_with(supervisor)
    settings: Settings = current_app.config["SETTINGS"]
    Granian(
        "wsgi:app",
        address=host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING_TIME - 5,
        log_level=LogLevels.error,
        working_dir=ROOT,
    ).serve()


@click.command()
@click.option("--supervisor", type=int, hidden=True)
@with_appcontext
def worker(supervisor: int | None) -> None:
    """Send letters and do what is due, until told to stop; any number of these may run."""
    _leave_with(supervisor)
    with placement.working(current_app.config["SETTINGS"]):
        try:
            jobs.engine().work()
        finally:
            placement.leave(placement.worker_name())


@dataclass
class Child:
    """A process that is started again when it ends."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    pause: float = SHORTEST_PAUSE
    due_at: float = 0

    def look_after(self) -> None:
        """Start it if it is not running and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._note_end(now, self.process.returncode)
        if self.process is None and now >= self.due_at:
            self.started_at = now
            # In a group of its own, so that its children can be found when it was killed.
            self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True)  # noqa: S603

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(deadline - time.monotonic(), 0.1))
        self._end_whole_group(self.process)
        self.process.wait()

    def _end_whole_group(self, process: subprocess.Popen[bytes]) -> None:
        """A killed web server leaves its own workers behind, and with them the port."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def _note_end(self, now: float, status: int) -> None:
        if self.process is not None:
            self._end_whole_group(self.process)
        self.process = None
        if now - self.started_at >= LIVED_WELL:
            self.pause = SHORTEST_PAUSE
        self.due_at = now + self.pause
        click.echo(f"{self.name} ended with status {status}; starting it again in {self.pause:g} s", err=True)
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


@dataclass
class Supervisor:
    """Keeps its children running until SIGTERM or SIGINT."""

    children: tuple[Child, ...]
    announce: Callable[[], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        threading.Thread(target=self.announce, daemon=True).start()
        while not self.stopping.is_set():
            for child in self.children:
                child.look_after()
            self.stopping.wait(0.2)
        self._stop()

    def _stop(self) -> None:
        deadline = time.monotonic() + STOPPING_TIME
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait_until(deadline)


@contextlib.contextmanager
def _development_mailbox(settings: Settings) -> Iterator[None]:
    if settings.smtp_url is not None or not settings.is_development:
        yield
        return
    _refuse_taken_port("127.0.0.1", settings.mailbox_port)
    with mailbox.catching(settings):
        yield


def _announce(settings: Settings, host: str) -> None:
    """Once the first request would be answered, say where."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection((host, settings.port), timeout=1):
            break
        time.sleep(0.1)
    click.echo(f"Forum:    {settings.base_url}/")
    click.echo(f"Sign in:  {settings.base_url}/sign-in")
    if settings.smtp_url is None and settings.is_development:
        click.echo(f"Mailbox:  {settings.base_url}/dev/mailbox")


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"{host}:{port} cannot be used ({error.strerror}); set PORT.") from error


def _leave_with(supervisor: int | None) -> None:
    """Even a killed supervisor leaves nothing behind; only Linux offers that."""
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:  # it died while this process was starting
        os.kill(os.getpid(), signal.SIGTERM)
