"""Whether her name may be printed: what is asked, and what an answer means (domain.md 8.4)."""

from forumapp.consents import actions as consents
from forumapp.consents.purposes import Purpose
from forumapp.invitations.models import Invitation
from forumapp.programme.roles import NameShown, SessionRole
from forumapp.words import language_at_hand


def question(role: SessionRole | None) -> Purpose | None:
    """What is asked with the answer; nothing where the public sees no people: of closed sessions, guests and crew."""
    if role is None or role.is_crew or role.session.is_closed:
        return None
    return Purpose.NAME_PRINTED if role.session.asks_before_naming else Purpose.NAME_NOT_PRINTED


def meant(role: SessionRole | None, ticked: bool) -> NameShown | None:
    """What the tick means, or its absence. Silence never makes a name more public than it was."""
    match question(role):
        case Purpose.NAME_PRINTED:
            return NameShown.AGREED if ticked else NameShown.REFUSED
        case Purpose.NAME_NOT_PRINTED if ticked:
            return NameShown.REFUSED
    return None


def remember(invitation: Invitation, name_shown: NameShown | None) -> None:
    """Keep her word with the text version she read, for this session alone."""
    role = invitation.part_asked
    purpose, about = question(role), f"session {role.session.uid}"
    if purpose is None or name_shown is None:
        return
    if name_shown == (NameShown.AGREED if purpose == Purpose.NAME_PRINTED else NameShown.REFUSED):
        consents.record(invitation.person, invitation.edition, purpose, language_at_hand(), about)
    else:
        consents.withdraw(invitation.person, invitation.edition, purpose, about)
