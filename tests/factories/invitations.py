"""Panels and invitations, valid by default. Each factory commits; call it outside a transaction."""

from datetime import UTC, datetime
from typing import Any

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, answering
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown
from forumapp.words import Text
from tests.factories import forums
from tests.factories import people as people_factory

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
RESPOND_BY = datetime(2026, 9, 12, 20, 59, tzinfo=UTC)
"""23:59 in Vilnius."""


def panel(edition: Edition | None = None, **changes: Any) -> ForumSession:
    """P1, Saturday 24 October 2026, 09:00 in Vilnius, in the Aula; open, on the record, not recorded."""
    edition = edition or forums.edition()
    room = changes.pop("room", None) or forums.room(edition)
    values: dict[str, Any] = {
        "code": "P1",
        "title": Text.of("What democracies owe their digital citizens"),
        "wall_start": datetime(2026, 10, 24, 9, 0),
        "minutes": 75,
    }
    with transaction():
        room = db.session.merge(room)
        made = programme.add_session(db.session.get_one(Edition, edition.id), room=room, **values | changes)
        session_id = made.id
    return db.session.get_one(ForumSession, session_id)


def guest(
    edition: Edition | None = None,
    person: Person | None = None,
    *,
    state: str = InvitationState.SENT,
    respond_by: datetime = RESPOND_BY,
    **expert: Any,
) -> Invitation:
    """Asked by letter to attend, without a part, and not answered yet, unless ``state`` says draft or accepted."""
    edition = edition or forums.edition()
    person = person or people_factory.expert(edition, **expert)
    with transaction():
        wanted = db.session.get_one(Person, person.id)
        [made] = actions.draft_guests(db.session.get_one(Edition, edition.id), [wanted])
        if state != InvitationState.DRAFT:
            actions.send([made], respond_by)
        if state == InvitationState.ACCEPTED:
            answering.accept(made)
        invitation_id = made.id
    return db.session.get_one(Invitation, invitation_id)


def guest_of_session(
    session: ForumSession | None = None,
    person: Person | None = None,
    *,
    state: str = InvitationState.SENT,
    respond_by: datetime = RESPOND_BY,
    online: bool = False,
    **expert: Any,
) -> Invitation:
    """Asked by letter to attend one session with its seat, and not answered yet, unless ``state`` says otherwise."""
    session = session or panel()
    person = person or people_factory.expert(session.edition, **expert)
    with transaction():
        wanted = db.session.get_one(Person, person.id)
        [made] = actions.draft_guests_of(db.session.get_one(ForumSession, session.id), [wanted])
        if state != InvitationState.DRAFT:
            actions.send([made], respond_by)
        if state == InvitationState.ACCEPTED:
            answering.accept(made, online=online)
        invitation_id = made.id
    return db.session.get_one(Invitation, invitation_id)


def invitation(
    session: ForumSession | None = None,
    person: Person | None = None,
    *,
    state: str = InvitationState.SENT,
    part: str = "panellist",
    respond_by: datetime = RESPOND_BY,
    name_shown: NameShown | None = None,
    **expert: Any,
) -> Invitation:
    """Asked by letter and not answered yet, unless ``state`` says draft, accepted, declined or revoked."""
    session = session or panel()
    person = person or people_factory.expert(session.edition, **expert)
    with transaction():
        role = programme.add_role(
            db.session.get_one(ForumSession, session.id), db.session.get_one(Person, person.id), part
        )
        made = actions.draft(role)
        if state != InvitationState.DRAFT:
            actions.send([made], respond_by)
        match state:
            case InvitationState.ACCEPTED:
                answering.accept(made, name_shown=name_shown)
            case InvitationState.DECLINED:
                answering.decline(made)
            case InvitationState.REVOKED:
                actions.revoke(made)
        invitation_id = made.id
    return db.session.get_one(Invitation, invitation_id)
