"""``flask serve``: web and worker as one supervised tree. ``flask worker``: a further worker.

The supervisor starts both again when they end, passes on the wish to stop, and leaves nothing running.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.context import ForkProcess

import click
from babel import Locale
from flask import Flask, current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from sqlalchemy.orm import configure_mappers

from config import ROOT, Settings
from forumapp import jobs, mailbox, placement, schedule
from forumapp.extensions import db
from forumapp.words import LOCALES

THREADS = 512
"""Requests that one web process has at the same time; ``web/admission.py`` says how many of them it works on."""

LINES = 4096
"""Open connections, most of which say nothing at any moment; beyond them nobody would be heard, not even a watcher."""

STOPPING_TIME = 30
"""Seconds until what does not stop by itself is killed."""

LIVED_WELL = 10
"""Seconds after which an end is an accident and not a failure to start."""

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30

_FORK = multiprocessing.get_context("fork")
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_M_ARENA_MAX = -8


def init_app(app: Flask) -> None:
    schedule.init_app(app)
    for command in (serve, worker):
        app.cli.add_command(command)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@with_appcontext
def serve(host: str) -> None:
    """Run web and worker, and in development a mailbox that catches all letters."""
    settings: Settings = current_app.config["SETTINGS"]
    _refuse_taken_port(host, settings.port)
    children = [Child("web", partial(_answer, settings, host)), Child("worker", _work)]
    if settings.smtp_url is None and settings.is_development:
        _refuse_taken_port("127.0.0.1", settings.mailbox_port)
        children.append(Child("mailbox", partial(_catch_letters, settings)))
    with placement.working(settings):
        # What was read so far belongs to no child: a connection to a database does not survive a fork.
        db.session.remove()
        db.engine.dispose()
        _share_memory()
        Supervisor(children, announce=partial(_announced, settings, host)).run()


@click.command()
@with_appcontext
def worker() -> None:
    """Send letters and do what is due, until told to stop; any number of these may run."""
    _work()


def _share_memory() -> None:
    """What was made so far stays shared between all processes for as long as none of them writes to it."""
    gc.freeze()  # nor will it ever be garbage; looking whether some is would take a tenth of the start
    configure_mappers()  # which writes to most of it, and each of them would do at its first query
    for name in LOCALES.values():
        _ = Locale.parse(name).date_formats  # reads all that is known of the language, once for all of them
    gc.freeze()
    with contextlib.suppress(AttributeError):  # only the GNU library has such pools
        # Threads that fetch memory from pools of their own would each keep what one of them needed once.
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _answer(settings: Settings, host: str) -> None:
    _allow_files(2 * LINES)
    Granian(
        "wsgi:app",
        address=host,
        port=settings.port,
        interface=Interfaces.WSGI,
        # No proxy speaks HTTP/2 to the app, and while it finds out it would wait for ever for a first byte.
        http=HTTPModes.http1,
        workers=settings.web_workers,
        blocking_threads=THREADS,
        backlog=LINES,
        backpressure=LINES,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING_TIME - 5,
        log_level=LogLevels.error,
        working_dir=ROOT,
    ).serve()


def _allow_files(count: int) -> None:
    """Each connection is one; the usual limit of 1,024 is meant for programs that choose among them by ``select``."""
    with contextlib.suppress(OSError, ValueError):
        allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if allowed < count:
            resource.setrlimit(resource.RLIMIT_NOFILE, (count if most < 0 else min(count, most), most))


def _work() -> None:
    with placement.working(current_app.config["SETTINGS"]):
        try:
            jobs.engine().work()
        finally:
            placement.leave(placement.worker_name())


def _catch_letters(settings: Settings) -> None:
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    with mailbox.catching(settings):
        signal.sigwait(ending)


@dataclass
class Child:
    """A part of the app in a process of its own, which is started again when it ends.

    Forked, not started anew: the app is loaded once, and its memory is shared. That is safe only as long as the
    supervisor has no second thread, because a lock held by a thread stays locked for ever in the child.
    """

    name: str
    run: Callable[[], None]
    process: ForkProcess | None = None
    started_at: float = 0
    pause: float = SHORTEST_PAUSE
    due_at: float = 0

    def look_after(self) -> None:
        """Start it if it is not running and its pause is over."""
        now = time.monotonic()
        if self.process is not None and not self.process.is_alive():
            self._note_end(now, self.process.exitcode or 0)
        if self.process is None and now >= self.due_at:
            self.started_at = now
            self.process = _FORK.Process(target=_as_child, args=(self.name, self.run, os.getpid()), name=self.name)
            self.process.start()

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        if self.process is None:
            return
        self.process.join(max(deadline - time.monotonic(), 0.1))
        self._end_whole_group(self.process)
        self.process.join()

    def _end_whole_group(self, process: ForkProcess) -> None:
        """A killed web server leaves its own workers behind, and with them the port."""
        process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid or 0, signal.SIGKILL)

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

    children: Sequence[Child]
    announce: Callable[[], bool]
    """Asked again and again until it has said what it has to say."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        announced = False
        while not self.stopping.is_set():
            for child in self.children:
                child.look_after()
            self.stopping.wait(0.2)
            announced = announced or self.announce()
        self._stop()

    def _stop(self) -> None:
        deadline = time.monotonic() + STOPPING_TIME
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait_until(deadline)


def _as_child(name: str, run: Callable[[], None], supervisor: int) -> None:
    os.setsid()  # a group of its own, so that its children can be found when it was killed
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, f"forum-{name}".encode())
    _leave_with(supervisor)
    try:
        run()
    except click.ClickException as refusal:
        refusal.show()
        sys.exit(refusal.exit_code)


def _announced(settings: Settings, host: str) -> bool:
    """Once the first request would be answered, say where."""
    try:
        socket.create_connection((host, settings.port), timeout=1).close()
    except OSError:
        return False
    click.echo(f"Forum:    {settings.base_url}/")
    click.echo(f"Sign in:  {settings.base_url}/sign-in")
    if settings.smtp_url is None and settings.is_development:
        click.echo(f"Mailbox:  {settings.base_url}/dev/mailbox")
    return True


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"{host}:{port} cannot be used ({error.strerror}); set PORT.") from error


def _leave_with(supervisor: int) -> None:
    """Even a killed supervisor leaves nothing behind; only Linux offers that."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:  # it died while this process was starting
        os.kill(os.getpid(), signal.SIGTERM)
