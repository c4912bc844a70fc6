"""A walk through every page there is, over a forum with everything in it."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from forumapp.demo import filling
from forumapp.extensions import transaction
from forumapp.forums.models import Edition
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

MOST = 400
"""Pages of one walk; more would be the same ones with other filters."""


@pytest.fixture
def slug(app: Flask) -> str:
    with transaction():
        edition: Edition = filling.fill(filling.Size())
        return edition.slug


def walk(client: ReadingClient, start: str) -> dict[str, Page]:
    """Follow every link of this site by GET, as a curious person or a mail scanner does."""
    waiting, seen = [start], dict[str, Page]()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        page = seen[address] = client.get(address, follow=False)
        if page.response.mimetype == "text/html" and page.status == 200:
            waiting += [link for link in map(_of_this_site, page.links().values()) if link and link not in seen]
        elif 300 <= page.status < 400:
            waiting += filter(None, [_of_this_site(page.response.location)])
    return seen


def _of_this_site(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme not in ("", "http") or parts.hostname not in (None, "localhost") or not parts.path:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("role", ["admin", "owner", "desk", "viewer", "cohost"])
def test_no_link_of_an_organiser_leads_nowhere_and_no_page_writes(app: Flask, team: Team, slug: str, role: str) -> None:
    edition = app.extensions["edition_finder"](slug)
    client = team.signed_in_as(role, edition)
    with statements(app) as said:
        pages = walk(client, f"/manage/{slug}/")
    assert len(pages) > 20
    assert {address: page.status for address, page in pages.items() if page.status >= 400} == {}
    assert [s for s in said if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.parametrize("language", ["en", "zh-Hant", "lt"])
def test_no_link_of_a_visitor_leads_nowhere_and_no_page_writes(
    app: Flask, client: ReadingClient, slug: str, language: str
) -> None:
    with statements(app) as said:
        pages = walk(client, f"/{language}/")
    assert len(pages) > 40
    assert {address: page.status for address, page in pages.items() if page.status >= 400} == {}
    assert [s for s in said if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []
    for address, page in pages.items():
        assert "Set-Cookie" not in page.response.headers or "/register" in address, address


def test_public_pages_are_the_same_bytes_for_everybody(client: ReadingClient, team: Team, slug: str) -> None:
    organiser = team.signed_in_as("admin")
    for path in ("", "agenda", "speakers", "releases/", "agenda/P1"):
        address = f"/en/{slug}/{path}"
        assert client.get(address).response.data == organiser.get(address).response.data, address
