"""What is typeset at once for many: how long it takes, and the memory of the typesetter meanwhile.

Each paper is made in a process of its own, ``python -m bench.paper SLUG PAPER``, because the system tells of the
children of a process only which of them was the largest.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from bench.results import Row
from bench.size import Size
from bench.stage import Stage
from config import ROOT, from_environment
from forumapp import create_app
from forumapp.documents import badges as documents
from forumapp.documents import qr

BADGES = 1_000
_NAMES = (
    "Ūla Žemaitė-Šimkienė",
    "LIN Yu-ching 林雨晴",
    "محمد بن عبد الرحمن",
    "María de los Ángeles Fernández-Rodríguez y García",
)


def measure(stage: Stage, size: Size) -> Iterator[Row]:
    of = f"of {size.sessions:,} sessions"
    papers = {"badges": f"{BADGES:,} badges", "agenda.pdf": f"booklet {of}", "agenda.days.pdf": f"a page a day {of}"}
    for paper, words in papers.items():
        took = _made_alone(stage, paper)
        yield Row(f"{words}, seconds", took["seconds"], "s", detail=f"{took['bytes'] // 1024:,.0f} KiB")
        yield Row(f"{words}, memory of the typesetter at most", took["MiB"], "MiB")


def _made_alone(stage: Stage, paper: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as nothing_rendered:
        environment = stage.environment | {
            "DATABASE_URL": f"sqlite:///{stage.database}",
            "DATA_DIR": nothing_rendered,
        }
        command = [sys.executable, "-m", "bench.paper", stage.slug, paper]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _main(slug: str, paper: str) -> None:
    make = _badges if paper == "badges" else _asked_for(slug, paper)
    began = time.perf_counter()
    content = make()
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "bytes": len(content), "MiB": peak}) + "\n")


def _asked_for(slug: str, paper: str) -> Callable[[], bytes]:
    visitor = create_app(from_environment()).test_client()
    headers = {"Host": os.environ["BASE_URL"].partition("//")[2]}
    return lambda: visitor.get(f"/en/{slug}/{paper}", headers=headers).data


def _badges() -> bytes:
    return documents.badges_pdf(_sheets())


def _sheets() -> documents.Badges:
    return documents.Badges(
        lang="en",
        title="Badges",
        forum="Forum on Democracy",
        dates="25 October 2026",
        qr_words="Square",
        badges=tuple(_badge(number) for number in range(BADGES)),
    )


def _badge(number: int) -> documents.Badge:
    return documents.Badge(
        name=_NAMES[number % len(_NAMES)],
        organisation="Example Ministry of Digital Affairs",
        category="Participant",
        colour="#3f4a5a",
        reference=f"F3D26-{number:04}",
        qr=qr.svg(f"https://forum.example.org/manage/-/ticket/{number:022}"),
    )


if __name__ == "__main__":
    _main(*sys.argv[1:])
