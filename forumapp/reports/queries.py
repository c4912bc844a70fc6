"""Counting, for the overview; a fixed number of queries whatever there is."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from forumapp import clock, wall_times
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import whose
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import NOT_DELIVERED, InvitationState
from forumapp.materials.models import Kind, Material
from forumapp.notifications.models import Message
from forumapp.people.bringing import Looking
from forumapp.profiles import queries as profiles
from forumapp.profiles.parts import Missing, wanted_until
from forumapp.programme import clashes, cohosts
from forumapp.programme.clashes import Clash
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.registrations.models import Registration, SeatPool
from forumapp.rights import Permission


def invitations_by_state(edition: Edition, *seen: ColumnElement[bool]) -> Mapping[str, int]:
    """All of them, or those that are a member's business, from ``whose``."""
    found = select(Invitation.state, func.count(Invitation.id)).outerjoin(Invitation.role)
    return _as_counts(found.where(Invitation.edition_id == edition.id, *seen).group_by(Invitation.state))


def answers_since(edition: Edition, since: datetime, *seen: ColumnElement[bool]) -> int:
    """To how many invitations the answer came after that."""
    found = select(func.count(Invitation.id)).outerjoin(Invitation.role)
    return (
        db.session.scalar(found.where(Invitation.edition_id == edition.id, Invitation.answered_at > since, *seen)) or 0
    )


def undelivered_invitations(edition: Edition, member: Looking) -> Mapping[str, int]:
    """Of those that are her business and wait for an answer: what became of the newest letter, if it did not arrive."""
    found = select(Invitation.letter_state).outerjoin(Invitation.role)
    asked = Invitation.state == InvitationState.SENT
    states = db.session.scalars(
        found.where(Invitation.edition_id == edition.id, asked, *whose.seen_by(member, edition))
    )
    return Counter(str(state) for state in states if state in NOT_DELIVERED)


def blocking_clashes(edition: Edition, member: Looking) -> list[Clash]:
    """All of them, or for a co-host those of her sessions."""
    found = clashes.blocking(clashes.of_edition(edition))
    if member.may(Permission.EDIT_PROGRAMME, edition):
        return found
    hers = set(db.session.scalars(cohosts.ids(edition, member)))
    return [clash for clash in found if any(session.id in hers for session in clash.sessions)]


def incomplete_profiles(edition: Edition, member: Looking) -> int:
    """How many who said yes have not told everything, as long as it is of use; arrival concerns logistics alone."""
    if _today(edition) > wanted_until(edition):
        return 0
    held = select(Invitation.id).join(Invitation.role).join(SessionRole.session)
    held = held.where(Invitation.edition_id == edition.id, ForumSession.state != SessionState.CANCELLED)
    hers = set(db.session.scalars(held.where(*whose.seen_by(member, edition))))
    people = {one.person_id: one.person for one in profiles.accepted_in(edition) if one.id in hers}
    untold = set() if member.may(Permission.SEE_TRAVEL, edition) else {Missing.ARRIVAL}
    return sum(bool(set(items) - untold) for items in profiles.missing(edition, people.values()).values())


def sessions_without_slides(edition: Edition, member: Looking) -> int:
    """Of those whose slides are due, until the forum is over; of a co-host, her own."""
    today = _today(edition)
    if edition.ends_on < today:
        return 0
    with_slides = select(Material.session_id).where(
        Material.edition_id == edition.id,
        Material.kind == Kind.SLIDES,
        Material.withdrawn_at.is_(None),
        Material.session_id.is_not(None),
    )
    found = select(func.count(ForumSession.id)).where(
        ForumSession.edition_id == edition.id,
        ForumSession.state != SessionState.CANCELLED,
        ForumSession.slides_due_on <= today,
        ForumSession.id.not_in(with_slides),
    )
    if not member.may(Permission.EDIT_PROGRAMME, edition):
        found = found.where(ForumSession.id.in_(cohosts.ids(edition, member)))
    return db.session.scalar(found) or 0


def registrations_by_state(edition: Edition) -> Mapping[str, int]:
    return _counts(Registration.state, Registration.edition_id == edition.id)


def messages_by_state(edition: Edition) -> Mapping[str, int]:
    return _counts(Message.state, Message.edition_id == edition.id)


def uninvited_count(edition: Edition) -> int:
    """People with a part in a session whom nobody has asked yet."""
    return (
        db.session.scalar(
            select(func.count(SessionRole.id))
            .join(ForumSession, ForumSession.id == SessionRole.session_id)
            .join(Invitation, Invitation.role_id == SessionRole.id, isouter=True)
            .where(
                ForumSession.edition_id == edition.id,
                ForumSession.state != SessionState.CANCELLED,
                SessionRole.state == RoleState.PROPOSED,
                Invitation.id.is_(None),
            )
        )
        or 0
    )


def places(edition: Edition) -> tuple[int, int | None]:
    """Places taken, and how many there are; None: as many as come."""
    row = db.session.execute(
        select(SeatPool.taken, SeatPool.capacity).where(SeatPool.edition_id == edition.id)
    ).one_or_none()
    return (row[0], row[1]) if row else (0, None)


def _counts(state: InstrumentedAttribute[Any], condition: ColumnElement[bool]) -> Mapping[str, int]:
    return _as_counts(select(state, func.count()).where(condition).group_by(state))


def _as_counts(counted: Select[Any, int]) -> Mapping[str, int]:
    return {str(found): count for found, count in db.session.execute(counted)}


def _today(edition: Edition) -> date:
    return wall_times.to_wall(clock.now(), edition.time_zone).date()
