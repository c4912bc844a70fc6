"""Reading what a panel's board shows; the number of queries does not depend on the number of people."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications.models import Message, State
from forumapp.panels.models import PanelTargets
from forumapp.people.belonging import Contact
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.registrations.models import Registration


def targets_of(edition: Edition) -> PanelTargets:
    """Its own, else those of its series, else none."""
    return own_targets(edition) or series_targets(edition) or PanelTargets(series_id=edition.series_id)


def own_targets(edition: Edition) -> PanelTargets | None:
    return db.session.scalar(select(PanelTargets).where(PanelTargets.edition_id == edition.id))


def series_targets(edition: Edition) -> PanelTargets | None:
    return db.session.scalar(select(PanelTargets).where(PanelTargets.series_id == edition.series_id))


def invitations_of(edition: Edition, roles: Collection[SessionRole]) -> Mapping[int, Invitation]:
    """By the id of the part that is asked for."""
    found = (
        select(Invitation)
        .options(selectinload(Invitation.nominations))
        .where(Invitation.edition_id == edition.id, Invitation.role_id.in_([role.id for role in roles]))
    )
    return {one.role_id: one for one in db.session.scalars(found) if one.role_id}


def guests_of(session: ForumSession) -> Sequence[Invitation]:
    """Who is asked to attend it, by name; withdrawn invitations left out."""
    found = (
        select(Invitation)
        .join(Invitation.person)
        .where(Invitation.session_id == session.id, Invitation.state != InvitationState.REVOKED)
        .options(joinedload(Invitation.edition))
        .order_by(Person.sort_en, Invitation.id)
    )
    return db.session.scalars(found).all()


def last_letters(edition: Edition) -> Mapping[str, Message]:
    """The newest letter to each invitee that was not called off, by what it is about."""
    return _newest(edition, Message.recipient_key == Person.email_normalised)


def last_to_contacts(edition: Edition) -> Mapping[str, Message]:
    """The same of the contacts who receive letters."""
    whose = and_(Contact.person_id == Person.id, Contact.email_normalised == Message.recipient_key)
    return _newest(edition, select(Contact.id).where(whose, Contact.receives_letters).exists())


def _newest(edition: Edition, to: ColumnElement[bool]) -> Mapping[str, Message]:
    newest = (
        select(func.max(Message.id))
        .join(Invitation, Message.about == literal("invitation ").concat(cast(Invitation.id, String)))
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Message.edition_id == edition.id,
            Invitation.edition_id == edition.id,
            to,
            Message.state != State.CANCELLED,
        )
        .group_by(Message.about)
    )
    listed = load_only(
        Message.kind,
        Message.about,
        Message.message_id,
        Message.state,
        Message.sent_at,
        Message.not_before,
        Message.problem,
        Message.reply_code,
        raiseload=True,
    )
    return {row.about: row for row in db.session.scalars(select(Message).options(listed).where(Message.id.in_(newest)))}


def addresses(edition: Edition) -> frozenset[str]:
    """The mailboxes of everybody with a part in the edition or invited to it, of their contacts, and of those
    registered, as they are compared."""
    with_part = select(SessionRole.person_id).join(SessionRole.session).where(ForumSession.edition_id == edition.id)
    invited = select(Invitation.person_id).where(Invitation.edition_id == edition.id)
    found = (
        select(Person.email_normalised, Contact.email_normalised)
        .outerjoin(Contact, and_(Contact.person_id == Person.id, Contact.receives_letters))
        .where(or_(Person.id.in_(with_part), Person.id.in_(invited)))
    )
    registered = select(Registration.email_normalised).where(
        Registration.edition_id == edition.id, Registration.email != ""
    )
    asked = (address for row in db.session.execute(found) for address in row if address)
    return frozenset(map(str, (*asked, *db.session.scalars(registered))))


def letters_on_their_way(edition: Edition) -> Sequence[Message]:
    """Written and not sent yet, without their text."""
    return db.session.scalars(
        select(Message)
        .options(
            load_only(
                Message.kind,
                Message.about,
                Message.recipient,
                Message.recipient_key,
                Message.recipient_name,
                Message.not_before,
                raiseload=True,
            )
        )
        .where(Message.edition_id == edition.id, Message.state.in_([State.QUEUED, State.RETRYING, State.LEASED]))
        .order_by(Message.not_before, Message.id)
    ).all()
