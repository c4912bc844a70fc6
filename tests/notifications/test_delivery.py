"""What happens to a letter when the mail server takes it, refuses it, breaks off or keeps silent."""

import threading
import time
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from forumapp import clock
from forumapp.extensions import db
from forumapp.notifications import actions, delivery, leases, post, queries
from forumapp.notifications.models import LEASE, Message, State
from forumapp.notifications.problems import Problem
from tests.notifications.letters import SIGN_IN, all_letters, letter, queued
from tests.support.mail_sink import Mode, Sink, mail_sink


def test_an_accepted_letter_is_sent_once(app: Flask, sink: Sink) -> None:
    number = queued()
    assert delivery.run_due() == 1
    assert delivery.run_due() == 0
    sent = letter(number)
    assert (sent.state, sent.attempts, sent.problem) == (State.SENT, 1, None)
    assert sent.sent_at is not None
    assert [len(arrived.recipients) for arrived in sink.letters] == [1]


def test_try_later_is_tried_with_growing_gaps(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.WAIT
    with time_machine.travel(clock.now(), tick=False) as traveller:
        number = queued()
        gaps = []
        for _ in range(6):
            delivery.run_due()
            waiting = letter(number)
            assert waiting.state is State.RETRYING
            assert waiting.problem is Problem.ASKED_TO_WAIT
            assert waiting.reply_code == 451
            gaps.append(waiting.not_before - clock.now())
            assert delivery.run_due() == 0
            traveller.move_to(waiting.not_before)
        assert gaps == sorted(gaps)
        for gap, wanted in zip(gaps, delivery.DELAYS, strict=True):
            assert wanted * 0.8 <= gap <= wanted * 1.2
        sink.mode = Mode.ACCEPT
        assert delivery.run_due() == 1
    assert letter(number).attempts == 7


def test_a_retry_is_the_same_bytes(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.DROP
    number = queued(link=SIGN_IN)
    delivery.run_due()
    sink.mode = Mode.ACCEPT
    with time_machine.travel(letter(number).not_before):
        assert delivery.run_due() == 1
    first, second = sink.letters
    assert first.raw == second.raw


def test_after_72_hours_it_is_given_up_visibly(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.WAIT
    with time_machine.travel(clock.now(), tick=False) as traveller:
        number, started = queued(), clock.now()
        while letter(number).state is not State.FAILED:
            delivery.run_due()
            traveller.move_to(max(letter(number).not_before, clock.now()))
            assert clock.now() - started < timedelta(hours=80)
    assert letter(number).problem is Problem.GAVE_UP
    assert clock.now() - started < timedelta(hours=80)
    assert "72" in letter(number).error


def test_a_refused_address_fails_at_the_first_try(app: Flask, sink: Sink) -> None:
    sink.modes_by_recipient["gone@example.org"] = Mode.REFUSE
    gone, fine = queued("gone@example.org"), queued()
    assert delivery.run_due() == 1
    assert (letter(gone).state, letter(gone).attempts) == (State.FAILED, 1)
    assert letter(gone).error.endswith("(550)")
    assert "example.org" not in letter(gone).error
    assert letter(fine).state is State.SENT


def test_a_refused_content_fails_and_the_address_stays_good(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.REFUSE_CONTENT
    number = queued()
    delivery.run_due()
    assert letter(number).problem is Problem.LETTER_REFUSED
    sink.mode = Mode.ACCEPT
    queued(about="sample 2")
    assert delivery.run_due() == 1


def test_a_server_that_hangs_up_gets_the_same_letter_later(app: Flask, sink: Sink) -> None:
    sink.modes_by_recipient["bad@example.org"] = Mode.DROP
    dropped, fine = queued("bad@example.org"), queued()
    assert delivery.run_due() == 1
    assert letter(dropped).state is State.RETRYING
    assert letter(dropped).problem is Problem.INTERRUPTED
    assert letter(fine).state is State.SENT


def test_letters_that_break_off_here_and_there_keep_no_other_letter_back(app: Flask, sink: Sink) -> None:
    for n in range(2 * delivery.STOP_AFTER_INTERRUPTIONS):
        sink.modes_by_recipient[f"bad{n}@example.org"] = Mode.DROP
        queued(f"bad{n}@example.org", about=f"bad {n}")
        queued(f"fine{n}@example.org", about=f"fine {n}")
    assert delivery.run_due() == 2 * delivery.STOP_AFTER_INTERRUPTIONS


def test_a_server_that_breaks_off_every_letter_is_left_alone_for_a_while(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.DROP
    numbers = [queued(f"bad{n}@example.org", about=f"bad {n}") for n in range(5)]
    assert delivery.run_due() == 0
    assert sorted(letter(n).attempts for n in numbers) == [0, 0, 1, 1, 1]


def test_who_has_just_sent_a_form_does_not_wait_for_a_mass_of_letters(app: Flask, sink: Sink) -> None:
    for n in range(20):
        queued(f"mass{n}@example.org", about=f"mass {n}")
    queued("fresh@example.org", about="fresh")
    assert delivery.run_due() == 21
    recipients = [arrived.recipients[0] for arrived in sink.letters]
    assert recipients.index("fresh@example.org") < 3
    assert recipients.index("mass0@example.org") < 3  # nor does the mass wait for whoever comes later


def test_no_letter_overtakes_an_earlier_one_about_the_same_thing(app: Flask, sink: Sink) -> None:
    for version in range(1, 8):
        queued("guest@example.org", about="seat", version=version)
    assert delivery.run_due() == 7
    firsts = [arrived.message["In-Reply-To"] is None for arrived in sink.letters]
    assert firsts == [True] + [False] * 6


def test_a_sent_letter_is_marked_before_anything_else_is_done(app: Flask, sink: Sink) -> None:
    first, second = queued(about="first"), queued(about="second")
    assert delivery.run_due(limit=1) == 1
    assert {letter(first).state, letter(second).state} == {State.SENT, State.QUEUED}


def test_each_letter_is_marked_before_the_content_of_the_next_leaves(app: Flask, sink: Sink) -> None:
    marked = []
    for n in range(6):
        queued(about=f"sample {n}")
    sink.while_receiving = lambda: _in_app(
        app, lambda: marked.append([row.state for row in all_letters()].count(State.SENT))
    )
    assert delivery.run_due() == 6
    assert marked == [0, 1, 2, 3, 4, 5]


def test_what_was_claimed_ahead_and_not_sent_is_free_at_once(app: Flask, sink: Sink) -> None:
    first, second = queued(about="first"), queued(about="second")
    assert delivery.run_due(should_stop=lambda: len(sink.letters) >= 1) == 1
    assert letter(first).state is State.SENT
    ahead = letter(second)
    assert (ahead.state, ahead.attempts, ahead.first_tried_at) == (State.QUEUED, 0, None)


def test_what_was_tried_before_is_given_back_with_its_tries(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.WAIT
    number = queued()
    delivery.run_due()
    began = letter(number).first_tried_at
    with time_machine.travel(letter(number).not_before):
        [claim] = leases.claim()
        assert leases.finish(claim, Message.give_back)
    waiting = letter(number)
    assert (waiting.state, waiting.attempts, waiting.first_tried_at) == (State.RETRYING, 1, began)


def test_what_is_called_off_after_it_was_claimed_ahead_is_not_given_back(app: Flask, sink: Sink) -> None:
    queued(about="first")
    second = queued(about="second")
    sink.while_receiving = lambda: _in_app(app, lambda: actions.cancel("second"))
    assert delivery.run_due(should_stop=lambda: len(sink.letters) >= 1) == 1
    assert letter(second).state is State.CANCELLED


def test_a_silent_server_is_not_waited_for_for_ever(app: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "TIMEOUT", 0.3)
    sink.mode = Mode.SILENT
    number = queued()
    delivery.run_due()
    assert letter(number).problem is Problem.INTERRUPTED
    assert letter(number).state is State.RETRYING


def test_while_the_server_is_down_one_letter_at_a_time_is_tried(app: Flask) -> None:
    numbers = [queued(about=f"sample {n}") for n in range(5)]
    assert delivery.run_due() == 0
    assert [letter(n).attempts for n in numbers] == [1, 0, 0, 0, 0]
    assert letter(numbers[0]).problem is Problem.UNREACHABLE
    with mail_sink(app) as sink:
        assert delivery.run_due() == 5  # the tried one does not wait out its delay
        assert len(sink.letters) == 5


def test_a_delay_is_told_while_it_lasts(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        queued()
        started = clock.now()
        delivery.run_due()
        assert queries.delayed_since() is None
        traveller.shift(timedelta(minutes=6))
        assert queries.delayed_since() == started
        with mail_sink(app):
            delivery.run_due()
        assert queries.delayed_since() is None


def test_a_letter_left_by_a_dead_worker_is_sent_by_the_next(app: Flask, sink: Sink) -> None:
    number = queued(link=SIGN_IN)
    [left] = leases.claim()
    assert delivery.run_due() == 0
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        assert delivery.run_due() == 1
    assert sink.letters[0].raw == left.letter.as_bytes()
    assert letter(number).attempts == 2


def test_a_worker_that_slept_through_its_lease_overwrites_nothing(app: Flask, sink: Sink) -> None:
    number = queued()
    [sleeper] = leases.claim()
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        delivery.run_due()
        with pytest.raises(leases.LeaseLost):
            leases.renew(sleeper)
        assert not leases.finish(sleeper, lambda row: row.mark_failed(Problem.GAVE_UP))
    assert letter(number).state is State.SENT


def test_a_worker_that_slept_leaves_the_letter_to_the_one_that_holds_it(app: Flask, sink: Sink) -> None:
    number = queued()
    [sleeper] = leases.claim()
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        [successor] = leases.claim()
        assert not leases.mark_sent(sleeper)
        assert letter(number).state is State.LEASED
        assert leases.mark_sent(successor)


def test_a_sleeper_wakes_before_the_content_and_sends_nothing(app: Flask, sink: Sink) -> None:
    queued()
    [sleeper] = leases.claim()
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        delivery.run_due()
        with post.Post() as sending, pytest.raises(leases.LeaseLost):
            sending.send(sleeper.letter, lambda: leases.renew(sleeper))
    assert len(sink.letters) == 1


def test_a_slow_server_gets_a_longer_lease(app: Flask, sink: Sink) -> None:
    number = queued()
    [claim] = leases.claim()
    with time_machine.travel(clock.now() + timedelta(seconds=30), tick=False):
        leases.renew(claim)
        assert letter(number).leased_until == clock.now() + LEASE


def test_what_is_called_off_while_it_is_being_sent_is_not_tried_again(app: Flask, sink: Sink) -> None:
    sink.mode = Mode.DROP
    number = queued()
    sink.while_receiving = lambda: _in_app(app, lambda: actions.cancel("sample 1"))
    delivery.run_due()
    assert letter(number).state is State.CANCELLED


def test_what_was_called_off_and_left_by_a_dead_worker_is_not_sent(app: Flask, sink: Sink) -> None:
    number = queued()
    leases.claim()
    actions.cancel("sample 1")
    db.session.commit()
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        assert delivery.run_due() == 0
    assert letter(number).state is State.CANCELLED


def _in_app(app: Flask, act: object) -> None:
    with app.app_context():
        act()  # type: ignore[operator]
        db.session.commit()


def test_no_transaction_is_open_while_the_server_takes_its_time(app: Flask, sink: Sink) -> None:
    number = queued()
    other = queued(about="sample 2")
    sink.while_receiving = lambda: _in_app(app, lambda: _rename(other))
    assert delivery.run_due() == 2
    assert letter(other).recipient_name == "Renamed"
    assert letter(number).state is State.SENT


def _rename(number: int) -> None:
    row = db.session.get(Message, number)
    assert row
    row.recipient_name = "Renamed"


def test_several_workers_send_each_letter_once(app: Flask, sink: Sink) -> None:
    for n in range(30):
        queued(f"guest{n}@example.org")
    db.session.remove()

    def work() -> None:
        with app.app_context():
            delivery.run_due()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(arrived.recipients[0] for arrived in sink.letters) == sorted(
        f"guest{n}@example.org" for n in range(30)
    )
    assert {row.state for row in all_letters()} == {State.SENT}
    assert {row.attempts for row in all_letters()} == {1}


def test_a_connection_is_kept_for_some_letters(app: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "LETTERS_PER_CONNECTION", 3)
    for n in range(7):
        queued(about=f"sample {n}")
    assert delivery.run_due() == 7
    assert sink.connections == 3


def test_a_run_stops_when_it_is_asked_to(app: Flask, sink: Sink) -> None:
    for n in range(3):
        queued(about=f"sample {n}")
    assert delivery.run_due(should_stop=lambda: len(sink.letters) >= 2) == 2
    assert delivery.run_due(limit=1) == 1


def test_every_letter_is_in_one_state_and_none_is_missing(app: Flask, sink: Sink) -> None:
    sink.modes_by_recipient = {"guest1@example.org": Mode.WAIT, "guest2@example.org": Mode.REFUSE}
    for n in range(5):
        queued(f"guest{n}@example.org", about=f"sample {n}")
    actions.cancel("sample 3")
    db.session.commit()
    delivery.run_due()
    assert [row.state for row in all_letters()] == [
        State.SENT,
        State.RETRYING,
        State.FAILED,
        State.CANCELLED,
        State.SENT,
    ]


def test_the_worker_shows_that_it_works(app: Flask) -> None:
    assert queries.worker_seen_at() is None
    delivery.beat("one")
    delivery.beat("one")
    seen = queries.worker_seen_at()
    assert isinstance(seen, datetime)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        delivery.forget_old_heartbeats()
        assert queries.worker_seen_at() is None


def test_who_is_refused_gets_no_content(app: Flask, sink: Sink) -> None:
    sink.modes_by_recipient["nobody@example.org"] = Mode.REFUSE
    refused, taken = queued("nobody@example.org", "first"), queued(about="second")
    delivery.run_due()
    assert (letter(refused).state, letter(refused).problem) == (State.FAILED, Problem.ADDRESS_REFUSED)
    assert letter(taken).state is State.SENT
    assert [one.recipients for one in sink.letters] == [(letter(taken).recipient,)]


def test_a_letter_that_is_stopped_at_the_last_moment_keeps_no_server_waiting(app: Flask, sink: Sink) -> None:
    """The server may wait for the content by then, and would take a farewell for a part of it."""
    queued()
    [claim] = leases.claim()

    def stop() -> None:
        raise leases.LeaseLost

    began = time.monotonic()
    with post.Post() as sending:
        with pytest.raises(leases.LeaseLost):
            sending.send(claim.letter, stop)
        sending.send(claim.letter, lambda: None)
    assert time.monotonic() - began < post.TIMEOUT / 2
    assert len(sink.letters) == 1


def test_an_address_that_brings_a_command_of_its_own_is_not_sent(app: Flask, sink: Sink) -> None:
    queued()
    [claim] = leases.claim()
    claim.letter.to = "guest@example.org>\r\nRCPT TO:<other@example.org"
    with post.Post() as sending, pytest.raises(ValueError, match="line|characters"):
        sending.send(claim.letter, lambda: None)
    assert (sink.letters, sink.tries) == ([], [])
