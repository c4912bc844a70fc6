"""Machines that run the app: a process tree each, with its own DATA_DIR and port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from config import ROOT
from forumapp.serving import THREADS

START_TIME = 60
"""Seconds for a start on a machine that is busy with other things."""

SERVE = (sys.executable, "-m", "flask", "serve")


def wait_for(condition: Callable[[], object], what: str, seconds: float = START_TIME) -> float:
    """Says how long it took; raises TimeoutError."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)
    return time.monotonic() - began


def start_all(hosts: "Iterable[Host]") -> None:
    hosts = list(hosts)
    for host in hosts:
        host.launch()
    for host in hosts:
        host.wait()


def web_of(build: str, port: int) -> tuple[str, ...]:
    """Only the web, of this build, as ``flask web`` would start it."""
    granian = str(Path(sys.executable).with_name("granian"))
    target = f"{build}:app"
    options = f"--interface wsgi --http 1 --host 127.0.0.1 --port {port} --blocking-threads {THREADS} --log-level error"
    return (granian, *options.split(), target)


@dataclass
class Host:
    data_dir: Path
    port: int
    environment: Mapping[str, str]
    said: Path
    """Where its log goes: not into its own folder, which may be full."""
    command: tuple[str, ...] = SERVE
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> float:
        """Seconds until it answers."""
        self.launch()
        return self.wait()

    def launch(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        own = {"DATA_DIR": str(self.data_dir), "PORT": str(self.port)}
        with self.said.open("a") as said:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env={**os.environ, **self.environment, **own}, stdout=said, stderr=said
            )

    def wait(self) -> float:
        return wait_for(self.answers, f"{self.address} to answer")

    def answers(self) -> bool:
        assert self.process
        if self.process.poll() is not None:
            raise RuntimeError(f"it ended with {self.process.returncode}: {self.last_words()}")
        try:
            with urlopen(f"http://{self.address}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except HTTPError:
            return True
        except OSError:
            return False

    def last_words(self) -> str:
        return self.said.read_text(errors="replace")[-2000:] if self.said.exists() else ""

    def complaints(self) -> str:
        """What it wrote at the level of errors, or its last words where it did not complain."""
        said = self.said.read_text(errors="replace").splitlines() if self.said.exists() else []
        errors = [line for line in said if '"level": "error"' in line]
        return "\n".join(errors)[:6000] or self.last_words()

    def kill(self) -> None:
        """SIGKILL for everything at once, as when the machine loses its memory."""
        if self.process is None:
            return
        victims = _tree(self.process.pid)
        for victim in victims:
            _kill(victim)
        self.process.wait()
        psutil.wait_procs(victims, timeout=10)
        self.process = None

    def stop(self) -> None:
        if self.process is None:
            return
        left = _tree(self.process.pid)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(35)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for one in left:
            _kill(one)
        self.process = None


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()
