"""Sessions and who speaks in them, valid by default. Each factory commits; call it outside a transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import inspect

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Room
from forumapp.people import actions as people
from forumapp.people.models import Person
from forumapp.programme import actions
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.words import Text

Made = TypeVar("Made", ForumSession, SessionRole, Person)
Row = TypeVar("Row")

SATURDAY_NINE = datetime(2026, 10, 24, 9, 0)
"""The first morning of the usual edition, as clocks in Vilnius show it."""

_ASKED = {RoleState.INVITED, RoleState.CONFIRMED, RoleState.DECLINED, RoleState.WITHDRAWN}


def fresh(made: Row) -> Row:
    """The row as the database has it now, wherever ``made`` came from."""
    db.session.expire_all()
    return db.session.get_one(type(made), inspect(made).identity[0])


def forum_session(
    edition: Edition,
    *,
    title: Text | str = "Free the future",
    start: datetime | None = SATURDAY_NINE,
    minutes: int = 75,
    room: Room | None = None,
    cancelled: bool = False,
    **changes: Any,
) -> ForumSession:
    """A panel of 75 minutes on the first morning; ``start=None`` leaves it without a time."""

    def make() -> ForumSession:
        made = actions.add_session(
            fresh(edition),
            title=title if isinstance(title, Text) else Text.of(title),
            wall_start=start,
            minutes=minutes if start else None,
            room=fresh(room) if room else None,
            **changes,
        )
        if cancelled:
            actions.cancel(made)
        return made

    return _committed(ForumSession, make)


def person(edition: Edition, name: str = "Ūla Žemaitė-Šimkienė", **facts: Any) -> Person:
    return _committed(Person, lambda: people.find_or_add(fresh(edition), printed_name=name, **facts))


def role(
    session: ForumSession,
    who: Person,
    part: str = "panellist",
    *,
    state: str = RoleState.PROPOSED,
    mode: str | None = None,
) -> SessionRole:
    """Somebody's part in a session, brought to its state by the ways the app has for it."""

    def make() -> SessionRole:
        made = actions.add_role(fresh(session), fresh(who), part, mode=mode)
        if state in _ASKED:
            actions.mark_invited(made)
        if state in (RoleState.CONFIRMED, RoleState.WITHDRAWN):
            actions.confirm_role(made)
        if state in (RoleState.DECLINED, RoleState.WITHDRAWN):
            actions.decline_role(made)
        assert made.state == state
        return made

    return _committed(SessionRole, make)


def _committed(model: type[Made], make: Callable[[], Made]) -> Made:
    with transaction():
        made = make()
        identity = made.id
    return db.session.get_one(model, identity)
