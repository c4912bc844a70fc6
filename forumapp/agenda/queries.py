"""Finding releases."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import defer

from forumapp.agenda.models import Release
from forumapp.extensions import db
from forumapp.forums.models import Edition


def newest(edition: Edition) -> Release | None:
    return db.session.scalar(_of(edition).limit(1))


def by_number(edition: Edition, number: int) -> Release | None:
    return db.session.scalar(_of(edition).where(Release.number == number))


def of_edition(edition: Edition) -> Sequence[Release]:
    """All releases, the newest first, without their snapshots."""
    return db.session.scalars(_of(edition).options(defer(Release.snapshot, raiseload=True))).all()


def with_snapshots(edition: Edition) -> Sequence[Release]:
    return db.session.scalars(_of(edition)).all()


def marks(slug: str) -> Sequence[Row[str, int, int, int]]:
    """State of an edition, with id, number and revision of each release, oldest first; one light query.

    No row: no such edition. A row without id: nothing was released yet.
    """
    return db.session.execute(
        select(Edition.state, Release.id, Release.number, Release.revision)
        .join(Release, Release.edition_id == Edition.id, isouter=True)
        .where(Edition.slug == slug)
        .order_by(Release.number)
    ).all()


def _of(edition: Edition) -> Select[Release]:
    return select(Release).where(Release.edition_id == edition.id).order_by(Release.number.desc())
