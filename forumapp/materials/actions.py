"""A file or a link is added, replaced, withdrawn. Nobody is written to; what is public changes at once."""

import hashlib

from sqlalchemy import delete

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.materials import signals
from forumapp.materials.models import Material, MaterialFile, MaterialVersion
from forumapp.programme.models import ForumSession
from forumapp.uploads.file_types import Checked
from forumapp.words import Text

ERASED_HOST = "erased.invalid"
"""Where a link led to somebody who is erased."""


def add(
    edition: Edition,
    given: Checked | str,
    *,
    kind: str,
    title: Text,
    visibility: str,
    session: ForumSession | None = None,
) -> Material:
    """``given``: a checked file or a checked address. Raises what ``describe`` raises."""
    made = Material(edition=edition, kind=kind)
    made.describe(kind, title, visibility, session)
    db.session.add(made)
    _add_version(made, given)
    _tell("material added", made, f"{kind}, {visibility}")
    return made


def replace(material: Material, given: Checked | str) -> MaterialVersion:
    """The next version; the earlier ones stay with the team."""
    made = _add_version(material, given)
    _tell("material replaced", material, f"version {made.number}")
    return made


def describe(material: Material, *, kind: str, title: Text, visibility: str, session: ForumSession | None) -> None:
    """Raises OfClosedSession, MayNotBePlayed."""
    material.describe(kind, title, visibility, session)
    _tell("material changed", material, f"{kind}, {visibility}")


def withdraw(material: Material) -> None:
    material.withdraw(clock.now())
    _tell("material withdrawn", material)


def show_again(material: Material) -> None:
    material.show_again()
    _tell("material shown again", material)


def forget(material: Material) -> None:
    """Somebody whom its title names is erased: the row stays as a number, title and content go."""
    numbers = [version.id for version in material.versions]
    db.session.execute(delete(MaterialFile).where(MaterialFile.version_id.in_(numbers)))
    for version in material.versions:
        if version.url:
            version.url = f"https://{ERASED_HOST}/"
    material.title = Text()
    if not material.is_withdrawn:
        material.withdraw(clock.now())
    _tell("material erased", material)


def _add_version(material: Material, given: Checked | str) -> MaterialVersion:
    material.newest += 1
    made = MaterialVersion(material=material, number=material.newest, added_at=clock.now())
    if isinstance(given, str):
        made.url = given
    else:
        made.file_type, made.size = given.file_type, len(given.content)
        made.digest = hashlib.sha256(given.content).hexdigest()
    db.session.add(made)
    db.session.flush()
    if not isinstance(given, str):
        db.session.add(MaterialFile(version_id=made.id, content=given.content))
    db.session.expire(material, ["versions"])
    return made


def _tell(act: str, material: Material, detail: str = "") -> None:
    db.session.flush()
    audit.record(act, f"material {material.public_id}", detail, material.edition)
    signals.changed.send(material)
