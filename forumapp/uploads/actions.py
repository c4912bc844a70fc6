"""A file comes, is imported, or is forgotten."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete

from forumapp import clock, names
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.extensions import db
from forumapp.uploads import queries
from forumapp.uploads.models import LONGEST_NAME, Kind, Upload

KEPT = timedelta(days=1)
MOST_WAITING = 10
"""Files of one member; a further one replaces the oldest."""


def keep(
    owner: Identified,
    kind: Kind,
    *,
    file_name: str,
    content: bytes,
    edition: Identified | None = None,
    wishes: Mapping[str, str] | None = None,
) -> Upload:
    """Remember a file until its sender has seen what would be taken of it."""
    upload = Upload(
        kind=kind,
        owner_id=owner.id,
        edition_id=edition.id if edition else None,
        file_name=names.one_line(file_name)[-LONGEST_NAME:],
        content=content,
        wishes=dict(wishes or {}),
        created_at=clock.now(),
    )
    db.session.add(upload)
    db.session.flush()
    for older in queries.of_owner(owner)[MOST_WAITING:]:
        db.session.delete(older)
    db.session.flush()
    audit.record("file uploaded", f"upload {upload.public_id}", kind, edition)
    return upload


def mark_taken(upload: Upload, edition: Identified) -> None:
    upload.take(clock.now(), edition.id)
    db.session.flush()


def forget_old() -> None:
    """Whatever came more than a day ago, imported or not."""
    db.session.execute(delete(Upload).where(Upload.created_at < clock.now() - KEPT))
