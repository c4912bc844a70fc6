"""A real browser, and what it looks at on every page it comes to."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator

from config import ROOT

AXE = (ROOT / "tests" / "support" / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text()
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (1280, 390)
NARROWEST = 320
HEIGHT = 900
_REFUSED_FORM = re.compile(r"the server responded with a status of (409|410|422)")
"""Chromium writes into its console that a page said no, which is what such a page is for."""


class Screen:
    """One person's browser with one page open. With JavaScript, every page is read by axe as well."""

    def __init__(self, context: BrowserContext, url: str, has_javascript: bool) -> None:
        self.url, self.has_javascript = url, has_javascript
        self.complaints: list[str] = []
        """What is wrong with pages so far: accessibility, width, console."""
        self.submits = 0
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def open(self, address: str) -> None:
        """Type an address, or press a link in a letter."""
        answer = self.page.goto(urljoin(self.url, address))
        assert answer and answer.status == 200, f"{address}: {answer and answer.status}"
        self.looks()

    def follow(self, words: str) -> None:
        """Press the link with these words."""
        self.goes_by(self.page.get_by_role("link", name=words, exact=True).first)

    def press(self, words: str) -> None:
        """Press a button that sends a form."""
        self.submits += 1
        self.goes_by(self.page.get_by_role("button", name=words))

    def goes_by(self, way: Locator) -> None:
        """Press something that leads to a page, and arrive there."""
        with self.page.expect_navigation():
            way.click()
        self.looks()

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def choose(self, words: str) -> None:
        """One of several answers; the whole line is its target."""
        self.page.locator("label", has_text=words).first.click()
        assert self.page.get_by_role("radio", name=words).is_checked()

    def unfold(self, words: str) -> None:
        self.page.locator("summary", has_text=words).first.click()

    def downloads(self, words: str) -> bytes:
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=words, exact=True).first.click()
        return download.value.path().read_bytes()

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self) -> str:
        """What a person reads, white space folded."""
        return " ".join(self.page.locator("body").inner_text().split())

    def reads(self, *words: str) -> None:
        for part in words:
            assert part in self.text, f"{part!r} is not on {self.page.url}: {self.text}"

    def looks(self) -> None:
        """Light and dark, on a desk and on a phone."""
        self.page.wait_for_load_state("load")
        self._is_narrow_enough()
        if self.has_javascript:
            self._reads_with_axe()
        self.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})

    def _is_narrow_enough(self) -> None:
        self.page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROWEST:
            self.complaints.append(f"{self.page.url}: {wide} px wide where {NARROWEST} are there")

    def _reads_with_axe(self) -> None:
        self.page.evaluate(AXE)  # the Content-Security-Policy keeps out a script tag
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.page.emulate_media(color_scheme="light")
            self._hears(width, "light", {"type": "tag", "values": WCAG_2_2_AA})
            self.page.emulate_media(color_scheme="dark")
            self._hears(width, "dark", {"type": "rule", "values": ABOUT_COLOURS})
        self.page.emulate_media(color_scheme="light")

    def _hears(self, width: int, scheme: str, rules: dict[str, Any]) -> None:
        # Rules of WCAG 2.2 are off until they are asked for by name.
        options: dict[str, Any] = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
        if rules["type"] == "tag":
            options["rules"] = {"target-size": {"enabled": True}}
        found = self.page.evaluate("async options => (await axe.run(document, options)).violations", options)
        self.complaints += [
            f"{self.page.url}, {scheme}, {width} px: {fault['help']}: {node['html'][:200]} {node['failureSummary']}"
            for fault in found
            for node in fault["nodes"]
        ]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _REFUSED_FORM.search(message.text):
            self.complaints.append(f"{self.page.url}: console: {message.text}")
