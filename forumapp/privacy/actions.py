"""Erasing a person: as if she had never been written down, but for counts and a pseudonym."""

import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from forumapp import edition_turns, links, names
from forumapp.accounts.models import Member
from forumapp.agenda import actions as agenda
from forumapp.audit import actions as audit
from forumapp.audit.models import AuditEntry
from forumapp.consents.models import Consent
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import following
from forumapp.invitations.nominations import Nomination
from forumapp.links import Link, Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import Recipient
from forumapp.notifications.models import WAITING, Message, State
from forumapp.people.belonging import Contact
from forumapp.people.models import Person
from forumapp.privacy import aftermath, emails, erasures, sweeping, traces
from forumapp.privacy.traces import Traces
from forumapp.refusals import Refused
from forumapp.registrations import actions as registrations
from forumapp.registrations.addresses import actions as addresses
from forumapp.uploads.models import Upload
from forumapp.words import N_


class SignsIn(Refused):
    words = N_("This address signs in as a member of the team. Take that away first; nothing was erased.")


@dataclass(frozen=True)
class Erased:
    """Counts only."""

    people: int
    registrations: int
    invitations: int
    letters: int
    mentions: int
    files: int = 0


@dataclass(frozen=True)
class Receipt:
    """On whose behalf, and in which language, a last letter says that it is done."""

    edition_id: int
    language: str


def counted(address: str) -> Erased:
    """What would go, as far as it can be counted beforehand: not how often others wrote of her."""
    found = traces.of(address)
    letters = select(func.count(Message.id)).where(_letters_of(found))
    return Erased(
        people=int(found.person is not None),
        registrations=len(found.registrations),
        invitations=len(found.invitations),
        letters=db.session.scalar(letters) or 0,
        mentions=0,
    )


def erase(address: str, receipt: Receipt | None = None) -> Erased:
    """All that is known of whoever has this address; erasing twice changes nothing more. Raises SignsIn.

    Her seat goes to the next in line. What lies on the disk is dealt with after the commit, see ``disk``.
    """
    if db.session.scalar(select(Member.id).where(Member.email_normalised == names.normalise_email(address))):
        raise SignsIn
    _wait_for_turns(traces.of(address))
    found = traces.of(address)
    pseudonym = f"erased {secrets.token_hex(5)}"
    gaps = aftermath.gaps_of(found)
    _keep_proof_of_consents(found, pseudonym)
    for registration in found.registrations:
        registrations.erase(registration)
    for invitation in found.invitations:
        following.ask_principal_again(invitation)
    _end_links(found)
    if found.person:
        agenda.redact_person(found.person)
    letters = _empty_letters(found)
    _rename_in_audit(found, pseudonym)
    _forget_where_others_named_her(found)
    if found.person:
        db.session.execute(delete(Person).where(Person.id == found.person.id))
    files = aftermath.forget_files(found.names)
    db.session.expunge_all()
    mentions = sweeping.sweep(found.addresses | found.names)
    notifications.lift_suppression(address)
    erased = Erased(
        people=int(found.person is not None),
        registrations=len(found.registrations),
        invitations=len(found.invitations),
        letters=letters,
        mentions=mentions,
        files=files,
    )
    if any((erased.people, erased.registrations, erased.letters, erased.mentions)):
        aftermath.tell(gaps, pseudonym)
        erasures.remember(address)
        audit.record("person erased", pseudonym, f"{letters} letters, {mentions} mentions")
        if receipt:
            edition = db.session.get_one(Edition, receipt.edition_id)
            emails.data_erased(edition, Recipient(address, language=receipt.language), pseudonym)
    db.session.flush()
    return erased


def _wait_for_turns(found: Traces) -> None:
    """In each edition where she is anything, always in the same order."""
    concerned = {row.edition_id for row in found.registrations} | {row.edition_id for row in found.invitations}
    for edition_id in sorted(concerned):
        edition_turns.take(edition_id)


def _end_links(found: Traces) -> None:
    """Deleted and not only ended: SQLite gives the number of a deleted row to the next one."""
    ended = [(Purpose.REGISTRATION, row.id) for row in found.registrations]
    for row in found.invitations:
        ended += [(Purpose.INVITATION, row.id), (Purpose.INVITATION_OF_CONTACT, row.id)]
    for purpose, number in ended:
        links.revoke_all(purpose, number)
        db.session.execute(delete(Link).where(Link.purpose == purpose, Link.object_id == number))


def _keep_proof_of_consents(found: Traces, pseudonym: str) -> None:
    """That, when and to which words somebody agreed stays provable, but not who it was."""
    hers: list[ColumnElement[bool]] = [Consent.registration_id.in_([row.id for row in found.registrations])]
    if found.person:
        hers.append(Consent.person_id == found.person.id)
    for given in db.session.scalars(select(Consent).where(or_(*hers)).order_by(Consent.id)):
        until = given.withdrawn_at.isoformat() if given.withdrawn_at else ""
        words = f"{given.purpose} {given.text_version} {given.language} {given.given_at.isoformat()}/{until}"
        audit.record("consent kept without person", pseudonym, words)


def _letters_of(found: Traces) -> ColumnElement[bool]:
    keys = {names.normalise_email(address) for address in found.addresses}
    return or_(Message.recipient_key.in_(keys), Message.about.in_(found.objects))


def _empty_letters(found: Traces) -> int:
    """To her and about her: what has not left is called off, what has left keeps no word and no address."""
    letters = db.session.scalars(select(Message).where(_letters_of(found)).with_for_update(key_share=True)).all()
    for letter in letters:
        letter.cancel()
        _empty(letter)
    db.session.flush()
    return len(letters)


def _empty(letter: Message) -> None:
    letter.about = f"erased letter {letter.id}"  # kind, subject matter and recipient are unique together
    letter.recipient = letter.recipient_key = letter.recipient_name = ""
    letter.subject = letter.body_text = letter.body_html = ""
    letter.calendar_method = letter.calendar_content = letter.calendar_filename = letter.enclosed = None
    letter.more_calendars = None
    letter.sealed_link = letter.link_marker = letter.link_object_id = letter.link_purpose = None
    letter.second_link_object_id = letter.second_link_purpose = None
    letter.reply_to = letter.in_reply_to = None


def forget_receipts() -> int:
    """Last letters that have left, or cannot leave, are emptied like the others; says how many."""
    left = (Message.kind == "data_erased", Message.recipient != "", Message.state.not_in((*WAITING, State.LEASED)))
    letters = db.session.scalars(select(Message).where(*left).with_for_update(key_share=True)).all()
    for letter in letters:
        notifications.lift_suppression(letter.recipient)
        _empty(letter)
    db.session.flush()
    return len(letters)


def _rename_in_audit(found: Traces, pseudonym: str) -> None:
    db.session.flush()
    db.session.execute(update(AuditEntry).where(AuditEntry.object.in_(found.objects)).values(object=pseudonym))


def _forget_where_others_named_her(found: Traces) -> None:
    """As an assistant, a representative, an address to come; in a file that waits for its import, which nobody sees."""
    keys = {names.normalise_email(address) for address in found.addresses}
    db.session.execute(delete(Contact).where(Contact.email_normalised.in_(keys)))
    for nomination in db.session.scalars(select(Nomination).where(Nomination.email != "")):
        if names.normalise_email(nomination.email) in keys:
            nomination.name, nomination.title, nomination.email = sweeping.ERASED, "", ""
    addresses.forget_addresses(keys)
    db.session.execute(delete(Upload).where(Upload.taken_at.is_(None)))
    db.session.flush()
