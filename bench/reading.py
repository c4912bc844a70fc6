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
    "agenda, PDF": ("agenda.pdf", _GZIP),
    "agenda, iCalendar": ("agenda.ics", _GZIP),
    "agenda, JSON": ("agenda.json", _GZIP),
}
SAME, NOT_MODIFIED = 0.6, 0.7
LARGEST_AGENDA = 60
"""kB as sent."""


def measure(stage: Stage, size: Size) -> Iterator[Row]:
    """Expects both to run."""
    replies = {str(n): stage.ask(stage.path(path), headers) for n, (path, headers) in enumerate(_READ.values())}
    stage.repeat_on_floor(replies)
    for n, (what, (path, headers)) in enumerate(_READ.items()):
        length = len(replies[str(n)].body)
        pairs = _beside(stage, size, stage.path(path), headers, 200, length, f"/same/{n}", 200)
        yield pairs.row(f"{what} ({length / 1000:,.0f} kB), to the same bytes", SAME)
    etag = {"If-None-Match": replies["0"].header("ETag")} | _GZIP
    pairs = _beside(stage, size, stage.path("agenda"), etag, 304, 0, "/hello", 200)
    yield pairs.row("agenda not modified (304), to “hello”", NOT_MODIFIED)
    yield Row("agenda page as sent to a browser", _sent(replies["0"]), "kB", LARGEST_AGENDA)


def _sent(reply: load.Reply) -> float:
    """A reverse proxy would compress what the app does not."""
    body = reply.body if reply.header("Content-Encoding") else gzip.compress(reply.body)
    return len(body) / 1000


def _beside(
    stage: Stage,
    size: Size,
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
        size.rounds,
        lambda: load.crowd(app, from_app, size.seconds).rate,
        lambda: load.crowd(floor, from_floor, size.seconds).rate,
    )
