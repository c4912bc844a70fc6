"""Her part as a calendar entry, under the identity that the public agenda uses (INV-36)."""

from collections.abc import Callable
from email.utils import parseaddr
from urllib.parse import urlsplit

from forumapp import calendars, clock
from forumapp.calendars import Event, Party
from forumapp.invitations import facts
from forumapp.invitations.models import Invitation
from forumapp.notifications import rendering
from forumapp.notifications.actions import Calendar
from forumapp.words import language_at_hand


def request(invitation: Invitation) -> Calendar | None:
    """Puts it into her calendar; None while the session has no time, or she no address."""
    return _personal(invitation, "REQUEST", calendars.request)


def cancel(invitation: Invitation) -> Calendar | None:
    """Takes it out again."""
    return _personal(invitation, "CANCEL", calendars.cancel)


def file(invitation: Invitation) -> str | None:
    """To be opened by hand; names nobody."""
    event = _event(invitation)
    return calendars.publish("", [event]) if event else None


def _personal(invitation: Invitation, method: str, write: Callable[[Event], str]) -> Calendar | None:
    event = _event(invitation)
    if event is None or event.attendee is None:
        return None
    return Calendar(method, write(event), filename(invitation))


def _event(invitation: Invitation) -> Event | None:
    asked = facts.of(invitation)
    session, edition, person = asked.session, asked.edition, invitation.person
    if session.starts_at is None or session.ends_at is None:
        return None
    return Event(
        uid=f"{session.uid}@{urlsplit(rendering.base_url()).hostname}",
        # Grows with the session's changes and with her own: a calendar ignores a CANCEL that did not grow.
        sequence=session.calendar_sequence + invitation.answer_count,
        summary=f"{edition.short_name}: {session.title.in_language(language_at_hand())}",
        description=f"{asked.part}\n{asked.rule}",
        location=asked.where,
        start_utc=session.starts_at,
        end_utc=session.ends_at,
        zone=edition.time_zone,
        organizer=Party(name=edition.sender_name, address=edition.desk_email or parseaddr(rendering.mail_from())[1]),
        attendee=Party(name=person.printed_name, address=person.email) if person.email else None,
        stamp=invitation.answered_at or clock.now(),
    )


def filename(invitation: Invitation) -> str:
    return f"{invitation.edition.slug}_{invitation.part_asked.session.code}.ics"
