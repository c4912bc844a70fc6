"""Finding invitations, and what goes with them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forumapp import links, names
from forumapp.extensions import db
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import deadlines
from forumapp.invitations.models import (
    DRAFTS,
    STATES_OF_WORD,
    Invitation,
    InvitationState,
    Nomination,
    NominationState,
    Word,
)
from forumapp.links import Purpose
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession, RoleState, SessionRole, SessionState


def by_link(token: str, *, to_change: bool = False) -> Invitation | None:
    """The invitation behind a live link; ``to_change`` makes a second press of the button wait for the first."""
    link = links.find(Purpose.INVITATION, token)
    if link is None:
        return None
    found = _whole().where(Invitation.id == link.object_id, Invitation.state != InvitationState.REVOKED)
    return db.session.scalar(found.with_for_update(of=Invitation) if to_change else found)


def by_public_id_in(edition: Edition, public_id: str) -> Invitation | None:
    return db.session.scalar(_whole().where(Invitation.edition_id == edition.id, Invitation.public_id == public_id))


def for_role(role: SessionRole) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.role_id == role.id))


def drafts(edition: Edition, only: Collection[str] | None = None, *, to_change: bool = False) -> Sequence[Invitation]:
    """What waits to be sent, in the order of the programme; ``only`` those with these public ids."""
    found = _in_order(_whole()).where(
        Invitation.edition_id == edition.id,
        Invitation.state.in_(DRAFTS),
        ForumSession.state != SessionState.CANCELLED,
    )
    if only is not None:
        found = found.where(Invitation.public_id.in_(only))
    return db.session.scalars(found.with_for_update(of=Invitation) if to_change else found).all()


def of_edition(edition: Edition, search: str = "", word: Word | None = None) -> Select[Invitation]:
    """All of an edition in the order of the programme; paginate it."""
    found = _in_order(_whole()).where(Invitation.edition_id == edition.id)
    if terms := names.search_terms(search):
        searched = Person.search_text + " " + ForumSession.search_text
        found = found.where(*(searched.contains(term) for term in terms))
    return found.where(Invitation.state.in_(STATES_OF_WORD[word])) if word else found


def to_be_reminded(now: datetime) -> Sequence[Invitation]:
    """Sent at least a day ago, not answered, due within three days, in editions that remind."""
    return db.session.scalars(
        _whole()
        .join(Invitation.edition)
        .where(
            Edition.reminders_on,
            Edition.state != EditionState.CANCELLED,
            Invitation.state == InvitationState.SENT,
            Invitation.reminded_at.is_(None),
            Invitation.sent_at <= now - timedelta(days=1),
            Invitation.respond_by > now,
            Invitation.respond_by <= now + deadlines.REMIND_BEFORE,
            Person.email_normalised.is_not(None),
        )
        .order_by(Invitation.respond_by, Invitation.id)
        .with_for_update(of=Invitation)
    ).all()


def to_clear(edition: Edition) -> int:
    """How many representatives wait for the desk's word."""
    found = (
        select(func.count(Nomination.id))
        .join(Nomination.invitation)
        .where(Invitation.edition_id == edition.id, Nomination.state == NominationState.PROPOSED)
    )
    return db.session.scalar(found) or 0


def first_to_clear(edition: Edition) -> Invitation | None:
    return db.session.scalars(
        _whole()
        .join(Invitation.nominations)
        .where(Invitation.edition_id == edition.id, Nomination.state == NominationState.PROPOSED)
        .order_by(Nomination.created_at, Nomination.id)
        .limit(1)
    ).first()


def roles_not_asked(edition: Edition) -> Sequence[SessionRole]:
    """Proposed parts for which there is no invitation yet."""
    return db.session.scalars(
        select(SessionRole)
        .join(SessionRole.session)
        .outerjoin(Invitation, Invitation.role_id == SessionRole.id)
        .options(contains_eager(SessionRole.session))
        .where(
            ForumSession.edition_id == edition.id,
            ForumSession.state != SessionState.CANCELLED,
            SessionRole.state == RoleState.PROPOSED,
            Invitation.id.is_(None),
        )
        .order_by(ForumSession.starts_at, ForumSession.code, SessionRole.position)
    ).all()


def counts_by_word(edition: Edition) -> dict[Word, int]:
    counted = db.session.execute(
        select(Invitation.state, func.count()).where(Invitation.edition_id == edition.id).group_by(Invitation.state)
    )
    by_state = {InvitationState(state): number for state, number in counted}
    return {word: sum(by_state.get(state, 0) for state in states) for word, states in STATES_OF_WORD.items()}


def letters_about(invitation: Invitation) -> Sequence[Message]:
    """Every letter of this invitation, to her and to the desk, oldest first."""
    return db.session.scalars(select(Message).where(Message.about == about(invitation)).order_by(Message.id)).all()


def last_letters(invitations: Sequence[Invitation]) -> dict[int, Message]:
    """The newest letter to each invitee, by the invitation's id; one query for a whole list."""
    addressed = [
        and_(Message.about == about(one), Message.recipient_key == one.person.email_normalised)
        for one in invitations
        if one.sent_count or one.answer_count
    ]
    if not addressed:
        return {}
    newest = select(func.max(Message.id)).where(or_(*addressed)).group_by(Message.about)
    rows = db.session.scalars(select(Message).where(Message.id.in_(newest)))
    return {int(row.about.split()[-1]): row for row in rows}


def about(invitation: Invitation) -> str:
    """Under what its letters are kept."""
    return f"invitation {invitation.id}"


def was_reached(invitation: Invitation) -> bool:
    """Whether some letter of this invitation left for her."""
    left = select(Message.id).where(
        Message.about == about(invitation),
        Message.recipient_key == invitation.person.email_normalised,
        Message.sent_at.is_not(None),
    )
    return db.session.scalar(left.limit(1)) is not None


def speaks_elsewhere(invitation: Invitation) -> bool:
    """Whether she has another confirmed part in the edition."""
    return db.session.scalar(select(_other_parts(invitation).exists())) or False


def _other_parts(invitation: Invitation) -> Select[int]:
    return (
        select(SessionRole.id)
        .join(SessionRole.session)
        .where(
            ForumSession.edition_id == invitation.edition_id,
            ForumSession.state != SessionState.CANCELLED,
            SessionRole.person_id == invitation.person_id,
            SessionRole.id != invitation.role_id,
            SessionRole.state == RoleState.CONFIRMED,
        )
    )


def _whole() -> Select[Invitation]:
    """With everything that a page, a letter or a row shows; the number of queries is always the same."""
    session = contains_eager(Invitation.role).contains_eager(SessionRole.session)
    return (
        select(Invitation)
        .join(Invitation.role)
        .join(SessionRole.session)
        .join(Invitation.person)
        .options(
            contains_eager(Invitation.person),
            joinedload(Invitation.edition).selectinload(Edition.hosts),
            joinedload(Invitation.on_behalf_of),
            selectinload(Invitation.nominations),
            session.joinedload(ForumSession.room),
            session.selectinload(ForumSession.hosts),
            session.selectinload(ForumSession.roles).joinedload(SessionRole.person),
        )
    )


def _in_order(found: Select[Invitation]) -> Select[Invitation]:
    return found.order_by(
        ForumSession.starts_at.is_(None), ForumSession.starts_at, ForumSession.code, SessionRole.position, Invitation.id
    )
