"""Writing down what was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from forumapp import clock, rows
from forumapp.audit.models import AuditEntry


class Identified(Protocol):
    @property
    def id(self) -> int: ...


acting: ContextVar[str] = ContextVar("acting", default="command line")
"""Who acts in this context; set once per request by ``accounts``, and by the worker."""


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """The worker does what this actor had asked for."""
    token = acting.set(actor)
    try:
        yield
    finally:
        acting.reset(token)


def record(
    action: str,
    object: str,
    detail: str = "",
    edition: Identified | None = None,
    actor: str | None = None,
    straight: bool = False,
) -> None:
    """Write down one act in this transaction.

    ``object`` and ``detail`` are codes such as ``session P1`` or ``state sent``, never a name or an address.
    ``actor`` is needed only where it is not the signed-in member, e.g. ``invitee``.
    ``straight`` where a crowd acts (see ``rows``).
    """
    entry = AuditEntry(
        at=clock.now(),
        actor=actor or acting.get(),
        action=action,
        object=object,
        detail=detail[:300],
        edition_id=edition.id if edition else None,
    )
    if straight:
        rows.write(entry)
    else:
        rows.add(entry)
