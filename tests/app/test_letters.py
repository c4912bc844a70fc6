"""Every letter is complete: a folder with three files, a function that writes it, words in three languages."""

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

LETTERS = sorted(p.name for p in (ROOT / "templates" / "email").iterdir() if p.is_dir() and not p.name.startswith("_"))


def emails_modules() -> dict[Path, str]:
    return {path: path.read_text() for path in (ROOT / "forumapp").rglob("emails.py")}


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_has_a_subject_a_text_and_a_page(kind: str) -> None:
    folder = ROOT / "templates" / "email" / kind
    assert {p.name for p in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_has_a_function_of_its_name(kind: str) -> None:
    homes = [path for path, source in emails_modules().items() if re.search(rf"^def {kind}\(", source, re.MULTILINE)]
    assert len(homes) == 1, f"{kind} is written by {homes}"


def test_every_kind_that_is_queued_has_its_templates() -> None:
    used = {kind for source in emails_modules().values() for kind in re.findall(r"kind=\"(\w+)\"", source)}
    assert used <= set(LETTERS), sorted(used - set(LETTERS))


def test_every_letter_of_a_forum_is_called_something_in_the_outbox(app: Flask) -> None:
    of_members_alone = {"sign_in_link", "password_link"}
    assert set(LETTERS) - of_members_alone == set(app.extensions["letter_kinds"])
