"""What a person's word is now."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from forumapp.audit.actions import Identified
from forumapp.consents.models import Consent, Giver
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db


def giver(who: Identified | Giver) -> Giver:
    return who if isinstance(who, Giver) else Giver(person_id=who.id)


def standing(who: Identified | Giver, edition: Identified, purpose: Purpose, about: str = "") -> Consent | None:
    """The agreement that was given and not withdrawn."""
    return db.session.scalars(
        select(Consent)
        .where(
            *_given_by(who),
            Consent.edition_id == edition.id,
            Consent.purpose == purpose,
            Consent.about == about,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.id.desc())
    ).first()


def standing_for(
    edition: Identified, people: Collection[int], purposes: Collection[Purpose]
) -> Mapping[int, frozenset[Purpose]]:
    """By the person's id, what she agreed to for the edition as a whole and did not take back; one query."""
    return _standing_by(Consent.person_id, edition, people, purposes)


def standing_for_participants(
    edition: Identified, registrations: Collection[int], purposes: Collection[Purpose]
) -> Mapping[int, frozenset[Purpose]]:
    """As ``standing_for``, by the registration's id, of those who are not in the directory."""
    return _standing_by(Consent.registration_id, edition, registrations, purposes)


def history(who: Identified | Giver, edition: Identified) -> Sequence[Consent]:
    """Everything she ever said for this edition, oldest first."""
    return db.session.scalars(
        select(Consent).where(*_given_by(who), Consent.edition_id == edition.id).order_by(Consent.id)
    ).all()


def _given_by(who: Identified | Giver) -> tuple[ColumnElement[bool], ...]:
    whose = giver(who)
    if whose.registration_id is not None:
        return (Consent.registration_id == whose.registration_id,)
    return (Consent.person_id == whose.person_id,)


def _standing_by(
    whose: InstrumentedAttribute[int | None],
    edition: Identified,
    ids: Collection[int],
    purposes: Collection[Purpose],
) -> Mapping[int, frozenset[Purpose]]:
    rows = db.session.execute(
        select(whose, Consent.purpose).where(
            Consent.edition_id == edition.id,
            whose.in_(ids),
            Consent.purpose.in_(purposes),
            Consent.about == "",
            Consent.withdrawn_at.is_(None),
        )
    )
    found: dict[int, set[Purpose]] = {}
    for number, purpose in rows:
        if number is not None:
            found.setdefault(number, set()).add(Purpose(purpose))
    return {number: frozenset(agreed) for number, agreed in found.items()}
