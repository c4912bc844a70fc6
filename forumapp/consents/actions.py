"""Somebody agrees, or takes it back. Rows are added and dated, never changed otherwise (INV-60)."""

from forumapp import clock
from forumapp.audit.actions import Identified
from forumapp.consents import queries
from forumapp.consents.models import Consent
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.extensions import db


def record(person: Identified, edition: Identified, purpose: Purpose, language: str, about: str = "") -> Consent:
    """She agrees to the present words of the purpose, read in ``language``; agreeing again changes nothing."""
    standing = queries.standing(person, edition, purpose, about)
    version = WORDINGS[purpose].version
    if standing and standing.text_version == version:
        return standing
    if standing:
        standing.withdrawn_at = clock.now()
    given = Consent(
        person_id=person.id,
        edition_id=edition.id,
        about=about,
        purpose=purpose,
        text_version=version,
        language=language,
        given_at=clock.now(),
    )
    db.session.add(given)
    db.session.flush()
    return given


def withdraw(person: Identified, edition: Identified, purpose: Purpose, about: str = "") -> None:
    """She takes it back; where she never agreed, nothing happens."""
    if standing := queries.standing(person, edition, purpose, about):
        standing.withdrawn_at = clock.now()
        db.session.flush()
