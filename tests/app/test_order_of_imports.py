"""Which way imports go: features stand in a written order and import only to their left (architecture.md 3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from forumapp.features import FEATURES

PACKAGE = ROOT / "forumapp"

# What knows nothing of the features, in no particular order.
FOUNDATION = frozenset(
    [
        "clock",
        "words",
        "refusals",
        "rights",
        "links",
        "wall_times",
        "names",
        "formatting",
        "spoken_languages",
        "colours",
        "pictures",
        "calendars",
        "documents",
        "database",
        "edition_turns",
        "extensions",
        "later",
        "settings",
        "jobs",
        "tables",
        "turns",
        "counters",
        "rows",
        "outside_links",
    ]
)
# What knows everything; nobody imports it but ``create_app``.
RIGHTMOST = frozenset(
    [
        "health",
        "metrics",
        "disk_room",
        "development",
        "mailbox",
        "sample_letters",
        "placement",
        "serving",
        "backups",
        "migrating",
        "schedule",
        "demo",
        "first_start",
    ]
)
ORDER = ("foundation", "web", *FEATURES, "rightmost")


def modules() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__init__",) and parts != ("features",):
            yield path, parts[0]


def imported(path: Path) -> Iterator[tuple[str, str | None, int]]:
    """(part of the house, module inside it, line) for each import of ours."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("forumapp"):
            parts = node.module.split(".")
            if len(parts) == 1:
                yield from ((alias.name, None, node.lineno) for alias in node.names)
            elif len(parts) == 2:
                yield from ((parts[1], alias.name, node.lineno) for alias in node.names)
            else:
                yield parts[1], parts[2], node.lineno


def place_of(part: str) -> int:
    if part in FOUNDATION:
        return ORDER.index("foundation")
    return ORDER.index("rightmost") if part in RIGHTMOST else ORDER.index(part)


@pytest.mark.parametrize(("path", "part"), [pytest.param(*m, id=str(m[0].relative_to(ROOT))) for m in modules()])
def test_a_feature_imports_only_to_its_left(path: Path, part: str) -> None:
    for target, _module, line in imported(path):
        assert place_of(target) <= place_of(part), (
            f"{path.name}:{line}: {part} imports {target}, which stands further right"
        )


@pytest.mark.parametrize(("path", "part"), [pytest.param(*m, id=str(m[0].relative_to(ROOT))) for m in modules()])
def test_nobody_imports_views_and_the_rules_are_free_of_flask(path: Path, part: str) -> None:
    kind = path.relative_to(PACKAGE).parts[1].removesuffix(".py") if part in FEATURES else ""
    for target, module, line in imported(path):
        if kind != "__init__" and not (kind == "views" and target == part):
            assert module != "views" or path.name == "__init__.py", f"{path}:{line} imports views"
        if kind in ("models", "queries", "actions"):
            assert target != "web", f"{path}:{line}: rules know nothing of pages"
    if kind in ("models", "queries", "actions"):
        names = {n.module for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)}
        assert "flask" not in names, f"{path}: rules are free of Flask"


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path, _ in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []
