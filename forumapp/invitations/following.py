"""What follows wherever an invitation ends or its answer changes: part, registration, links, waiting letters."""

from forumapp import clock, links
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.invitations import deadlines, emails, holders, queries
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.programme import actions as programme
from forumapp.registrations import actions as registrations

ANSWERS = (
    "invitation_accepted",
    "invitation_declined",
    "invitation_open_again",
    "representative_named",
    "part_given_back",
    "left_panel",
    "invitation_answered",
)
POINTLESS_ONCE_ANSWERED = ("invitation_reminder",)
"""What asks for the answer that is there."""
TO_INVITEE = (
    "invitation_to_speak",
    "invitation_to_attend",
    "invitation_to_nominee",
    "invitation_reminder",
    "representative_refused",
    "representative_left",
    "representative_back",
    *(kind for kind in ANSWERS if kind != "invitation_answered"),
)


def step_back(invitation: Invitation) -> None:
    if invitation.role and invitation.role.is_confirmed:
        emails.left_panel(invitation)
    end_part(invitation)
    end_registration(invitation)
    ask_principal_again(invitation)


def ask_principal_again(nominee: Invitation) -> None:
    """A representative does not come: the person whom she represents is told, and asked for her own answer again.

    Not where somebody else represents her by now, nor once the session has begun.
    """
    principal, now = nominee.on_behalf_of, clock.now()
    if principal is None or principal.nomination is None or not principal.is_represented or principal.is_called_off:
        return
    starts_at = principal.begins_at
    others = [one for one in queries.representing(principal) if one is not nominee and one.stands]
    if others or (starts_at and starts_at <= now):
        return
    principal.nomination.leave(now)
    principal.reopen(deadlines.in_turn(principal, now))
    db.session.flush()
    reopen_part(principal)
    call_off_letters(principal, TO_INVITEE)
    emails.representative_left(principal)
    record("representative left", principal, f"invitation {nominee.id}")


def represent_again(nominee: Invitation) -> None:
    """She comes after all, and her principal, who has not said anything since, is spared the answer."""
    principal = nominee.on_behalf_of
    if principal is None or principal.nomination is None:
        return
    now = clock.now()
    principal.nomination.come_back(now)
    principal.represented_again(now)
    db.session.flush()
    end_part(principal)
    heard_of_it = not call_off_letters(principal, ("representative_left",))
    call_off_letters(principal, POINTLESS_ONCE_ANSWERED)
    if heard_of_it:
        emails.representative_back(principal)
    record("representative back", principal, f"invitation {nominee.id}")


def end_registration(invitation: Invitation, *, stays: bool = False) -> None:
    """What came from this invitation alone (INV-53): another part, or that she is a guest, keeps it."""
    edition, person = invitation.edition, invitation.person
    speaks_elsewhere, is_guest = queries.comes_otherwise(invitation)
    if invitation.session_to_attend:
        registrations.leave_session(edition, person, invitation.session_to_attend)
    if invitation.is_guest:
        if not is_guest:
            registrations.end_guest(edition, person)
        return
    if not speaks_elsewhere:
        registrations.end_speaker(edition, person, stays=stays, is_guest=is_guest)
    if is_guest and (asked := queries.accepted_beside(invitation)):
        register_guest(asked)


def register_guest(invitation: Invitation) -> None:
    """With a place at the forum, and the seat in the session to which she was asked."""
    person = invitation.person
    registrations.register_guest(
        invitation.edition,
        person,
        invitation.mode,
        person.language,
        invitation.session_to_attend,
        comes_otherwise=any(queries.comes_otherwise(invitation)),
    )


def end_part(invitation: Invitation) -> None:
    """A guest has none."""
    if invitation.role:
        programme.decline_role(invitation.role)


def reopen_part(invitation: Invitation) -> None:
    if invitation.role:
        programme.reopen_role(invitation.role)


def end_links(invitation: Invitation) -> None:
    for purpose in holders.PURPOSES:
        links.revoke_all(purpose, invitation.id)


def renew_links(invitation: Invitation) -> None:
    """Of letters that have not left yet."""
    for purpose in holders.PURPOSES:
        notifications.renew_links(purpose, invitation.id)


def call_off_letters(invitation: Invitation, kinds: tuple[str, ...]) -> int:
    """Letters that have not left and say what is no longer so; says how many those were."""
    return notifications.cancel(queries.about(invitation), kinds)


def record(action: str, invitation: Invitation, detail: str = "", actor: str | None = None) -> None:
    audit.record(action, f"invitation {invitation.id}", detail or what(invitation), invitation.edition, actor)


def what(invitation: Invitation) -> str:
    """What she was asked for, as the audit says it."""
    role, session = invitation.role, invitation.session
    if session:
        return f"session {session.code}, {role.part if role else 'to attend'}"
    return f"forum {invitation.edition.slug}, to attend"
