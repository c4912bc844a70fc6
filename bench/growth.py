"""What the same request takes when the forum grows: never more than in proportion to its sessions."""

import time
from collections.abc import Iterator

from bench import moments, reading
from bench.moments import forget_rendered
from bench.organiser import Organiser
from bench.results import Row
from bench.size import Size
from bench.stage import Stage, stage

_FIRST = (
    *("agenda", "speakers", "agenda?day=2", "register"),
    *("agenda.pdf", "agenda.days.pdf", "agenda.docx", "agenda.ics", "agenda.json"),
)
_MANAGE = ("", "/programme", "/agenda", "/people", "/invitations", "/registrations", "/messages")
_RELEASE_PAGE = "manage/agenda"
_TRIES, _RELEASES = 3, 2
ALL_FILES = 30
"""Seconds on one processor."""


def measure(smaller: Stage, size: Size) -> Iterator[Row]:
    """Expects the smaller app to run."""
    before, released_before = _seconds(smaller), _released(smaller)
    smaller.app.stop()
    smaller.floor.stop()
    with stage(size.more_sessions, size.experts) as larger:
        larger.app.start()
        after = _seconds(larger)
        yield from reading.measure_larger(larger, size)
        released_after = _released(larger)
    proportion = size.more_sessions / size.sessions
    factors = {what: after[what] / seconds for what, seconds in before.items()}
    worst = max(factors, key=lambda what: factors[what])
    from_to = f"from {size.sessions} to {size.more_sessions:,} sessions"
    yield Row(
        f"slowest growth of a request {from_to}",
        factors[worst],
        "times",
        proportion,
        detail=f"{worst}: {before[worst]:.3f} s to {after[worst]:.3f} s; {len(factors)} requests",
        samples=tuple(factors.values()),
    )
    page = (before[_RELEASE_PAGE], after[_RELEASE_PAGE])
    yield Row(
        f"growth of the release page {from_to}",
        page[1] / page[0],
        "times",
        proportion,
        detail=f"{page[0]:.2f} s to {page[1]:.2f} s",
    )
    yield Row(f"on one processor, from the button to {moments.ALL_WORDS}", released_before, "s", ALL_FILES)
    yield Row(
        f"growth of the same {from_to}",
        released_after / released_before,
        "times",
        proportion,
        detail=f"{released_before:.2f} s to {released_after:.2f} s",
    )


def _seconds(stage: Stage) -> dict[str, float]:
    """The quickest of a few tries of each, so that other work of the machine counts less."""
    taken: dict[str, float] = {}
    for _ in range(_TRIES):
        for what, seconds in _tried(stage):
            taken[what] = min(seconds, taken.get(what, seconds))
    return taken


def _tried(stage: Stage) -> Iterator[tuple[str, float]]:
    forget_rendered(stage)
    for path in _FIRST:
        began = time.perf_counter()
        reply = stage.ask(stage.path(path))
        if reply.status >= 400:
            raise RuntimeError(f"{path} answered {reply.status}")
        yield f"first {path}", time.perf_counter() - began
    organiser = Organiser(stage)
    organiser.sign_in()
    for path in _MANAGE:
        whole = f"/manage/{stage.slug}{path}" if path else f"/manage/{stage.slug}/"
        yield f"manage{path}", organiser.timed(whole)


def _released(stage: Stage) -> float:
    """Seconds from the button to the last file, by one processor for web, worker and typesetter."""
    for process in stage.app.tree():
        process.cpu_affinity([0])
    organiser = Organiser(stage)
    organiser.sign_in()
    return min(moments.release(stage, organiser)[1] for _ in range(_RELEASES))
