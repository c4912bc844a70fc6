"""By when to ask for an answer, where nobody said so yet."""

from datetime import datetime, time, timedelta

from forumapp import wall_times
from forumapp.forums.models import Edition

USUAL = timedelta(days=14)
BEFORE_FORUM = timedelta(days=7)


def suggested(edition: Edition, now: datetime) -> datetime:
    """Wall time of the edition: the end of the day in two weeks, but a week before the forum if that is sooner."""
    today = wall_times.to_wall(now, edition.time_zone).date()
    day = min(today + USUAL, edition.starts_on - BEFORE_FORUM)
    return datetime.combine(max(day, today + timedelta(days=1)), time(23, 59))
