"""The letters to everybody; whoever gets the same words shares one rendering."""

from forumapp import clock, wall_times
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
from forumapp.registrations.models import Registration
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
    facts = _facts(announcement, envelope)
    shown = PersonalLink(translated(PERSONAL_LINK))
    link, second_link = (shown if one else None for one in _links(envelope))
    context = {"edition": announcement.edition, "recipient": _to(envelope), "code": None}
    return rendering.write(announcement.kind, language, facts | context | {"link": link, "second_link": second_link})


def _write(kind: str, announcement: Announcement, envelope: Envelope) -> None:
    edition, registration = announcement.edition, envelope.registration
    facts = _facts(announcement, envelope)
    link, second_link = _links(envelope)
    texts = (edition.id, edition.version, announcement.id, announcement.version)
    certificate = (facts["certificate_from"], facts["has_certificate"])
    alike = Alike((*texts, envelope.is_online, facts["has_agenda"], *certificate), {})
    notifications.queue(
        kind=kind,
        to=_to(envelope),
        about=announcement.about,
        version=announcement.issue,
        edition=edition,
        facts=facts,
        link=link,
        second_link=second_link,
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
        "certificate_from": envelope.certificate_from,
        "has_certificate": _has_begun(announcement, envelope),
        "has_agenda": announcing.is_released(announcement.edition),
        "copy": invitation_letters.Copy(person, contact) if person and contact else None,
    }


def _has_begun(announcement: Announcement, envelope: Envelope) -> bool:
    """Whether she may have her certificate already."""
    today = wall_times.to_wall(clock.now(), announcement.edition.time_zone).date()
    return envelope.certificate_from is not None and envelope.certificate_from <= today


def _notes(announcement: Announcement, envelope: Envelope) -> list[tuple[str, Text]]:
    """Before the forum: what is written for everybody who comes, but to those online nothing of the house."""
    if not announcement.is_before:
        return []
    left_out = _IN_HOUSE if envelope.is_online else ()
    return [(NOTE_WORDS[note], words) for note, words in announcement.edition.notes.items() if note not in left_out]


def _to(envelope: Envelope) -> Recipient:
    reader = envelope.reader
    return Recipient(reader.address, reader.name, reader.language, reader.time_zone)


def _links(envelope: Envelope) -> tuple[LinkRequest | None, LinkRequest | None]:
    """To her registration, or to the invitation that she accepted; beside that to the certificate, if there is one."""
    if envelope.registration:
        return _to_registration(envelope.registration), None
    to_certificate = _to_registration(envelope.came) if envelope.came else None
    to_answer = _to_answer(envelope)
    return (to_answer, to_certificate) if to_answer else (to_certificate, None)


def _to_registration(registration: Registration) -> LinkRequest:
    return LinkRequest(Purpose.REGISTRATION, registration.id, "/r/")


def _to_answer(envelope: Envelope) -> LinkRequest | None:
    if envelope.invitation is None:
        return None
    link = invitation_letters.link_of(envelope.invitation, envelope.reader)
    return link if link.expires_at is None or link.expires_at > clock.now() else None
