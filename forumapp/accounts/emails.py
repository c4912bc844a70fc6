"""Letters to members."""

from datetime import timedelta

from forumapp import clock
from forumapp.accounts.models import Member
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import LinkRequest, Recipient

SIGN_IN_FOR = timedelta(minutes=10)
SET_PASSWORD_FOR = timedelta(hours=24)
JOIN_FOR = timedelta(days=7)


def sign_in_link(member: Member) -> None:
    """A one-time link that signs her in; ten minutes (ASVS 6.5.5)."""
    notifications.queue(
        kind="sign_in_link",
        to=_recipient(member),
        about=f"member {member.id}",
        version=_stamp(),
        link=LinkRequest(Purpose.SIGN_IN, member.id, "/sign-in/", clock.now() + SIGN_IN_FOR),
        facts={"minutes": int(SIGN_IN_FOR.total_seconds() // 60)},
    )


def password_link(member: Member) -> None:
    """A link under which she sets a password."""
    notifications.queue(
        kind="password_link",
        to=_recipient(member),
        about=f"member {member.id}",
        version=_stamp(),
        link=LinkRequest(Purpose.SET_PASSWORD, member.id, "/password/", clock.now() + SET_PASSWORD_FOR),
        facts={"hours": int(SET_PASSWORD_FOR.total_seconds() // 3600)},
    )


def _recipient(member: Member) -> Recipient:
    return Recipient(member.email, member.name, member.language)


def _stamp() -> int:
    """Each request is a letter of its own; a double click within the second is one."""
    return int(clock.now().timestamp())
