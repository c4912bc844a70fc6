"""Registering by form, beside a lean form that writes the same rows."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bench import forms, load, results
from bench.load import Client, Crowd, WrongAnswer
from bench.results import Row
from bench.size import Size
from bench.stage import Stage, wait_for

LEAN = 0.6
LONGEST_WAY = 3
"""Seconds from sending the form to the mail server's yes."""

_numbers = count(1)


@dataclass
class Visitors:
    """Each opens the form and sends it, from an address of her own (60 a minute from each, decision 14)."""

    stage: Stage
    address: str
    path: str
    sent_at: dict[str, float] = field(default_factory=dict)
    posts: list[float] = field(default_factory=list)
    """Seconds that each POST took."""

    async def register(self, client: Client) -> None:
        number = next(_numbers)
        headers = {"X-Forwarded-For": next(self.stage.origins)}
        page = await client.ask(load.request(self.address, self.path, headers))
        cookie = page.header("Set-Cookie").partition(";")[0]
        form = forms.carried(page.body) | {"name": f"Guest {number}", "email": f"guest-{number}@example.org"}
        headers |= {"Cookie": cookie} if cookie else {}
        request = load.request(self.address, self.path, headers, form | {"organisation": "Open Lines"})
        self.sent_at[form["email"]], began = time.time(), time.perf_counter()
        answer = await client.ask(request)
        self.posts.append(time.perf_counter() - began)
        if answer.status != 303:
            raise WrongAnswer(f"{self.path} answered {answer.status}: {answer.body[:2000].decode()}")


def measure(stage: Stage, size: Size) -> Iterator[Row]:
    """Expects both to run, and leaves them running."""
    yield _beside_lean_form(stage, size)
    guests = Visitors(stage, stage.app.address, stage.path("register"))
    rates = [_rush(stage, guests, size) for _ in range(size.rounds)]
    yield Row(
        "registrations, while the worker sends their letters",
        statistics.median(rates),
        "a second",
        samples=tuple(rates),
    )
    yield Row("registration, POST, p95", load.percentile(guests.posts, 0.95), "s")
    yield Row(
        f"from POST to mail accepted, {load.CLIENTS} clients registering for {_seconds(size):g} s, p95",
        load.percentile(ways(stage, guests), 0.95),
        "s",
        LONGEST_WAY,
        detail=f"{len(guests.sent_at):,} letters",
    )


def _beside_lean_form(stage: Stage, size: Size) -> Row:
    """Both without a worker: nobody sends the floor's letters."""
    stage.app.stop()
    stage.web.start()
    guests = Visitors(stage, stage.web.address, stage.path("register"))
    lean = Visitors(stage, stage.floor.address, "/register")
    for visitors in (guests, lean):
        _crowd(visitors, size)  # whoever asks first waits until statements and templates are put together
    pairs = results.in_turns(size.rounds, lambda: _crowd(guests, size).rate, lambda: _crowd(lean, size).rate)
    stage.web.stop()
    stage.app.start()
    wait_for(lambda: letters_left(stage) == 0, "the letters written without a worker", 300)
    return pairs.row("registration, GET and POST, to a lean form", LEAN, "registrations")


def letters_left(stage: Stage) -> int:
    [left] = stage.row("SELECT count(*) FROM notifications WHERE state IN ('queued', 'leased', 'retrying')")
    return int(str(left))


def ways(stage: Stage, guests: Visitors) -> list[float]:
    """Seconds from each POST to its letter; a letter that never came took for ever."""
    arrived = stage.sink.arrivals()
    return [arrived.get(email, float("inf")) - at for email, at in guests.sent_at.items()]


def _rush(stage: Stage, guests: Visitors, size: Size) -> float:
    """Registrations a second; the next comes when all letters have left, so that the way does not grow with each."""
    rate = _crowd(guests, size).rate
    wait_for(lambda: letters_left(stage) == 0, "the letters of the registrations", 300)
    return rate


def _crowd(visitors: Visitors, size: Size) -> Crowd:
    return load.crowd(visitors.address, visitors.register, _seconds(size))


def _seconds(size: Size) -> float:
    return size.seconds * 1.5
