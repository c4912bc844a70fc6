"""By when to ask for an answer, where nobody said so yet, and when to bring it to mind."""

from datetime import date, datetime, time, timedelta

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation, InvitationState

USUAL = timedelta(days=14)
REMIND_BEFORE = timedelta(days=3)
"""Before the reply is due (decision 19)."""
AT_LEAST = timedelta(days=5)
BEFORE_FORUM = timedelta(days=7)


def suggested(edition: Edition, now: datetime) -> datetime:
    """Wall time of the edition: the end of the day in two weeks, but a week before the forum if that is sooner."""
    today = wall_times.to_wall(now, edition.time_zone).date()
    day = min(today + USUAL, edition.starts_on - BEFORE_FORUM)
    return datetime.combine(max(day, today + timedelta(days=1)), time(23, 59))


def reminder_day(invitation: Invitation, now: datetime) -> date | None:
    """When she will be asked once more if she does not answer, on the clocks of the edition; None if she will not."""
    respond_by, edition = invitation.respond_by, invitation.edition
    if respond_by is None or invitation.reminded_at or not (edition.reminders_on and invitation.person.email):
        return None
    at = respond_by - REMIND_BEFORE
    if invitation.state != InvitationState.SENT or at <= now:
        return None
    return wall_times.to_wall(at, edition.time_zone).date()


def for_nominee(principal: Invitation, now: datetime) -> datetime:
    """As long as the principal had, but at least some days; never beyond the beginning of the session."""
    until = max(principal.respond_by or now, now + AT_LEAST)
    starts_at = principal.part_asked.session.starts_at
    return min(until, starts_at) if starts_at and starts_at > now else until
