"""Pages and files of a release: the app beside bare views that give the very same answer out of memory."""

import gzip
from collections.abc import Iterator

from bench import load, results
from bench.results import Row
from bench.size import Size
from bench.stage import Stage

_GZIP = {"Accept-Encoding": "gzip"}
_READ = {
    "agenda, page": ("agenda", _GZIP),
    "agenda, page, uncompressed": ("agenda", {}),
    "session, page": ("agenda/P1", _GZIP),
    "agenda, PDF": ("agenda.pdf", _GZIP),
    "agenda, iCalendar": ("agenda.ics", _GZIP),
    "agenda, JSON": ("agenda.json", _GZIP),
    "agenda, XML": ("agenda.xml", _GZIP),
}
SAME, NOT_MODIFIED = 0.8, 0.7
LARGEST_AGENDA = 60
"""kB as sent."""


def measure(stage: Stage, size: Size) -> Iterator[Row]:
    """Expects both to run."""
    replies = _replies(stage)
    yield from _beside_the_same_bytes(stage, size, replies, size.rounds, "")
    yield _not_modified(stage, size, replies["0"], size.rounds, "")
    yield Row("agenda page as sent to a browser", _sent(replies["0"]), "kB", LARGEST_AGENDA)


def measure_larger(stage: Stage, size: Size) -> Iterator[Row]:
    """The same of a larger forum, in fewer turns. Expects both to run."""
    words = f"{size.more_sessions:,} sessions: "
    replies = _replies(stage)
    yield from _beside_the_same_bytes(stage, size, replies, size.rounds_of_more, words)
    yield _not_modified(stage, size, replies["0"], size.rounds_of_more, words)


def _replies(stage: Stage) -> dict[str, load.Reply]:
    """Given to the floor, too."""
    replies = {str(n): stage.ask(stage.path(path), headers) for n, (path, headers) in enumerate(_READ.values())}
    stage.repeat_on_floor(replies)
    return replies


def _beside_the_same_bytes(
    stage: Stage, size: Size, replies: dict[str, load.Reply], rounds: int, words: str
) -> Iterator[Row]:
    for n, (what, (path, headers)) in enumerate(_READ.items()):
        length = len(replies[str(n)].body)
        pairs = _beside(stage, size, rounds, stage.path(path), headers, 200, length, f"/same/{n}", 200)
        yield pairs.row(f"{words}{what} ({length / 1000:,.0f} kB), to the same bytes", SAME)


def _not_modified(stage: Stage, size: Size, known: load.Reply, rounds: int, words: str) -> Row:
    etag = {"If-None-Match": known.header("ETag")} | _GZIP
    pairs = _beside(stage, size, rounds, stage.path("agenda"), etag, 304, 0, "/hello", 200)
    return pairs.row(f"{words}agenda not modified (304), to “hello”", NOT_MODIFIED)


def _sent(reply: load.Reply) -> float:
    """A reverse proxy would compress what the app does not."""
    body = reply.body if reply.header("Content-Encoding") else gzip.compress(reply.body)
    return len(body) / 1000


def _beside(
    stage: Stage,
    size: Size,
    rounds: int,
    path: str,
    headers: dict[str, str],
    status: int,
    length: int,
    floor_path: str,
    floor_status: int,
) -> results.Pairs:
    app, floor = stage.app.address, stage.floor.address
    from_app = load.repeating(load.request(app, path, headers), status, length)
    from_floor = load.repeating(load.request(floor, floor_path, headers), floor_status)
    return results.in_turns(
        rounds,
        lambda: load.crowd(app, from_app, size.seconds).rate,
        lambda: load.crowd(floor, from_floor, size.seconds).rate,
    )
