"""The letters to everybody; whoever gets the same words shares one rendering."""

from forumapp import clock
from forumapp.agenda import announcing
from forumapp.announcements.models import Announcement
from forumapp.announcements.queries import Envelope
from forumapp.forums.models import NOTE_WORDS, Note
from forumapp.invitations import emails as invitation_letters
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications import rendering
from forumapp.notifications.actions import LinkRequest, PersonalLink, Recipient
from forumapp.notifications.models import PERSONAL_LINK
from forumapp.notifications.rendering import Alike, Written
from forumapp.words import Text, language_or_default, translated


def practical_information(announcement: Announcement, envelope: Envelope) -> None:
    """Where and when, how to get there, what to bring (E25)."""
    _write("practical_information", announcement, envelope)


def thank_you(announcement: Announcement, envelope: Envelope) -> None:
    """Thanks, and where what was said can be read (E31)."""
    _write("thank_you", announcement, envelope)


_IN_HOUSE = (Note.WIFI, Note.EMERGENCY)
WRITERS = {"practical_information": practical_information, "thank_you": thank_you}


def preview(announcement: Announcement, envelope: Envelope) -> Written:
    """The letter as it would leave now; its secret link does not exist yet."""
    language = language_or_default(envelope.reader.language)
    link = PersonalLink(translated(PERSONAL_LINK)) if _link(envelope) else None
    context = {"edition": announcement.edition, "recipient": _to(envelope), "link": link, "code": None}
    return rendering.write(announcement.kind, language, _facts(announcement, envelope) | context)


def _write(kind: str, announcement: Announcement, envelope: Envelope) -> None:
    edition, registration = announcement.edition, envelope.registration
    facts = _facts(announcement, envelope)
    alike = Alike(
        (edition.id, edition.version, announcement.id, announcement.version, envelope.is_online, facts["has_agenda"]),
        {},
    )
    notifications.queue(
        kind=kind,
        to=_to(envelope),
        about=announcement.about,
        version=announcement.issue,
        edition=edition,
        facts=facts,
        link=_link(envelope),
        waited_for=False,
        alike=alike if registration else None,
    )


def _facts(announcement: Announcement, envelope: Envelope) -> dict[str, object]:
    person, contact = envelope.person, envelope.reader.contact
    return {
        "told": announcement.told(online=envelope.is_online),
        "is_online": envelope.is_online,
        "notes": _notes(announcement, envelope),
        "has_part": person is not None,
        "has_agenda": announcing.is_released(announcement.edition),
        "copy": invitation_letters.Copy(person, contact) if person and contact else None,
    }


def _notes(announcement: Announcement, envelope: Envelope) -> list[tuple[str, Text]]:
    """Before the forum: what is written for everybody who comes, but to those online nothing of the house."""
    if not announcement.is_before:
        return []
    left_out = _IN_HOUSE if envelope.is_online else ()
    return [(NOTE_WORDS[note], words) for note, words in announcement.edition.notes.items() if note not in left_out]


def _to(envelope: Envelope) -> Recipient:
    reader = envelope.reader
    return Recipient(reader.address, reader.name, reader.language, reader.time_zone)


def _link(envelope: Envelope) -> LinkRequest | None:
    """To her registration, or to the invitation that she accepted."""
    if envelope.registration:
        return LinkRequest(Purpose.REGISTRATION, envelope.registration.id, "/r/")
    if envelope.invitation is None:
        return None
    link = invitation_letters.link_of(envelope.invitation, envelope.reader)
    return link if link.expires_at is None or link.expires_at > clock.now() else None
