"""Letters that the calendar alone writes: one a day to a person, and the forecast says the same as the worker does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.notifications import actions, automatic
from forumapp.notifications.actions import Recipient
from forumapp.notifications.automatic import Due, Foreseen, Horizon
from forumapp.notifications.models import Message
from tests.factories import forums

MONDAY = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
NINE_IN_TAIPEI = datetime(2026, 9, 8, 1, 0, tzinfo=UTC)
ADA, BO = "ada@example.org", "bo@example.org"


@dataclass
class Chases:
    """Details wanted: asked for week after week until they are there."""

    kind: str = "invitation_reminder"
    every: timedelta | None = None
    until: datetime = MONDAY + timedelta(days=60)
    wanted: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    edition_id: int = 0

    def due(self, horizon: Horizon) -> Iterator[Due]:
        for about, (address, at) in self.wanted.items():
            if at <= horizon.until and (horizon.addresses is None or address in horizon.addresses):
                yield self.one(about, address, at)

    def one(self, about: str, address: str, at: datetime) -> Due:
        return Due(
            kind=self.kind,
            about=about,
            address=address,
            name="",
            zone="Asia/Taipei",
            edition_id=self.edition_id,
            at=at,
            until=self.until,
            write=lambda: self.write(about, address),
            following=lambda left: self.one(about, address, left + self.every) if self.every else None,
        )

    def write(self, about: str, address: str) -> None:
        now = datetime.now(UTC)
        db.session.add(_letter(self.kind, about, address, now))
        if self.every:
            leaves = automatic.quiet_hours.earliest(now, "Asia/Taipei")
            self.wanted[about] = (address, leaves + self.every)
        else:
            del self.wanted[about]


def _letter(kind: str, about: str, address: str, now: datetime) -> Message:
    leaves = automatic.quiet_hours.earliest(now, "Asia/Taipei")
    return Message(
        kind=kind,
        about=about,
        version=int(now.timestamp()),
        recipient=address,
        recipient_key=address,
        language="en",
        time_zone="Asia/Taipei",
        message_id=f"<{about}-{now.timestamp()}@example.org>",
        subject="",
        body_text="",
        body_html="",
        queued_at=now,
        not_before=leaves,
    )


@pytest.fixture
def chases(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Chases:
    """The only source of automatic letters there is."""
    made = Chases(edition_id=forums.edition().id)
    monkeypatch.setattr(automatic, "_sources", {made.kind: made.due})
    return made


def season(days: int, start: datetime = MONDAY) -> list[tuple[str, datetime]]:
    """What the worker writes, hour by hour: to whom, and when it leaves."""
    with time_machine.travel(start, tick=False) as traveller:
        for _ in range(days * 24):
            with transaction():
                automatic.write_due()
            traveller.shift(timedelta(hours=1))
    return [
        (row.recipient, row.not_before) for row in db.session.query(Message).order_by(Message.not_before, Message.id)
    ]


def foreseen(days: int, start: datetime = MONDAY) -> list[tuple[str, datetime]]:
    with time_machine.travel(start, tick=False):
        return [_plain(one) for one in automatic.foresee(Horizon(start + timedelta(days=days)))]


def _plain(one: Foreseen) -> tuple[str, datetime]:
    return one.due.address, one.leaves_at


def test_three_letters_due_on_one_morning_leave_on_three_days(chases: Chases) -> None:
    for number in range(3):
        chases.wanted[f"thing {number}"] = (ADA, NINE_IN_TAIPEI)
    chases.wanted["thing 9"] = (BO, NINE_IN_TAIPEI)
    ahead = foreseen(7)
    assert [(who, when.day) for who, when in ahead] == [(ADA, 8), (BO, 8), (ADA, 8), (ADA, 9)]
    assert season(7) == ahead  # seven in the morning of the 9th in Taipei is the 8th in UTC


def test_a_letter_that_comes_back_every_week_is_foreseen_as_often_as_it_is_written(chases: Chases) -> None:
    chases.every = timedelta(days=7)
    chases.wanted = {"thing 1": (ADA, NINE_IN_TAIPEI), "thing 2": (ADA, NINE_IN_TAIPEI + timedelta(hours=2))}
    ahead = foreseen(30)
    assert len(ahead) == 10
    assert [(who, when.date()) for who, when in season(30)] == [(who, when.date()) for who, when in ahead]


def test_what_would_arrive_too_late_is_not_written(chases: Chases) -> None:
    chases.until = NINE_IN_TAIPEI + timedelta(hours=12)
    chases.wanted = {"thing 1": (ADA, NINE_IN_TAIPEI), "thing 2": (ADA, NINE_IN_TAIPEI)}
    assert foreseen(7) == season(7) == [(ADA, NINE_IN_TAIPEI)]


def test_an_address_that_gets_nothing_is_not_foreseen(chases: Chases) -> None:
    chases.wanted = {"thing 1": (ADA, NINE_IN_TAIPEI), "thing 2": (BO, NINE_IN_TAIPEI)}
    with transaction():
        actions.suppress(ADA, "refused")
    assert foreseen(7) == [(BO, NINE_IN_TAIPEI)]


def test_a_letter_called_off_leaves_its_day_to_another(chases: Chases) -> None:
    chases.wanted = {"thing 1": (ADA, NINE_IN_TAIPEI)}
    with transaction():
        written = _letter(chases.kind, "thing 0", ADA, NINE_IN_TAIPEI - timedelta(hours=1))
        db.session.add(written)
    assert [when.day for _, when in foreseen(7, NINE_IN_TAIPEI)] == [8]
    assert foreseen(7, NINE_IN_TAIPEI) == [(ADA, datetime(2026, 9, 8, 23, 0, tzinfo=UTC))]
    with transaction():
        db.session.query(Message).one().cancel()
    assert foreseen(7, NINE_IN_TAIPEI) == [(ADA, NINE_IN_TAIPEI)]


def test_letters_that_somebody_waits_for_do_not_count(chases: Chases) -> None:
    chases.wanted = {"thing 1": (ADA, NINE_IN_TAIPEI)}
    with time_machine.travel(NINE_IN_TAIPEI, tick=False), transaction():
        actions.queue(kind="sign_in_link", to=Recipient(ADA), about="member 1")
    assert foreseen(7, NINE_IN_TAIPEI) == [(ADA, NINE_IN_TAIPEI)]
