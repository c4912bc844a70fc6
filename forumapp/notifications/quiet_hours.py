"""Letters nobody waits for do not leave between 21:00 and 07:00 of their recipient (decision 19)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FROM = time(21)
UNTIL = time(7)


def earliest(at: datetime, zone: str | None) -> datetime:
    """``at``, or the end of the quiet hours it falls into; without a known zone, those of UTC."""
    local = at.astimezone(_zone(zone))
    if UNTIL <= local.time() < FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= FROM else 0)
    return datetime.combine(day, UNTIL, tzinfo=local.tzinfo).astimezone(UTC)


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
