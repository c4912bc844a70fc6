"""Making accounts, signing in, recovering a password, giving and ending access."""

from datetime import timedelta

from forumapp import clock, links, names
from forumapp.accounts import emails, queries, sessions
from forumapp.accounts.models import HasId, Member, RoleGrant, SignInTry
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.links import Link, Purpose
from forumapp.refusals import Refused
from forumapp.rights import Role
from forumapp.words import N_

PASSWORD_TRIES = 5
ORIGIN_TRIES = 50
LETTERS_AN_HOUR = 3
_WINDOW = timedelta(minutes=10)


class TooManyTries(Refused):
    words = N_("Too many tries. Wait ten minutes, or ask for a sign-in link by e-mail.")


class LastOwner(Refused):
    words = N_("Every forum needs an owner. Make somebody else owner first.")


def create(
    email: str, name: str = "", language: str = "en", is_admin: bool = False, password_hash: str | None = None
) -> Member:
    """A new member; the address must not be taken yet."""
    member = Member(
        email=email,
        email_normalised=names.normalise_email(email),
        name=name,
        language=language,
        is_admin=is_admin,
        password_hash=password_hash,
        created_at=clock.now(),
    )
    db.session.add(member)
    db.session.flush()
    audit.record("account created", f"member {member.id}")
    return member


def grant(member: Member, edition: HasId, role: Role, by: Member | None = None) -> RoleGrant:
    """Give a role in an edition's team, or change the one there is."""
    found = next((given for given in member.grants if given.edition_id == edition.id), None)
    if found:
        if found.role == Role.OWNER and role != Role.OWNER and queries.owner_count(edition) == 1:
            raise LastOwner
        found.role_name = role
    else:
        found = RoleGrant(
            member=member,
            edition_id=edition.id,
            role_name=role,
            granted_at=clock.now(),
            granted_by_id=by.id if by else None,
        )
        db.session.add(found)
    db.session.flush()
    audit.record("role given", f"member {member.id}", str(role), edition=edition)
    return found


def end_access(given: RoleGrant, edition: HasId) -> None:
    """Take somebody out of the team, at once. Raises LastOwner."""
    if given.role == Role.OWNER and queries.owner_count(edition) == 1:
        raise LastOwner
    audit.record("access ended", f"member {given.member_id}", str(given.role), edition=edition)
    links.revoke_all(Purpose.TEAM_INVITATION, given.id)
    given.member.grants.remove(given)
    db.session.delete(given)
    db.session.flush()


def check_tries(email: str, origin: str) -> None:
    """Raises TooManyTries; the mail link stays open, so that nobody can lock another out (HTTP-07)."""
    if (
        queries.tries("password", names.normalise_email(email), _WINDOW) >= PASSWORD_TRIES
        or queries.tries("password", origin, _WINDOW) >= ORIGIN_TRIES
    ):
        raise TooManyTries


def remember_failed_try(email: str, origin: str) -> None:
    for subject in (names.normalise_email(email), origin):
        _remember("password", subject)


def send_sign_in_link(email: str) -> None:
    """Write to the member if there is one; the asker learns nothing either way."""
    if member := _asked_by_letter(email):
        emails.sign_in_link(member)


def send_password_link(email: str) -> None:
    if member := _asked_by_letter(email):
        emails.password_link(member)


def use_sign_in_link(link: Link) -> Member | None:
    """Sign in by a letter; the link is used up."""
    member = db.session.get(Member, link.object_id)
    if member:
        links.revoke_all(Purpose.SIGN_IN, member.id)
        sessions.begin(member)
        audit.record("signed in by letter", f"member {member.id}", actor=f"member {member.id}")
    return member


def set_password(member: Member, password_hash: str) -> None:
    """A new password; every other browser is signed out, every open link ends."""
    member.password_hash = password_hash
    sessions.end_all(member)
    for purpose in (Purpose.SET_PASSWORD, Purpose.SIGN_IN):
        links.revoke_all(purpose, member.id)
    sessions.begin(member)
    audit.record("password set", f"member {member.id}", actor=f"member {member.id}")


def make_password_link(member: Member) -> str:
    """The token of a link for 24 hours, to be handed over by whoever runs the command line."""
    return links.make(Purpose.SET_PASSWORD, member.id, clock.now() + emails.SET_PASSWORD_FOR)


def _asked_by_letter(email: str) -> Member | None:
    """The member, unless too many letters went to this address within the hour; the try is counted either way."""
    normalised = names.normalise_email(email)
    too_many = queries.tries("letter", normalised, timedelta(hours=1)) >= LETTERS_AN_HOUR
    _remember("letter", normalised)
    return None if too_many else queries.by_email(email)


def _remember(kind: str, subject: str) -> None:
    db.session.add(SignInTry(kind=kind, subject_hash=queries.subject_hash(subject), at=clock.now()))
