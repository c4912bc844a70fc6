"""Letters leave: claimed with a lease, handed to the mail server, marked. No transaction is open meanwhile.

A crash between handing over and marking repeats a letter with the same Message-ID and never loses one.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from forumapp import clock, jobs
from forumapp.extensions import db, transaction
from forumapp.notifications import actions, letters, queries, quiet_hours, rendering
from forumapp.notifications.letters import CannotBeBuilt, Letter, Sender
from forumapp.notifications.models import GIVE_UP_AFTER, LEASE, Message, State, WorkerHeartbeat
from forumapp.notifications.post import NotSent, Post
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

RENEW_AFTER = timedelta(seconds=10)
DURABLE_EVERY = 10
"""Letters. Waiting for the disk after each would take longer than sending it; so many may be repeated when the
power fails. A killed worker repeats one, as always."""

STOP_AFTER_INTERRUPTIONS = 3
"""In a row: then the server is to blame, and not a letter here and there."""

REFUSED_ADDRESS_RESTS = timedelta(days=7)

_running = threading.Lock()
_asked = threading.Event()
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker took the letter over, or nobody wants it any more."""


@dataclass(frozen=True)
class Claim:
    """A letter that this worker, and no other, may send now."""

    message_id: int
    owner: str
    taken_at: datetime
    letter: Letter


def run_due(limit: int | None = None, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send every letter that is due, or ``limit`` of them; says how many left."""
    sent = tried = interruptions = 0
    unmarked: Claim | None = None  # what has just left is written down with the next claim: one commit a letter
    with Post() as post:
        try:
            while not should_stop() and (limit is None or tried < limit):
                durable, newest = sent % DURABLE_EVERY == 0, tried % 2 == 1
                claim, unmarked = claim_next(unmarked, durable=durable, newest=newest), None
                if claim is None:
                    break
                tried += 1
                try:
                    post.send(claim.letter, before_content=partial(renew, claim))
                except LeaseLost:
                    log.info("letter %s was taken over or called off", claim.message_id)
                except NotSent as failure:
                    finish(claim, partial(_note_failure, failure=failure))
                    interruptions += failure.problem is Problem.INTERRUPTED
                    if failure.all_letters or interruptions >= STOP_AFTER_INTERRUPTIONS:
                        break
                else:
                    sent, interruptions, unmarked = sent + 1, 0, claim
                    if sent == 1:
                        _try_unreached_now()
        finally:
            if unmarked:
                finish(unmarked, Message.mark_sent)
    return sent


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


def claim_next(sent: Claim | None = None, *, durable: bool = False, newest: bool = False) -> Claim | None:
    """Take the letter whose turn it is, and mark the one just sent.

    Letters that cannot or must not be sent are put aside on the way. Not durable by itself: a lease that is lost
    with the power is taken again.
    """
    sender = Sender.of(rendering.mail_from(), rendering.secret_key())
    while True:
        with transaction(durable):
            if sent and (row := _claimed(sent)):
                row.mark_sent()
            sent = None
            row = db.session.scalar(queries.newest_due()) if newest else None
            row = row or db.session.scalar(queries.next_due())
            if row is None:
                return None
            if claim := _claim(row, sender):
                return claim


def renew(claim: Claim) -> None:
    """Just before the content leaves: is the letter still ours and wanted? Asked only if time went by."""
    if clock.now() - claim.taken_at < RENEW_AFTER:
        return
    with transaction():
        row = _claimed(claim)
        if row is None:
            raise LeaseLost
        if not row.unwanted:
            row.leased_until = clock.now() + LEASE
            return
        row.call_off()
    raise LeaseLost


def beat(worker: str) -> None:
    """The worker shows that it works."""
    with transaction():
        db.session.merge(WorkerHeartbeat(worker=worker, at=clock.now()))


def forget_old_heartbeats(older_than: timedelta = timedelta(days=1)) -> None:
    with transaction():
        db.session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.at < clock.now() - older_than))


def finish(claim: Claim, mark: Callable[[Message], None], durable: bool = True) -> bool:
    """Write down how the try ended, unless another worker holds the letter by now (fencing)."""
    for pause in (0.2, 1, 5, None):
        try:
            with transaction(durable):
                row = _claimed(claim)
                if row is not None:
                    mark(row)
                return row is not None
        except OperationalError:
            # The letter may have left; giving up at once would repeat it when the lease is over.
            if pause is None:
                raise
            time.sleep(pause)
    return False


def _claim(row: Message, sender: Sender) -> Claim | None:
    if row.unwanted:
        row.call_off()
    elif queries.suppression_of(row.recipient_key):
        row.mark_suppressed()
    elif row.state is State.LEASED and _tried_long_enough(row):
        row.mark_failed(Problem.GAVE_UP)
    else:
        return _leased(row, sender)
    return None


def _leased(row: Message, sender: Sender) -> Claim | None:
    now = clock.now()
    row.lease(until=now + LEASE)
    try:
        letter = letters.build(row, sender)
    except CannotBeBuilt as error:
        # Not the error's own words: they quote the header, and with it names and addresses.
        log.warning("letter %s cannot be built: %s", row.id, type(error.__cause__ or error).__name__)
        row.mark_failed(error.problem)
        return None
    assert row.lease_owner
    return Claim(row.id, row.lease_owner, now, letter)


def _claimed(claim: Claim) -> Message | None:
    return db.session.scalar(
        select(Message)
        .where(Message.id == claim.message_id, Message.lease_owner == claim.owner, Message.state == State.LEASED)
        .with_for_update()
    )


def _note_failure(row: Message, failure: NotSent) -> None:
    if failure.for_good:
        row.mark_failed(failure.problem, failure.reply_code)
        if failure.problem is Problem.ADDRESS_REFUSED:
            actions.suppress(row.recipient, "refused", until=clock.now() + REFUSED_ADDRESS_RESTS)
    elif row.unwanted:
        row.call_off()
    elif _tried_long_enough(row):
        row.mark_failed(Problem.GAVE_UP, failure.reply_code)
    else:
        row.try_again(_next_try(row, failure), failure.problem, failure.reply_code)


def _tried_long_enough(row: Message) -> bool:
    return row.first_tried_at is not None and clock.now() - row.first_tried_at > GIVE_UP_AFTER


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
