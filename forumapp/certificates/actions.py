"""A forum says on which terms it gives certificates; whoever came has hers made, shares it, has it made anew."""

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.certificates import queries
from forumapp.certificates.models import Certificate, CertificateTerms, NothingToCertify, new_code
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.registrations import places
from forumapp.registrations.models import Registration


def of_or_new(edition: Edition) -> CertificateTerms:
    """The terms there are, else those of a forum that gives none; these are not kept."""
    return queries.terms_of(edition) or CertificateTerms(edition=edition)


def set_terms(edition: Edition, **values: object) -> CertificateTerms:
    places.lock(edition)
    terms = of_or_new(edition)
    for name, value in values.items():
        setattr(terms, name, value)
    terms.version += 1
    db.session.add(terms)
    audit.record("terms of certificates set", f"edition {edition.slug}", "on" if terms.is_on else "off", edition)
    db.session.flush()
    return terms


def make(registration: Registration) -> Certificate:
    """As she is called and what she held now; made twice it is one. Raises NothingToCertify."""
    _lock_entitled(registration)
    return queries.of(registration) or _made(registration)


def make_anew(registration: Registration) -> Certificate:
    """After a correction: another code, and the earlier one is unknown from now on. Raises NothingToCertify."""
    _lock_entitled(registration)
    if known := queries.of(registration):
        db.session.delete(known)
        db.session.flush()
    return _made(registration)


def share(registration: Registration, *, with_name: bool) -> None:
    """Whether whoever has the code also reads her name. Raises NothingToCertify."""
    places.lock_for(registration)
    certificate = queries.of(registration)
    if certificate is None:
        raise NothingToCertify
    if certificate.is_shared != with_name:
        certificate.shared_at = clock.now() if with_name else None
        _record("certificate shared" if with_name else "certificate not shared any more", registration)
        db.session.flush()


def _lock_entitled(registration: Registration) -> None:
    places.lock_for(registration)
    if not queries.may_have(registration):
        raise NothingToCertify


def _made(registration: Registration) -> Certificate:
    person = db.session.get(Person, registration.person_id) if registration.person_id else None
    native_name = person.native_name if person else ""
    certificate = Certificate(
        registration=registration,
        code=new_code(),
        printed_name=registration.name,
        native_name="" if native_name in registration.name else native_name,
        native_lang=person.native_lang if person else "",
        parts=[str(part) for part in queries.parts_held(registration)],
        made_at=clock.now(),
    )
    db.session.add(certificate)
    _record("certificate made", registration)
    db.session.flush()
    return certificate


def _record(act: str, registration: Registration) -> None:
    audit.record(act, f"registration {registration.reference}", edition=registration.edition, actor="registrant")
