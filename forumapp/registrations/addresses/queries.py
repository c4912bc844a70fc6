"""Finding what was asked for."""

from datetime import timedelta

from sqlalchemy import func, select

from forumapp import clock, links
from forumapp.extensions import db
from forumapp.links import Purpose
from forumapp.notifications.models import Message
from forumapp.registrations.addresses.models import OPEN_FOR, AddressChange
from forumapp.registrations.models import Registration


def of(registration: Registration) -> AddressChange | None:
    """What waits for its confirmation still; there is one at most."""
    hers = select(AddressChange).where(
        AddressChange.registration_id == registration.id,
        AddressChange.ended_at.is_(None),
        AddressChange.asked_at > clock.now() - OPEN_FOR,
    )
    return db.session.scalars(hers, execution_options={"populate_existing": True}).first()


def by_link(token: str) -> AddressChange | None:
    link = links.find(Purpose.NEW_ADDRESS, token)
    found = db.session.get(AddressChange, link.object_id) if link else None
    return found if found and found.is_open(clock.now()) and found.registration.is_live else None


def letters_of_last_hour(registration: Registration) -> int:
    """However many addresses they went to: nobody sends a crowd letters with one registration."""
    asked = select(func.count(Message.id)).where(
        Message.about == registration.about,
        Message.kind == "registration_address",
        Message.queued_at > clock.now() - timedelta(hours=1),
    )
    return db.session.scalar(asked) or 0
