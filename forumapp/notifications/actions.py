"""Letters are written, called off, sent once more; addresses are stopped and allowed again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from forumapp import clock, links, names, rows
from forumapp.extensions import db
from forumapp.links import Purpose
from forumapp.notifications import addresses, queries, quiet_hours, rendering, sealing, waking
from forumapp.notifications.models import Message, State, StillOnItsWay, Suppression, second_marker
from forumapp.notifications.rendering import Alike
from forumapp.refusals import Refused
from forumapp.words import N_, language_or_default

NO_FACTS: Mapping[str, object] = MappingProxyType({})


class LinkExpired(Refused):
    words = N_("The personal link of this letter has expired, so the letter cannot be sent again as it is.")


class CodeIsSentOnce(Refused):
    words = N_("A code is sent once. Whoever needs one asks for a new one on the page.")


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
class Code:
    """A code that stands in this letter alone: as ``code`` in its templates, and nowhere in what is stored."""

    digits: str
    expires_at: datetime


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
    second_link: LinkRequest | None = None,
    code: Code | None = None,
    calendar: Calendar | None = None,
    more_calendars: Sequence[Calendar] = (),
    enclosed: str | None = None,
    waited_for: bool = True,
    alike: Alike | None = None,
    about_new: bool = False,
) -> Message:
    """Write a letter to one person, in the transaction of its cause.

    The same letter (kind, about, version, recipient) is written once; asking again gives the first one.
    ``second_link`` is for a letter about two things, each with a page of its own; it does not expire.
    Mail programs act upon ``calendar`` by themselves; ``more_calendars`` are files to open, because an entry about
    another thing needs a calendar of its own (RFC 5546).
    ``enclosed`` names a picture, such as ``ticket 12``, see ``enclosures``.
    ``waited_for=False`` keeps it until the recipient's quiet hours are over.
    ``about_new``: the thing came about in this very transaction, so that nothing was written about it before and
    nobody else writes now; the letter goes straight into its table (see ``rows``).
    """
    thread = queries.NO_LETTERS if about_new else queries.thread(about, to.address)
    if known := thread.letter(kind, version):
        return known
    marker = (_MARKER_OF_ALIKE if alike else _new_marker()) if link or code else None
    language = language_or_default(to.language)

    def all_facts() -> Mapping[str, object]:
        shown = _shown_secrets(marker, link, second_link, code, language)
        return {**facts, "recipient": to, "edition": edition, **shown}

    if alike:
        written = rendering.write_alike(kind, language, all_facts, alike)
    else:
        written = rendering.write(kind, language, all_facts())
    message = _message(kind, to, about, version, edition, written)
    message.in_reply_to = thread.first_message_id
    _enclose(message, calendar, more_calendars, enclosed)
    _let_leave(message, waited_for)
    if second_link:
        message.second_link_purpose, message.second_link_object_id = second_link.purpose, second_link.object_id
    if about_new:
        return _written_straight(message, link or code, marker)
    return _kept_once(message, link or code, marker)


@contextmanager
def together(abouts: Collection[str]) -> Iterator[None]:
    """Letters about these things are written at once when the block ends, and looked up at once when it begins.

    Each is queued once inside, and whoever opens it holds the things, so that nobody else writes the same letters.
    Their links, and what the audit is told inside, are written with them (see ``rows.together``).
    """
    with queries.reading_threads(abouts), rows.together():
        yield
    waking.wake_after_commit(waking.JOB)


def cancel(about: str, kinds: Collection[str] | None = None, *, to: str | None = None) -> int:
    """Call off what has not left yet about a thing, to everybody or to one (normalised) address; says how many."""
    unfinished = db.session.scalars(queries.unfinished(about).with_for_update(key_share=True)).all()
    pointless = [
        message
        for message in unfinished
        if (kinds is None or message.kind in kinds) and to in (None, message.recipient_key)
    ]
    for message in pointless:
        message.cancel()
    db.session.flush()
    return len(pointless)


def cancel_with_link(purpose: Purpose, object_id: int, *, to: str) -> int:
    """Call off what has not left yet to one (normalised) address with such a link; says how many letters that were."""
    found = db.session.scalars(
        queries.unfinished_with_link(purpose, object_id, to).with_for_update(key_share=True)
    ).all()
    for message in found:
        message.cancel()
    db.session.flush()
    return len(found)


def renew_links(purpose: Purpose, object_id: int) -> int:
    """Where all links of a thing were ended, what has not left yet gets one that leads there; says how many letters."""
    waiting = db.session.scalars(queries.waiting_with_link(purpose, object_id).with_for_update(key_share=True)).all()
    for message in waiting:
        _seal_link(message)
    db.session.flush()
    return len(waiting)


def release_held(edition: Identified | None = None) -> int:
    """Let what was held after a restore leave, of one edition or of all; says how many letters that were.

    Those whose personal link has expired meanwhile are cancelled.
    """
    held = db.session.scalars(queries.held(edition.id if edition else None).with_for_update(key_share=True)).all()
    for message in held:
        now = clock.now()
        message.release(at=now if message.waited_for else quiet_hours.earliest(now, message.time_zone))
    db.session.flush()
    return sum(message.state is State.QUEUED for message in held)


def send_again(message: Message) -> Message:
    """Put a letter that never left back into the queue, unchanged; of one that did, write a new one.

    Either carries a new personal link, because the secret of the old one is gone.
    Raises StillOnItsWay, LinkExpired, CodeIsSentOnce.
    """
    if not message.can_be_sent_again:
        raise StillOnItsWay
    if message.link_expires_at and message.link_expires_at <= clock.now():
        raise LinkExpired
    if message.has_code:
        raise CodeIsSentOnce
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


def _shown_secrets(
    marker: str | None, link: LinkRequest | None, second_link: LinkRequest | None, code: Code | None, language: str
) -> dict[str, object]:
    """What the templates see of links and code: markers where the secrets will stand."""
    return {
        "link": _shown_link(link, marker, language) if link and marker else None,
        "second_link": _shown_second(second_link, marker, language) if second_link and marker else None,
        "code": marker if code else None,
    }


def _message(
    kind: str, to: Recipient, about: str, version: int, edition: EditionOfLetter | None, written: rendering.Written
) -> Message:
    return Message(
        kind=kind,
        about=about,
        version=version,
        recipient=names.one_line(to.address),
        recipient_key=names.normalise_email(to.address),
        recipient_name=names.one_line(to.name),
        language=language_or_default(to.language),
        time_zone=to.time_zone or (edition.time_zone if edition else None),
        edition_id=edition.id if edition else None,
        message_id=_new_message_id(),
        subject=_subject(written.subject, edition),
        body_text=written.text,
        body_html=written.html,
        sender_name=names.one_line(edition.sender_name) if edition else "",
        reply_to=(edition.desk_email or None) if edition else None,
    )


def _enclose(message: Message, calendar: Calendar | None, more: Sequence[Calendar], enclosed: str | None) -> None:
    if calendar:
        message.calendar_method, message.calendar_filename = calendar.method, calendar.filename
        message.calendar_content = _sendable(calendar.content)
    message.more_calendars = [_as_kept(one) for one in more] or None
    message.enclosed = enclosed


def _let_leave(message: Message, waited_for: bool) -> None:
    """At once where somebody waits for it, else when her quiet hours are over."""
    now = clock.now()
    message.waited_for, message.queued_at = waited_for, now
    message.not_before = now if waited_for else quiet_hours.earliest(now, message.time_zone)


def _shown_link(link: LinkRequest, marker: str, language: str) -> PersonalLink:
    return PersonalLink(rendering.address_in_language(f"{link.path}{marker}", language), link.expires_at)


def _shown_second(link: LinkRequest, marker: str, language: str) -> PersonalLink:
    """In its language as the first: the second marker itself is no token, and has no page."""
    shown = _shown_link(link, marker, language)
    return PersonalLink(shown.url.replace(marker, second_marker(marker)), shown.expires_at)


def _as_kept(calendar: Calendar) -> dict[str, str]:
    return {"method": calendar.method, "content": _sendable(calendar.content), "filename": calendar.filename}


@lru_cache(maxsize=16)
def _sendable(calendar: str) -> str:
    """Kept for a crowd, whose letters bring the same file."""
    return rendering.sendable(calendar)


def _subject(words: str, edition: EditionOfLetter | None) -> str:
    return names.one_line(f"[{edition.short_name}] {words}" if edition and edition.short_name else words)


def _new_marker() -> str:
    """Stands for the token and is as long; random, so that nobody's own words can contain it."""
    return f"personal-link-{uuid4().hex[:29]}"


_MARKER_OF_ALIKE = _new_marker()


def _new_message_id() -> str:
    return f"<{uuid4().hex}@{addresses.domain_of(rendering.mail_from())}>"


def _kept_once(message: Message, secret: LinkRequest | Code | None, marker: str | None) -> Message:
    """Another request may write the same letter at the same time; the database says who was first."""
    if queries.thread_is_read(message.about):
        return _added(message, secret, marker)
    if db.engine.dialect.name == "sqlite":
        return _kept(message, secret, marker)  # there nobody else writes before this transaction ends
    try:
        with db.session.begin_nested():
            return _kept(message, secret, marker)
    except IntegrityError:
        first = queries.existing(message.kind, message.about, message.version, message.recipient)
        if first is None:
            raise
        return first


def _kept(message: Message, secret: LinkRequest | Code | None, marker: str | None) -> Message:
    _added(message, secret, marker)
    db.session.flush()
    return message


def _added(message: Message, secret: LinkRequest | Code | None, marker: str | None) -> Message:
    _seal(message, secret, marker)
    rows.add(message)
    return message


def _written_straight(message: Message, secret: LinkRequest | Code | None, marker: str | None) -> Message:
    _seal(message, secret, marker, straight=True)
    rows.write(message)
    waking.wake_after_commit(waking.JOB)
    return message


def _seal(message: Message, secret: LinkRequest | Code | None, marker: str | None, straight: bool = False) -> None:
    if secret:
        message.link_expires_at, message.link_marker = secret.expires_at, marker
    if isinstance(secret, LinkRequest):
        message.link_purpose, message.link_object_id = secret.purpose, secret.object_id
        _seal_link(message, straight)
    elif secret:
        message.sealed_link = sealing.seal(secret.digits, rendering.secret_key())


def _seal_link(message: Message, straight: bool = False) -> None:
    if message.link_purpose is None or message.link_object_id is None:
        return
    tokens = [links.make(Purpose(message.link_purpose), message.link_object_id, message.link_expires_at, straight)]
    if message.second_link_purpose is not None and message.second_link_object_id is not None:
        second = Purpose(message.second_link_purpose)
        tokens.append(links.make(second, message.second_link_object_id, straight=straight))
    message.sealed_link = sealing.seal(" ".join(tokens), rendering.secret_key())


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
        enclosed=message.enclosed,
        calendar_filename=message.calendar_filename,
        more_calendars=message.more_calendars,
        link_purpose=message.link_purpose,
        link_object_id=message.link_object_id,
        link_expires_at=message.link_expires_at,
        link_marker=message.link_marker,
        second_link_purpose=message.second_link_purpose,
        second_link_object_id=message.second_link_object_id,
        waited_for=message.waited_for,
    )
