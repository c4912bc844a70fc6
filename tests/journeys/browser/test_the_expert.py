"""Story 3 in a real browser: the expert answers from her letter and changes her mind."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import icalendar
import pytest

from forumapp import clock
from forumapp.words import Text
from tests.factories import forums, invitations
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site

pytestmark = pytest.mark.browser

LIN = "lin@example.org"


@pytest.fixture
def letter_link(site: Site) -> str:
    """In the letter to LIN Yu-ching, who reads Traditional Chinese: a panel in two months at 09:00 in Vilnius."""
    day = (clock.now() + timedelta(days=60)).date()
    with site.app.app_context():
        forum = forums.edition(starts_on=day, ends_on=day)
        title = Text({"en": "What democracies owe their digital citizens", "zh-Hant": "民主國家對數位公民的責任"})
        panel = invitations.panel(forum, title=title, wall_start=datetime.combine(day, time(9)))
        invitations.invitation(
            panel, respond_by=clock.now() + timedelta(days=14), email=LIN, language="zh-Hant", time_zone="Asia/Taipei"
        )
    (letter,) = site.post_arrives()
    return letter.link()


def test_she_accepts_with_a_word_and_changes_her_mind(
    site: Site, letter_link: str, somebody: Callable[..., Screen]
) -> None:
    lin = somebody("zh-TW")
    lin.open(letter_link)
    assert lin.page.locator("html").get_attribute("lang") == "zh-Hant-TW"
    lin.reads("民主國家對數位公民的責任", "09:00–10:15", "LIN Yu-ching", "林雨晴")
    assert lin.page.locator("main input[type=radio]:checked").count() == 0
    lin.goes_by(lin.page.locator("main button"))
    assert lin.page.locator(".error-summary").is_visible()

    lin.page.locator("input[name=answer][value=accept] + label").click()
    lin.page.locator("textarea[name=message]").fill("我很樂意")
    lin.goes_by(lin.page.locator("main button"))
    assert lin.page.locator(".error-summary").count() == 0
    assert {letter.recipients[0] for letter in site.post_arrives()} == {LIN, "desk@example.org"}
    with lin.page.expect_download() as download:
        lin.page.locator("main a[href$='.ics']").click()
    (event,) = icalendar.Calendar.from_ical(download.value.path().read_text()).walk("VEVENT")
    assert event.start.time() == time(9)

    lin.open(letter_link)
    assert lin.page.locator("main input[type=radio]:checked").count() == 0
    lin.page.locator("main summary").click()
    lin.page.locator("input[name=answer][value=decline] + label").click()
    lin.goes_by(lin.page.locator("main button"))
    receipt = next(letter for letter in site.post_arrives() if LIN in letter.recipients)
    assert "METHOD:CANCEL" in receipt.message.as_string() or "method=CANCEL" in receipt.message.as_string()
