"""Where a forum asks for it, a host clears each invitation before its letter may leave (decision 24)."""

from collections.abc import Iterable

from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import following
from forumapp.invitations.models import Invitation


def ask_for_it(edition: Edition, asked: bool) -> None:
    """From now on, also for drafts that are there already; what was cleared stays so."""
    edition.clears_invitations = asked
    db.session.flush()
    audit.record(f"clearance of invitations {'on' if asked else 'off'}", f"forum {edition.slug}", edition=edition)


def clear(invitations: Iterable[Invitation]) -> int:
    """Says how many of them were waiting for it."""
    waiting = [one for one in invitations if one.awaits_clearance]
    for invitation in waiting:
        invitation.clear()
        following.record("invitation cleared", invitation)
    db.session.flush()
    return len(waiting)


def take_back(invitation: Invitation) -> None:
    """As long as the letter has not left. Raises NothingToSend."""
    invitation.hold_back()
    db.session.flush()
    following.record("clearance taken back", invitation)
