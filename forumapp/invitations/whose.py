"""Which invitations are a member's business: a co-host's are to her people, in her sessions (INV-26)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.people import bringing
from forumapp.people.bringing import Looking
from forumapp.people.models import Person
from forumapp.programme import cohosts
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.rights import Permission


def seen_by(member: Looking, edition: Edition) -> tuple[ColumnElement[bool], ...]:
    """Conditions on invitations joined with the part that they ask for."""
    if member.may(Permission.SEE_INVITATIONS, edition):
        return ()
    hers = Invitation.person_id.in_(bringing.ids(edition, member))
    sessions = cohosts.ids(edition, member)
    return hers, or_(SessionRole.session_id.in_(sessions), Invitation.session_id.in_(sessions))


def invitable(member: Looking, edition: Edition) -> tuple[ColumnElement[bool], ...]:
    """Conditions on people whom she may ask for something."""
    if member.may(Permission.INVITE, edition):
        return ()
    return (Person.id.in_(bringing.ids(edition, member)),)


def sessions_of(member: Looking, edition: Edition, sessions: Iterable[ForumSession]) -> Sequence[ForumSession]:
    """Those of them to which she may invite."""
    if member.may(Permission.INVITE, edition):
        return list(sessions)
    hers = set(db.session.scalars(cohosts.ids(edition, member)))
    return [one for one in sessions if one.id in hers]
