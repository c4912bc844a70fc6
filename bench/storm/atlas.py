"""Every page that can be found by following links, who may open it, and the forms that stand there."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from bench.storm.filling import forms_of
from tests.support.browser_like import Page

MOST_KNOWN = 24
"""Addresses of one kind."""

Open = Callable[[str, str], TestResponse | None]
"""Role, address → the answer, unless there was none."""


Place = tuple[str, str]
"""Method and endpoint."""


@dataclass(frozen=True)
class Spot:
    """A form: on whose screen, on which page."""

    role: str
    address: str


@dataclass
class Atlas:
    app: Flask
    most_opened: int
    addresses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Endpoint → paths with what they ask."""
    forms: dict[Place, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    """Where it leads → where it stands."""
    _opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    _seen: set[Spot] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._adapter = self.app.url_map.bind("localhost")

    def endpoint(self, address: str, method: str = "GET") -> str | None:
        """None: no page of ours."""
        try:
            return str(self._adapter.match(urlsplit(address).path, method)[0])
        except HTTPException:
            return None

    def look_around(self, role: str, starts: Sequence[str], opened: Open) -> None:
        """All of ``starts``, and what links lead to from there."""
        waiting, first = deque(starts), set(starts)
        while waiting:
            address = waiting.popleft()
            if self._is_news(role, address) or address in first:
                first.discard(address)
                waiting.extend(self.read(role, address, opened(role, address)))

    def look_again(self) -> None:
        """Much has happened since: what was opened before may be opened once more."""
        self._opened.clear()

    def _is_news(self, role: str, address: str) -> bool:
        endpoint, spot = self.endpoint(address), Spot(role, address)
        if endpoint in (None, "static") or spot in self._seen:
            return False
        assert endpoint
        known = self.addresses[endpoint]
        if address not in known and len(known) < MOST_KNOWN:
            known.append(address)
        if self._opened[role, endpoint] >= self.most_opened:
            return False
        self._opened[role, endpoint] += 1
        self._seen.add(spot)
        return True

    def read(self, role: str, address: str, response: TestResponse | None) -> list[str]:
        """Note the forms of a page; where its links lead."""
        if response is None:
            return []
        url = f"http://localhost{address}"
        if 300 <= response.status_code < 400:
            return _of_ours([urljoin(url, response.location)])
        page = Page(response, url)
        for form in forms_of(page):
            if leads_to := self.endpoint(form.path, form.method):
                self._note((form.method, leads_to), Spot(role, address))
        if response.mimetype != "text/html" or not response.get_data().strip():
            return []
        return _of_ours(urljoin(url, str(link)) for link in page.document.xpath("//@href | //@src"))

    def _note(self, place: Place, spot: Spot) -> None:
        known = self.forms[place]
        if spot not in known:
            known.append(spot)
            del known[:-MOST_KNOWN]


def _of_ours(links: Iterable[str]) -> list[str]:
    parts = [urlsplit(link) for link in links]
    return [
        part.path + (f"?{part.query}" if part.query else "")
        for part in parts
        if part.hostname in ("localhost", "127.0.0.1") and part.path
    ]
