"""What a participant agrees to, one by one: hers by the directory where she is in it, else by her registration."""

from collections.abc import Mapping

from forumapp.audit import actions as audit
from forumapp.consents import actions as consents
from forumapp.consents import queries
from forumapp.consents.models import Consent, Giver
from forumapp.consents.purposes import Purpose
from forumapp.privacy import emails
from forumapp.registrations.models import Registration

ASKED = (Purpose.LISTED, Purpose.PHOTOGRAPHED)
"""Of everybody who takes part; nobody is listed or photographed by default."""


def giver(registration: Registration) -> Giver:
    if registration.person_id is not None:
        return Giver(person_id=registration.person_id)
    return Giver(registration_id=registration.id)


def of(registration: Registration) -> Mapping[Purpose, Consent]:
    """Purpose → her newest word; withdrawn ones have a date."""
    said = queries.history(giver(registration), registration.edition)
    return {Purpose(one.purpose): one for one in said if not one.about and one.purpose in ASKED}


def agree(registration: Registration, purpose: Purpose, language: str) -> None:
    consents.record(giver(registration), registration.edition, purpose, language)
    _record(f"agreed: {purpose}", registration)


def take_back(registration: Registration, purpose: Purpose) -> None:
    """As easily as it was given, at once, and with a receipt; twice is once."""
    if taken := consents.withdraw(giver(registration), registration.edition, purpose):
        emails.consent_withdrawn(registration, taken)
        _record(f"taken back: {purpose}", registration)


def _record(act: str, registration: Registration) -> None:
    audit.record(
        "consent", f"registration {registration.reference}", act, edition=registration.edition, actor="registrant"
    )
