"""Short ways to write the tests' own letter."""

from typing import Any

from sqlalchemy import select

from forumapp.extensions import db
from forumapp.links import Purpose
from forumapp.notifications import actions
from forumapp.notifications.actions import LinkRequest, Recipient
from forumapp.notifications.models import Message

SIGN_IN = LinkRequest(Purpose.SIGN_IN, 1, "/sign-in/")


class Desk:
    """Stands for an edition where only its part in a letter matters."""

    id = None
    title: dict[str, str] = {}
    desk_email = "desk@forum.example.org"
    sender_name = "F3D Secretariat"
    short_name = "F3D 2026"
    time_zone = "Europe/Vilnius"


def written(address: str = "guest@example.org", about: str = "sample 1", **changes: Any) -> Message:
    """A letter in the queue, in the transaction at hand."""
    name, language = changes.pop("name", "Guest"), changes.pop("language", "en")
    zone = changes.pop("zone", None)
    return actions.queue(kind="sample", to=Recipient(address, name, language, zone), about=about, **changes)


def queued(*args: Any, **changes: Any) -> int:
    """The same, committed; its id, because a run of the worker lets go of all rows."""
    message = written(*args, **changes)
    db.session.commit()
    return message.id


def letter(message_id: int) -> Message:
    db.session.rollback()  # what other sessions wrote becomes visible
    return db.session.scalars(select(Message).where(Message.id == message_id)).one()


def all_letters() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))
