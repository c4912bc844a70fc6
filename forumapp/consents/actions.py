"""Somebody agrees, or takes it back. Rows are added and dated, never changed otherwise (INV-60)."""

from datetime import datetime

from forumapp import clock
from forumapp.audit.actions import Identified
from forumapp.consents import queries
from forumapp.consents.models import Consent, Giver
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.extensions import db


def record(who: Identified | Giver, edition: Identified, purpose: Purpose, language: str, about: str = "") -> Consent:
    """She agrees to the present words of the purpose, read in ``language``; agreeing again changes nothing."""
    standing = queries.standing(who, edition, purpose, about)
    version = WORDINGS[purpose].version
    if standing and standing.text_version == version:
        return standing
    if standing:
        standing.withdrawn_at = clock.now()
    giver = queries.giver(who)
    given = Consent(
        person_id=giver.person_id,
        registration_id=giver.registration_id,
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


def withdraw(who: Identified | Giver, edition: Identified, purpose: Purpose, about: str = "") -> Consent | None:
    """She takes it back; None where she never agreed, or took it back before."""
    if standing := queries.standing(who, edition, purpose, about):
        standing.withdrawn_at = clock.now()
        db.session.flush()
        return standing
    return None


def hand_over(registration: Identified, person: Identified, edition: Identified) -> None:
    """A participant is somebody of the directory from now on, and what she said stays her word, with its dates.

    Where she said something of the same as that person later, the later word holds.
    """
    as_person = queries.history(person, edition)
    for given in queries.history(Giver(registration_id=registration.id), edition):
        later = [one for one in as_person if (one.purpose, one.about) == (given.purpose, given.about)]
        if any(_last_word(one) >= _last_word(given) for one in later):
            given.withdrawn_at = given.withdrawn_at or clock.now()
        else:
            for one in later:
                one.withdrawn_at = one.withdrawn_at or clock.now()
        given.registration_id, given.person_id = None, person.id
    db.session.flush()


def _last_word(given: Consent) -> datetime:
    return given.withdrawn_at or given.given_at
