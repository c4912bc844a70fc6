"""Letters about an invitation: to the invitee, in her language, and to the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale

from forumapp import clock
from forumapp.forums.models import Edition
from forumapp.invitations import calendar, crowd, entries, facts, letters, queries
from forumapp.invitations.entries import Slot
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import ROOM_FOR_COPIES
from forumapp.invitations.vocabulary import CAUSE_WORDS, HOW_WORDS, Cause, How
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications import rendering
from forumapp.notifications.actions import Calendar, LinkRequest, PersonalLink, Recipient
from forumapp.notifications.models import PERSONAL_LINK
from forumapp.notifications.rendering import Written
from forumapp.people import post
from forumapp.people.belonging import Contact
from forumapp.people.models import Person
from forumapp.people.post import Reader
from forumapp.words import LANGUAGES, LOCALES, Text, language_or_default, translated

Entry = Callable[[Invitation], Calendar | None]
LINK_OUTLIVES_FORUM = timedelta(days=30)


@dataclass(frozen=True)
class Copy:
    """What her contact is told before the letter itself, which is the one that she gets."""

    of: Person
    contact: Contact


def invite(invitation: Invitation) -> None:
    """For herself, or on behalf of somebody whose representative she is."""
    if invitation.on_behalf_of:
        invitation_to_nominee(invitation)
    elif invitation.is_guest:
        invitation_to_attend(invitation)
    else:
        invitation_to_speak(invitation)


def invitation_to_speak(invitation: Invitation) -> None:
    """To a crowd, perhaps: what all read alike is written once."""
    _to_invitee("invitation_to_speak", invitation, version=invitation.sent_count, link=True, crowded=True)


def invitation_to_attend(invitation: Invitation) -> None:
    """The forum as a whole, without a part in it (E04)."""
    _to_invitee("invitation_to_attend", invitation, version=invitation.sent_count, link=True, crowded=True)


def invitation_to_nominee(invitation: Invitation) -> None:
    _to_invitee("invitation_to_nominee", invitation, version=invitation.sent_count, link=True)


def invitation_reminder(invitation: Invitation, readers: Sequence[Reader] | None = None) -> None:
    """Nobody waits for it, so it does not arrive at night (decision 19). Each mailbox has its own day."""
    _to_invitee(
        "invitation_reminder",
        invitation,
        version=invitation.sent_count,
        link=True,
        waited_for=False,
        readers=readers,
    )


def invitation_accepted(invitation: Invitation) -> None:
    """A receipt with the calendar entry."""
    _to_invitee(
        "invitation_accepted",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=calendar.request,
    )


def invitation_declined(invitation: Invitation) -> None:
    """A receipt; takes the entry out of her calendar where there is one."""
    _to_invitee(
        "invitation_declined",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=calendar.cancel,
    )


def invitation_open_again(invitation: Invitation) -> None:
    """She had accepted and now does not know: the entry leaves her calendar until she does."""
    _to_invitee(
        "invitation_open_again",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=calendar.cancel,
    )


def representative_named(invitation: Invitation) -> None:
    """A receipt: whom she named, and that the hosts decide (E09)."""
    _to_invitee(
        "representative_named",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=calendar.cancel,
    )


def representative_refused(invitation: Invitation, reason: str) -> None:
    """Her own answer is asked for again."""
    _to_invitee("representative_refused", invitation, version=invitation.answer_count, link=True, reason=reason)


def representative_left(invitation: Invitation) -> None:
    """Her representative does not come; her own answer is asked for again."""
    _to_invitee("representative_left", invitation, version=invitation.answer_count, link=True)


def representative_back(invitation: Invitation) -> None:
    """Her representative comes after all, so nothing more is needed of her."""
    _to_invitee("representative_back", invitation, version=invitation.answer_count, link=True)


def part_given_back(invitation: Invitation, stays: bool) -> None:
    """A receipt of her withdrawal; the entry leaves her calendar."""
    _to_invitee(
        "part_given_back",
        invitation,
        version=invitation.answer_count,
        link=True,
        entry=calendar.cancel,
        stays=stays,
    )


def speaker_withdrew(invitation: Invitation, stays: bool, told: int) -> None:
    """The desk is told at once, however late it is (S8); ``told``: how many others of the session know it, too."""
    _to_desk("speaker_withdrew", invitation, stays=stays, told=told)


def left_panel(invitation: Invitation) -> int:
    """Who leads or co-hosts the session is told that she is no longer in it, and nothing of why; says how many."""
    if invitation.role is None:
        return 0
    leading = [role.person for role in queries.leading_beside(invitation.role)]
    for person in leading:
        _left_panel(invitation, _at(person), {"reader": person, "greeting": facts.greeting, "leads": True})
    cohosts = queries.cohosting_beside(invitation.role)
    for member in cohosts:
        reader = Reader(member.email, member.shown_name, member.language, None)
        _left_panel(invitation, _envelope(reader), {"reader": reader, "greeting": _by_name, "leads": False})
    return len(leading) + len(cohosts)


def _left_panel(invitation: Invitation, to: Recipient, reader: dict[str, object]) -> None:
    notifications.queue(
        kind="left_panel",
        to=to,
        about=queries.about(invitation),
        version=invitation.answer_count * ROOM_FOR_COPIES,
        edition=invitation.edition,
        facts={"asked": facts.of(invitation)} | reader,
    )


def _by_name(reader: Reader) -> str:
    return facts.usual_greeting(reader.name)


def invitation_link(invitation: Invitation, readers: Sequence[Reader] | None = None) -> None:
    """A new link and no other news; to ``readers`` alone if one of them asked for it."""
    number = queries.links_sent(invitation) + 1
    _to_invitee(
        queries.NEW_LINK,
        invitation,
        version=number,
        link=True,
        readers=readers,
        asked_for=readers is not None,
        has_answered=not invitation.is_waiting,
        can_change=invitation.is_answerable(clock.now()),
    )


def part_changed(invitation: Invitation, before: Slot | None) -> None:
    """Her entry says something else from now on; ``before`` is what it said."""
    language = language_or_default(invitation.person.language)
    now = entries.slot(invitation, language) if invitation.takes_place else None
    _to_invitee(
        "part_changed",
        invitation,
        version=_entry_version,
        link=True,
        entry=calendar.request if now else calendar.cancel,
        before=before,
        now=now,
    )


def part_called_off(invitation: Invitation, before: Slot | None) -> None:
    """The session is cancelled, and with it her entry."""
    _to_invitee("part_called_off", invitation, version=_entry_version, entry=calendar.cancel, before=before)


def invitation_withdrawn(invitation: Invitation, reason: str, cause: Cause | None = None) -> None:
    _to_invitee(
        "invitation_withdrawn",
        invitation,
        version=invitation.sent_count + invitation.answer_count,
        entry=calendar.cancel,
        reason=reason,
        cause=CAUSE_WORDS[cause] if cause else "",
    )


def invitation_answered(invitation: Invitation) -> None:
    """The desk is told (decision 20)."""
    _to_desk("invitation_answered", invitation)


def of_acceptance(invitation: Invitation) -> list[tuple[str, Recipient]]:
    """Which letters leave at once if she accepts, and to whom; for forecasts."""
    receipts = [("invitation_accepted", _envelope(reader)) for reader in post.readers_for(invitation.person)]
    everything = [*receipts, ("invitation_answered", _desk(invitation.edition))]
    return [(kind, to) for kind, to in everything if to.address]


def preview(invitation: Invitation, reader: Reader, respond_by: datetime, costs: Text, with_words: Text) -> Written:
    """The invitation as it would leave for this reader now; the secret link does not exist yet."""
    context = _facts(invitation, respond_by) | {
        "asked": facts.of(
            invitation,
            respond_by,
            costs=costs or invitation.costs,
            with_words=with_words or invitation.with_words,
        ),
        "edition": invitation.edition,
        "recipient": _envelope(reader),
        "copy": _copy(reader, invitation),
        "link": PersonalLink(translated(PERSONAL_LINK)),
    }
    return rendering.write(letters.kind_of(invitation), language_or_default(reader.language), context)


def automatic(kind: str, invitation: Invitation, reader: Reader, number: int, **more: Any) -> None:
    """A letter with a link that another feature's calendar writes; nobody waits for it, so it leaves by day."""
    _to_invitee(kind, invitation, version=number, link=True, waited_for=False, readers=[reader], **more)


def _to_invitee(
    kind: str,
    invitation: Invitation,
    *,
    version: int | Callable[[Invitation], int],
    link: bool = False,
    entry: Entry | None = None,
    waited_for: bool = True,
    readers: Sequence[Reader] | None = None,
    crowded: bool = False,
    **more: object,
) -> None:
    """To her, and as a letter of its own to the contact who receives hers; ``readers``: these alone."""
    everybody = post.readers_for(invitation.person)
    if not everybody:
        return
    carried = _in_language(invitation.person.language, invitation, entry) if entry else None
    number = version(invitation) if callable(version) else version
    # The contact's first: what became of the newest letter of an invitation is told of hers.
    for reader in reversed(everybody if readers is None else readers):
        shared = crowded and reader.contact is None
        file = _carried_to(reader, invitation, entry, carried)
        notifications.queue(
            kind=kind,
            to=_envelope(reader),
            about=queries.about(invitation),
            version=number * ROOM_FOR_COPIES,
            edition=invitation.edition,
            facts=crowd.shared_facts(invitation)
            if shared
            else _told_to(reader, invitation) | {"has_calendar": file is not None} | more,
            link=link_of(invitation, reader) if link else None,
            calendar=None if invitation.is_guest else file,
            more_calendars=[file] if file and invitation.is_guest else (),
            waited_for=waited_for,
            alike=crowd.alike(invitation) if shared else None,
        )


def _told_to(reader: Reader, invitation: Invitation) -> dict[str, object]:
    return _facts(invitation) | {"copy": _copy(reader, invitation)}


def _copy(reader: Reader, invitation: Invitation) -> Copy | None:
    return Copy(invitation.person, reader.contact) if reader.contact else None


def _carried_to(
    reader: Reader, invitation: Invitation, entry: Entry | None, carried: Calendar | None
) -> Calendar | None:
    """She is invited by her calendar. The contact has a file to open, which names nobody, and so has who attends."""
    if reader.contact is None:
        return carried
    if invitation.is_guest:
        return _in_language(reader.language, invitation, entry) if entry else None
    return _in_language(reader.language, invitation, calendar.copy) if entry is calendar.request else None


def link_of(invitation: Invitation, reader: Reader) -> LinkRequest:
    """The secret link of a letter about her invitation: her own, or that of her contact."""
    purpose = Purpose.INVITATION_OF_CONTACT if reader.contact else Purpose.INVITATION
    return LinkRequest(purpose, invitation.id, "/i/", link_ends(invitation))


def _to_desk(kind: str, invitation: Invitation, **more: object) -> None:
    edition = invitation.edition
    if not edition.desk_email:
        return
    notifications.queue(
        kind=kind,
        to=_desk(edition),
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


def _entry_version(invitation: Invitation) -> int:
    entry = entries.of(invitation.part_asked)
    return entry.sequence if entry else 0


def _desk(edition: Edition) -> Recipient:
    language = next((key for key in edition.working_languages if key in LANGUAGES), LANGUAGES[0])
    return Recipient(edition.desk_email, edition.sender_name, language, edition.time_zone)


def _envelope(reader: Reader) -> Recipient:
    return Recipient(reader.address, reader.name, reader.language, reader.time_zone)


def _at(person: Person) -> Recipient:
    return Recipient(person.email, person.printed_name, person.language, person.time_zone)


def link_ends(invitation: Invitation) -> datetime:
    """After the deadline her page still says what was answered; some weeks after the forum it is gone."""
    edition = invitation.edition
    last = datetime.combine(edition.ends_on, time(23, 59), ZoneInfo(edition.time_zone))
    return max(last, invitation.answerable_until() or last) + LINK_OUTLIVES_FORUM


def _in_language(language: str, invitation: Invitation, entry: Entry) -> Calendar | None:
    with force_locale(LOCALES[language_or_default(language)]):
        return entry(invitation)
