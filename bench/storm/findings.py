"""What a storm found, as numbers, a line of a table and JSON."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Finding:
    """One storm on one database. ``wrong`` is empty when every promise held."""

    storm: str
    database: str
    trials: int
    """How often something could have gone wrong."""
    of_what: str
    seed: int
    wrong: list[str] = field(default_factory=list)
    numbers: dict[str, float | int | str] = field(default_factory=dict)
    skipped: str = ""
    """Why it did not run."""

    @property
    def held(self) -> bool:
        return not self.wrong and not self.skipped

    @property
    def bound(self) -> float | None:
        """With no failure in n trials the true rate is below 3/n with 95 % confidence."""
        return 3 / self.trials if self.held and self.trials else None

    def expect(self, fact: bool, otherwise: str) -> None:
        if not fact:
            self.wrong.append(otherwise)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"held": self.held, "bound": self.bound}


@dataclass
class Control:
    """The same storm on a build that is broken on purpose."""

    broken: str
    finding: Finding

    @property
    def worked(self) -> bool:
        return bool(self.finding.wrong)

    def as_json(self) -> dict[str, Any]:
        return {"broken": self.broken, "worked": self.worked} | self.finding.as_json()


def as_table(findings: Iterable[Finding], controls: Iterable[Control]) -> str:
    """Markdown, as it stands in docs/trust.md."""
    by_name = {(c.finding.storm, c.finding.database): c for c in controls}
    lines = [
        "| Storm | Database | Trials | Wrong | 3/n | Seed | Numbers | Control |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for found in findings:
        control = by_name.get((found.storm, found.database))
        cells = (
            found.storm,
            found.database,
            f"{found.trials:,} {found.of_what}",
            found.skipped or ("0" if found.held else f"**{len(found.wrong)}**: {found.wrong[0]}"),
            f"{found.bound:.2%}" if found.bound else "–",
            str(found.seed),
            ", ".join(f"{name} {_short(value)}" for name, value in found.numbers.items()),
            _control_words(control),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _control_words(control: Control | None) -> str:
    if control is None:
        return "–"
    return f"`{control.broken}` fails: {control.finding.wrong[0]}" if control.worked else f"**{control.broken} passed**"


def _short(value: float | int | str) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
