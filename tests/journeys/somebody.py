"""A person who goes from page to page by what stands on them, and the post that arrives meanwhile."""

from __future__ import annotations

from typing import Any

from flask import Flask

from forumapp.extensions import db
from forumapp.notifications import delivery
from tests.support.browser_like import Page, ReadingClient
from tests.support.databases import Rows, remembered_rows
from tests.support.mail_sink import Received, Sink
from tests.support.signed_in import Team


class Somebody:
    """At a browser of her own, with one page open."""

    def __init__(self, browser: ReadingClient) -> None:
        self.browser = browser
        self.page: Page

    @classmethod
    def anonymous(cls, app: Flask) -> Somebody:
        return cls(ReadingClient.of(app))

    @classmethod
    def of_the_team(cls, team: Team, role: str = "admin", edition: Any | None = None) -> Somebody:
        somebody = cls(team.signed_in_as(role, edition))
        somebody.open("/manage/")
        return somebody

    def open(self, address: str) -> Page:
        """Type an address, or press a link in a letter."""
        self.page = self.browser.get(address)
        assert self.page.status == 200, f"{address}: {self.page.status} {self.page.text}"
        return self.page

    def follow(self, words: str, to: str = "") -> Page:
        """Press the link with these words; ``to`` is a part of its address, where several have the same words."""
        return self.open(self.link(words, to))

    def link(self, words: str | None = None, to: str = "") -> str:
        """Where a link of this page leads, told by its words or by a part of its address."""
        anchors = self.page.document.xpath("//a[@href]")
        found = [a for a in anchors if words in (None, " ".join(a.text_content().split())) and to in a.get("href")]
        assert found, f"no link {words or to!r} on {self.page.url}; there are {self.page.links()}"
        return str(found[0].get("href"))

    def send(self, containing: str | None = None, button: str | None = None, **values: Any) -> Page:
        """Fill in and send the form with that button or field; it is taken."""
        self._submit(containing, button, values)
        assert self.page.status == 200, f"{self.page.url}: {self.page.text}"
        return self.page

    def is_refused(self, containing: str | None = None, **values: Any) -> Page:
        """Send a form that has something wrong, or that somebody overtook; the page comes again and says what."""
        self._submit(containing, None, values)
        assert self.page.status in (409, 422), f"{self.page.status}: {self.page.text}"
        return self.page

    def reads(self, *words: str) -> None:
        for part in words:
            assert part in self.page.text, f"{part!r} is not on {self.page.url}: {self.page.text}"

    def does_not_read(self, *words: str) -> None:
        for part in words:
            assert part not in self.page.text, f"{part!r} is on {self.page.url}"

    def _submit(self, containing: str | None, button: str | None, values: dict[str, Any]) -> None:
        self.page = self.browser.submit(self.page.form(containing), button=button, **values)


def post_arrives(sink: Sink) -> list[Received]:
    """Everything that is due leaves; gives what arrived now."""
    before = len(sink.letters)
    db.session.remove()
    delivery.run_due()
    return sink.letters[before:]


def post_of(sink: Sink, address: str) -> Received:
    """The one letter that arrives there now, and nothing anywhere else."""
    letters = post_arrives(sink)
    assert [letter.recipients for letter in letters] == [(address,)], [letter.text for letter in letters]
    return letters[0]


def everything_stored() -> Rows:
    """Each row of each table, to be compared with later."""
    db.session.remove()
    return remembered_rows(db.engine)
