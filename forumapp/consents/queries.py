"""What a person's word is now."""

from collections.abc import Sequence

from sqlalchemy import select

from forumapp.audit.actions import Identified
from forumapp.consents.models import Consent
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db


def standing(person: Identified, edition: Identified, purpose: Purpose, about: str = "") -> Consent | None:
    """The agreement that was given and not withdrawn."""
    return db.session.scalars(
        select(Consent)
        .where(
            Consent.person_id == person.id,
            Consent.edition_id == edition.id,
            Consent.purpose == purpose,
            Consent.about == about,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.id.desc())
    ).first()


def history(person: Identified, edition: Identified) -> Sequence[Consent]:
    """Everything she ever said for this edition, oldest first."""
    return db.session.scalars(
        select(Consent).where(Consent.person_id == person.id, Consent.edition_id == edition.id).order_by(Consent.id)
    ).all()
