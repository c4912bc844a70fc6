"""The letter with the code, and the one about what is missing."""

from collections.abc import Sequence
from datetime import datetime

from forumapp.invitations import emails as invitation_letters
from forumapp.invitations.models import Invitation
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import Code, Recipient
from forumapp.people.post import Reader
from forumapp.profiles.parts import MISSING_WORDS, Missing, wanted_until
from forumapp.registrations.models import Registration


def profile_code(
    invitation: Invitation, reader: Reader, number: int, digits: str, expires_at: datetime, to_join: bool = False
) -> None:
    """Each code has its own letter; in the outbox the code is not to be read."""
    zone = reader.time_zone or invitation.edition.time_zone
    notifications.queue(
        kind="profile_code",
        to=Recipient(reader.address, reader.name, reader.language, reader.time_zone),
        about=f"profile of invitation {invitation.id}",
        version=number,
        edition=invitation.edition,
        facts={"expires_at": expires_at, "zone": zone, "to_join": to_join},
        code=Code(digits, expires_at),
    )


def data_code(registration: Registration, number: int, digits: str, expires_at: datetime) -> None:
    """As ``profile_code``, for a participant's own data."""
    notifications.queue(
        kind="data_code",
        to=Recipient(registration.email, registration.name, registration.language),
        about=registration.about,
        version=number,
        edition=registration.edition,
        facts={"expires_at": expires_at, "zone": registration.edition.time_zone},
        code=Code(digits, expires_at),
    )


def profile_wanted(invitation: Invitation, reader: Reader, missing: Sequence[Missing], number: int) -> None:
    """What the programme and the desk still wait for (E12)."""
    words, wanted_by = [MISSING_WORDS[item] for item in missing], wanted_until(invitation.edition)
    invitation_letters.automatic("profile_wanted", invitation, reader, number, missing=words, wanted_by=wanted_by)
