"""How large a run is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    sessions: int = 300
    experts: int = 400
    more_sessions: int = 1000
    rounds: int = 7
    rounds_of_more: int = 3
    """With more sessions."""
    seconds: float = 2.0
    """Of each turn."""
    letters: int = 1000
    invitations: int = 400
    starts: int = 3
    exported: int = 1000
    """Registrations of a read-out."""


QUICK = Size(
    sessions=30,
    experts=40,
    more_sessions=60,
    rounds=2,
    rounds_of_more=1,
    seconds=0.3,
    letters=50,
    invitations=30,
    starts=1,
    exported=30,
)
"""Shows that everything works, and measures nothing."""
