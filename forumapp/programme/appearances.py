"""Where somebody spoke before: what the programmes of earlier editions say of her in public."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp import wall_times
from forumapp.extensions import db
from forumapp.forums.models import Edition, EditionState
from forumapp.people.models import Person
from forumapp.people.others import Appearance
from forumapp.programme import wording
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole


def of(person: Person, before: Edition) -> Sequence[Appearance]:
    """Confirmed parts in announced editions that began earlier, if the public may know of them (INV-22, INV-23)."""
    roles = db.session.scalars(
        select(SessionRole)
        .join(SessionRole.session)
        .join(ForumSession.edition)
        .where(
            SessionRole.person_id == person.id,
            SessionRole.state == RoleState.CONFIRMED,
            Edition.id != before.id,
            Edition.starts_on < before.starts_on,
            Edition.state == EditionState.ANNOUNCED,
        )
        .options(joinedload(SessionRole.session).joinedload(ForumSession.edition))
    )
    return [_appearance(role) for role in roles if role.may_be_named and not role.session.is_cancelled]


def _appearance(role: SessionRole) -> Appearance:
    session = role.session
    edition = session.edition
    starts = wall_times.to_wall(session.starts_at, edition.time_zone).date() if session.starts_at else edition.starts_on
    return Appearance(
        on=starts,
        edition=edition.title,
        session=session.title,
        part=str(wording.words_of(role.part, "part")),
        title=role.title,
        organisation=role.organisation,
    )
