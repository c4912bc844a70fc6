"""Writing down what was done."""

from contextvars import ContextVar
from typing import Protocol

from forumapp import clock
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db


class Identified(Protocol):
    @property
    def id(self) -> int: ...


acting: ContextVar[str] = ContextVar("acting", default="command line")
"""Who acts in this context; set once per request by ``accounts``, and by the worker."""


def record(
    action: str, object: str, detail: str = "", edition: Identified | None = None, actor: str | None = None
) -> None:
    """Write down one act in this transaction.

    ``object`` and ``detail`` are codes such as ``session P1`` or ``state sent``, never a name or an address.
    ``actor`` is needed only where it is not the signed-in member, e.g. ``invitee``.
    """
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor=actor or acting.get(),
            action=action,
            object=object,
            detail=detail[:300],
            edition_id=edition.id if edition else None,
        )
    )
