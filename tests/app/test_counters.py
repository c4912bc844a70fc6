"""Tries are counted for each visitor, and forgotten."""

from datetime import timedelta

import time_machine

from forumapp.counters import ProcessCounters


def test_each_visitor_has_a_window_of_her_own_which_ends() -> None:
    counters = ProcessCounters()
    with time_machine.travel("2026-09-01T10:00Z", tick=False) as clock:
        assert [counters.incr("anna", 60) for _ in range(3)] == [1, 2, 3]
        assert counters.incr("boris", 60) == 1
        clock.shift(timedelta(seconds=59))
        assert (counters.get("anna"), counters.incr("anna", 60)) == (3, 4)
        clock.shift(timedelta(seconds=1))
        assert (counters.get("anna"), counters.incr("anna", 60)) == (0, 1)


def test_who_comes_no_more_is_forgotten() -> None:
    counters = ProcessCounters()
    with time_machine.travel("2026-09-01T10:00Z", tick=False) as clock:
        for number in range(100):
            counters.incr(f"visitor {number}", 60)
        clock.shift(timedelta(seconds=61))
        counters.incr("anna", 60)
        assert counters.reset() == 1
