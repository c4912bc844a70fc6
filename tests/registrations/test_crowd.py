"""Many people open the form within one second: it is rendered once, and each sends her own."""

from collections.abc import Iterator

import pytest
from flask import Flask, template_rendered

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations.views import register
from tests.factories import registrations as factories
from tests.support.browser_like import ReadingClient


@pytest.fixture
def in_earnest(app: Flask) -> Iterator[None]:
    """As outside tests, where rendered forms are kept."""
    register._empty_forms.clear()
    app.testing = False
    yield
    app.testing = True
    register._empty_forms.clear()


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
    forms = [client.get(path).form("email") for _ in range(5)]
    assert rendered == ["registrations/register.html"]
    assert len({form.values["form_token"] for form in forms}) == 5
    client.get(path.replace("/en/", "/lt/"))
    client.get(f"{path}?utm=1")
    assert len(rendered) == 3


@pytest.mark.usefixtures("in_earnest")
def test_what_the_team_changes_shows_at_once(client: ReadingClient) -> None:
    edition = factories.open_edition()
    edition_id, path = edition.id, f"/en/{edition.slug}/register"
    assert "desk@elsewhere.example" not in client.get(path).text
    with transaction():
        db.session.get_one(Edition, edition_id).desk_email = "desk@elsewhere.example"
    assert "desk@elsewhere.example" in client.get(path).text


@pytest.mark.usefixtures("in_earnest")
def test_after_a_second_it_is_rendered_anew(
    client: ReadingClient, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "FRESH_SECONDS", -1)
    path = f"/en/{factories.open_edition().slug}/register"
    client.get(path)
    client.get(path)
    assert len(rendered) == 2
