"""Many people register at once: form and letter are rendered once, and each has her own."""

from collections.abc import Iterator

import pytest
from flask import Flask, template_rendered
from sqlalchemy import select

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import rendering
from forumapp.notifications.models import Message
from forumapp.registrations import actions, queries
from forumapp.registrations.models import Registration
from forumapp.registrations.views import register
from forumapp.web import remembered
from forumapp.words import Text
from tests.factories import registrations as factories
from tests.support.browser_like import ReadingClient


@pytest.fixture
def in_earnest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As outside tests, where what was rendered is kept; a page for as long as the test runs."""
    monkeypatch.setattr(register, "FRESH_SECONDS", 600)
    rendering._kept.clear()
    app.testing = False
    yield
    app.testing = True
    rendering._kept.clear()
    remembered.forget(app)


@pytest.fixture
def rendered(app: Flask) -> Iterator[list[str]]:
    names: list[str] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        names.append(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield names


@pytest.mark.usefixtures("in_earnest")
def test_a_crowd_is_given_one_page_with_a_token_for_each(client: ReadingClient, rendered: list[str]) -> None:
    path = f"/en/{factories.open_edition().slug}/register"
    pages = [client.get(path) for _ in range(5)]
    assert rendered == ["registrations/register.html"]
    tokens = {page.form("email").values["form_token"] for page in pages}
    assert len(tokens) == 5 and {len(token) for token in tokens} == {22}
    assert {page.response.headers["Content-Length"] for page in pages} == {str(len(pages[4].response.data))}
    assert {page.response.headers["Cache-Control"] for page in pages} == {"no-store"}
    assert client.get(path, headers={"If-None-Match": '""'}).status == 200
    client.get(path.replace("/en/", "/lt/"))
    client.get(f"{path}?utm=1")
    assert len(rendered) == 3


def test_an_address_is_looked_for_by_its_index(app: Flask) -> None:
    """Else each registration would read all that were made before it."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("so few rows are read without an index there")
    asked = queries._known_and_letters().compile(db.engine)
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (1, "", "", None)).all()
    assert any("uq_registrations_live_address" in step.detail for step in plan)


@pytest.mark.usefixtures("in_earnest")
def test_a_form_that_was_opened_before_registration_closed_is_refused(client: ReadingClient) -> None:
    edition = factories.open_edition()
    edition_id, path = edition.id, f"/en/{edition.slug}/register"
    client.get(path)
    with transaction():
        db.session.get_one(Edition, edition_id).registration_closes_at = clock.now()
    opened = client.get(path).form("email")
    assert client.submit(opened, name="Ula", email="ula@example.org").status == 409
    assert queries.count_of(db.session.get_one(Edition, edition_id)) == 0


@pytest.mark.usefixtures("in_earnest")
def test_what_is_typed_wrongly_is_answered_to_whoever_typed_it(client: ReadingClient) -> None:
    path = f"/en/{factories.open_edition().slug}/register"
    form = client.get(path).form("email")
    assert client.submit(form, name="Ula", email="nobody").status == 422
    assert client.get(path).form("email").values["name"] == ""


@pytest.mark.usefixtures("in_earnest")
def test_after_a_second_it_is_rendered_anew(
    client: ReadingClient, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "FRESH_SECONDS", -1)
    path = f"/en/{factories.open_edition().slug}/register"
    client.get(path)
    client.get(path)
    assert len(rendered) == 2


@pytest.mark.usefixtures("in_earnest")
def test_the_letters_of_a_crowd_are_rendered_once_and_each_has_its_own_reference_and_link(
    app: Flask,
) -> None:
    edition = factories.open_edition()
    for name in ("anna", "boris"):
        actions.register(edition, name=name, email=f"{name}@example.org")
    assert len(rendering._kept) == 1
    actions.register(edition, name="Cai", email="cai@example.org", language="lt")
    assert len(rendering._kept) == 2
    registrations, letters = db.session.scalars(select(Registration)), db.session.scalars(select(Message))
    for registration, letter in zip(registrations, letters, strict=True):
        assert letter.recipient == registration.email
        for part in (letter.body_text, letter.body_html):
            assert part.count(registration.reference) == 1
            assert "reference-" not in part
            assert letter.link_marker and part.count(letter.link_marker) == 1
    assert len({letter.sealed_link for letter in db.session.scalars(select(Message))}) == 3


@pytest.mark.usefixtures("in_earnest")
def test_a_crowd_s_letter_follows_what_the_team_changes(app: Flask) -> None:
    edition = factories.open_edition()
    actions.register(edition, name="Anna", email="anna@example.org")
    edition.title = Text.of("Another title")
    db.session.flush()
    actions.register(edition, name="Boris", email="boris@example.org")
    first, second = db.session.scalars(select(Message).order_by(Message.id))
    assert "Another title" not in first.body_text and "Another title" in second.body_text
