"""What every waiting list has in common, a forum's and a session's: who comes first, and how long an offer is open."""

from datetime import datetime, timedelta

FIRST_OF_ALL = 0
"""Where the team puts somebody by hand. Lower comes first; within a class the time and the row decide (INV-13)."""
ASKED_FIRST = 1
"""A class that is asked before the others."""
EVERYBODY = 3

OFFERED_FOR = timedelta(hours=24)
OFFERED_ON_THE_DAY_FOR = timedelta(hours=2)


def open_until(now: datetime, *, on_the_day: bool) -> datetime:
    """When an offer that is made now ends (INV-14)."""
    return now + (OFFERED_ON_THE_DAY_FOR if on_the_day else OFFERED_FOR)


def is_over(expires_at: datetime | None, now: datetime) -> bool:
    """An offer or a question is open while now is before its deadline (decision 16)."""
    return expires_at is not None and now >= expires_at
