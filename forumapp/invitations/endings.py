"""What a withdrawal ends, counted before it happens (INV-53)."""

from dataclasses import dataclass

from sqlalchemy import func

from forumapp.extensions import db
from forumapp.invitations import entries, queries
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import queries as notifications
from forumapp.notifications.models import Message
from forumapp.people import post
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import BY_INVITATION, Registration
from forumapp.registrations.seats import queries as seats


@dataclass(frozen=True)
class Ending:
    """``letters`` have not left yet and are cancelled; ``others`` of the session still stand in the programme.

    ``told`` are those who lead or co-host it; ``representatives`` were invited on her behalf alone.
    ``ends_place``: the registration came from an invitation alone. ``seats``, held or asked for in other sessions, go
    to whoever waits, theirs among them.
    """

    leaves_programme: bool
    ends_registration: bool
    ends_place: bool
    leaves_calendar: bool
    letters: int
    others: int
    told: int
    representatives: int
    seats: int
    ends_seat: bool
    """That of the session to which she was asked as a guest."""


def of(invitation: Invitation) -> Ending:
    part, representing = invitation.role, queries.representing(invitation)
    waiting = notifications.unfinished(queries.about(invitation)).with_only_columns(func.count(Message.id))
    entry, registration = entries.of(part) if part else None, _registration(invitation)
    others = part.session.roles if part else []
    return Ending(
        leaves_programme=part is not None and part.may_be_named,
        ends_registration=registration is not None,
        ends_place=registration is not None and registration.source == BY_INVITATION,
        leaves_calendar=bool(entry and entry.is_held and post.is_reachable(invitation.person)),
        letters=db.session.scalar(waiting) or 0,
        others=sum(role.is_confirmed for role in others if role is not part),
        told=len([*queries.leading_beside(part), *queries.cohosting_beside(part)]) if part and part.is_confirmed else 0,
        representatives=len(representing),
        seats=sum(_seats(one) for one in (invitation, *representing)),
        ends_seat=invitation.session_to_attend is not None and invitation.state == InvitationState.ACCEPTED,
    )


def _registration(invitation: Invitation) -> Registration | None:
    """As a speaker or a guest, where this invitation alone is the reason for it."""
    edition, person = invitation.edition, invitation.person
    speaks_elsewhere, is_guest = queries.comes_otherwise(invitation)
    if invitation.state != InvitationState.ACCEPTED or speaks_elsewhere or is_guest:
        return None
    found = registrations.live_of_person(edition, person)
    is_so = found is not None and (found.is_guest if invitation.is_guest else found.is_speaker)
    return found if is_so else None


def _seats(invitation: Invitation) -> int:
    """Who had registered herself stays a participant, and keeps them."""
    registration = _registration(invitation)
    if registration is None or registration.source != BY_INVITATION:
        return 0
    return sum(one.session_id != invitation.session_id for one in seats.all_live_of(registration))
