"""Moments that somebody waits for: a start, a release, a first PDF; and what the processes hold in memory after."""

import shutil
import statistics
import time
from collections.abc import Iterator
from itertools import product

from bench.organiser import Organiser
from bench.results import Row
from bench.size import Size
from bench.stage import Process, Stage, wait_for

COLD_START, PDF, PUBLIC, ALL_FILES, PLANNER = 1, 1, 1, 15, 0.3
"""Seconds."""
MEMORY = 250
"""MiB."""

_LANGUAGES = ("en", "zh-Hant", "lt")
_KINDS = ("pdf", "days.pdf", "docx", "xlsx", "csv", "ics", "json", "xml", "zip")
_FILES = ("", "agenda", "speakers", *(f"agenda.{kind}" for kind in _KINDS))
ALL_WORDS = f"all {len(_FILES) * len(_LANGUAGES)} pages and files in three languages"


def starts(stage: Stage, size: Size) -> Iterator[Row]:
    """Leaves both running."""
    for process in (stage.app, stage.floor):
        process.start()  # a first start compiles the code
    app = [_restart(stage.app) for _ in range(size.starts)]
    floor = [_restart(stage.floor) for _ in range(size.starts)]
    yield Row(
        "cold start of web and worker, beyond bare Flask",
        statistics.median(app) - statistics.median(floor),
        "s",
        COLD_START,
        detail=f"{statistics.median(app):.2f} s to {statistics.median(floor):.2f} s",
        samples=tuple(app),
    )


def releases(stage: Stage, size: Size) -> Iterator[Row]:
    """Expects the app to run; leaves it running."""
    pdfs = [_first_pdf(stage) for _ in range(size.starts)]
    yield Row(f"first PDF of {size.sessions} sessions", statistics.median(pdfs), "s", PDF, samples=tuple(pdfs))
    organiser = Organiser(stage)
    organiser.sign_in()
    planner = [organiser.timed(_planner_of(stage, organiser)) for _ in range(size.starts + 2)]
    yield Row("the day planner's page", statistics.median(planner), "s", PLANNER, samples=tuple(planner))
    public, files = zip(*(release(stage, organiser) for _ in range(size.starts)), strict=True)
    yield Row("from the button to the public agenda", statistics.median(public), "s", PUBLIC, samples=public)
    yield Row(f"from the button to {ALL_WORDS}", statistics.median(files), "s", ALL_FILES, samples=files)


def memory(stage: Stage) -> Iterator[Row]:
    """Expects the app to run and to have worked."""
    supervisor, *others = [process.memory_full_info().pss / 2**20 for process in stage.app.tree()]
    parts = ", ".join(f"{mebibytes:.0f}" for mebibytes in others)
    yield Row("memory after load, web and worker (PSS)", sum(others), "MiB", MEMORY, detail=parts)
    yield Row("memory after load, with their supervisor (PSS)", supervisor + sum(others), "MiB")


def release(stage: Stage, organiser: Organiser) -> tuple[float, float]:
    """Seconds from the button to the public agenda, and to all pages and files."""
    before = stage.ask(stage.path("agenda")).header("ETag")
    pressed = organiser.release(note=f"The bench pressed at {time.time():.3f}")
    wait_for(lambda: stage.ask(stage.path("agenda")).header("ETag") != before, "the new agenda")
    public = time.perf_counter() - pressed
    for language, file in product(_LANGUAGES, _FILES):
        reply = stage.ask(f"/{language}/{stage.slug}/{file}")
        if reply.status != 200:
            raise RuntimeError(f"{language} {file} answered {reply.status}")
    return public, time.perf_counter() - pressed


def forget_rendered(stage: Stage) -> None:
    """As after a release that nobody has read yet."""
    stage.app.stop()
    shutil.rmtree(stage.folder / "data" / "artefacts", ignore_errors=True)
    stage.app.start()


def _planner_of(stage: Stage, organiser: Organiser) -> str:
    """The first day that has sessions: the planner leads there."""
    return organiser.get(f"/manage/{stage.slug}/planner").header("Location") or ""


def _restart(process: Process) -> float:
    process.stop()
    return process.start()


def _first_pdf(stage: Stage) -> float:
    forget_rendered(stage)
    began = time.perf_counter()
    reply = stage.ask(stage.path("agenda.pdf"))
    if not reply.body.startswith(b"%PDF"):
        raise RuntimeError(f"no PDF but {reply.status}")
    return time.perf_counter() - began
