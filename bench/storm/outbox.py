"""Letters put into the outbox by the storms, and what became of them."""

import time
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime

from bench.storm.worlds import World
from forumapp.extensions import db, transaction
from forumapp.notifications.models import Message
from tests.support.mail_sink import Received

Queued = Mapping[str, str]
"""Message-ID → address."""


def queue(world: World, count: int) -> Queued:
    """As an organiser who presses "Send" for so many people; the worker is woken as by that request."""
    numbers = [f"{time.time_ns()}-{n}" for n in range(count)]
    with world.app.app_context(), transaction():
        db.session.add_all([_letter(number) for number in numbers])
    world.wake_worker()
    return {f"<{number}@desk.example.org>": f"guest-{number}@example.org" for number in numbers}


def states(world: World, queued: Container[str]) -> dict[str, tuple[str, int]]:
    """Message-ID → state and number of tries."""
    rows = world.rows("SELECT message_id, state, attempts FROM notifications WHERE kind = 'sample'")
    return {identity: (state, tries) for identity, state, tries in rows if identity in queued}


def copies(letters: Iterable[Received], queued: Queued) -> dict[str, list[bytes]]:
    """Message-ID → the bytes of each copy that arrived."""
    arrived = defaultdict(list)
    for letter in list(letters):
        identity = str(letter.message["Message-ID"])
        if identity in queued:
            arrived[identity].append(letter.raw)
    return arrived


def _letter(number: str) -> Message:
    return Message(
        kind="sample",
        about=f"sample {number}",
        recipient=f"guest-{number}@example.org",
        recipient_key=f"guest-{number}@example.org",
        language="en",
        message_id=f"<{number}@desk.example.org>",
        subject="A sample – 樣本 – pavyzdys",
        body_text="A sample.\n" * 20,
        body_html="<p>A sample.</p>\n" * 20,
        queued_at=datetime.now(UTC),
    )
