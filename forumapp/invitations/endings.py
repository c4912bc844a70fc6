"""What a withdrawal ends, counted before it happens (INV-53)."""

from dataclasses import dataclass

from sqlalchemy import func

from forumapp.extensions import db
from forumapp.invitations import queries
from forumapp.invitations.models import Invitation, InvitationState
from forumapp.notifications import queries as notifications
from forumapp.notifications.models import Message
from forumapp.registrations import queries as registrations


@dataclass(frozen=True)
class Ending:
    """``letters`` have not left yet and are cancelled; ``others`` of the session still stand in the programme."""

    leaves_programme: bool
    ends_registration: bool
    leaves_calendar: bool
    letters: int
    others: int


def of(invitation: Invitation) -> Ending:
    part, accepted = invitation.part_asked, invitation.state == InvitationState.ACCEPTED
    waiting = notifications.unfinished(queries.about(invitation)).with_only_columns(func.count(Message.id))
    registration = registrations.live_of_person(invitation.edition, invitation.person) if accepted else None
    return Ending(
        leaves_programme=part.may_be_named,
        ends_registration=bool(registration and registration.is_speaker and not queries.speaks_elsewhere(invitation)),
        leaves_calendar=accepted and part.session.starts_at is not None and bool(invitation.person.email),
        letters=db.session.scalar(waiting) or 0,
        others=sum(role.is_confirmed for role in part.session.roles if role is not part),
    )
