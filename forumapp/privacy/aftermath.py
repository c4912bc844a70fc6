"""What it means for others that somebody is gone: sessions without her, files that named her. No name is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.materials import actions as materials
from forumapp.materials.models import Material
from forumapp.privacy import emails, sweeping
from forumapp.privacy.traces import Traces
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole


@dataclass(frozen=True)
class Gap:
    """A forum that is still to come, and where in it she had a part."""

    edition_id: int
    sessions: tuple[int, ...]


def gaps_of(found: Traces) -> Sequence[Gap]:
    """Before her parts go with her."""
    if found.person is None:
        return []
    parts = db.session.scalars(
        select(SessionRole)
        .join(SessionRole.session)
        .where(SessionRole.person_id == found.person.id, SessionRole.state == RoleState.CONFIRMED)
        .order_by(ForumSession.code)
    )
    by_edition: dict[int, list[int]] = {}
    for part in parts:
        if not part.session.edition.is_over(clock.now()):
            by_edition.setdefault(part.session.edition_id, []).append(part.session_id)
    return [Gap(edition, tuple(dict.fromkeys(sessions))) for edition, sessions in by_edition.items()]


def forget_files(words: Collection[str]) -> int:
    """Files and links whose title names her are hers: withdrawn, and their content deleted; says how many.

    What stands inside a file nobody here can read; the desk is asked to look.
    """
    needles = sweeping.Needles(words)
    named = [it for it in db.session.scalars(select(Material).order_by(Material.id)) if needles.found_in(it.title)]
    for material in named:
        materials.forget(material)
    return len(named)


def tell(gaps: Sequence[Gap], pseudonym: str) -> None:
    """The desk of each forum learns which sessions have a place to fill, and which files to look into."""
    for gap in gaps:
        edition = db.session.get_one(Edition, gap.edition_id)
        sessions = db.session.scalars(
            select(ForumSession).where(ForumSession.id.in_(gap.sessions)).order_by(ForumSession.code)
        ).all()
        files = db.session.scalars(
            select(Material).where(Material.session_id.in_(gap.sessions), Material.withdrawn_at.is_(None))
        ).all()
        if edition.desk_email:
            emails.speaker_erased(edition, sessions, len(files), pseudonym)
