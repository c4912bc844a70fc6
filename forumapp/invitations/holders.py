"""Who holds the link to an invitation: the invitee, or the contact who receives her letters."""

from dataclasses import dataclass

from forumapp import links
from forumapp.forums.models import Mode
from forumapp.invitations import queries
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import By, InvitationState
from forumapp.links import Link, Purpose
from forumapp.people.belonging import Contact
from forumapp.programme import online

PURPOSES = (Purpose.INVITATION, Purpose.INVITATION_OF_CONTACT)


@dataclass(frozen=True)
class Holder:
    invitation: Invitation
    link: Link
    contact: Contact | None
    """Set where the link is the contact's."""

    @property
    def by(self) -> By:
        return By.CONTACT if self.contact else By.INVITEE

    @property
    def may_answer(self) -> bool:
        return self.contact is None or self.contact.may_answer

    @property
    def joins(self) -> bool:
        """Whether she takes part online, and is here herself."""
        invitation = self.invitation
        accepted = invitation.state == InvitationState.ACCEPTED and not invitation.is_called_off
        role, session = invitation.role, invitation.session_to_attend
        if self.contact is not None or not accepted:
            return False
        if session:
            return session.mode == Mode.ONLINE or (session.mode == Mode.HYBRID and invitation.mode == Mode.ONLINE)
        return role is not None and online.joins_by_part(role)


def of(token: str, *, to_change: bool = False) -> Holder | None:
    """None where the link does not lead anywhere any more."""
    link = links.find_among(PURPOSES, token)
    invitation = queries.behind(link, to_change=to_change) if link else None
    if link is None or invitation is None:
        return None
    if link.purpose == Purpose.INVITATION:
        return Holder(invitation, link, None)
    contact = invitation.person.contact
    return Holder(invitation, link, contact) if contact and is_whose(contact, link) else None


def is_whose(contact: Contact, link: Link) -> bool:
    """Not that of a former contact, nor of one to whom letters go no longer."""
    return contact.receives_letters and link.created_at >= contact.since
