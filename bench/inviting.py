"""Four hundred people invited by one press: how long the page takes, and how fast their letters leave."""

import re
import time
from collections.abc import Iterator

from bench import letters, results
from bench.letters import RAW
from bench.organiser import Organiser
from bench.registering import letters_left
from bench.results import Pairs, Row
from bench.size import Size
from bench.stage import Stage, wait_for

LONGEST_PRESS = 1.0
"""Seconds until the page answers that it is under way."""

PARTS = ("discussant", "rapporteur", "online_moderator", "keynote")
"""One for each round: nobody is asked twice for the same."""

_CODES = re.compile(r'<option value="([A-Za-z0-9-]+)">\1 · ')
_DAY = re.compile(r'name="respond_on"[^>]*value="([0-9-]+)"')
_COUNT = re.compile(r"Send (\d+) invitation")
_LETTERS = re.compile(r"Type (\d+) to send")
"""More than invitations: a contact gets a letter of her own."""


def measure(stage: Stage, size: Size) -> Iterator[Row]:
    """Expects the app to run, and as many experts as are to be invited."""
    organiser = Organiser(stage)
    organiser.sign_in()
    presses: list[float] = []
    all_in_all: list[float] = []
    on_the_way: list[float] = []
    parts = iter(PARTS)
    rounds = min(len(PARTS), max(1, size.rounds // 2))
    pairs = results.in_turns(
        rounds,
        lambda: _invited(stage, organiser, next(parts), presses, all_in_all, on_the_way),
        lambda: letters.raw(stage, size.invitations),
    )
    yield Row(f"{size.invitations:,} invitations: the page answers", max(presses), "s", LONGEST_PRESS)
    yield Row(f"{size.invitations:,} invitations: from the press to the last letter", max(all_in_all), "s")
    arriving = Pairs(tuple(on_the_way), pairs.floor)
    what = f"{size.invitations:,} invitations,"
    yield pairs.row(f"{what} page's answer to last letter, to one kept SMTP connection", RAW, "letters")
    yield arriving.row(f"{what} first letter to last, to one kept SMTP connection", RAW, "letters")


def _invited(
    stage: Stage,
    organiser: Organiser,
    part: str,
    presses: list[float],
    all_in_all: list[float],
    on_the_way: list[float],
) -> float:
    """Letters a second, from the answer of the page to the last that the mail server takes.

    ``on_the_way``: the same from the first that it takes; ``presses``: seconds until the page answered;
    ``all_in_all``: seconds from the press to the last letter.
    """
    path = f"/manage/{stage.slug}/invitations/new"
    empty = organiser.get(path).body.decode()
    chosen = {
        "q": "",
        "sector": "",
        "session": _CODES.findall(empty)[0],
        "part": part,
        "everybody": "y",
        "respond_on": _DAY.findall(empty)[0],
        "respond_at": "23:59",
    }
    page = organiser.send(path, chosen | {"act": "look"}).body.decode()
    count, letters_asked = _COUNT.search(page), _LETTERS.search(page)
    if count is None:
        raise RuntimeError(f"nobody can be invited: {page[-3000:]}")
    number = letters_asked[1] if letters_asked else ""
    pressed_at, pressed = time.time(), time.perf_counter()
    answer = organiser.send_on(path, page, chosen | {"act": "send", "count": number})
    presses.append(time.perf_counter() - pressed)
    began = time.time()
    if answer.status not in (302, 303):
        raise RuntimeError(f"sending answered {answer.status}: {answer.body.decode()[-3000:]}")
    wait_for(lambda: _tasks_left(stage) == 0, "the invitations", 600)
    wait_for(lambda: letters_left(stage) == 0, "the letters", 600)
    came = stage.sink.arrivals_since(pressed_at)
    if len(came) < int(number or count[1]):
        raise RuntimeError(f"{len(came)} of {count[1]} letters arrived")
    all_in_all.append(came[-1] - pressed_at)
    on_the_way.append((len(came) - 1) / (came[-1] - came[0]))
    return len(came) / (came[-1] - began)


def _tasks_left(stage: Stage) -> int:
    [count] = stage.row("SELECT count(*) FROM tasks WHERE state IN ('waiting', 'running')")
    return int(str(count))
