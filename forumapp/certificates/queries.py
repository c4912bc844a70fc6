"""Who may have a certificate, which there are, and whether a code is genuine."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from forumapp import clock
from forumapp.certificates.models import Certificate, CertificateTerms
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import Part
from forumapp.registrations.models import Registration, RegistrationState

CAME = RegistrationState.CHECKED_IN
"""The one proof that somebody was there: at the desk, for whoever follows online too. Who opens a meeting leaves no
trace, because looking at a page writes nothing."""


@dataclass(frozen=True)
class Counts:
    entitled: int
    made: int
    """Of them."""


def terms_of(edition: Edition) -> CertificateTerms | None:
    return db.session.get(CertificateTerms, edition.id)


def of(registration: Registration) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.registration_id == registration.id))


def may_have(registration: Registration) -> bool:
    """Who came, once the forum gives them; what was made stays hers when it gives no more."""
    edition = registration.edition
    if registration.state != CAME or not edition.is_over(clock.now()):
        return False
    terms = terms_of(edition)
    return (terms is not None and terms.have_begun(clock.now())) or of(registration) is not None


def genuine(code: str) -> Certificate | None:
    """The certificate with this code; None also where it is not true any more that she was there."""
    return db.session.scalar(
        select(Certificate)
        .join(Certificate.registration)
        .join(Registration.edition)
        .options(contains_eager(Certificate.registration).contains_eager(Registration.edition))
        .where(Certificate.code == code, Registration.state == CAME)
    )


def counts(edition: Edition) -> Counts:
    row = db.session.execute(
        select(func.count(), func.count(Certificate.id))
        .select_from(Registration)
        .outerjoin(Certificate, Certificate.registration_id == Registration.id)
        .where(Registration.edition_id == edition.id, Registration.state == CAME)
    ).one()
    return Counts(*row)


def parts_held(registration: Registration) -> list[Part]:
    """What she said yes to and what took place, in the order in which parts are printed."""
    if registration.person_id is None:
        return []
    held = (
        select(SessionRole.part)
        .join(SessionRole.session)
        .where(
            ForumSession.edition_id == registration.edition_id,
            ForumSession.state == SessionState.CONFIRMED,
            SessionRole.person_id == registration.person_id,
            SessionRole.state == RoleState.CONFIRMED,
        )
        .distinct()
    )
    found = set(db.session.scalars(held))
    return [part for part in Part if part in found]


def came_of(edition: Edition, people: Collection[int]) -> Mapping[int, Registration]:
    """By person, those of them who were checked in."""
    found = select(Registration).where(
        Registration.edition_id == edition.id, Registration.state == CAME, Registration.person_id.in_(people)
    )
    return {one.person_id: one for one in db.session.scalars(found) if one.person_id is not None}
