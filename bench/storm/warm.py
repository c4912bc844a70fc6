"""Workers that start in milliseconds: forked from a process that has imported the app.

A hundred kills would otherwise be minutes of importing. What runs in the fork is what ``flask worker`` runs.
``python -m bench.storm.warm wsgi`` is that process: each line on its input is a wish for one more worker.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module

from config import ROOT

HEALTHY = "wsgi"


@dataclass
class Nursery:
    """Where workers of one build come from; what it starts ends with it."""

    process: "subprocess.Popen[str]"
    workers: list[int] = field(default_factory=list)

    def new_worker(self) -> int:
        """Its process id."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("one more\n")
        self.process.stdin.flush()
        self.workers.append(int(self.process.stdout.readline()))
        return self.workers[-1]

    def kill(self, worker: int) -> None:
        os.kill(worker, signal.SIGKILL)
        while _exists(worker):
            time.sleep(0.002)
        self.workers.remove(worker)


@contextmanager
def nursery(environment: Mapping[str, str], build: str = HEALTHY) -> Iterator[Nursery]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.storm.warm", build],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    made = Nursery(process)
    try:
        yield made
    finally:
        for worker in list(made.workers):
            with suppress(ProcessLookupError):
                made.kill(worker)
        process.kill()
        process.communicate()  # which closes the pipes, too


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _serve_wishes(build: str) -> None:
    app = import_module(build).app
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are cleared away at once
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _work(app)
        print(child, flush=True)


def _work(app: object) -> None:
    try:
        app.test_cli_runner().invoke(args=["worker"], catch_exceptions=False)  # type: ignore[attr-defined]
    finally:
        os._exit(0)


if __name__ == "__main__":
    _serve_wishes(sys.argv[1])
