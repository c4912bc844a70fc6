"""Whoever reads pages for us must find what is wrong with one."""

from collections.abc import Callable

import pytest

from tests.journeys.browser.screen import Screen

pytestmark = pytest.mark.browser

FAULTY = """<!doctype html><html lang="en"><head><title>x</title></head><body><main><h1>x</h1>
<p>grey <span id="pale">words</span></p><input name="nameless">
<button id="tiny">x</button><button id="small">y</button>
<div id="wide">wide</div></main></body></html>"""


def test_it_finds_pale_words_missing_labels_tiny_targets_and_too_much_width(
    somebody: Callable[..., Screen], has_javascript: bool
) -> None:
    reader = somebody()
    reader.page.set_content(FAULTY)
    reader.page.evaluate(
        """() => {
        document.getElementById("pale").style.color = "#bbb";
        document.getElementById("wide").style.width = "700px";
        for (const id of ["tiny", "small"]) {
            const style = document.getElementById(id).style;
            style.width = style.height = "9px"; style.padding = style.margin = style.border = "0";
        }
        console.error("planted");
    }"""
    )
    reader.looks()
    found = "\n".join(reader.complaints)
    wanted = ["px wide where 320 are there", "console: planted"]
    if has_javascript:
        wanted += ["color contrast", "must have labels", "touch targets must be 24px"]
    assert [words for words in wanted if words not in found] == []
    reader.complaints.clear()
