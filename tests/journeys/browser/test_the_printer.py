"""Whoever prints the agenda from her browser gets paper to hang up: a day on each page, and nothing to press."""

import io
import unicodedata
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import expect

from forumapp.words import LANGUAGES
from tests.factories import agenda
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site

pytestmark = pytest.mark.browser

A4 = (595, 842)
"""Points."""
DAYS = {
    "en": ("saturday24october", "monday26october"),
    "zh-Hant": ("10月24日", "10月26日"),
    "lt": ("spalio24d.,šeštadienis", "spalio26d.,pirmadienis"),
}
"""As ``words_on`` gives them."""


@pytest.fixture
def has_javascript() -> bool:
    return True


@pytest.fixture
def reader(site: Site, somebody: Callable[..., Screen]) -> Screen:
    with site.app.app_context():
        agenda.released(agenda.edition(announced=True))
    return somebody()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_day_of_the_agenda_is_a_page_of_its_own(reader: Screen, language: str) -> None:
    reader.open(f"/{language}/f3d2026/agenda")
    sheets = printed(reader)
    assert [size(sheet) for sheet in sheets] == [A4, A4]
    first, second = map(words_on, sheets)
    saturday, monday = DAYS[language]
    assert saturday in first and "09:00–10:15" in first and "1/2" in first
    assert monday in second and "2/2" in second and saturday not in second
    assert "linyu-ching" in first + second


def test_a_session_is_one_page_and_goes_over_no_edge(reader: Screen) -> None:
    reader.open("/en/f3d2026/agenda/P1")
    [sheet] = printed(reader)
    assert size(sheet) == A4 and "openingplenary" in words_on(sheet)
    reader.page.emulate_media(media="print")
    reader.page.set_viewport_size({"width": 672, "height": 900})  # 178 mm: A4 without its margins
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 672
    reader.page.emulate_media(media="screen")


def test_nothing_to_press_is_printed_and_dark_paper_is_not(reader: Screen) -> None:
    reader.page.emulate_media(color_scheme="dark")
    reader.open("/en/f3d2026/agenda")
    for_screens = reader.page.locator("button, .filters, .pages, .languages, .downloads ul, .footer")
    assert for_screens.first.is_visible()
    reader.page.emulate_media(media="print", color_scheme="dark")
    expect(for_screens.filter(visible=True)).to_have_count(0)
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert reader.page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 255, 255)"
    reader.page.emulate_media(media="screen", color_scheme="light")


def printed(reader: Screen) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(reader.page.pdf(prefer_css_page_size=True))).pages)


def words_on(sheet: pypdf.PageObject) -> str:
    """Without spaces, which stand in a PDF where letters are far apart, and with Han as they are written."""
    return "".join(unicodedata.normalize("NFKC", sheet.extract_text()).casefold().split())


def size(sheet: pypdf.PageObject) -> tuple[int, int]:
    return round(sheet.mediabox.width), round(sheet.mediabox.height)
