"""What a run found: rows with their aims, as a table, as JSON, and in docs/performance.md."""

import json
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from config import ROOT

JSON_FILE = ROOT / "bench" / "results.json"
DOCUMENT = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- results: begin -->", "<!-- results: end -->"


@dataclass(frozen=True)
class Row:
    """One thing that was measured, and what it should be."""

    what: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False
    """Whether the aim is a least or a most."""
    detail: str = ""
    samples: tuple[float, ...] = field(default=(), compare=False)

    @property
    def held(self) -> bool | None:
        """None where there is no aim."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def cells(self) -> tuple[str, str, str, str, str]:
        aim = "–" if self.aim is None else f"{'≥' if self.at_least else '≤'} {_short(self.aim)}"
        verdict = {True: "yes", False: "**no**", None: "–"}[self.held]
        return self.what, f"{_short(self.value)} {self.unit}".strip(), aim, verdict, self.detail


@dataclass(frozen=True)
class Pairs:
    """App and floor in turns: what each reached, a second."""

    app: tuple[float, ...]
    floor: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        return tuple(app / floor for app, floor in zip(self.app, self.floor, strict=True))

    def row(self, what: str, aim: float, unit: str = "requests") -> Row:
        ratios = self.ratios
        detail = (
            f"{min(ratios):.2f}–{max(ratios):.2f}; {statistics.median(self.app):,.0f} "
            f"to {statistics.median(self.floor):,.0f} {unit}/s"
        )
        return Row(what, statistics.median(ratios), "", aim, True, detail, ratios)


def in_turns(rounds: int, app: Callable[[], float], floor: Callable[[], float]) -> Pairs:
    """Each round both; who begins changes, so that a machine that grows busier favours neither."""
    apps, floors = [], []
    for number in range(rounds):
        if number % 2:
            floors.append(floor())
        apps.append(app())
        if not number % 2:
            floors.append(floor())
    return Pairs(tuple(apps), tuple(floors))


def machine() -> dict[str, Any]:
    """What it ran on, as far as others need it for comparing."""
    return {
        "processors": psutil.cpu_count(),
        "model": _processor(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "busy": round(psutil.getloadavg()[0], 1),
    }


def table(rows: Iterable[Row]) -> str:
    """Markdown."""
    lines = ["| What | Measured | Aim | Reached | Range; absolute |", "|---|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row.cells())} |" for row in rows])


def store(rows: Sequence[Row], file: Path = JSON_FILE) -> None:
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rows": [asdict(row) | {"held": row.held} for row in rows],
    }
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def renewed(rows: Sequence[Row], file: Path = JSON_FILE) -> list[Row]:
    """The rows of the last run, those that were measured again in their places, new ones at the end."""
    anew = {row.what: row for row in rows}
    known = [_row(it) for it in json.loads(file.read_text())["rows"]] if file.exists() else []
    return [anew.pop(row.what, row) for row in known] + list(anew.values())


def _row(stored: dict[str, Any]) -> Row:
    known = {name: value for name, value in stored.items() if name != "held"}
    return Row(**known | {"samples": tuple(stored["samples"])})


def keep(rows: Sequence[Row], document: Path = DOCUMENT) -> None:
    """Renew the table in the document; the words around it are a person's."""
    before, _, rest = document.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    words = f"{_machine_words()}\n\n{table(rows)}"
    document.write_text(f"{before}{_BEGIN}\n{words}\n{_END}{after}")


def _machine_words() -> str:
    own = machine()
    return (
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {own['processors']} processors ({own['model']}), "
        f"{own['memory_gib']} GiB of memory, {own['system']}; load at the end {own['busy']}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")
