"""By when to ask for an answer, where nobody said so yet, and when to bring it to mind."""

from datetime import date, datetime, time, timedelta

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.notifications import quiet_hours
from forumapp.people import post

USUAL = timedelta(days=14)
REMIND_BEFORE = timedelta(days=3)
"""Before the day on which the reply is due (decision 19)."""
AT_LEAST_BETWEEN = timedelta(days=1)
"""From the invitation to its reminder."""
AT_LEAST = timedelta(days=5)
BEFORE_FORUM = timedelta(days=7)


def suggested(edition: Edition, now: datetime) -> datetime:
    """Wall time of the edition: the end of the day in two weeks, but a week before the forum if that is sooner."""
    today = wall_times.to_wall(now, edition.time_zone).date()
    day = min(today + USUAL, edition.starts_on - BEFORE_FORUM)
    return datetime.combine(max(day, today + timedelta(days=1)), time(23, 59))


def reminder_at(invitation: Invitation, *, to_contact: bool = False) -> datetime | None:
    """In the morning of which day she is asked once more if she does not answer; None if she will not be.

    Not on the day on which she was asked, where the notice is that short.
    """
    respond_by, edition, asked_at = invitation.respond_by, invitation.edition, invitation.asked_at
    reminded_at = invitation.contact_reminded_at if to_contact else invitation.reminded_at
    if respond_by is None or asked_at is None or reminded_at:
        return None
    if not (edition.reminders_on and post.is_reachable(invitation.person)) or not invitation.is_silent:
        return None
    zone = invitation.person.time_zone or edition.time_zone
    day = wall_times.to_wall(respond_by, edition.time_zone).date() - REMIND_BEFORE
    at = quiet_hours.morning(day, zone)
    while at < asked_at + AT_LEAST_BETWEEN:
        day += timedelta(days=1)
        at = quiet_hours.morning(day, zone)
    return at if at < respond_by else None


def reminder_day(invitation: Invitation, now: datetime) -> date | None:
    """When she will be asked once more if she does not answer, on the clocks of the edition; None if she will not."""
    at = reminder_at(invitation)
    return wall_times.to_wall(at, invitation.edition.time_zone).date() if at and at > now else None


def in_turn(principal: Invitation, now: datetime) -> datetime:
    """For her representative, or for herself once more.

    As long as the principal had, but at least some days; never beyond the beginning of what she was asked for.
    """
    until = max(principal.respond_by or now, now + AT_LEAST)
    starts_at = principal.begins_at
    return min(until, starts_at) if starts_at and starts_at > now else until
