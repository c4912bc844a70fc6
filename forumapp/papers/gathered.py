"""What papers of a day are made of: the working programme as it is at this moment, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forumapp import clock, wall_times
from forumapp.agenda import changes, snapshots
from forumapp.agenda import queries as releases
from forumapp.agenda.changes import Change
from forumapp.agenda.models import Release
from forumapp.forums.models import Edition, Room
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats.models import Seating
from forumapp.registrations.seats.queries import Counted

SINCE = timedelta(hours=24)
"""What is new on the day sheet, is new since the release that held so long ago."""


@dataclass(frozen=True)
class Gathered:
    """``sessions`` of the day in the order of time, cancelled ones too, drafts not."""

    edition: Edition
    on: date
    sessions: Sequence[ForumSession]
    seatings: Mapping[int, Seating]
    counts: Mapping[int, Counted]
    newest: Release | None
    as_at: datetime

    def in_room(self, room: Room) -> Sequence[ForumSession]:
        return [session for session in self.sessions if session.room_id == room.id]


def of_day(edition: Edition, on: date) -> Gathered:
    return Gathered(
        edition=edition,
        on=on,
        sessions=[session for session in programme.sessions_of(edition) if is_on(session, on)],
        seatings={seating.session_id: seating for seating in seats.seatings_of(edition)},
        counts=seats.counts_of(edition),
        newest=releases.newest(edition),
        as_at=clock.now(),
    )


def is_on(session: ForumSession, on: date) -> bool:
    """Whether it is listed on this day, in the forum's zone; drafts are not."""
    if session.listed_from is None or session.is_draft:
        return False
    return wall_times.to_wall(session.listed_from, session.edition.time_zone).date() == on


def news(told: Gathered) -> Sequence[Change] | None:
    """What is planned otherwise than was released a day ago, of this day; None where nothing was released then."""
    earlier = releases.newest_before(told.edition, told.as_at - SINCE)
    if earlier is None:
        return None
    before = snapshots.upgraded(earlier.snapshot)
    found = changes.between(before, snapshots.build(told.edition))
    codes = {session.code for session in told.sessions} | _codes_on(before, told.on, told.edition.time_zone)
    return [change for change in found if change.code in codes]


def _codes_on(snapshot: snapshots.Snapshot, on: date, zone: str) -> set[str]:
    """What was to be on this day, and is now on another or nowhere."""
    return {
        session["code"]
        for session in snapshot["sessions"]
        if wall_times.to_wall(datetime.fromisoformat(session["starts_at"]), zone).date() == on
    }
