"""What is kept for how long (domain.md 8.6). Running it twice changes nothing more; counts stay (INV-62).

Needs, food and travel are forgotten by ``profiles``, codes and waiting files by their own features.
"""

from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, Update, and_, delete, exists, or_, select, update

from forumapp import clock
from forumapp.agenda.models import CalendarFeed, OwnAgenda
from forumapp.attendance.models import Badge
from forumapp.audit import actions as audit
from forumapp.audit.models import AuditEntry
from forumapp.certificates.models import Certificate
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.links import Link, Purpose
from forumapp.notifications.models import WAITING, Message, State
from forumapp.people.belonging import Contact
from forumapp.people.models import EditionPerson, Gender, Person
from forumapp.privacy import erasures
from forumapp.privacy.models import Erasure
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import CREW
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import actions as questions
from forumapp.registrations.questions.models import RegistrationAnswer, RegistrationFile
from forumapp.registrations.review.models import RegistrationReview

LETTERS_KEPT = timedelta(days=183)
"""Their words; that there was a letter is kept as long as the audit."""
PROOF_KEPT = timedelta(days=730)
GENDER_KEPT = timedelta(days=30)
CALENDARS_KEPT = timedelta(days=90)
"""That somebody subscribed to, and what participants marked, after the last day of the forum."""
FORUM_KEPT = timedelta(days=365)
"""Names and addresses, after the last day of the forum."""

_UNFINISHED = (*WAITING, State.LEASED)
_SPOKE = exists().where(
    SessionRole.person_id == Person.id, SessionRole.state == RoleState.CONFIRMED, SessionRole.part.not_in(CREW)
)
"""Crew was named nowhere, so that no archive needs it."""


def purge() -> dict[str, int]:
    """How many of what were forgotten now."""
    now = clock.now()
    today = now.date()
    purged = {
        "letters emptied": _empty_letters(now - LETTERS_KEPT),
        "letters deleted": _delete_letters(now - PROOF_KEPT),
        "audit entries deleted": _count(delete(AuditEntry).where(AuditEntry.at < now - PROOF_KEPT)),
        "erasures deleted": _count(delete(Erasure).where(Erasure.erased_at < now - erasures.KEPT)),
        "genders forgotten": _forget_genders(today - GENDER_KEPT),
        "answers of registrations forgotten": questions.forget_due(),
        "addresses never confirmed forgotten": addresses.forget_old(),
        "certificates ended": _end_certificates(today - FORUM_KEPT),
        "registrations made nameless": _make_registrations_nameless(today - FORUM_KEPT),
        "answers emptied": _empty_answers(today - FORUM_KEPT),
        "calendars ended": _count(
            delete(CalendarFeed).where(CalendarFeed.edition_id.in_(_ended(today - CALENDARS_KEPT)))
        ),
        "own agendas forgotten": _forget_own_agendas(today - CALENDARS_KEPT),
        "people deleted": _delete_people(today),
        "addresses of speakers deleted": _keep_speakers_by_name_alone(today),
    }
    if any(purged.values()):
        audit.record("purged", "retention", ", ".join(f"{count} {what}" for what, count in purged.items() if count))
    db.session.flush()
    db.session.expire_all()
    return purged


def _forget_own_agendas(before: date) -> int:
    registrations = select(Registration.id).where(Registration.edition_id.in_(_ended(before)))
    return _count(delete(OwnAgenda).where(OwnAgenda.registration_id.in_(registrations)))


def _empty_letters(before: datetime) -> int:
    return _count(
        update(Message)
        .where(Message.queued_at < before, Message.state.not_in(_UNFINISHED), Message.body_text != "")
        .values(
            subject="",
            body_text="",
            body_html="",
            recipient_name="",
            calendar_method=None,
            calendar_content=None,
            enclosed=None,
            calendar_filename=None,
        )
    )


def _delete_letters(before: datetime) -> int:
    return _count(delete(Message).where(Message.queued_at < before, Message.state.not_in(_UNFINISHED)))


def _forget_genders(before: date) -> int:
    return _count(
        update(Person)
        .where(Person.gender != Gender.NOT_TOLD, _known(), ~_known(Edition.ends_on >= before))
        .values(gender=Gender.NOT_TOLD)
    )


def _end_certificates(before: date) -> int:
    """Nobody can say any more whose it was; the code is unknown."""
    old = select(Registration.id).where(Registration.edition_id.in_(_ended(before)))
    return _count(delete(Certificate).where(Certificate.registration_id.in_(old)))


def _make_registrations_nameless(before: date) -> int:
    named = Registration.email_normalised.not_like("nameless %")
    due = db.session.scalars(select(Registration).where(Registration.edition_id.in_(_ended(before)), named)).all()
    for registration in due:
        registration.name = registration.email = registration.organisation = registration.search_text = ""
        registration.first_because = ""
        registration.email_normalised = f"nameless {registration.id}"
        registration.person_id = None
    numbers = [registration.id for registration in due]
    for told in (RegistrationReview, RegistrationAnswer, RegistrationFile):
        db.session.execute(delete(told).where(told.registration_id.in_(numbers)))
    db.session.flush()
    db.session.execute(delete(Link).where(Link.purpose == Purpose.REGISTRATION, Link.object_id.in_(numbers)))
    _forget_wordings(before)
    return len(due)


def _forget_wordings(before: date) -> None:
    """A name that somebody guesses could be checked against what is kept of a badge."""
    old = select(Registration.id).where(Registration.edition_id.in_(_ended(before)))
    db.session.execute(update(Badge).where(Badge.registration_id.in_(old), Badge.wording != "").values(wording=""))


def _empty_answers(before: date) -> int:
    old = Invitation.edition_id.in_(_ended(before))
    numbers = select(Invitation.id).where(old)
    db.session.execute(delete(Nomination).where(Nomination.invitation_id.in_(numbers)))
    return _count(
        update(Invitation)
        .where(old, or_(Invitation.message != "", Invitation.suggested_name != ""))
        .values(message="", suggested_name="", suggested_organisation="", suggested_why="")
    )


def _delete_people(today: date) -> int:
    return _count(delete(Person).where(_long_enough(today), ~_SPOKE))


def _keep_speakers_by_name_alone(today: date) -> int:
    """Her public part stays in the archive; how to reach her does not."""
    due = db.session.scalars(
        select(Person.id).where(_long_enough(today), _SPOKE, or_(Person.email != "", Person.salutation != ""))
    ).all()
    db.session.execute(delete(Contact).where(Contact.person_id.in_(due)))
    for person in db.session.scalars(select(Person).where(Person.id.in_(due))):
        person.email = person.salutation = ""
        person.refresh_keys()
    db.session.flush()
    return len(due)


def _long_enough(today: date) -> ColumnElement[bool]:
    """All her forums were over a year ago, and she did not agree to be kept longer."""
    agreed = and_(Person.keeping_agreed_on.is_not(None), or_(Person.kept_until.is_(None), Person.kept_until >= today))
    return and_(_known(), ~_known(Edition.ends_on >= today - FORUM_KEPT), ~agreed)


def _known(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(EditionPerson.person_id == Person.id, EditionPerson.edition_id == Edition.id, *conditions)
        .correlate(Person)
    )


def _ended(before: date) -> Any:
    return select(Edition.id).where(Edition.ends_on < before)


def _count(statement: Update | Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount
