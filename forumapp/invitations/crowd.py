"""Letters that a crowd gets at once: all who read the same share one rendering, but for name, reference and link."""

from collections.abc import Hashable
from dataclasses import dataclass
from uuid import uuid4

from forumapp.invitations import facts
from forumapp.invitations.facts import Asked
from forumapp.invitations.models import Invitation
from forumapp.notifications import rendering
from forumapp.notifications.rendering import Alike

_NAME, _REFERENCE = f"name-{uuid4().hex}", f"reference-{uuid4().hex}"
"""Stand for hers in what all share; the one also for a greeting of her own."""


@dataclass(frozen=True)
class _AskedOfAll(Asked):
    @property
    def greeting(self) -> str:
        return _NAME if self.invitation.person.salutation else facts.usual_greeting(_NAME)


def shared_facts(invitation: Invitation) -> dict[str, object]:
    """Nothing of one person alone is among them."""
    return {"asked": _AskedOfAll(**vars(facts.of(invitation))), "reference": _REFERENCE}


def alike(invitation: Invitation) -> Alike:
    person = invitation.person
    own = {_NAME: rendering.sendable(person.salutation or person.printed_name), _REFERENCE: invitation.reference}
    return Alike((bool(person.salutation), *_key(facts.of(invitation))), own)


def _key(asked: Asked) -> tuple[Hashable, ...]:
    """Everything that makes two such letters differ. A version stands for the columns of its row; what comes from
    other tables is named."""
    session, role, edition = asked.session, asked.role, asked.edition
    return (
        *(edition.id, edition.version, edition.short_name, asked.zones),
        *((session.id, session.version, session.room and session.room.name) if session else ()),
        *((role.part, role.mode) if role else (asked.invitation.mode, asked.invitation.session_id)),
        *(asked.invitation.purpose, asked.respond_by, asked.costs_text, asked.with_text),
        *asked.hosts,
        *((other.id, other.printed_name, other.part) for other in asked.others),
    )
