"""How large a run is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    sessions: int = 300
    experts: int = 400
    more_sessions: int = 1000
    rounds: int = 7
    seconds: float = 2.0
    """Of each turn."""
    letters: int = 1000
    starts: int = 3


QUICK = Size(sessions=30, experts=40, more_sessions=60, rounds=2, seconds=0.3, letters=50, starts=1)
"""Shows that everything works, and measures nothing."""
