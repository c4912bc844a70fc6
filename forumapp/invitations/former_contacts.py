"""Letters that wait for a former contact do not leave any more."""

from sqlalchemy import select

from forumapp.extensions import db
from forumapp.invitations.models import Invitation
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.people.models import Person


def call_off(person: Person, address: str) -> None:
    """Those about her invitations, and whatever else carries a contact's link to one of them, such as changes.

    Whoever comes after gets what is written from now on.
    """
    for invitation_id in db.session.scalars(select(Invitation.id).where(Invitation.person_id == person.id)):
        for about in (f"invitation {invitation_id}", f"profile of invitation {invitation_id}"):
            notifications.cancel(about, to=address)
        notifications.cancel_with_link(Purpose.INVITATION_OF_CONTACT, invitation_id, to=address)
