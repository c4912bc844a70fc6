"""What others wrote and stands in our repository is exactly what they published, with its licence."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from config import ROOT

VENDORED = ROOT / "tests" / "support" / "vendor"
PACKAGES: list[dict[str, Any]] = json.loads((VENDORED / "vendor.json").read_text())


def folder(package: dict[str, Any]) -> Path:
    return VENDORED / f"{package['name']}-{package['version']}"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_each_file_has_the_bytes_that_were_published(package: dict[str, Any]) -> None:
    found = {name: _integrity(folder(package) / name) for name in package["files"]}
    assert found == package["files"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_each_package_brings_its_licence(package: dict[str, Any]) -> None:
    assert (folder(package) / "LICENSE").read_text().strip()


def test_nothing_stands_there_unlisted() -> None:
    listed = {folder(package) / name for package in PACKAGES for name in package["files"]}
    present = {path for path in VENDORED.rglob("*") if path.is_file() and not path.name.startswith("LICENSE")}
    assert present - {VENDORED / "vendor.json"} == listed


def _integrity(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
