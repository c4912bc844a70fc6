"""What starting the app brings into memory, and what it leaves until somebody needs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from forumapp import documents, later, tables

LATE = ("alembic", "docx", "openpyxl", "psycopg")


def test_starting_loads_no_library_that_few_processes_need(tmp_path: Path) -> None:
    environment = os.environ | {"APP_ENV": "development", "DATA_DIR": str(tmp_path)}
    environment["DATABASE_URL"] = environment["QUEUE_URL"] = ""
    told = f"import sys, wsgi; print([name for name in {LATE} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: S603
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_what_is_left_out_is_there_when_it_is_asked_for() -> None:
    assert documents.workbooks.workbook
    assert documents.agenda_docx.agenda_docx
    assert tables.xlsx_files.read
    with pytest.raises(AttributeError):
        documents.nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: B018


def test_late_commands_are_listed_and_found(app: Flask) -> None:
    listed = app.test_cli_runner().invoke(args=["--help"]).output
    for name in later.COMMANDS:
        assert f"  {name} " in listed
        assert app.test_cli_runner().invoke(args=[name, "--help"]).exit_code == 0


def test_a_library_can_be_hidden_from_others_only_before_its_first_import() -> None:
    with later.without("csv"):  # loaded long ago
        assert sys.modules["csv"]
    with later.without("antigravity"), pytest.raises(ModuleNotFoundError):
        __import__("antigravity")
    assert "antigravity" not in sys.modules
