"""What happens inside a session is written down, put in order, taken out; it has to fit (INV-05)."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from sqlalchemy.orm.attributes import flag_modified

from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.programme.agenda_items import AgendaItem, ItemsTooLong
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.words import Text


class ForTheCrew(TypedDict, total=False):
    """What the run of show says of an item, and no public page."""

    responsible: str
    cue: str
    backup: str


def add_item(
    session: ForumSession,
    title: Text,
    minutes: int,
    kind: str,
    role: SessionRole | None = None,
    **crew: Unpack[ForTheCrew],
) -> AgendaItem:
    """The last of the session. Raises ItemsTooLong."""
    _refuse_too_long(session, session.minutes_of_items + minutes)
    item = AgendaItem(position=len(session.items), title=title, minutes=minutes, kind=kind, role=role, **crew)
    _set_order(session, [*session.items, item])
    return item


def change_item(
    item: AgendaItem,
    title: Text,
    minutes: int,
    kind: str,
    role: SessionRole | None = None,
    **crew: Unpack[ForTheCrew],
) -> None:
    """Raises ItemsTooLong."""
    session = item.session
    _refuse_too_long(session, session.minutes_of_items - item.minutes + minutes)
    item.title, item.minutes, item.kind, item.role = title, minutes, kind, role
    for name, words in crew.items():
        setattr(item, name, words)
    _set_order(session, session.items)


def move_item(item: AgendaItem, by: int) -> None:
    """One up (-1) or one down (1)."""
    others = [other for other in item.session.items if other is not item]
    others.insert(max(0, item.session.items.index(item) + by), item)
    _set_order(item.session, others)


def remove_item(item: AgendaItem) -> None:
    _set_order(item.session, [other for other in item.session.items if other is not item])


def _refuse_too_long(session: ForumSession, needed: int) -> None:
    """A session without a time has room for everything yet."""
    if session.minutes is not None and needed > session.minutes:
        raise ItemsTooLong(needed=needed, minutes=session.minutes)


def _set_order(session: ForumSession, items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items):
        item.position = position
    session.items = list(items)
    flag_modified(session, "title")  # items stand in a table of their own; the version has to grow for them too
    db.session.flush()
    audit.record("session items changed", f"session {session.code}", edition=session.edition)
