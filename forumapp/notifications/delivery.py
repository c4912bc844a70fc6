"""Letters leave: claimed with a lease, handed to the mail server, marked. No transaction is open meanwhile.

A crash between handing over and marking repeats a letter with the same Message-ID and never loses one.
"""

import logging
import random
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, update

from forumapp import clock, jobs
from forumapp.extensions import db, transaction
from forumapp.notifications import actions, leases, quiet_hours
from forumapp.notifications.leases import Claim
from forumapp.notifications.letters import CannotBeBuilt
from forumapp.notifications.models import Message, State, WorkerHeartbeat
from forumapp.notifications.post import Meanwhile, NotSent, Post
from forumapp.notifications.problems import Problem

DELAYS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
)
"""Before the second, third … try; the last one repeats."""

LONGEST_DELAY_WHEN_UNREACHABLE = timedelta(minutes=5)
"""The letter is not to blame, and once the server is back nobody should wait long."""

MOST_AT_ONCE = 10
"""Letters that are claimed together. One commit of so many waits for the disk, which after each would take longer
than sending it; so many may be repeated when the power fails. A killed worker repeats one, as always."""

FAR_AHEAD = 0.25
"""Seconds. No more letters are claimed than leave in this time: the newest one waits behind them."""

STOP_AFTER_INTERRUPTIONS = 3
"""In a row: then the server is to blame, and not a letter here and there."""

REFUSED_ADDRESS_RESTS = timedelta(days=7)

_running = threading.Lock()
_asked = threading.Event()
log = logging.getLogger(__name__)


def run_due(limit: int | None = None, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send every letter that is due, or ``limit`` of them; says how many left."""
    run = _Run(limit, should_stop)
    interruptions = 0
    with Post() as post:
        try:
            while claim := run.next():
                try:
                    post.send(claim.letter, partial(leases.renew, claim), run.meanwhile)
                except CannotBeBuilt as error:
                    # Not the error's own words: they quote the header, and with it names and addresses.
                    log.warning(
                        "letter %s cannot be built: %s", claim.message_id, type(error.__cause__ or error).__name__
                    )
                    leases.finish(claim, partial(Message.mark_failed, problem=error.problem))
                except leases.LeaseLost:
                    log.info("letter %s was taken over or called off", claim.message_id)
                except NotSent as failure:
                    leases.finish(claim, partial(_note_failure, failure=failure))
                    interruptions += failure.problem is Problem.INTERRUPTED
                    if failure.all_letters or interruptions >= STOP_AFTER_INTERRUPTIONS:
                        break
                else:
                    interruptions = 0
                    run.note_sent(claim)
        finally:
            run.end()
    return run.sent


class _Run:
    """The letters of one run, in their order, claimed several at a time; the next is claimed, drawn and built while
    the mail server is busy with the one before.

    What has left is written down while the server looks at who sends the next, always before the next one's content
    leaves: a killed worker repeats one at most. What was claimed and is not sent is given back.
    """

    def __init__(self, limit: int | None, should_stop: Callable[[], bool]) -> None:
        self._left, self._should_stop = sys.maxsize if limit is None else limit, should_stop
        self._at_hand: deque[Claim] = deque()
        self._claimed_at, self._sent_by_then = time.monotonic(), 0
        self._unmarked: Claim | None = None
        self.sent = 0
        self.meanwhile = Meanwhile(self._mark, self._draw_next, self._build_next)

    def next(self) -> Claim | None:
        if self._should_stop():
            return None
        if not self._at_hand:
            self._mark()
            self._claim()
        return self._at_hand.popleft() if self._at_hand else None

    def note_sent(self, claim: Claim) -> None:
        self.sent, self._unmarked = self.sent + 1, claim
        if self.sent == 1:
            _try_unreached_now()

    def end(self) -> None:
        self._mark()
        for claim in self._at_hand:
            leases.finish(claim, Message.give_back)

    def _mark(self) -> None:
        if self._unmarked:
            leases.mark_sent(self._unmarked, durable=False)
            self._unmarked = None

    def _claim(self) -> None:
        claims = leases.claim(min(self._at_once(), self._left), durable=True) if self._left else []
        self._left -= len(claims)
        self._at_hand.extend(claims)

    def _at_once(self) -> int:
        """By the pace at which the last ones left; at least one of the oldest and one of the newest."""
        now = time.monotonic()
        pace = (self.sent - self._sent_by_then) / max(now - self._claimed_at, 0.001)
        self._claimed_at, self._sent_by_then = now, self.sent
        return max(2, min(MOST_AT_ONCE, int(pace * FAR_AHEAD)))

    def _draw_next(self) -> None:
        with suppress(Exception):  # it will be told when its turn has come
            if not self._at_hand:
                self._claim()
            if self._at_hand:
                _ = self._at_hand[0].enclosure

    def _build_next(self) -> None:
        if self._at_hand:
            with suppress(Exception):
                _ = self._at_hand[0].letter


def deliver() -> None:
    """The worker's job: one run at a time in this process, so that its other threads stay free.

    Who finds a run under way leaves word; the run then looks once more before it ends.
    """
    _asked.set()
    while _asked.is_set() and _running.acquire(blocking=False):
        try:
            _asked.clear()
            run_due(should_stop=jobs.is_stopping)
        finally:
            _running.release()


def beat(worker: str) -> None:
    """The worker shows that it works."""
    with transaction():
        db.session.merge(WorkerHeartbeat(worker=worker, at=clock.now()))


def forget_old_heartbeats(older_than: timedelta = timedelta(days=1)) -> None:
    with transaction():
        db.session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.at < clock.now() - older_than))


def _note_failure(row: Message, failure: NotSent) -> None:
    if failure.for_good:
        row.mark_failed(failure.problem, failure.reply_code)
        if failure.problem is Problem.ADDRESS_REFUSED:
            actions.suppress(row.recipient, "refused", until=clock.now() + REFUSED_ADDRESS_RESTS)
    elif row.unwanted:
        row.call_off()
    elif leases.tried_long_enough(row):
        row.mark_failed(Problem.GAVE_UP, failure.reply_code)
    else:
        row.try_again(_next_try(row, failure), failure.problem, failure.reply_code)


def _next_try(row: Message, failure: NotSent) -> datetime:
    delay = DELAYS[min(row.attempts, len(DELAYS)) - 1]
    if failure.all_letters:
        delay = min(delay, LONGEST_DELAY_WHEN_UNREACHABLE)
    # Jittered, so that the letters of an outage do not all come at the same moment.
    at = clock.now() + delay * random.uniform(0.8, 1.2)  # noqa: S311
    return at if row.waited_for else quiet_hours.earliest(at, row.time_zone)


def _try_unreached_now() -> None:
    """The server is back: letters that only waited for it need not wait out their delay."""
    with transaction():
        db.session.execute(
            update(Message)
            .where(
                Message.state == State.RETRYING,
                Message.problem.in_([Problem.UNREACHABLE, Problem.SIGN_IN_REFUSED, Problem.SENDER_REFUSED]),
                Message.waited_for,
                Message.not_before > clock.now(),
            )
            .values(not_before=clock.now())
            .execution_options(synchronize_session=False)
        )
