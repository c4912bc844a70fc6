"""Letters about an edition's team."""

from forumapp import clock
from forumapp.accounts.emails import JOIN_FOR
from forumapp.accounts.models import Member, RoleGrant
from forumapp.forums.models import Edition
from forumapp.forums.roles import ROLE_HINTS, ROLE_WORDS
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import LinkRequest, Recipient


def team_invitation(edition: Edition, given: RoleGrant, by: Member | None) -> None:
    """Somebody is asked to work on an edition."""
    now, member = clock.now(), given.member
    notifications.queue(
        kind="team_invitation",
        to=Recipient(member.email, member.name, member.language),
        about=about_grant(given),
        version=int(now.timestamp() * 1000),  # a role's number may return after somebody left; the letter is another
        edition=edition,
        facts={
            "invited_by": by.shown_name if by else edition.sender_name,
            "role_words": ROLE_WORDS[given.role],
            "role_hint": ROLE_HINTS[given.role],
            "has_password": member.password_hash is not None,
            "expires_at": now + JOIN_FOR,
        },
        link=LinkRequest(Purpose.TEAM_INVITATION, given.id, "/t/", now + JOIN_FOR),
    )


def about_grant(given: RoleGrant) -> str:
    return f"role {given.id}"
