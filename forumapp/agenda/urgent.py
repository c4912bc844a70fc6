"""One session changes and everybody concerned knows at once; what else is planned stays unreleased."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forumapp import wall_times
from forumapp.agenda import actions, affected, snapshots, telling, unlisted
from forumapp.agenda.actions import Clashing
from forumapp.agenda.affected import Told
from forumapp.agenda.emails import Cause
from forumapp.agenda.models import Release, Whom
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.telling import Audience, Sample
from forumapp.extensions import db
from forumapp.invitations import answering
from forumapp.invitations import queries as invitation_queries
from forumapp.invitations.vocabulary import How, InvitationState
from forumapp.programme import actions as programme
from forumapp.programme import clashes
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.refusals import Refused
from forumapp.registrations.seats import released
from forumapp.tasks.models import Task
from forumapp.words import N_, Text


class NothingSaid(Refused):
    words = N_("Change the time, the room or who takes part.")


@dataclass(frozen=True)
class Change:
    """``place`` as ``programme.actions.reschedule`` takes it; None: time and room stay."""

    reason: Text
    place: dict[str, Any] | None = None
    leaving: SessionRole | None = None
    """Who cannot come."""
    cancels: bool = False
    postpones: bool = False
    override_reason: str = ""


def consequences(session: ForumSession, *, ends: bool = False) -> Audience:
    """Everybody with a part or a seat in it, and everybody registered; if it ``ends``, those who were asked, too."""
    edition = session.edition
    sessions = {session.id: affected.frozen(session, edition)}
    return telling.audience(edition, Told(None, None, sessions, whole=True, ends=ends))


def newcomers(session: ForumSession, released: Snapshot) -> list[SessionRole]:
    """Who said yes since the release and may be named in it: with an urgent change of the session they come in."""
    public = next((it for it in released["sessions"] if it["uid"] == session.uid), None)
    if public is None:
        return []
    known = {(role["person"], role["role"]) for role, _person in snapshots.named(released, public)}
    return [one for one in session.roles if one.may_be_named and (one.person.public_id, one.part) not in known]


def letters_of(session: ForumSession, change: Change, told: str) -> list[Sample]:
    """The letters as they would leave. What is tried for them must be rolled back, so it is for a page shown again.

    Raises as ``change_at_once`` does.
    """
    edition = session.edition
    newest = actions.refuse_other_number(edition, None)
    _apply(session, change, newest)
    _refuse_clash(session, change)
    before = snapshots.upgraded(newest.snapshot)
    after = snapshots.with_session(before, snapshots.build(edition), session.uid)
    sessions = {session.id: affected.frozen(session, edition)}
    found = telling.audience(edition, Told(before, after, sessions, whole=True, unlisted=newest.unlisted))
    return found.samples(edition, Cause(number=newest.number + 1, urgent=True, reason=change.reason), told)


def change_at_once(
    session: ForumSession, change: Change, *, by_id: int | None, told: str, expected_number: int | None = None
) -> tuple[Release, list[Task]]:
    """Change the programme, release this session alone, write to those concerned.

    Raises NotReleased, AlreadyReleased, NothingSaid, Clashing and what the programme refuses.
    """
    edition = session.edition
    newest = actions.refuse_other_number(edition, expected_number)
    _apply(session, change, newest)
    _refuse_clash(session, change)
    before, known = snapshots.upgraded(newest.snapshot), newest.unlisted
    was_read = _is_read(before, session)
    frozen = snapshots.with_session(before, snapshots.build(edition), session.uid)
    is_read = was_read or _is_read(frozen, session)
    made = newest
    if is_read or not snapshots.same_facts(frozen, before):
        made = actions.release(
            edition,
            by_id=by_id,
            label=newest.label,
            note=change.reason if is_read else Text(),
            override_reason=change.override_reason,
            expected_number=expected_number,
            told=told,
            frozen=frozen,
        )
    made.unlisted = unlisted.with_session(made.unlisted, session)
    released.end_where_called_off(edition, session)
    if told == Whom.NOBODY:
        return made, []
    sessions = {session.id: affected.frozen(session, edition)}
    found = telling.audience(
        edition, Told(before, made.snapshot, sessions, whole=True, unlisted=known, since=made.released_at)
    )
    cause = Cause(number=made.number, urgent=True, reason=change.reason)
    # Those registered hear nothing of a session that the public does not read (INV-20).
    whom = told if is_read else Whom.AFFECTED
    return made, telling.begin(edition, found, cause, whom, once=f"urgent {session.id} {session.version}")


def _is_read(snapshot: Snapshot, session: ForumSession) -> bool:
    """Whether the public reads more of it than that a room is taken."""
    return any(it["uid"] == session.uid and not it["closed"] for it in snapshot["sessions"])


def _apply(session: ForumSession, change: Change, newest: Release) -> None:
    if change.cancels:
        programme.cancel(session)
        return
    if change.postpones:
        programme.postpone(session)
        return
    moved = change.place is not None and _differs(session, change.place)
    if not moved and change.leaving is None and not newcomers(session, snapshots.upgraded(newest.snapshot)):
        raise NothingSaid
    if change.place is not None and moved:
        programme.reschedule(session, **change.place)
    if change.leaving:
        _end(change.leaving)


def _end(role: SessionRole) -> None:
    """She told the desk; she gets a receipt that takes the entry out of her calendar."""
    invitation = invitation_queries.for_role(role)
    if invitation and invitation.state == InvitationState.ACCEPTED:
        answering.record_answer(invitation, InvitationState.DECLINED, How.PHONE, receipt=True)
    else:
        programme.decline_role(role)
    db.session.flush()


def _refuse_clash(session: ForumSession, change: Change) -> None:
    """Only what this session runs into; what was overridden elsewhere before holds nobody up now."""
    if change.override_reason:
        return
    found = clashes.blocking(clashes.of_edition(session.edition))
    if any(session in clash.sessions for clash in found):
        raise Clashing


def _differs(session: ForumSession, place: Mapping[str, Any]) -> bool:
    wall, zone = place["wall_start"], session.edition.time_zone
    starts_at = wall_times.to_instant(wall, zone, place["fold"]) if wall else None
    moved = (starts_at, place["minutes"] if wall else None) != (session.starts_at, session.minutes)
    return moved or place["room"] is not session.room
