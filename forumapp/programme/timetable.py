"""The working programme by day, in the edition's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession


@dataclass(frozen=True)
class Day:
    on: date
    sessions: Sequence[ForumSession]


@dataclass(frozen=True)
class Timetable:
    days: Sequence[Day]
    without_time: Sequence[ForumSession]


def timetable(edition: Edition, sessions: Sequence[ForumSession]) -> Timetable:
    """Sessions, which come in order of time, under the day on which they begin."""

    def begins_on(session: ForumSession) -> date:
        assert session.starts_at is not None
        return wall_times.to_wall(session.starts_at, edition.time_zone).date()

    placed = [session for session in sessions if session.starts_at]
    return Timetable(
        days=[Day(on, tuple(group)) for on, group in groupby(placed, key=begins_on)],
        without_time=[session for session in sessions if not session.starts_at],
    )
