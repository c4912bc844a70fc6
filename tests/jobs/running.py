"""The real commands in real processes, on a database and a mail server of the test's own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from config import ROOT


def free_port() -> int:
    """Free, and so is the port of the mailbox that belongs to it."""
    while True:
        with socket.socket() as probe, socket.socket() as beside:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                beside.bind(("127.0.0.1", port + 25))
                return port


def wait_for(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(0.05)


@dataclass
class Running:
    """A command that runs."""

    process: "subprocess.Popen[bytes]"
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def child(self, name: str) -> psutil.Process | None:
        """The child process of the supervisor that does this part of the work, by the name it gave itself."""
        for child in psutil.Process(self.process.pid).children():
            try:
                if child.name() == f"forum-{name}":
                    return child
            except psutil.NoSuchProcess:
                pass
        return None

    def tree(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def answers(self, path: str = "/healthz") -> bool:
        assert self.process.poll() is None, self.said
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return int(response.status) == 200
        except OSError:
            return False

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(35)


@contextmanager
def flask_command(*words: str, data_dir: Path, **environment: str) -> Iterator[Running]:
    port = free_port()
    output = data_dir / f"said-on-{port}"
    own = {"APP_ENV": "development", "DATA_DIR": str(data_dir), "PORT": str(port)}
    with output.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=os.environ | own | {"BASE_URL": f"http://127.0.0.1:{port}"} | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, port, output)
    try:
        yield running
    finally:
        tree = running.tree() if process.poll() is None else []
        process.kill()
        for left in tree:
            if left.is_running():
                left.kill()
        process.wait()
