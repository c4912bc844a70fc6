"""Behind a link that leads nowhere any more: a new one, to the address that is known, for whose it was (LINK-06).

Whoever holds the old one learns no address by it, and ends no link that works: only the hosts do that.
"""

from dataclasses import dataclass
from datetime import timedelta

from forumapp import clock, links
from forumapp.invitations import emails, following, holders, queries
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import By
from forumapp.links import Link, Purpose
from forumapp.notifications import queries as letters
from forumapp.people import post
from forumapp.people.post import Reader
from forumapp.web.errors import Offer
from forumapp.words import N_

LETTERS_AN_HOUR = 3
"""To one mailbox, whichever invitations they are about (decision 14)."""


@dataclass(frozen=True)
class Ended:
    invitation: Invitation
    reader: Reader
    """Whose mailbox gets the new link: hers, or that of the contact whose link it was."""

    @property
    def by(self) -> By:
        return By.CONTACT if self.reader.contact else By.INVITEE


def of(token: str, *, to_change: bool = False) -> Ended | None:
    """None where the link was never one, leads somewhere still, or a new one would lead nowhere either."""
    link = links.ended_among(holders.PURPOSES, token)
    invitation = queries.behind(link, to_change=to_change) if link else None
    if link is None or invitation is None or emails.link_ends(invitation) <= clock.now():
        return None
    reader = _whose(link, invitation)
    return Ended(invitation, reader) if reader else None


def offer(token: str) -> Offer | None:
    """What the page of a link that ended offers to do."""
    if of(token) is None:
        return None
    return Offer(
        "invitations.new_link",
        {"token": token},
        N_("Send a new link to the address that was invited"),
        N_("Whoever can read the letters of that address can open it."),
    )


def send_new_link(ended: Ended) -> None:
    """Who asks learns nothing, neither of limits nor of addresses."""
    since = clock.now() - timedelta(hours=1)
    if letters.letters_since(queries.NEW_LINK, ended.reader.key, since) >= LETTERS_AN_HOUR:
        return
    emails.invitation_link(ended.invitation, [ended.reader])
    following.record("new link asked for", ended.invitation, actor=ended.by)


def _whose(link: Link, invitation: Invitation) -> Reader | None:
    """A former contact's is nobody's; hers reaches her through her contact where she has no address of her own."""
    readers = post.readers_for(invitation.person)
    if link.purpose == Purpose.INVITATION:
        return next(iter(readers), None)
    theirs = (one for one in readers if one.contact and holders.is_whose(one.contact, link))
    return next(theirs, None)
