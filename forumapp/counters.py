"""How often each visitor tried, counted in this process (decision 14); ``RATELIMIT_URL`` names a shared counter.

The library's own counter starts a thread after every try, which looks through the tries of everybody.
"""

import threading
import time

from limits.storage import Storage

URI = "process://"


class ProcessCounters(Storage):
    """For fixed windows: so many tries a minute, whichever minute it was in which they began."""

    STORAGE_SCHEME = ["process"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._windows: dict[str, tuple[int, float]] = {}
        """Tries, and when they are forgotten (seconds, as ``time.time``)."""
        self._lock = threading.Lock()
        self._look_through_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        with self._lock:
            now = time.time()
            self._forget_ended(now, expiry)
            tries, ends = self._windows.get(key, (0, 0.0))
            if ends <= now:
                tries, ends = 0, now + expiry
            self._windows[key] = (tries + amount, ends)
            return tries + amount

    def get(self, key: str) -> int:
        tries, ends = self._windows.get(key, (0, 0.0))
        return tries if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._windows.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            count = len(self._windows)
            self._windows.clear()
            return count

    def clear(self, key: str) -> None:
        with self._lock:
            self._windows.pop(key, None)

    def _forget_ended(self, now: float, expiry: float) -> None:
        """Once a window, so that a crowd costs no more for each than a few visitors do."""
        if now >= self._look_through_at:
            self._windows = {key: window for key, window in self._windows.items() if window[1] > now}
            self._look_through_at = now + expiry
