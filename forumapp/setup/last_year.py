"""A new forum like an earlier one, on other days and without people.

Its hosts, rooms, tracks and settings, its categories and questions of registration, its sessions with how they give
their seats; what features to the right take over, such as the words on privacy, they do by ``signals``.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date

from forumapp import wall_times
from forumapp.accounts import actions as accounts
from forumapp.accounts.models import Member
from forumapp.audit import actions as audit
from forumapp.database import UtcDateTime
from forumapp.extensions import db
from forumapp.forums import actions as forums
from forumapp.forums import slugs
from forumapp.forums.models import Edition, Room
from forumapp.forums.tracks import Track
from forumapp.programme import actions as programme
from forumapp.programme import courses
from forumapp.programme import queries as programme_queries
from forumapp.programme.models import ForumSession
from forumapp.refusals import Refused
from forumapp.registrations import actions as registrations
from forumapp.registrations import extended, places
from forumapp.registrations.categories import actions as categories
from forumapp.registrations.models import Side
from forumapp.registrations.questions import actions as questions
from forumapp.registrations.seats import by_team as seats_by_team
from forumapp.registrations.seats import queries as seat_queries
from forumapp.registrations.seats.models import Seating
from forumapp.rights import Role
from forumapp.setup import actions as setup
from forumapp.setup import signals
from forumapp.words import Text

_ITS_OWN = frozenset(
    {
        *("id", "series_id", "slug", "title", "starts_on", "ends_on", "state", "created_at", "version"),
        *("registration_url", "host_event_url", "time_zone", "place", "mode", "desk_email"),
        *("theme", "wifi", "emergency", "contact"),
    }
)
"""Columns of an edition that are not taken over as they are."""
_OF_A_SESSION = (
    *("abstract", "format", "format_label", "access", "listing", "attribution", "recording", "mode", "captions"),
    *("languages", "interpretation", "note", "kind", "level", "photography", "is_streamed", "sign_languages"),
    *("seats", "online_seats", "setup_minutes", "teardown_minutes", "doors_minutes", "call_minutes", "catering"),
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """``once`` says of two requests that they are one form, sent twice."""

    earlier: Edition
    title: Text
    starts_on: date
    with_sessions: bool
    theme: Text = Text()  # noqa: RUF009 - a Text never changes
    once: str = ""

    @property
    def later_by(self) -> timedelta:
        return self.starts_on - self.earlier.starts_on

    @property
    def keeps_weekdays(self) -> bool:
        return self.later_by.days % 7 == 0


@dataclass(frozen=True)
class Made:
    """``without_time``: sessions whose time the clocks skip on their new day."""

    edition: Edition
    session_count: int
    without_time: int


def create(plan: Plan, owner: Member) -> Made:
    """A draft, and nobody but its creator in it. Sends nothing."""
    used, there_already = setup.use_form(plan.once)
    if there_already:
        return Made(there_already, len(programme_queries.codes_of(there_already)), 0)
    edition = _edition(plan)
    forums.take_over_logos(edition, plan.earlier)
    used.edition_id = edition.id
    accounts.grant(owner, edition, Role.OWNER, by=owner)
    rooms = {room.id: _room(edition, room) for room in plan.earlier.rooms}
    tracks = {track.id: _track(edition, track) for track in plan.earlier.tracks}
    pool = places.of(plan.earlier)
    if pool and pool.capacity is not None:
        registrations.set_capacity(edition, pool.capacity)
    if pool and pool.online_capacity is not None:
        registrations.set_capacity(edition, pool.online_capacity, Side.STREAM)
    categories.take_over(edition, plan.earlier, lambda at: _moment(at, plan))
    questions.take_over(edition, plan.earlier)
    extended.settle(edition)
    seatings = {seating.session_id: seating for seating in seat_queries.seatings_of(plan.earlier)}
    made = [
        _session(plan, edition, earlier, rooms, tracks.get(earlier.track_id or 0), seatings.get(earlier.id))
        for earlier in _taken_over(plan)
    ]
    signals.made_like_another.send(edition, earlier=plan.earlier)
    audit.record("forum made like another", f"forum {edition.slug}", f"like {plan.earlier.slug}", edition)
    return Made(edition, len(made), sum(made))


def _edition(plan: Plan) -> Edition:
    earlier = plan.earlier
    return forums.create_edition(
        series=earlier.series,
        slug=slugs.free_slug(earlier.series.code, plan.starts_on.year),
        title=plan.title,
        theme=plan.theme,
        time_zone=earlier.time_zone,
        starts_on=plan.starts_on,
        ends_on=earlier.ends_on + plan.later_by,
        place=earlier.place,
        mode=earlier.mode,
        desk_email=earlier.desk_email,
        hosts=[host.name for host in earlier.hosts],
        **_settings(plan),
    )


def _settings(plan: Plan) -> dict[str, Any]:
    """Every other setting, also such as are invented later; days and moments as much later as the forum."""
    kept: dict[str, Any] = {}
    for column in Edition.__table__.columns:
        if column.name in _ITS_OWN:
            continue
        value = getattr(plan.earlier, column.name)
        if value is not None and isinstance(column.type, UtcDateTime):
            value = _moment(value, plan)
        elif value is not None and isinstance(column.type, Date):
            value += plan.later_by
        kept[column.name] = value
    return kept


def _moment(instant: datetime, plan: Plan) -> datetime | None:
    """At the same hour on the wall; none where the clocks skip it that day."""
    zone = plan.earlier.time_zone
    wall = wall_times.to_wall(instant, zone)
    try:
        return wall_times.to_instant(wall.replace(fold=0) + plan.later_by, zone, wall.fold)
    except Refused:
        return None


def _room(edition: Edition, room: Room) -> Room:
    return forums.add_room(edition, room.name, room.capacity, room.venue, room.turnaround_minutes)


def _track(edition: Edition, track: Track) -> Track:
    return forums.add_track(edition, track.name, track.sign, track.kind, track.colour)


def _taken_over(plan: Plan) -> list[ForumSession]:
    if not plan.with_sessions:
        return []
    return [session for session in programme_queries.sessions_of(plan.earlier) if not session.is_cancelled]


def _session(
    plan: Plan,
    edition: Edition,
    earlier: ForumSession,
    rooms: dict[int, Room],
    track: Track | None,
    seating: Seating | None,
) -> bool:
    """A draft of the same session without its people. Says whether it lost its time."""
    made = programme.add_session(
        edition,
        title=earlier.title,
        code=earlier.code,
        track=track,
        topics=earlier.topics,
        hosts=[host.name for host in earlier.hosts],
        slides_due_on=earlier.slides_due_on and earlier.slides_due_on + plan.later_by,
        report_due_on=earlier.report_due_on and earlier.report_due_on + plan.later_by,
        **{name: getattr(earlier, name) for name in _OF_A_SESSION},
    )
    made.back_to_draft()
    room = rooms.get(earlier.room_id or 0)
    starts_at = earlier.starts_at and _moment(earlier.starts_at, plan)
    if starts_at:
        wall = wall_times.to_wall(starts_at, edition.time_zone)
        made.place(wall.replace(fold=0), earlier.minutes or 0, edition.time_zone, wall.fold, room)
    else:
        made.take_off_timetable(room)
    made.calendar_sequence = 0
    for item in earlier.items:
        courses.add_item(made, item.title, item.minutes, item.kind, cue=item.cue, backup=item.backup)
    if seating:
        seats_by_team.take_over(made, seating)
    db.session.flush()
    return earlier.starts_at is not None and starts_at is None
