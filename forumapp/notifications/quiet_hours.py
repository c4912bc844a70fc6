"""Letters nobody waits for do not leave between 21:00 and 07:00 of their recipient (decision 19)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FROM = time(21)
UNTIL = time(7)
MORNING = time(9)
"""When letters leave that the calendar alone writes."""


def earliest(at: datetime, zone: str | None) -> datetime:
    """``at``, or the end of the quiet hours it falls into; without a known zone, those of UTC."""
    local = at.astimezone(_zone(zone))
    if UNTIL <= local.time() < FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= FROM else 0)
    return datetime.combine(day, UNTIL, tzinfo=local.tzinfo).astimezone(UTC)


def morning(day: date, zone: str | None) -> datetime:
    """Nine o'clock of that day on the recipient's clocks, as UTC."""
    return datetime.combine(day, MORNING, tzinfo=_zone(zone)).astimezone(UTC)


def beginning(day: date, zone: str | None) -> datetime:
    """The end of that day's quiet hours, as UTC."""
    return datetime.combine(day, UNTIL, tzinfo=_zone(zone)).astimezone(UTC)


def ending(day: date, zone: str | None) -> datetime:
    """When the quiet hours of that day's evening begin, as UTC."""
    return datetime.combine(day, FROM, tzinfo=_zone(zone)).astimezone(UTC)


def day_of(at: datetime, zone: str | None) -> date:
    """The recipient's day."""
    return at.astimezone(_zone(zone)).date()


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
