"""Asking people, and everything that follows from their answers."""

from collections.abc import Sequence
from datetime import datetime

from forumapp import clock, links
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import emails, naming, queries
from forumapp.invitations.models import MODERATING, Invitation, InvitationState, Purpose
from forumapp.notifications import actions as notifications
from forumapp.programme import actions as programme
from forumapp.programme.models import NameShown, SessionRole
from forumapp.refusals import Refused
from forumapp.registrations import actions as registrations
from forumapp.words import N_

TO_INVITEE = ("invitation_to_speak", "invitation_accepted", "invitation_declined")
ANSWERS = ("invitation_accepted", "invitation_declined", "invitation_answered")


class DeadlinePassed(Refused):
    words = N_("The time to reply has to lie ahead.")


class NoAddress(Refused):
    words = N_("There is no address to write to. Record the answer by hand.")


def draft(role: SessionRole) -> Invitation:
    """The invitation for a part, ready to be checked and sent; each part has one."""
    if known := queries.for_role(role):
        return known
    invitation = Invitation(
        edition=role.session.edition,
        person=role.person,
        role=role,
        purpose=Purpose.MODERATE if role.part in MODERATING else Purpose.SPEAK,
        created_at=clock.now(),
    )
    db.session.add(invitation)
    db.session.flush()
    _record("invitation drafted", invitation)
    return invitation


def draft_missing(edition: Edition) -> int:
    """Draft one for every proposed part that has none; says how many."""
    return len([draft(role) for role in queries.roles_not_asked(edition)])


def send(invitations: Sequence[Invitation], respond_by: datetime) -> int:
    """Write to everybody among them who was not written to and has an address; says to how many.

    Raises DeadlinePassed.
    """
    now = clock.now()
    _refuse_past(respond_by, now)
    due = [one for one in invitations if one.is_draft and not one.is_called_off and one.person.email]
    for invitation in due:
        invitation.send(respond_by, now)
        programme.mark_invited(invitation.part_asked)
        emails.invitation_to_speak(invitation)
        _record("invitation sent", invitation)
    return len(due)


def send_again(invitation: Invitation, respond_by: datetime) -> None:
    """Once more, with a new link, to the address she has now; every earlier link ends (decision 17).

    Raises DeadlinePassed, NoAddress, NotWaiting.
    """
    now = clock.now()
    _refuse_past(respond_by, now)
    if not invitation.person.email:
        raise NoAddress
    invitation.send_again(respond_by, now)
    links.revoke_all(links.Purpose.INVITATION, invitation.id)
    notifications.cancel(queries.about(invitation), TO_INVITEE)
    emails.invitation_to_speak(invitation)
    _record("invitation sent again", invitation)


def accept(invitation: Invitation, message: str = "", name_shown: NameShown | None = None) -> None:
    """She says yes: the part is hers, she is registered, gets a receipt, and the desk is told.

    Saying the same again changes nothing. Raises NoLongerAnswerable, CalledOff.
    """
    _answer(invitation, InvitationState.ACCEPTED, message, name_shown)


def decline(invitation: Invitation, message: str = "") -> None:
    """She says no, at once or after a yes. Raises NoLongerAnswerable, CalledOff."""
    _answer(invitation, InvitationState.DECLINED, message, None)


def record_answer(
    invitation: Invitation,
    answer: InvitationState,
    how: str,
    message: str = "",
    receipt: bool = False,
    name_shown: NameShown | None = None,
) -> None:
    """An answer that reached the desk by telephone, letter or in person counts like her own (decision 21).

    Raises EndedAlready, CalledOff.
    """
    before = InvitationState(invitation.state)
    invitation.record(answer, message, how, clock.now())
    _call_off_letters(invitation, TO_INVITEE)
    _follow(invitation, name_shown)
    if receipt:
        _send_receipt(invitation, before)
    _record("answer recorded", invitation, f"{answer} by {how}, {'with' if receipt else 'without'} receipt")


def revoke(invitation: Invitation, *, tell: bool = False, reason: str = "") -> None:
    """The hosts take it back: part, registration, links and waiting letters go with it (INV-53).

    She is written to only if an earlier letter reached her and ``tell`` asks for it. Raises EndedAlready.
    """
    had_accepted = invitation.state == InvitationState.ACCEPTED
    invitation.revoke()
    db.session.flush()
    notifications.cancel(queries.about(invitation))
    links.revoke_all(links.Purpose.INVITATION, invitation.id)
    _step_back(invitation)
    if tell and queries.was_reached(invitation):
        emails.invitation_withdrawn(invitation, reason, had_accepted=had_accepted)
    _record("invitation revoked", invitation)


def _answer(invitation: Invitation, state: InvitationState, message: str, name_shown: NameShown | None) -> None:
    now = clock.now()
    invitation.refuse_unless_answerable(now)
    if _says_nothing_new(invitation, state, message, name_shown):
        return
    before = InvitationState(invitation.state)
    kept = invitation.message if before == state else ""
    invitation.answer(state, message or kept, now)
    _call_off_letters(invitation, ANSWERS if before != state else ("invitation_answered",))
    _follow(invitation, name_shown)
    if before != state:
        _send_receipt(invitation, before)
    emails.invitation_answered(invitation)
    _record(f"invitation {state}", invitation, actor="invitee")


def _says_nothing_new(
    invitation: Invitation, state: InvitationState, message: str, name_shown: NameShown | None
) -> bool:
    return (
        invitation.state == state
        and message in ("", invitation.message)
        and name_shown in (None, invitation.part_asked.name_shown)
    )


def _follow(invitation: Invitation, name_shown: NameShown | None) -> None:
    """What the answer means for programme and registration."""
    db.session.flush()
    if invitation.state != InvitationState.ACCEPTED:
        _step_back(invitation)
        return
    role, person = invitation.part_asked, invitation.person
    programme.confirm_role(role, name_shown)
    naming.remember(invitation, name_shown)
    registrations.register_speaker(invitation.edition, person, role.mode, person.language)


def _step_back(invitation: Invitation) -> None:
    programme.decline_role(invitation.part_asked)
    if not queries.speaks_elsewhere(invitation):
        registrations.end_speaker(invitation.edition, invitation.person)


def _send_receipt(invitation: Invitation, before: InvitationState) -> None:
    if invitation.state == InvitationState.ACCEPTED:
        emails.invitation_accepted(invitation)
    else:
        emails.invitation_declined(invitation, had_accepted=before == InvitationState.ACCEPTED)


def _call_off_letters(invitation: Invitation, kinds: tuple[str, ...]) -> None:
    """Letters that have not left and say what is no longer so."""
    notifications.cancel(queries.about(invitation), kinds)


def _refuse_past(respond_by: datetime, now: datetime) -> None:
    if respond_by <= now:
        raise DeadlinePassed


def _record(action: str, invitation: Invitation, detail: str = "", actor: str | None = None) -> None:
    session = invitation.part_asked.session
    shown = detail or f"session {session.code}, {invitation.part_asked.part}"
    audit.record(action, f"invitation {invitation.id}", shown, invitation.edition, actor)
