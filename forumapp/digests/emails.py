"""The digest itself."""

from collections.abc import Sequence

from forumapp import clock
from forumapp.accounts.models import RoleGrant
from forumapp.digests.contents import Line
from forumapp.forums import emails as teams
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.notifications import quiet_hours
from forumapp.notifications.actions import Recipient

KIND = "organiser_digest"
_ROOM_FOR_COPIES = 1000
"""Copies out of the outbox count on from the version of the first letter."""


def organiser_digest(edition: Edition, given: RoleGrant, lines: Sequence[Line]) -> None:
    """One a day, by its version."""
    day = quiet_hours.day_of(clock.now(), edition.time_zone)
    notifications.queue(
        kind="organiser_digest",
        to=Recipient(given.member.email, given.member.name, given.member.language),
        about=about(given),
        version=day.toordinal() * _ROOM_FOR_COPIES,
        edition=edition,
        facts={"lines": lines, "day": day},
        waited_for=False,
    )


def about(given: RoleGrant) -> str:
    """Her role, so that whatever ends it calls the letter off."""
    return teams.about_grant(given)
