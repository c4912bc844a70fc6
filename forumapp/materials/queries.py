"""Finding files and links."""

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.materials.models import Material, MaterialFile, MaterialVersion, Visibility


def of_edition(edition: Edition) -> Sequence[Material]:
    """All of them, withdrawn ones included, those of the whole forum first; the number of queries is constant."""
    found = db.session.scalars(
        select(Material)
        .where(Material.edition_id == edition.id)
        .options(selectinload(Material.versions), joinedload(Material.session))
        .order_by(Material.id)
    )
    return sorted(found, key=lambda it: (it.session is not None, it.session.code if it.session else "", it.id))


def by_public_id(edition: Edition, public_id: str) -> Material | None:
    return db.session.scalar(select(Material).where(Material.edition_id == edition.id, Material.public_id == public_id))


def version_of(material: Material, number: int) -> MaterialVersion | None:
    return next((version for version in material.versions if version.number == number), None)


def content(version: MaterialVersion) -> bytes | None:
    """None for a link, and for a file that was erased with a person."""
    return db.session.scalar(select(MaterialFile.content).where(MaterialFile.version_id == version.id))


def newest_content(public_id: str, number: int) -> bytes | None:
    """The bytes of a version as the public may have it now; None if it was replaced or withdrawn since."""
    return db.session.scalar(
        select(MaterialFile.content)
        .join(MaterialVersion, MaterialVersion.id == MaterialFile.version_id)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(
            Material.public_id == public_id,
            Material.withdrawn_at.is_(None),
            Material.visibility != Visibility.TEAM,
            Material.newest == number,
            MaterialVersion.number == number,
        )
    )


def mark() -> ScalarSelect[int]:
    """A number beside an edition that grows with every change of a file or link of its own: none is ever deleted."""
    return (
        select(func.coalesce(func.sum(Material.version), 0)).where(Material.edition_id == Edition.id).scalar_subquery()
    )


def shown(slug: str) -> Sequence[Material]:
    """What people outside the team may read, as far as the release that they read shows its session."""
    return db.session.scalars(
        select(Material)
        .join(Edition, Edition.id == Material.edition_id)
        .where(Edition.slug == slug, Material.withdrawn_at.is_(None), Material.visibility != Visibility.TEAM)
        .options(selectinload(Material.versions), joinedload(Material.session))
        .order_by(Material.id)
    ).all()
