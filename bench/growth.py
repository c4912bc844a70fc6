"""What the same request takes when the forum grows: never more than in proportion to its sessions."""

import time
from collections.abc import Iterator

from bench.moments import forget_rendered
from bench.organiser import Organiser
from bench.results import Row
from bench.size import Size
from bench.stage import Stage, stage

_FIRST = ("agenda", "speakers", "agenda.pdf", "agenda.docx", "agenda.ics", "agenda.json", "agenda?day=2", "register")
_MANAGE = ("", "/programme", "/agenda", "/people", "/invitations", "/registrations", "/messages")
_TRIES = 3


def measure(smaller: Stage, size: Size) -> Iterator[Row]:
    """Expects the smaller app to run."""
    before = _seconds(smaller)
    smaller.app.stop()
    smaller.floor.stop()
    with stage(size.more_sessions, size.experts) as larger:
        larger.app.start()
        after = _seconds(larger)
    proportion = size.more_sessions / size.sessions
    factors = {what: after[what] / seconds for what, seconds in before.items()}
    worst = max(factors, key=lambda what: factors[what])
    yield Row(
        f"slowest growth of a request from {size.sessions} to {size.more_sessions:,} sessions",
        factors[worst],
        "times",
        proportion,
        detail=f"{worst}: {before[worst]:.3f} s to {after[worst]:.3f} s; {len(factors)} requests",
        samples=tuple(factors.values()),
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
