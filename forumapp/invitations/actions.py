"""Asking people, and everything that follows from their answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forumapp import clock, links
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.invitations import deadlines, emails, naming, queries
from forumapp.invitations.models import (
    MODERATING,
    Invitation,
    InvitationState,
    Nomination,
    NothingToClear,
    NotOnline,
    Purpose,
)
from forumapp.notifications import actions as notifications
from forumapp.notifications import queries as notification_queries
from forumapp.people import actions as people
from forumapp.programme import actions as programme
from forumapp.programme.models import NameShown, SessionRole
from forumapp.refusals import Refused
from forumapp.registrations import actions as registrations
from forumapp.words import N_, Text

ANSWERS = (
    "invitation_accepted",
    "invitation_declined",
    "invitation_open_again",
    "representative_named",
    "part_given_back",
    "invitation_answered",
)
TO_INVITEE = (
    "invitation_to_speak",
    "invitation_to_nominee",
    "invitation_reminder",
    "representative_refused",
    *(kind for kind in ANSWERS if kind != "invitation_answered"),
)

REMINDERS = ("invitation_reminder",)
"""Letters that leave by the calendar alone, nobody having pressed a button."""
ONE_DAY = timedelta(days=1)


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


@dataclass(frozen=True)
class Terms:
    """What a letter says beside the part itself: who pays, who else, and whether somebody may come instead."""

    costs: Text
    with_words: Text
    may_be_represented: bool = True


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


def send(invitations: Sequence[Invitation], respond_by: datetime, terms: Terms | None = None) -> int:
    """Write to everybody among them who was not written to and has an address; says to how many.

    Raises DeadlinePassed.
    """
    now = clock.now()
    _refuse_past(respond_by, now)
    due = [one for one in invitations if one.is_draft and not one.is_called_off and one.person.email]
    for invitation in due:
        invitation.send(respond_by, now)
        if terms:
            set_terms(invitation, terms)
        programme.mark_invited(invitation.part_asked)
        emails.invite(invitation)
        _record("invitation sent", invitation)
    return len(due)


def set_terms(invitation: Invitation, terms: Terms) -> None:
    invitation.costs, invitation.with_words = terms.costs, terms.with_words
    invitation.may_be_represented = terms.may_be_represented


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
    emails.invite(invitation)
    _record("invitation sent again", invitation)


def accept(
    invitation: Invitation,
    message: str = "",
    name_shown: NameShown | None = None,
    *,
    online: bool = False,
    days: Sequence[str] = (),
) -> None:
    """She says yes: the part is hers, she is registered, gets a receipt, and the desk is told.

    Saying the same again changes nothing. Raises NoLongerAnswerable, CalledOff, NotOnline.
    """
    if online and not invitation.can_be_online:
        raise NotOnline
    mode = _mode_meant(invitation, online)
    if _says_nothing_new(invitation, InvitationState.ACCEPTED, message, name_shown, mode, days):
        return
    moved = invitation.part_asked.mode != mode
    days = days or (invitation.available_days if invitation.state == InvitationState.ACCEPTED else ())

    def say(words: str, at: datetime) -> None:
        invitation.answer(InvitationState.ACCEPTED, words, at)
        invitation.part_asked.mode = mode
        invitation.available_days = list(days)

    _answer(invitation, say, message, name_shown, receipt_again=moved)


def decline(invitation: Invitation, message: str = "", suggestion: Suggestion | None = None) -> None:
    """She says no, at once or after a yes; she may say whom to ask instead. Raises NoLongerAnswerable, CalledOff."""
    if suggestion is None and _says_nothing_new(invitation, InvitationState.DECLINED, message):
        return

    def say(words: str, at: datetime) -> None:
        invitation.answer(InvitationState.DECLINED, words, at)
        if suggestion:
            invitation.suggested_name = suggestion.name
            invitation.suggested_organisation = suggestion.organisation
            invitation.suggested_why = suggestion.why

    _answer(invitation, say, message)


def hesitate(invitation: Invitation, message: str = "") -> None:
    """She does not know yet: the desk is told, and she is asked once more. Raises NoLongerAnswerable, CalledOff."""
    if invitation.is_undecided and message in ("", invitation.message):
        return
    _answer(invitation, invitation.hesitate, message)


def nominate(invitation: Invitation, nominee: Nominee, message: str = "") -> None:
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
    )


def withdraw(invitation: Invitation, message: str = "", *, stays: bool = False) -> None:
    """She cannot come after all: possible until the session, even after the reply was due (S8).

    ``stays``: she keeps her registration, as a participant. Raises NotAccepted, CalledOff.
    """
    invitation.withdraw(message, clock.now())
    _call_off_letters(invitation, ANSWERS)
    db.session.flush()
    programme.decline_role(invitation.part_asked)
    _end_registration(invitation, stays=stays)
    emails.part_given_back(invitation, stays)
    emails.speaker_withdrew(invitation, stays)
    _record("invitation withdrawn", invitation, actor="invitee")


def clear_representative(invitation: Invitation, exception: str = "") -> Invitation:
    """The person named gets an own invitation, on behalf of the invitee, whose part ends (E10).

    ``exception`` is needed where the rank is too low. Raises NothingToClear, RankTooLow, AlreadyInSession.
    """
    nomination, part, now = _proposed(invitation), invitation.part_asked, clock.now()
    nomination.clear(exception, now)
    person = people.find_or_add(
        invitation.edition,
        printed_name=nomination.name,
        email=nomination.email,
        title=Text.of(nomination.title, nomination.language),
        organisation=invitation.person.organisation,
        sector=invitation.person.sector,
        language=nomination.language,
    )
    role = programme.add_role(part.session, person, part.part, part.position, part.mode)
    nominee = draft(role)
    nominee.on_behalf_of = invitation
    set_terms(nominee, Terms(invitation.costs, invitation.with_words))
    send([nominee], deadlines.for_nominee(invitation, now))
    _record("representative cleared", invitation, f"invitation {nominee.id}, level {nomination.level}")
    return nominee


def refuse_representative(invitation: Invitation, reason: str = "") -> None:
    """She is told, and asked for her own answer again. Raises NothingToClear."""
    _proposed(invitation).refuse(clock.now())
    invitation.reopen()
    programme.reopen_role(invitation.part_asked)
    emails.representative_refused(invitation, reason)
    _record("representative refused", invitation)


def remind_due() -> int:
    """Bring to mind what was not answered, once, three days before it is due (decision 19); says how often.

    Nobody gets two such letters within a day.
    """
    now, written = clock.now(), 0
    for invitation in queries.to_be_reminded(now):
        if invitation.is_called_off or invitation.state_at(now) != InvitationState.SENT:
            continue
        if notification_queries.written_since(REMINDERS, invitation.person.email, now - ONE_DAY):
            continue
        invitation.reminded_at = now
        emails.invitation_reminder(invitation)
        _record("invitation brought to mind", invitation, actor="system")
        written += 1
    return written


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


def _answer(
    invitation: Invitation,
    say: Callable[[str, datetime], None],
    message: str,
    name_shown: NameShown | None = None,
    *,
    receipt_again: bool = False,
) -> None:
    now = clock.now()
    invitation.refuse_unless_answerable(now)
    before, undecided = InvitationState(invitation.state), invitation.is_undecided
    kept = invitation.message
    say(message, now)
    same = (before, undecided) == (invitation.state, invitation.is_undecided)
    if same:
        invitation.message = message or kept
    _call_off_letters(invitation, ANSWERS if not same or receipt_again else ("invitation_answered",))
    _follow(invitation, name_shown)
    if not same or receipt_again:
        _send_receipt(invitation, before)
    emails.invitation_answered(invitation)
    said = "undecided" if invitation.is_undecided else invitation.state
    _record(f"invitation {said}", invitation, actor="invitee")


def _mode_meant(invitation: Invitation, online: bool) -> str:
    role = invitation.part_asked
    if not invitation.can_be_online:
        return role.mode
    return Mode.ONLINE if online else Mode.IN_PERSON


def _says_nothing_new(
    invitation: Invitation,
    state: InvitationState,
    message: str,
    name_shown: NameShown | None = None,
    mode: str | None = None,
    days: Sequence[str] = (),
) -> bool:
    role = invitation.part_asked
    return (
        invitation.state == state
        and message in ("", invitation.message)
        and name_shown in (None, role.name_shown)
        and mode in (None, role.mode)
        and list(days) in ([], invitation.available_days)
    )


def _follow(invitation: Invitation, name_shown: NameShown | None) -> None:
    """What the answer means for programme and registration."""
    db.session.flush()
    if invitation.state == InvitationState.SENT:
        programme.reopen_role(invitation.part_asked)
        _end_registration(invitation)
        return
    if invitation.state != InvitationState.ACCEPTED:
        _step_back(invitation)
        return
    role, person = invitation.part_asked, invitation.person
    programme.confirm_role(role, name_shown)
    naming.remember(invitation, name_shown)
    registrations.register_speaker(invitation.edition, person, role.mode, person.language)


def _step_back(invitation: Invitation) -> None:
    programme.decline_role(invitation.part_asked)
    _end_registration(invitation)


def _proposed(invitation: Invitation) -> Nomination:
    if (nomination := invitation.nomination_to_clear) is None:
        raise NothingToClear
    return nomination


def _end_registration(invitation: Invitation, *, stays: bool = False) -> None:
    if not queries.speaks_elsewhere(invitation):
        registrations.end_speaker(invitation.edition, invitation.person, stays=stays)


def _send_receipt(invitation: Invitation, before: InvitationState) -> None:
    had_accepted = before == InvitationState.ACCEPTED
    match invitation.state:
        case InvitationState.ACCEPTED:
            emails.invitation_accepted(invitation)
        case InvitationState.REPRESENTATIVE_NOMINATED:
            emails.representative_named(invitation, had_accepted=had_accepted)
        case InvitationState.DECLINED:
            emails.invitation_declined(invitation, had_accepted=had_accepted)
        case _ if had_accepted:
            emails.invitation_open_again(invitation)


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
