"""Reading what was done."""

from collections.abc import Sequence

from sqlalchemy import select

from forumapp.audit.actions import Identified
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db


def of_edition(edition: Identified) -> Sequence[AuditEntry]:
    """All entries of an edition, oldest first."""
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.edition_id == edition.id).order_by(AuditEntry.id)
    ).all()
