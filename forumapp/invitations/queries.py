"""Finding invitations, and what goes with them."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload, selectinload

from forumapp import clock, edition_turns, names
from forumapp.accounts.models import Member, RoleGrant
from forumapp.extensions import db
from forumapp.forums.models import CALLED_OFF, Edition
from forumapp.invitations import deadlines
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.invitations.vocabulary import DRAFTS, STATES_OF_WORD, InvitationState, NominationState, Word
from forumapp.links import Link
from forumapp.notifications.automatic import Horizon
from forumapp.notifications.models import Message
from forumapp.notifications.models import State as MessageState
from forumapp.people import post
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession, SessionState
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import MODERATING
from forumapp.tasks import queries as tasks

NEW_LINK = "invitation_link"
ROOM_FOR_COPIES = 1000
"""Copies that an organiser sends out of the outbox count on from the version of their first letter."""
Attended = aliased(ForumSession)
"""The session that a guest is asked to attend, beside the one of a part."""
SENDING = "send_invitations"
"""The kind of task that sends drafts."""


def behind(link: Link, *, to_change: bool = False) -> Invitation | None:
    """The invitation behind a live link; ``to_change`` makes a second press of the button wait for the first."""
    found = _whole(at_once=True).where(Invitation.id == link.object_id, Invitation.state != InvitationState.REVOKED)
    if to_change:
        hers = select(Invitation.edition_id).where(Invitation.id == link.object_id)
        edition_turns.take(hers.scalar_subquery())  # her answer may begin or end a registration
        found = found.options(_who_is_told()).with_for_update(key_share=True, of=Invitation)
    return db.session.scalars(found).unique().one_or_none()


def by_public_id_in(edition: Edition, public_id: str, *seen: ColumnElement[bool]) -> Invitation | None:
    """``seen``: which of them are the member's business, from ``whose``."""
    found = _whole().where(Invitation.edition_id == edition.id, Invitation.public_id == public_id, *seen)
    return db.session.scalar(found)


def by_ids_in(edition: Edition, ids: Collection[int]) -> Sequence[Invitation]:
    return db.session.scalars(_whole().where(Invitation.edition_id == edition.id, Invitation.id.in_(ids))).all()


def for_role(role: SessionRole) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.role_id == role.id))


def as_guests(edition: Edition, people: Collection[int]) -> dict[int, Invitation]:
    """Who of these is asked to attend the whole forum, or was and said no, by the person's id; not whose invitation was
    withdrawn."""
    found = _guests(people).where(Invitation.edition_id == edition.id, Invitation.session_id.is_(None))
    return {one.person_id: one for one in db.session.scalars(found)}


def as_guests_of(session: ForumSession, people: Collection[int]) -> dict[int, Invitation]:
    """The same of one session."""
    found = _guests(people).where(Invitation.session_id == session.id)
    return {one.person_id: one for one in db.session.scalars(found)}


def _guests(people: Collection[int]) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.person_id.in_(people), Invitation.role_id.is_(None), Invitation.state != InvitationState.REVOKED
    )


def guests_to_tell(edition: Edition, ids: Collection[int] | None = None) -> Sequence[Invitation]:
    """By which people are asked to attend and have not said no; first to what they said yes, and the whole forum."""
    waiting = (InvitationState.SENT, InvitationState.BOUNCED, InvitationState.REPRESENTATIVE_NOMINATED)
    found = (
        _whole()
        .where(
            Invitation.edition_id == edition.id,
            Invitation.role_id.is_(None),
            Invitation.state.in_((InvitationState.ACCEPTED, *waiting)),
            post.reachable(),
        )
        .order_by(Invitation.state != InvitationState.ACCEPTED, Invitation.session_id.is_not(None), Invitation.id)
    )
    if ids is not None:
        found = found.where(Invitation.id.in_(ids))
    return db.session.scalars(found).all()


def answers_as_guest(invitation: Invitation) -> int:
    """How often she answered whether she attends, to this invitation and to those before it for the same thing."""
    counted = select(func.sum(Invitation.answer_count)).where(
        Invitation.edition_id == invitation.edition_id,
        Invitation.person_id == invitation.person_id,
        Invitation.role_id.is_(None),
        Invitation.session_id.is_not_distinct_from(invitation.session_id),
        Invitation.id <= invitation.id,
    )
    return db.session.scalar(counted) or 0


def was_told_yes(invitation: Invitation) -> bool:
    """Whether a receipt of her yes left, or will."""
    receipt = select(Message.id).where(
        Message.about == about(invitation),
        Message.kind == "invitation_accepted",
        Message.state != MessageState.CANCELLED,
    )
    return db.session.scalar(receipt.limit(1)) is not None


def lock_guests(edition: Edition) -> None:
    """Whoever else asks people to attend waits until this transaction ends."""
    db.session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))


def drafts(edition: Edition) -> Sequence[Invitation]:
    """What waits for somebody to send it, in the order of the programme; not what is being sent already."""
    return db.session.scalars(_in_order(_whole()).where(*_waits_for_somebody(edition))).all()


def count_of_drafts(edition: Edition) -> int:
    """How many of those may leave."""
    uncleared = count_to_clear(edition) if edition.clears_invitations else 0
    return _count_of_drafts(edition) - uncleared


def count_to_clear(edition: Edition) -> int:
    """How many drafts may not leave yet, where the edition asks for clearance."""
    return _count_of_drafts(edition, Invitation.state == InvitationState.DRAFT)


def _count_of_drafts(edition: Edition, *narrower: ColumnElement[bool]) -> int:
    found = select(func.count(Invitation.id)).outerjoin(Invitation.role).outerjoin(SessionRole.session)
    found = found.outerjoin(Invitation.session_to_attend.of_type(Attended))
    return db.session.scalar(found.where(*_waits_for_somebody(edition), *narrower)) or 0


def _waits_for_somebody(edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.edition_id == edition.id,
        Invitation.state.in_(DRAFTS),
        Invitation.id.not_in(tasks.objects_waiting(SENDING)),
        or_(_session_state().is_(None), _session_state() != SessionState.CANCELLED),
    )


def to_send(ids: Collection[int]) -> dict[int, Invitation]:
    """Those of a task, as they are now and locked until they are sent.

    Of the others in a session, who may be hundreds, only those are read whom a letter may name.
    """
    found = _whole(SessionRole.state == RoleState.CONFIRMED, crowd=True).where(Invitation.id.in_(ids))
    found = found.with_for_update(key_share=True, of=Invitation)
    return {one.id: one for one in db.session.scalars(found, execution_options={"populate_existing": True})}


def of_edition(
    edition: Edition, search: str = "", word: Word | None = None, *seen: ColumnElement[bool]
) -> Select[Invitation]:
    """All of an edition in the order of the programme; paginate it. Whoever sees some alone searches no addresses."""
    found = _in_order(_whole()).where(Invitation.edition_id == edition.id, *seen)
    if terms := names.search_terms(search):
        searched = (
            (Person.name_text if seen else Person.search_text)
            + " "
            + func.coalesce(ForumSession.search_text, Attended.search_text, "")
        )
        found = found.where(*(searched.contains(term) for term in terms))
    return found.where(Invitation.state.in_(STATES_OF_WORD[word])) if word else found


def unanswered(horizon: Horizon) -> Sequence[Invitation]:
    """Those whose reminder may be due within the horizon; ``deadlines.reminder_at`` says which are."""
    found = (
        _whole()
        .join(Invitation.edition)
        .where(
            Edition.reminders_on,
            Edition.state.not_in(CALLED_OFF),
            Invitation.state == InvitationState.SENT,
            or_(Invitation.reminded_at.is_(None), Invitation.contact_reminded_at.is_(None)),
            Invitation.respond_by > clock.now(),
            Invitation.respond_by <= horizon.until + deadlines.REMIND_BEFORE + timedelta(days=2),
            post.reachable(),
        )
        .order_by(Invitation.id)
    )
    if horizon.addresses is not None:
        found = found.where(post.read_at(horizon.addresses))
    return db.session.scalars(found.with_for_update(key_share=True, of=Invitation) if horizon.to_write else found).all()


def open_now(edition: Edition) -> Sequence[Invitation]:
    """Asked, reached as far as the post knows, not answered, and still in time."""
    found = _in_order(_whole()).where(Invitation.edition_id == edition.id, Invitation.state == InvitationState.SENT)
    now = clock.now()
    return [one for one in db.session.scalars(found) if one.is_silent and one.is_answerable(now)]


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
        and_(Message.about == about(one), Message.recipient_key == readers[0].key)
        for one in invitations
        if (one.sent_count or one.answer_count) and (readers := post.readers_for(one.person))
    ]
    if not addressed:
        return {}
    newest = select(func.max(Message.id)).where(or_(*addressed)).group_by(Message.about)
    rows = db.session.scalars(select(Message).where(Message.id.in_(newest)))
    return {int(row.about.split()[-1]): row for row in rows}


def about(invitation: Invitation) -> str:
    """Under what its letters are kept."""
    return f"invitation {invitation.id}"


def links_sent(invitation: Invitation) -> int:
    """How often a letter with nothing but a new link was written; copies out of the outbox are not counted."""
    newest = select(func.max(Message.version)).where(Message.about == about(invitation), Message.kind == NEW_LINK)
    return (db.session.scalar(newest) or 0) // ROOM_FOR_COPIES


def was_reached(invitation: Invitation) -> bool:
    """Whether some letter of this invitation left for her, or for the contact who receives her letters."""
    left = select(Message.id).where(
        Message.about == about(invitation),
        Message.recipient_key.in_([reader.key for reader in post.readers_for(invitation.person)]),
        Message.sent_at.is_not(None),
    )
    return db.session.scalar(left.limit(1)) is not None


def representing(invitation: Invitation) -> Sequence[Invitation]:
    """Who was invited on her behalf alone, and still is."""
    return db.session.scalars(
        _whole().where(
            Invitation.on_behalf_of_id == invitation.id,
            Invitation.state.not_in((InvitationState.REVOKED, InvitationState.WITHDRAWN)),
        )
    ).all()


def leading_beside(role: SessionRole) -> Sequence[SessionRole]:
    """Who else leads the session, has said yes and can be written to; each person once."""
    leading = {
        other.person_id: other
        for other in role.session.roles
        if other.is_confirmed and other.part in MODERATING and other.person_id != role.person_id and other.person.email
    }
    return list(leading.values())


def cohosting_beside(role: SessionRole) -> Sequence[Member]:
    """Who co-hosts the session and does not lead it, too."""
    there = {role.person.email_normalised, *(other.person.email_normalised for other in leading_beside(role))}
    cohosts = [given.member for given in role.session.cohosting]
    return [one for one in cohosts if one.email_normalised not in there]


def to_keep_up(
    edition: Edition, session: ForumSession | None = None, *, to_change: bool = False
) -> Sequence[Invitation]:
    """Who said yes to a part, can be written to, and whose session is not over; in the order of the programme."""
    found = _in_order(_whole()).where(
        Invitation.edition_id == edition.id,
        Invitation.role_id.is_not(None),
        Invitation.state == InvitationState.ACCEPTED,
        post.reachable(),
        or_(ForumSession.ends_at.is_(None), ForumSession.ends_at > clock.now()),
    )
    if session is not None:
        found = found.where(ForumSession.id == session.id)
    return db.session.scalars(found.with_for_update(key_share=True, of=Invitation) if to_change else found).all()


def accepted_by_role(roles: Collection[SessionRole], *, to_change: bool = False) -> dict[int, Invitation]:
    """By the id of the part that was accepted; one light query for many."""
    found = (
        select(Invitation)
        .options(defer(Invitation.letter_state))
        .where(Invitation.role_id.in_([role.id for role in roles]), Invitation.state == InvitationState.ACCEPTED)
    )
    if to_change:
        found = found.with_for_update(key_share=True, of=Invitation).execution_options(populate_existing=True)
    return {one.part_asked.id: one for one in db.session.scalars(found)}


def unanswered_by_role(roles: Collection[SessionRole]) -> dict[int, Invitation]:
    """By the id of the part to which neither yes nor no was said."""
    waiting = (InvitationState.SENT, InvitationState.BOUNCED, InvitationState.REPRESENTATIVE_NOMINATED)
    found = (
        select(Invitation)
        .options(defer(Invitation.letter_state))
        .where(Invitation.role_id.in_([role.id for role in roles]), Invitation.state.in_(waiting))
    )
    return {one.part_asked.id: one for one in db.session.scalars(found)}


def accepted_seats(edition: Edition, people: Collection[int]) -> dict[tuple[int, int], Invitation]:
    """By which these people said yes to attending a session: by person and session, with who reads her letters."""
    found = (
        _guests(people)
        .options(defer(Invitation.letter_state), joinedload(Invitation.person).joinedload(Person.contact))
        .where(
            Invitation.edition_id == edition.id,
            Invitation.session_id.is_not(None),
            Invitation.state == InvitationState.ACCEPTED,
        )
    )
    return {(one.person_id, one.session_id): one for one in db.session.scalars(found) if one.session_id}


def to_reconfirm(invitation: Invitation, *, to_change: bool = False) -> Sequence[Invitation]:
    """What this invitee accepted for another time than stands now, in the order of the programme."""
    found = _in_order(_whole()).where(
        Invitation.edition_id == invitation.edition_id,
        Invitation.person_id == invitation.person_id,
        Invitation.state == InvitationState.ACCEPTED,
        Invitation.reconfirm_asked_at.is_not(None),
    )
    if to_change:
        found = found.with_for_update(key_share=True, of=Invitation).execution_options(populate_existing=True)
    return [one for one in db.session.scalars(found) if one.is_to_reconfirm]


def comes_otherwise(invitation: Invitation) -> tuple[bool, bool]:
    """Whether she has another confirmed part in the edition, and whether she said yes to attending besides."""
    as_guest = select(Invitation.id).where(
        Invitation.edition_id == invitation.edition_id,
        Invitation.person_id == invitation.person_id,
        Invitation.id != invitation.id,
        Invitation.role_id.is_(None),
        Invitation.state == InvitationState.ACCEPTED,
    )
    row = db.session.execute(select(_other_parts(invitation).exists(), as_guest.exists())).one()
    return row[0], row[1]


def accepted_beside(invitation: Invitation) -> Invitation | None:
    """By which she said yes to a seat in the session in which this one gave her a part."""
    found = _guests([invitation.person_id]).where(
        Invitation.session_id == invitation.part_asked.session_id, Invitation.state == InvitationState.ACCEPTED
    )
    return db.session.scalar(found)


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


def _whole(*others: ColumnElement[bool], crowd: bool = False, at_once: bool = False) -> Select[Invitation]:
    """With everything that a page, a letter or a row shows; the number of queries is always the same.

    ``others`` limits whom of the session one reads beside her. ``crowd``: the edition and the sessions, which they
    share, are read once and not beside each of them. ``at_once``: for one invitation, whose few hosts and
    nominations come along in the first query, each row several times.
    """
    role = contains_eager(Invitation.role)
    session = role.selectinload(SessionRole.session) if crowd else role.contains_eager(SessionRole.session)
    attended = contains_eager(Invitation.session_to_attend.of_type(Attended))
    edition = selectinload(Invitation.edition) if crowd else joinedload(Invitation.edition)
    roles = ForumSession.roles.and_(*others) if others else ForumSession.roles
    return (
        select(Invitation)
        .outerjoin(Invitation.role)
        .outerjoin(SessionRole.session)
        .outerjoin(Invitation.session_to_attend.of_type(Attended))
        .join(Invitation.person)
        .options(
            contains_eager(Invitation.person).joinedload(Person.contact),
            *_hosts_and_nominations(edition, session, joinedload if at_once else selectinload),
            joinedload(Invitation.on_behalf_of),
            role.joinedload(SessionRole.person, innerjoin=False),  # a guest has no part, and is found all the same
            session.joinedload(ForumSession.room),
            session.selectinload(roles).joinedload(SessionRole.person),
            attended.joinedload(Attended.room),
            attended.selectinload(Attended.hosts),
            attended.selectinload(Attended.roles.and_(*others) if others else Attended.roles).joinedload(
                SessionRole.person
            ),
        )
    )


def _hosts_and_nominations(edition: Any, session: Any, load: Any) -> tuple[Any, ...]:
    return (
        edition.options(load(Edition.hosts)),
        load(Invitation.nominations),
        session.options(load(ForumSession.hosts)),
    )


def _who_is_told() -> Any:
    """Who co-hosts the session, in the same query: an answer may end a part."""
    session = contains_eager(Invitation.role).contains_eager(SessionRole.session)
    return session.joinedload(ForumSession.cohosting).joinedload(RoleGrant.member).lazyload(Member.grants)


def _in_order(found: Select[Invitation]) -> Select[Invitation]:
    starts_at = func.coalesce(ForumSession.starts_at, Attended.starts_at)
    return found.order_by(
        starts_at.is_(None),
        starts_at,
        func.coalesce(ForumSession.code, Attended.code),
        SessionRole.position.is_(None),
        SessionRole.position,
        Invitation.id,
    )


def _session_state() -> ColumnElement[str]:
    """Of the session in which she has a part or a seat; null of the whole forum."""
    return func.coalesce(ForumSession.state, Attended.state)
