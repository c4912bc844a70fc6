"""Who is asked to attend hears that what she was asked to is called off: one letter, with the link of her invitation.

Of a session that is cancelled, who has a seat reads in the letter about her seats; here who has not answered.
"""

from collections.abc import Collection, Sequence

from forumapp.agenda import changes
from forumapp.agenda.affected import Released, Told
from forumapp.agenda.emails import Cause
from forumapp.forums.models import Edition
from forumapp.invitations import queries as invitations
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.programme.models import ForumSession


def to_tell(edition: Edition, told: Told, told_otherwise: Collection[int]) -> Sequence[Invitation]:
    """``told_otherwise``: ids of the people who read of the whole forum in a letter about their parts."""
    if told.forum:
        each: dict[int, Invitation] = {}
        for one in invitations.guests_to_tell(edition):
            each.setdefault(one.person_id, one)
        return [one for one in each.values() if one.person_id not in told_otherwise]
    asked = invitations.guests_to_tell(edition) if told.sessions else []
    released = Released(told)
    return [one for one in asked if _waits(one) and (it := one.session) and _ends(it, told, released)]


def to_tell_now(edition: Edition, ids: Collection[int], cause: Cause) -> dict[int, Invitation]:
    """Those of them whom it still concerns, by id."""
    found = invitations.guests_to_tell(edition, ids)
    return {one.id: one for one in found if cause.forum_state or (_waits(one) and one.session and _is_off(one.session))}


def _waits(invitation: Invitation) -> bool:
    return invitation.state != InvitationState.ACCEPTED


def _is_off(session: ForumSession) -> bool:
    return session.is_cancelled or session.is_postponed


def _ends(session: ForumSession, told: Told, released: Released) -> bool:
    if session.id not in told.sessions:
        return False
    if told.ends:
        return True
    news = {changes.CANCELLED, changes.POSTPONED} & released.kinds(told.sessions[session.id])
    return _is_off(session) and (told.whole or bool(news))
