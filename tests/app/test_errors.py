"""What visitors see when something of ours breaks: words, the right status, and nothing half kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from forumapp.extensions import db
from forumapp.words import LANGUAGES
from tests.factories import registrations
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team


@contextmanager
def _nothing_can_be_committed() -> Iterator[None]:
    """As on a full disk: the database takes every statement and refuses at the end."""

    def refuse(session: Session) -> None:
        if not session.in_nested_transaction():
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(db.session, "before_commit", refuse)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", refuse)


@contextmanager
def _nothing_can_be_asked() -> Iterator[None]:
    """As with a stopped server."""

    def refuse(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the connection is lost"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_commit_that_fails_is_told_in_words(app: Flask, client: ReadingClient, language: str) -> None:
    edition = registrations.open_edition()
    path = f"/{language}/{edition.slug}/register"
    form = client.get(path).form("email")
    with _nothing_can_be_committed():
        page = client.submit(form, name="A visitor", email="visitor@example.org")
    assert page.status == 503
    assert page.document.xpath("string(//h1)")
    assert page.response.headers["Retry-After"]
    assert registrations.by_address(edition, "visitor@example.org") is None


def test_nobody_reads_saved_after_a_commit_that_failed(app: Flask, team: Team) -> None:
    edition = registrations.open_edition()
    organiser = team.signed_in_as("organiser", edition)
    path = f"/manage/{edition.slug}/registrations"
    form = organiser.get(f"{path}/capacity").form("capacity")
    with _nothing_can_be_committed():
        assert organiser.submit(form, capacity="7").status == 503
    assert "Saved" not in organiser.get(path).text


@pytest.mark.parametrize("path", ["/manage/{slug}/registrations", "/en/{slug}/register", "/sign-in", "/"])
def test_without_its_database_every_page_says_so_itself(app: Flask, team: Team, path: str) -> None:
    edition = registrations.open_edition()
    organiser = team.signed_in_as("organiser", edition)
    address = path.format(slug=edition.slug)
    with _nothing_can_be_asked():
        page = organiser.get(address, headers={"Accept-Language": "lt"})
    assert page.status == 503
    assert page.document.xpath("string(//h1)")
