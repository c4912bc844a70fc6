"""Letters about an invitation: to the invitee, in her language, and to the desk."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import force_locale

from forumapp.invitations import calendar, facts, queries
from forumapp.invitations.models import HOW_WORDS, How, Invitation
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications import rendering
from forumapp.notifications.actions import Calendar, LinkRequest, PersonalLink, Recipient
from forumapp.notifications.models import PERSONAL_LINK
from forumapp.notifications.rendering import Written
from forumapp.words import LANGUAGES, LOCALES, Text, language_or_default

Entry = Callable[[Invitation], Calendar | None]
ROOM_FOR_COPIES = 1000
"""Copies that an organiser sends out of the outbox count on from the version of their first letter."""
LINK_OUTLIVES_FORUM = timedelta(days=30)


def invite(invitation: Invitation) -> None:
    """For herself, or on behalf of somebody whose representative she is."""
    if invitation.on_behalf_of:
        invitation_to_nominee(invitation)
    else:
        invitation_to_speak(invitation)


def invitation_to_speak(invitation: Invitation) -> None:
    _to_invitee("invitation_to_speak", invitation, version=invitation.sent_count, link=True)


def invitation_to_nominee(invitation: Invitation) -> None:
    _to_invitee("invitation_to_nominee", invitation, version=invitation.sent_count, link=True)


def invitation_reminder(invitation: Invitation) -> None:
    """Nobody waits for it, so it does not arrive at night (decision 19)."""
    _to_invitee("invitation_reminder", invitation, version=invitation.sent_count, link=True, waited_for=False)


def invitation_accepted(invitation: Invitation) -> None:
    """A receipt with the calendar entry."""
    _to_invitee(
        "invitation_accepted",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=_in_her_language(invitation, calendar.request),
    )


def invitation_declined(invitation: Invitation, *, had_accepted: bool) -> None:
    """A receipt; takes the entry out of her calendar where there is one."""
    _to_invitee(
        "invitation_declined",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=_in_her_language(invitation, calendar.cancel) if had_accepted else None,
    )


def invitation_open_again(invitation: Invitation) -> None:
    """She had accepted and now does not know: the entry leaves her calendar until she does."""
    _to_invitee(
        "invitation_open_again",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=_in_her_language(invitation, calendar.cancel),
    )


def representative_named(invitation: Invitation, *, had_accepted: bool) -> None:
    """A receipt: whom she named, and that the hosts decide (E09)."""
    _to_invitee(
        "representative_named",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=_in_her_language(invitation, calendar.cancel) if had_accepted else None,
    )


def representative_refused(invitation: Invitation, reason: str) -> None:
    """Her own answer is asked for again."""
    _to_invitee("representative_refused", invitation, version=invitation.answer_count, link=True, reason=reason)


def part_given_back(invitation: Invitation, stays: bool) -> None:
    """A receipt of her withdrawal; the entry leaves her calendar."""
    _to_invitee(
        "part_given_back",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=_in_her_language(invitation, calendar.cancel),
        stays=stays,
    )


def speaker_withdrew(invitation: Invitation, stays: bool) -> None:
    """The desk is told at once, however late it is (S8)."""
    _to_desk("speaker_withdrew", invitation, stays=stays)


def invitation_withdrawn(invitation: Invitation, reason: str, *, had_accepted: bool) -> None:
    _to_invitee(
        "invitation_withdrawn",
        invitation,
        version=invitation.sent_count + invitation.answer_count,
        entry=_in_her_language(invitation, calendar.cancel) if had_accepted else None,
        reason=reason,
    )


def invitation_answered(invitation: Invitation) -> None:
    """The desk is told (decision 20)."""
    _to_desk("invitation_answered", invitation)


def preview(invitation: Invitation, respond_by: datetime, costs: Text, with_words: Text) -> Written:
    """The invitation as it would leave now; the secret link does not exist yet."""
    language = language_or_default(invitation.person.language)
    context = _facts(invitation, respond_by) | {
        "asked": facts.of(invitation, respond_by, costs=costs, with_words=with_words),
        "edition": invitation.edition,
        "recipient": _recipient(invitation),
        "link": PersonalLink(PERSONAL_LINK),
    }
    return rendering.write(
        "invitation_to_nominee" if invitation.on_behalf_of else "invitation_to_speak", language, context
    )


def _to_invitee(
    kind: str,
    invitation: Invitation,
    *,
    version: int,
    link: bool = False,
    entry: Calendar | None = None,
    waited_for: bool = True,
    **more: object,
) -> None:
    if not invitation.person.email:
        return
    notifications.queue(
        kind=kind,
        to=_recipient(invitation),
        about=queries.about(invitation),
        version=version * ROOM_FOR_COPIES,
        edition=invitation.edition,
        facts=_facts(invitation) | more,
        link=LinkRequest(Purpose.INVITATION, invitation.id, "/i/", _link_ends(invitation)) if link else None,
        calendar=entry,
        waited_for=waited_for,
    )


def _to_desk(kind: str, invitation: Invitation, **more: object) -> None:
    edition = invitation.edition
    if not edition.desk_email:
        return
    language = next((key for key in edition.working_languages if key in LANGUAGES), LANGUAGES[0])
    notifications.queue(
        kind=kind,
        to=Recipient(edition.desk_email, edition.sender_name, language, edition.time_zone),
        about=queries.about(invitation),
        version=invitation.answer_count * ROOM_FOR_COPIES,
        edition=edition,
        facts=_facts(invitation) | more,
    )


def _facts(invitation: Invitation, respond_by: datetime | None = None) -> dict[str, object]:
    how = HOW_WORDS[How(invitation.recorded_how)] if invitation.recorded_how else ""
    return {
        "asked": facts.of(invitation, respond_by),
        "invitation": invitation,
        "reference": invitation.reference,
        "recorded_how": how,
        "nomination": invitation.nomination,
        "verdict": "undecided" if invitation.is_undecided else str(invitation.state),
    }


def _recipient(invitation: Invitation) -> Recipient:
    person = invitation.person
    return Recipient(person.email, person.printed_name, person.language, person.time_zone)


def _link_ends(invitation: Invitation) -> datetime:
    """After the deadline the page still says what was answered; some weeks after the forum it is gone."""
    edition = invitation.edition
    last = datetime.combine(edition.ends_on, time(23, 59), ZoneInfo(edition.time_zone))
    return max(last, invitation.answerable_until() or last) + LINK_OUTLIVES_FORUM


def _in_her_language(invitation: Invitation, entry: Entry) -> Calendar | None:
    with force_locale(LOCALES[language_or_default(invitation.person.language)]):
        return entry(invitation)
