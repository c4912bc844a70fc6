"""The accent of a series can be read on both papers."""

import re

import pytest

from config import ROOT
from forumapp.colours import PAPER_DARK, PAPER_LIGHT, READABLE, accent_pair, contrast


@pytest.mark.parametrize("colour", ["#0b5c5c", "#ffff00", "#000000", "#ffffff", "#c0c0c0", "#ff0000", "#1d4f91"])
def test_any_accent_becomes_readable(colour: str) -> None:
    on_light, on_dark = accent_pair(colour)
    assert contrast(PAPER_LIGHT, on_light) >= READABLE
    assert contrast(PAPER_DARK, on_dark) >= READABLE


def test_a_readable_accent_stays_as_it_was_chosen() -> None:
    assert accent_pair("#0b5c5c")[0] == "#0b5c5c"


def test_the_papers_are_those_of_the_stylesheet() -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    paper = re.search(r"--paper: light-dark\((#\w+), (#\w+)\)", tokens)
    assert paper and paper.groups() == (PAPER_LIGHT, PAPER_DARK)
