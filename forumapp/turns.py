"""Writers of one SQLite database take turns.

Left to itself, SQLite lets a writer who finds the database taken sleep, up to a tenth of a second, and look again:
a crowd then mostly sleeps, and whoever looks seldom, such as the worker, hardly ever finds it free. Here a thread
waits for the one before it, and a process looks every millisecond.
"""

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 5.0
"""Seconds; after that SQLite's own waiting and its own refusal follow."""

_LOOK_AGAIN = 0.001


class Turns:
    """The turns at one database, beside which lies the file that other processes look at."""

    def __init__(self, database: Path) -> None:
        self._here = threading.Lock()
        self._file = database.with_name(f"{database.name}.turn")

    def take(self) -> "Turn":
        """Wait for the turn, or until patience ends; a lock that cannot be had keeps nobody from asking SQLite."""
        deadline = time.monotonic() + PATIENCE
        turn = Turn()
        if self._here.acquire(timeout=PATIENCE):
            turn.to_end.callback(self._here.release)
            with contextlib.suppress(OSError):  # the disk is full, or the folder is not ours
                turn.to_end.enter_context(_locked(self._file, deadline))
        return turn


class Turn:
    """A turn, or what is left of it; ended once, by whoever gives the connection back."""

    def __init__(self) -> None:
        self.to_end = contextlib.ExitStack()

    def end(self) -> None:
        self.to_end.close()


@contextlib.contextmanager
def _locked(file: Path, deadline: float) -> Iterator[None]:
    """The kernel takes the lock back from a process that dies."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_LOOK_AGAIN)
        yield
    finally:
        os.close(handle)
