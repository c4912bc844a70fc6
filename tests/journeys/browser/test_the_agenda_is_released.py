"""Story 5 in a real browser: released by the organiser, read by everybody in three languages, light and dark."""

import io
import json
from collections.abc import Callable

import pypdf
import pytest

from forumapp.words import LANGUAGES
from tests.factories import agenda
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site
from tests.support.signed_in import PASSWORD, Team

pytestmark = pytest.mark.browser

HTML_LANG = {"en": "en", "zh-Hant": "zh-Hant-TW", "lt": "lt"}


@pytest.fixture
def organiser(site: Site, somebody: Callable[..., Screen]) -> Screen:
    """Of the forum of domain.md 4.5, on the page where it is released."""
    with site.app.app_context():
        address = Team(site.app).member("organiser", agenda.edition(announced=True))
    organiser = somebody()
    organiser.open("/sign-in?next=/manage/f3d2026/agenda")
    organiser.field("E-mail").fill(address)
    organiser.field("Password").fill(PASSWORD)
    organiser.press("Sign in")
    return organiser


def test_it_is_released_and_read_by_everybody(
    organiser: Screen, somebody: Callable[..., Screen], has_javascript: bool
) -> None:
    visitor = somebody()
    visitor.open("/en/f3d2026/agenda")
    visitor.reads("The agenda is not released yet.", "Vilnius University, Vilnius")
    organiser.press("Release 1")
    organiser.reads("Release 1 is public. Nobody was written to.")
    for language in LANGUAGES:
        _reads_everything(visitor, language)
    _filters(visitor)
    _downloads(visitor)
    _turns_off_the_light(visitor)
    if has_javascript:
        _comes_by_keyboard(visitor)


def _reads_everything(visitor: Screen, language: str) -> None:
    visitor.open(f"/{language}/f3d2026/")
    assert visitor.page.locator("html").get_attribute("lang") == HTML_LANG[language]
    visitor.goes_by(visitor.page.locator(f"nav a[href='/{language}/f3d2026/agenda']"))
    visitor.reads("LIN Yu-ching", "林雨晴", "09:00–10:15", "محمد الهاشمي")
    visitor.goes_by(visitor.page.locator(f"a[href='/{language}/f3d2026/agenda/P1']").first)
    visitor.goes_by(visitor.page.locator(f"nav a[href='/{language}/f3d2026/speakers']"))
    for secret in (*agenda.UNNAMED, *agenda.SECRET_WORDS):
        assert secret not in visitor.text


def _filters(visitor: Screen) -> None:
    """On a phone, where the filters wait behind one line."""
    visitor.open("/en/f3d2026/agenda")
    visitor.page.set_viewport_size({"width": 390, "height": 800})
    visitor.unfold("Filter")
    visitor.page.locator("select[name=format]").select_option("workshop")
    visitor.goes_by(visitor.page.get_by_role("button", name="Show", exact=True))
    assert visitor.page.url.endswith("/agenda?format=workshop")
    assert visitor.page.locator("article").count() == 1
    visitor.follow("Show everything")
    assert visitor.page.locator("article").count() == 10


def _downloads(visitor: Screen) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(visitor.downloads("PDF")))
    assert "Ūla Žemaitė-Šimkienė" in " ".join(page.extract_text() for page in pdf.pages)
    assert visitor.downloads("Word").startswith(b"PK")
    assert visitor.downloads("Calendar").startswith(b"BEGIN:VCALENDAR")
    visitor.follow("more")
    assert json.loads(visitor.downloads("schedule.json"))["schedule"]["conference"]


def _turns_off_the_light(visitor: Screen) -> None:
    """By a button in the foot of the page, against what the device prefers."""
    for chosen in ("dark", "light"):
        with visitor.page.expect_navigation():
            visitor.page.get_by_role("button", name=chosen, exact=True).click()
        scheme = visitor.page.evaluate("getComputedStyle(document.documentElement).colorScheme")
        assert scheme == chosen


def _comes_by_keyboard(visitor: Screen) -> None:
    """The first stop of the keyboard leads past the head of the page."""
    visitor.page.goto(visitor.page.url.partition("#")[0])
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert visitor.page.locator(":focus").is_visible()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"
