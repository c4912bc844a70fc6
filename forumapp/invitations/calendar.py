"""Her part as an entry of her own calendar (RFC 5546): she alone is in it, and each entry sent outranks the last.

A join link is in none: it stands on her personal page alone, and only while she may join (INV-21).
"""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from forumapp import calendars, clock
from forumapp.calendars import Event, Party
from forumapp.invitations import entries, facts, queries
from forumapp.invitations.entries import CalendarEntry, Slot
from forumapp.invitations.models import Invitation
from forumapp.notifications import rendering
from forumapp.notifications.actions import Calendar
from forumapp.people import post
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import Listing
from forumapp.registrations import carried
from forumapp.words import language_at_hand


def request(invitation: Invitation, slot: Slot | None = None) -> Calendar | None:
    """Puts it into her calendar, or changes it there; as ``slot`` says, else as the working programme has it.

    None while nobody reads her letters, or the session has no time; then it is owed (``calendar_updates.due``).
    None, too, where her contact alone is written to, who gets a file (``copy``). A guest attends, and gets a file, too.
    """
    if invitation.is_guest:
        return of_guest(invitation)
    slot, party = slot or entries.slot(invitation, language_at_hand()), _attendee(invitation)
    if not post.is_reachable(invitation.person):
        return None
    entry = entries.of_or_new(invitation)
    if slot is None:
        return None
    entry.give(slot, clock.now())
    if party is None:
        return None
    event = _event(invitation, slot, entry.uid, entry.sequence, clock.now(), party)
    return Calendar("REQUEST", calendars.request(event), filename(invitation))


def cancel(invitation: Invitation) -> Calendar | None:
    """Takes it out again, as it was given; None where she holds none."""
    if invitation.is_guest:
        return of_guest(invitation, off=True) if queries.was_told_yes(invitation) else None
    entry, party = entries.of(invitation.part_asked), _attendee(invitation)
    if entry is None or not entry.is_held:
        return None
    slot = entry.slot or entries.slot(invitation, language_at_hand())
    if slot is None:
        return None
    entry.take_out(clock.now())
    if party is None:
        return None
    event = _event(invitation, slot, entry.uid, entry.sequence, clock.now(), party)
    return Calendar("CANCEL", calendars.cancel(event), filename(invitation))


def copy(invitation: Invitation) -> Calendar | None:
    """For the calendar of her contact, who is no party to it."""
    content = file(invitation)
    return Calendar("PUBLISH", content, filename(invitation)) if content else None


def file(invitation: Invitation) -> str | None:
    """To be opened by hand: exactly what the letter's entry says, under its identity, naming nobody.

    PUBLISH, because programs take a REQUEST out of a file for a meeting to be answered; the same UID and SEQUENCE,
    so that whoever opens letter and file has one entry, and the next letter outranks both.
    """
    if invitation.is_guest:
        given = of_guest(invitation)
        return given.content if given else None
    entry = entries.of(invitation.part_asked) or CalendarEntry(role_id=0, uid=entries.first_uid(invitation))
    slot = (entry.slot if entry.is_held else None) or entries.slot(invitation, language_at_hand())
    if slot is None:
        return None
    stamp = (entry.sent_at if entry.is_held else None) or invitation.answered_at or clock.now()
    return calendars.publish("", [_event(invitation, slot, entry.uid, entry.sequence_in_file, stamp)])


def of_guest(invitation: Invitation, *, off: bool = False) -> Calendar | None:
    """What she attends, as released and as everybody registered gets it; ``off``: as taken out again.

    Of a session about which the public knows nothing the working programme is told, as her invitation does.
    """
    session, turn = invitation.session_to_attend, _turn(invitation, off)
    if released := carried.of_guest(invitation.edition, session, language_at_hand(), turn, off=off):
        return released
    is_hidden = session is not None and session.listing == Listing.HIDDEN
    return _of_hidden(invitation, session, turn, off) if session and is_hidden else None


def filename(invitation: Invitation) -> str:
    session = invitation.session
    return f"{invitation.edition.slug}_{session.code}.ics" if session else f"{invitation.edition.slug}.ics"


def _turn(invitation: Invitation, off: bool) -> int:
    """Counts every answer of hers, also to earlier invitations that were withdrawn: the entry has one UID for all."""
    return 2 * max(queries.answers_as_guest(invitation) - 1, 0) + int(off)


def _of_hidden(invitation: Invitation, session: ForumSession, turn: int, off: bool) -> Calendar | None:
    slot = entries.slot_of_session(session, invitation.mode, language_at_hand())
    if slot is None or (not invitation.takes_place and not off):
        return None
    sequence = calendars.in_turn(session.calendar_sequence, turn)
    event = _event(invitation, slot, session.uid, sequence, invitation.answered_at or clock.now())
    event = replace(event, status="CANCELLED" if off else "CONFIRMED")
    return Calendar("PUBLISH", calendars.publish("", [event]), filename(invitation))


def _attendee(invitation: Invitation) -> Party | None:
    person = invitation.person
    return Party(name=person.printed_name, address=person.email) if person.email else None


def _event(
    invitation: Invitation, slot: Slot, uid: str, sequence: int, stamp: datetime, attendee: Party | None = None
) -> Event:
    asked, edition = facts.of(invitation), invitation.edition
    return Event(
        uid=f"{uid}@{urlsplit(rendering.base_url()).hostname}",
        sequence=sequence,
        summary=f"{edition.short_name}: {slot.title}",
        description=f"{asked.part}\n{asked.rule}",
        location=slot.where,
        start_utc=slot.starts_at,
        end_utc=slot.ends_at,
        zone=slot.zone,
        organizer=Party(name=edition.sender_name, address=edition.desk_email or parseaddr(rendering.mail_from())[1]),
        attendee=attendee,
        stamp=stamp,
    )
