"""Her answer, and everything that follows from it, whether she gave it herself or told the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Mode
from forumapp.invitations import emails, following, naming, queries
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.invitations.refusals import NotOnline
from forumapp.invitations.vocabulary import By, InvitationState
from forumapp.notifications import actions as notifications
from forumapp.people import pool
from forumapp.people import queries as people_queries
from forumapp.programme import actions as programme
from forumapp.programme.roles import NameShown
from forumapp.registrations import actions as registrations


@dataclass(frozen=True)
class Suggestion:
    """Whom she would ask instead; a note to the organisers alone."""

    name: str = ""
    organisation: str = ""
    why: str = ""


@dataclass(frozen=True)
class Nominee:
    """Who is to represent her, as she wrote it."""

    name: str
    title: str
    level: str
    email: str
    language: str


def accept(
    invitation: Invitation,
    message: str = "",
    name_shown: NameShown | None = None,
    *,
    online: bool = False,
    days: Sequence[str] = (),
    by: By = By.INVITEE,
) -> None:
    """She says yes: the part is hers, she is registered, gets a receipt, and the desk is told.

    Saying the same again changes nothing. Raises NoLongerAnswerable, CalledOff, NotOnline.
    """
    if online and not invitation.can_be_online:
        raise NotOnline
    mode = _mode_meant(invitation, online)
    if _says_nothing_new(invitation, InvitationState.ACCEPTED, message, name_shown, mode, days):
        return
    moved = invitation.mode != mode
    days = days or (invitation.available_days if invitation.state == InvitationState.ACCEPTED else ())

    def say(words: str, at: datetime) -> None:
        invitation.answer(InvitationState.ACCEPTED, words, at)
        invitation.take_part(mode)
        invitation.available_days = list(days)

    _answer(invitation, say, message, name_shown, receipt_again=moved, by=by)
    if days:
        _tell_days(invitation, days)


def decline(
    invitation: Invitation, message: str = "", suggestion: Suggestion | None = None, *, by: By = By.INVITEE
) -> None:
    """She says no, at once or after a yes; she may say whom to ask instead. Raises NoLongerAnswerable, CalledOff."""
    if suggestion is None and _says_nothing_new(invitation, InvitationState.DECLINED, message):
        return

    def say(words: str, at: datetime) -> None:
        invitation.answer(InvitationState.DECLINED, words, at)
        if suggestion:
            invitation.suggested_name = suggestion.name
            invitation.suggested_organisation = suggestion.organisation
            invitation.suggested_why = suggestion.why

    _answer(invitation, say, message, by=by)


def hesitate(invitation: Invitation, message: str = "", *, by: By = By.INVITEE) -> None:
    """She does not know yet: the desk is told, and she is asked once more. Raises NoLongerAnswerable, CalledOff."""
    if invitation.is_undecided and message in ("", invitation.message):
        return
    _answer(invitation, invitation.hesitate, message, by=by)


def nominate(invitation: Invitation, nominee: Nominee, message: str = "", *, by: By = By.INVITEE) -> None:
    """Somebody is to come for her. Nothing is granted before the desk clears it (INV-51).

    Raises NotRepresentable, NoLongerAnswerable, CalledOff.
    """
    known = invitation.nomination_to_clear
    if known and nominee == Nominee(known.name, known.title, known.level, known.email, known.language):
        return
    nomination = Nomination(
        name=nominee.name,
        title=nominee.title,
        level=nominee.level,
        email=nominee.email,
        language=nominee.language,
        created_at=clock.now(),
    )
    _answer(
        invitation,
        lambda words, at: invitation.nominate(nomination, words, at),
        message,
        receipt_again=known is not None,
        by=by,
    )


def withdraw(invitation: Invitation, message: str = "", *, stays: bool = False, by: By = By.INVITEE) -> None:
    """She cannot come after all: possible until the session, even after the reply was due (S8).

    ``stays``: she keeps her registration, as a participant. Raises NotAccepted, CalledOff.
    """
    invitation.withdraw(message, clock.now())
    invitation.answered_by = _told_apart(by)
    following.call_off_letters(invitation, following.ANSWERS)
    db.session.flush()
    told = emails.left_panel(invitation)
    following.end_part(invitation)
    following.end_registration(invitation, stays=stays)
    following.ask_principal_again(invitation)
    emails.part_given_back(invitation, stays)
    emails.speaker_withdrew(invitation, stays, told)
    following.record("invitation withdrawn", invitation, actor=by)


def reconfirm(invitation: Invitation, by: By = By.INVITEE) -> None:
    """The new time suits her, and a seat that came with the invitation stays hers. Raises NothingToReconfirm."""
    invitation.reconfirm(clock.now())
    db.session.flush()
    if invitation.session_to_attend:
        registrations.keep_seat(invitation.edition, invitation.person, invitation.session_to_attend)
    following.record("new time confirmed", invitation, actor=by)


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
    before, comes_back = InvitationState(invitation.state), invitation.may_come_back
    invitation.record(answer, message, how, clock.now())
    following.call_off_letters(invitation, following.TO_INVITEE)
    if comes_back and answer == InvitationState.ACCEPTED:
        following.represent_again(invitation)
    _follow(invitation, name_shown)
    if receipt:
        _send_receipt(invitation, before)
    following.record("answer recorded", invitation, f"{answer} by {how}, {'with' if receipt else 'without'} receipt")


def _answer(
    invitation: Invitation,
    say: Callable[[str, datetime], None],
    message: str,
    name_shown: NameShown | None = None,
    *,
    receipt_again: bool = False,
    by: By,
) -> None:
    now = clock.now()
    invitation.refuse_unless_answerable(now)
    before, undecided = InvitationState(invitation.state), invitation.is_undecided
    comes_back = invitation.may_come_back
    kept = invitation.message
    say(message, now)
    invitation.answered_by = _told_apart(by)
    same = (before, undecided) == (invitation.state, invitation.is_undecided)
    if same:
        invitation.message = message or kept
    pointless = following.ANSWERS if not same or receipt_again else ("invitation_answered",)
    answered = invitation.state != InvitationState.SENT
    following.call_off_letters(invitation, (*pointless, *(following.POINTLESS_ONCE_ANSWERED if answered else ())))
    if comes_back and invitation.state != InvitationState.DECLINED:
        following.represent_again(invitation)
    _follow(invitation, name_shown)
    with notifications.together([queries.about(invitation)]):
        if not same or receipt_again:
            _send_receipt(invitation, before)
        emails.invitation_answered(invitation)
    said = "undecided" if invitation.is_undecided else invitation.state
    following.record(f"invitation {said}", invitation, actor=by)


def _tell_days(invitation: Invitation, days: Sequence[str]) -> None:
    """The pool finds her by them, and the planner warns of what lies outside."""
    if known := people_queries.knowledge(invitation.edition, invitation.person):
        pool.tell_days(known, invitation.edition, {date.fromisoformat(day) for day in days})


def _told_apart(by: By) -> str:
    """Her own word is the rule and needs no mark."""
    return "" if by == By.INVITEE else by


def _mode_meant(invitation: Invitation, online: bool) -> str:
    if not invitation.can_be_online:
        return invitation.mode
    return Mode.ONLINE if online else Mode.IN_PERSON


def _says_nothing_new(
    invitation: Invitation,
    state: InvitationState,
    message: str,
    name_shown: NameShown | None = None,
    mode: str | None = None,
    days: Sequence[str] = (),
) -> bool:
    role = invitation.role
    return (
        invitation.state == state
        and message in ("", invitation.message)
        and name_shown in (None, role.name_shown if role else None)
        and mode in (None, invitation.mode)
        and list(days) in ([], invitation.available_days)
    )


def _follow(invitation: Invitation, name_shown: NameShown | None) -> None:
    """What the answer means for programme and registration."""
    db.session.flush()
    if invitation.state == InvitationState.SENT:
        following.reopen_part(invitation)
        following.end_registration(invitation)
        return
    if invitation.state != InvitationState.ACCEPTED:
        following.step_back(invitation)
        return
    role, person = invitation.role, invitation.person
    if role is None:
        following.register_guest(invitation)
        return
    programme.confirm_role(role, name_shown)
    naming.remember(invitation, name_shown)
    registrations.register_speaker(invitation.edition, person, role.mode, person.language)


def _send_receipt(invitation: Invitation, before: InvitationState) -> None:
    match invitation.state:
        case InvitationState.ACCEPTED:
            emails.invitation_accepted(invitation)
        case InvitationState.REPRESENTATIVE_NOMINATED:
            emails.representative_named(invitation)
        case InvitationState.DECLINED:
            emails.invitation_declined(invitation)
        case _ if before == InvitationState.ACCEPTED:
            emails.invitation_open_again(invitation)
