"""Pages speak the visitor's language, and say so."""

import pytest

from forumapp.words import Text, negotiate
from tests.support.browser_like import ReadingClient


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("lt-LT,lt;q=0.9", "lt"),
        ("de-DE,de;q=0.9,lt;q=0.5", "lt"),
        ("fr", "en"),
        ("en-GB", "en"),
        ("", "en"),
    ],
)
def test_an_address_without_language_leads_to_the_visitors(client: ReadingClient, asked: str, language: str) -> None:
    answer = client.get("/", follow=False, headers={"Accept-Language": asked})
    assert answer.status == 302
    assert answer.response.location == f"/{language}/"
    assert answer.response.headers["Cache-Control"] == "no-store"
    assert "Accept-Language" in answer.response.headers["Vary"]


def test_the_query_stays_when_the_language_is_added(client: ReadingClient) -> None:
    assert client.get("/?page=2", follow=False).response.location == "/en/?page=2"


def test_an_address_that_exists_in_no_language_is_not_found(client: ReadingClient) -> None:
    assert client.get("/no/such/page", follow=False).status == 404


@pytest.mark.parametrize(("key", "tag"), [("en", "en"), ("zh-Hant", "zh-Hant-TW"), ("lt", "lt")])
def test_a_page_says_its_language(client: ReadingClient, key: str, tag: str) -> None:
    assert client.get(f"/{key}/").document.get("lang") == tag


def test_names_in_the_query_never_act(client: ReadingClient) -> None:
    assert client.get("/en/?_external=1&endpoint=x&_scheme=ftp&_anchor=y").status == 200


def test_a_text_falls_back_in_the_written_order() -> None:
    text = Text({"lt": "labas", "zh-Hant": "你好"})
    assert text.in_language("en") == "你好"
    assert text.language_shown("en") == "zh-Hant"
    assert Text().in_language("en") == ""
    assert negotiate([]) == "en"
