"""Letters are written, called off, sent once more; addresses are stopped and allowed again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from forumapp import clock, links, names
from forumapp.extensions import db
from forumapp.links import Purpose
from forumapp.notifications import addresses, queries, quiet_hours, rendering, sealing
from forumapp.notifications.models import Message, State, StillOnItsWay, Suppression
from forumapp.refusals import Refused
from forumapp.words import N_, language_or_default

NO_FACTS: Mapping[str, object] = MappingProxyType({})


class LinkExpired(Refused):
    words = N_("The personal link of this letter has expired, so the letter cannot be sent again as it is.")


class Identified(Protocol):
    @property
    def id(self) -> int: ...


class EditionOfLetter(Protocol):
    """What a letter asks of the edition on whose behalf it goes out."""

    @property
    def id(self) -> int: ...
    @property
    def desk_email(self) -> str | None:
        """Where answers go (decision 20)."""

    @property
    def sender_name(self) -> str:
        """Who signs, such as "F3D Secretariat"."""

    @property
    def short_name(self) -> str:
        """Such as "F3D 2026"; stands in brackets before the subject."""

    @property
    def time_zone(self) -> str: ...


@dataclass(frozen=True)
class Recipient:
    address: str
    name: str = ""
    language: str = "en"
    time_zone: str | None = None


@dataclass(frozen=True)
class LinkRequest:
    """A secret link to be made for this letter alone; its token follows ``path`` in the address.

    Where the page exists in languages, as ``/lt/i/…``, the path is given without: ``/i/``.
    """

    purpose: Purpose
    object_id: int
    path: str
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Calendar:
    """A calendar entry that travels with the letter; ``method`` equals the METHOD inside (RFC 6047)."""

    method: str
    content: str
    filename: str


@dataclass(frozen=True)
class PersonalLink:
    """What a letter's template sees of its link: an address with a marker where the secret will stand."""

    url: str
    expires_at: datetime | None = None


def queue(
    *,
    kind: str,
    to: Recipient,
    about: str,
    version: int = 1,
    edition: EditionOfLetter | None = None,
    facts: Mapping[str, object] = NO_FACTS,
    link: LinkRequest | None = None,
    calendar: Calendar | None = None,
    waited_for: bool = True,
) -> Message:
    """Write a letter to one person, in the transaction of its cause.

    The same letter (kind, about, version, recipient) is written once; asking again gives the first one.
    ``waited_for=False`` keeps it until the recipient's quiet hours are over.
    """
    if known := queries.existing(kind, about, version, to.address):
        return known
    language = language_or_default(to.language)
    marker = _new_marker() if link else None
    shown_link = _shown_link(link, marker, language) if link and marker else None
    written = rendering.write(kind, language, {**facts, "recipient": to, "edition": edition, "link": shown_link})
    first = queries.first_in_thread(about, to.address)
    now = clock.now()
    zone = to.time_zone or (edition.time_zone if edition else None)
    message = Message(
        kind=kind,
        about=about,
        version=version,
        recipient=names.one_line(to.address),
        recipient_key=names.normalise_email(to.address),
        recipient_name=names.one_line(to.name),
        language=language,
        time_zone=zone,
        edition_id=edition.id if edition else None,
        message_id=_new_message_id(),
        in_reply_to=first.message_id if first else None,
        subject=_subject(written.subject, edition),
        body_text=written.text,
        body_html=written.html,
        sender_name=names.one_line(edition.sender_name) if edition else "",
        reply_to=(edition.desk_email or None) if edition else None,
        calendar_method=calendar.method if calendar else None,
        calendar_content=rendering.sendable(calendar.content) if calendar else None,
        calendar_filename=calendar.filename if calendar else None,
        waited_for=waited_for,
        queued_at=now,
        not_before=now if waited_for else quiet_hours.earliest(now, zone),
    )
    return _kept_once(message, link, marker)


def cancel(about: str, kinds: Collection[str] | None = None) -> int:
    """Call off what has not left yet about a thing; says how many letters that were."""
    unfinished = db.session.scalars(queries.unfinished(about).with_for_update()).all()
    pointless = [message for message in unfinished if kinds is None or message.kind in kinds]
    for message in pointless:
        message.cancel()
    db.session.flush()
    return len(pointless)


def release_held(edition: Identified | None = None) -> int:
    """Let what was held after a restore leave, of one edition or of all; says how many letters that were.

    Those whose personal link has expired meanwhile are cancelled.
    """
    held = db.session.scalars(queries.held(edition.id if edition else None).with_for_update()).all()
    for message in held:
        now = clock.now()
        message.release(at=now if message.waited_for else quiet_hours.earliest(now, message.time_zone))
    db.session.flush()
    return sum(message.state is State.QUEUED for message in held)


def send_again(message: Message) -> Message:
    """Put a letter that never left back into the queue, unchanged; of one that did, write a new one.

    Either carries a new personal link, because the secret of the old one is gone. Raises StillOnItsWay.
    """
    if not message.can_be_sent_again:
        raise StillOnItsWay
    if message.link_expires_at and message.link_expires_at <= clock.now():
        raise LinkExpired
    lift_suppression(message.recipient)
    again = _copy(message) if message.state in (State.SENT, State.BOUNCED) else message
    if again is message:
        message.requeue()
    else:
        db.session.add(again)
    _seal_link(again)
    db.session.flush()
    return again


def suppress(address: str, reason: str, until: datetime | None = None) -> None:
    """From now on nothing is sent to this address, until that time or until it is lifted."""
    lift_suppression(address)
    db.session.add(Suppression(address_key=names.normalise_email(address), reason=reason, until=until))
    db.session.flush()


def lift_suppression(address: str) -> None:
    db.session.execute(delete(Suppression).where(Suppression.address_key == names.normalise_email(address)))


def _shown_link(link: LinkRequest, marker: str, language: str) -> PersonalLink:
    return PersonalLink(rendering.address_in_language(f"{link.path}{marker}", language), link.expires_at)


def _subject(words: str, edition: EditionOfLetter | None) -> str:
    return names.one_line(f"[{edition.short_name}] {words}" if edition and edition.short_name else words)


def _new_marker() -> str:
    """Stands for the token and is as long; random, so that nobody's own words can contain it."""
    return f"personal-link-{uuid4().hex[:29]}"


def _new_message_id() -> str:
    return f"<{uuid4().hex}@{addresses.domain_of(rendering.mail_from())}>"


def _kept_once(message: Message, link: LinkRequest | None, marker: str | None) -> Message:
    """Another request may write the same letter at the same time; the database says who was first."""
    try:
        with db.session.begin_nested():
            if link:
                message.link_purpose, message.link_object_id = link.purpose, link.object_id
                message.link_expires_at, message.link_marker = link.expires_at, marker
                _seal_link(message)
            db.session.add(message)
    except IntegrityError:
        first = queries.existing(message.kind, message.about, message.version, message.recipient)
        if first is None:
            raise
        return first
    return message


def _seal_link(message: Message) -> None:
    if message.link_purpose is None or message.link_object_id is None:
        return
    token = links.make(Purpose(message.link_purpose), message.link_object_id, message.link_expires_at)
    message.sealed_link = sealing.seal(token, rendering.secret_key())


def _copy(message: Message) -> Message:
    return Message(
        kind=message.kind,
        about=message.about,
        version=queries.highest_version(message) + 1,
        recipient=message.recipient,
        recipient_key=message.recipient_key,
        recipient_name=message.recipient_name,
        language=message.language,
        time_zone=message.time_zone,
        edition_id=message.edition_id,
        message_id=_new_message_id(),
        in_reply_to=message.in_reply_to or message.message_id,
        subject=message.subject,
        body_text=message.body_text,
        body_html=message.body_html,
        sender_name=message.sender_name,
        reply_to=message.reply_to,
        calendar_method=message.calendar_method,
        calendar_content=message.calendar_content,
        calendar_filename=message.calendar_filename,
        link_purpose=message.link_purpose,
        link_object_id=message.link_object_id,
        link_expires_at=message.link_expires_at,
        link_marker=message.link_marker,
        waited_for=message.waited_for,
    )
