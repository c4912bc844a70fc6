"""A thousand letters to a mail server beside the same letters over one kept connection, without any app."""

import asyncio
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count

from bench import load, registering, results
from bench.load import Client
from bench.registering import LONGEST_WAY, Visitors, letters_left, ways
from bench.results import Row
from bench.size import Size
from bench.stage import Stage, wait_for
from config import ROOT

RAW = 0.5
_PAUSE = 0.2
"""Seconds between two registrations beside the thousand letters."""

_runs = count(1)


def measure(stage: Stage, size: Size) -> Iterator[Row]:
    """Expects the app to run."""
    rounds = max(1, size.rounds // 2)
    pairs = results.in_turns(rounds, lambda: _by_app(stage, size.letters), lambda: raw(stage, size.letters))
    yield pairs.row(f"{size.letters:,} letters, to one kept SMTP connection", RAW, "letters")
    guests = asyncio.run(_registering_beside(stage, size.letters))
    wait_for(lambda: letters_left(stage) == 0, "the letters", 300)
    yield Row(
        f"from POST to mail accepted, beside {size.letters:,} letters, p95",
        load.percentile(ways(stage, guests), 0.95),
        "s",
        LONGEST_WAY,
        detail=f"{len(guests.sent_at):,} letters",
    )


def _by_app(stage: Stage, letters: int) -> float:
    """Letters a second, from the first to the last that the mail server takes."""
    name = f"letter-{next(_runs)}"
    _writing(stage, letters, name).wait()
    wait_for(lambda: letters_left(stage) == 0, "the letters", 600)
    times = [at for address, at in stage.sink.arrivals().items() if address.startswith(f"{name}-")]
    if len(times) != letters:
        raise RuntimeError(f"{len(times)} of {letters} letters arrived")
    return (letters - 1) / (max(times) - min(times))


def raw(stage: Stage, letters: int) -> float:
    """Letters a second over one connection, without any app."""
    content = stage.sink.sample.read_bytes()
    with smtplib.SMTP("127.0.0.1", stage.sink.port) as connection:
        began = time.perf_counter()
        for number in range(letters):
            connection.sendmail("forum@desk.example.org", [f"raw-{number}@example.org"], content)
        return letters / (time.perf_counter() - began)


async def _registering_beside(stage: Stage, letters: int) -> Visitors:
    """One visitor after the other, from the moment the letters are in the outbox until they have left."""
    guests = Visitors(stage, stage.app.address, stage.path("register"))
    writing = _writing(stage, letters, f"letter-{next(_runs)}")
    await asyncio.to_thread(writing.wait)
    async with Client(stage.app.address) as client:
        while not guests.sent_at or registering.letters_left(stage) > 1:
            await guests.register(client)
            await asyncio.sleep(_PAUSE)
    return guests


def _writing(stage: Stage, letters: int, name: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "bench.writing", stage.slug, str(letters), name]
    return subprocess.Popen(command, cwd=ROOT, env=stage.environment)  # noqa: S603
