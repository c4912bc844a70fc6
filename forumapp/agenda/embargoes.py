"""An embargo lifts by a release of its own, at its minute (decision 29)."""

from collections.abc import Sequence

from sqlalchemy import select

from forumapp import clock
from forumapp.agenda import actions, queries, snapshots
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession


def editions_due() -> list[int]:
    """Ids of editions in which an embargo has ended."""
    due = select(ForumSession.edition_id).where(ForumSession.embargo_until <= clock.now()).distinct()
    return sorted(db.session.scalars(due))


def lift(edition: Edition) -> None:
    """Release what was kept back, as the last release was, and tell nobody; what else is planned stays unsaid."""
    actions.wait_for_turn(edition)
    due = _due(edition)
    for session in due:
        session.embargo_until = None
        audit.record("embargo lifted", f"session {session.code}", edition=edition)
    newest = queries.newest(edition)
    if newest is None or not due:
        return
    before = snapshots.upgraded(newest.snapshot)
    kept_back = {it["uid"] for it in before["sessions"] if "embargo_until" in it}
    lifted = snapshots.with_embargo_lifted(
        before, snapshots.build(edition), kept_back & {session.uid for session in due}
    )
    if not snapshots.same_facts(lifted, before):
        actions.release(
            edition,
            by_id=None,
            label=newest.label,
            note=newest.note,
            override_reason=newest.override_reason,
            frozen=lifted,
        )


def _due(edition: Edition) -> Sequence[ForumSession]:
    return db.session.scalars(
        select(ForumSession).where(ForumSession.edition_id == edition.id, ForumSession.embargo_until <= clock.now())
    ).all()
