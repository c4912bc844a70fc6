"""On PostgreSQL: a request that locks an edition's places does so before it locks or changes any other row.

Else two requests could each hold what the other wants (``forumapp.edition_turns``). Whoever makes an edition is alone
with it until the commit.
"""

import re
from typing import Any

from flask import has_request_context
from sqlalchemy import Connection, Engine, event

_LOCKS = re.compile(r"\bFOR (NO KEY )?UPDATE\b")
_CHANGES = re.compile(r"\s*(UPDATE|DELETE)\b")
_FIRST = re.compile(r"\bFROM seat_pools\b")
_MAKES = re.compile(r"\s*INSERT INTO editions\b")


class WrongOrder(AssertionError):
    """Another row was locked first."""


def watch(engine: Engine) -> None:
    event.listen(engine, "before_cursor_execute", _look)
    for end in ("commit", "rollback"):
        event.listen(engine, end, _forget)


def _look(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    locks = _LOCKS.search(statement)
    if _MAKES.match(statement):
        connection.info["makes"] = True
    if not has_request_context() or not (locks or _CHANGES.match(statement)):
        return
    held = connection.info.setdefault("held", [])
    is_late = held and not any(_FIRST.search(one) for one in held) and "makes" not in connection.info
    if locks and _FIRST.search(statement) and is_late:
        raise WrongOrder(f"before the places of an edition: {held[0]}")
    held.append(statement)


def _forget(connection: Connection) -> None:
    for known in ("held", "makes"):
        connection.info.pop(known, None)
