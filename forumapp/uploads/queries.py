"""Finding files. Nobody finds a file of somebody else."""

from collections.abc import Sequence

from sqlalchemy import select

from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.uploads.models import Kind, Upload


def by_public_id(owner: Identified, kind: Kind, public_id: str, *, to_take: bool = False) -> Upload | None:
    """``to_take`` locks it where a database locks rows, so that of two confirmations the second finds it taken."""
    found = select(Upload).where(Upload.public_id == public_id, Upload.owner_id == owner.id, Upload.kind == kind)
    return db.session.scalar(found.with_for_update(key_share=True) if to_take else found)


def of_owner(owner: Identified) -> Sequence[Upload]:
    """Newest first."""
    of_hers = select(Upload).where(Upload.owner_id == owner.id)
    return db.session.scalars(of_hers.order_by(Upload.created_at.desc(), Upload.id.desc())).all()
