"""Who works on an edition: colleagues are asked, get another role, leave."""

from dataclasses import dataclass

from forumapp import links
from forumapp.accounts import actions as accounts
from forumapp.accounts import queries as members
from forumapp.accounts.models import Member, RoleGrant
from forumapp.extensions import db
from forumapp.forums import emails
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.refusals import Refused
from forumapp.rights import Role
from forumapp.words import N_


class AlreadyInTeam(Refused):
    words = N_("Somebody with this address is in the team already. The role can be changed in the list.")


@dataclass(frozen=True)
class TeamInvitation:
    """What the link in a letter leads to."""

    grant: RoleGrant
    member: Member
    edition: Edition
    invited_by: Member | None


def invite(edition: Edition, *, email: str, name: str, language: str, role: Role, by: Member | None) -> RoleGrant:
    """Give a colleague a role and write to her. Somebody with an account keeps her name and language.

    Raises AlreadyInTeam.
    """
    member = members.by_email(email) or accounts.create(email, name=name, language=language)
    if member.role_in(edition):
        raise AlreadyInTeam
    given = accounts.grant(member, edition, role, by=by)
    emails.team_invitation(edition, given, by)
    return given


def change_role(edition: Edition, given: RoleGrant, role: Role, by: Member | None) -> None:
    """Raises LastOwner."""
    if given.role != role:
        accounts.grant(given.member, edition, role, by=by)


def end_access(edition: Edition, given: RoleGrant) -> None:
    """At once: rights are read at each request, and her invitation's link stops working. Raises LastOwner."""
    about = emails.about_grant(given)
    accounts.end_access(given, edition)
    notifications.cancel(about)


def by_link(token: str) -> TeamInvitation | None:
    """What a live link invites to."""
    link = links.find(Purpose.TEAM_INVITATION, token)
    given = db.session.get(RoleGrant, link.object_id) if link else None
    edition = db.session.get(Edition, given.edition_id) if given else None
    if given is None or edition is None:
        return None
    invited_by = db.session.get(Member, given.granted_by_id) if given.granted_by_id else None
    return TeamInvitation(given, given.member, edition, invited_by)


def join(invitation: TeamInvitation, *, name: str, password_hash: str) -> None:
    """She chooses name and password and is signed in; the link has done its one act."""
    invitation.member.name = name
    accounts.set_password(invitation.member, password_hash)
    links.revoke_all(Purpose.TEAM_INVITATION, invitation.grant.id)
    db.session.flush()


def grant_of(edition: Edition, public_id: str) -> RoleGrant | None:
    """A member's role in this edition; None for somebody of another team."""
    member = members.by_public_id(public_id)
    return next((given for given in member.grants if given.edition_id == edition.id), None) if member else None
