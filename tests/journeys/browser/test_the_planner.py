"""A session is moved in the day planner by drag, by key and by the small form: the same words, the same result."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator

from forumapp.extensions import db
from forumapp.programme.models import ForumSession
from tests.factories import forums, programme
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site
from tests.support.signed_in import PASSWORD, Team

pytestmark = pytest.mark.browser

SATURDAY = "/manage/f3d2026/planner/2026-10-24"
MOVED = "W9: Saturday 24 October 2026, 15:00–16:30 Vilnius, Senate Hall."
only_with_javascript = pytest.mark.parametrize("has_javascript", [True], ids=["with JavaScript"])


@pytest.fixture
def organiser(site: Site, somebody: Callable[..., Screen]) -> Screen:
    """Before a day with two rooms and a session without a time."""
    with site.app.app_context():
        forum = forums.edition(slug="f3d2026", announced=True)
        aula, _senate = forums.room(forum), forums.room(forum, "Senate Hall")
        start = datetime(2026, 10, 24, 14)
        programme.forum_session(forum, code="W9", title="Keeping people connected", room=aula, start=start, minutes=90)
        programme.forum_session(forum, code="P9", room=aula, start=datetime(2026, 10, 24, 9))
        programme.forum_session(forum, code="X9", title="Some day", start=None)
        address = Team(site.app).member("organiser", forum)
    organiser = somebody()
    organiser.open(f"/sign-in?next={SATURDAY}")
    organiser.field("E-mail").fill(address)
    organiser.field("Password").fill(PASSWORD)
    organiser.press("Sign in")
    organiser.page.set_viewport_size({"width": 1280, "height": 1000})
    return organiser


def place(site: Site, code: str) -> tuple[str, int | None, str | None]:
    """Start in UTC, minutes and room, as stored."""
    with site.app.app_context():
        session = db.session.query(ForumSession).filter_by(code=code).one()
        start = f"{session.starts_at.astimezone(UTC):%d %H:%M}" if session.starts_at else "none"
        found = start, session.minutes, session.room.name.in_language("en") if session.room else None
        db.session.remove()
    return found


def block(organiser: Screen, code: str) -> Locator:
    return organiser.page.locator(f".block[data-code={code}]")


def said(organiser: Screen, words: str) -> None:
    organiser.page.locator(".planner-said", has_text=words).wait_for()


def drag(organiser: Screen, grip: Locator, across: float, down: float, at: tuple[float, float] = (20, 8)) -> None:
    """Hold it at a point of its own, carry it so many pixels, let go."""
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box
    mouse = organiser.page.mouse
    mouse.move(box["x"] + at[0], box["y"] + at[1])
    mouse.down()
    mouse.move(box["x"] + at[0] + across / 2, box["y"] + at[1] + down / 2)
    mouse.move(box["x"] + at[0] + across, box["y"] + at[1] + down, steps=4)
    mouse.up()


def row_height(organiser: Screen) -> float:
    height = organiser.page.locator(".day-grid-column").first.bounding_box()["height"]  # type: ignore[index]
    return float(height) / float(organiser.page.locator(".day-grid").get_attribute("data-rows") or 1)


def test_by_the_small_form(organiser: Screen, site: Site) -> None:
    organiser.goes_by(block(organiser, "W9").get_by_role("link"))
    organiser.field("Start").fill("15:00")
    organiser.page.get_by_label("Room").select_option("Senate Hall")
    organiser.press("Put it there")
    organiser.reads(MOVED)
    assert place(site, "W9") == ("24 12:00", 90, "Senate Hall")
    organiser.page.get_by_role("button", name="Undo the move of W9").click()
    said(organiser, "W9: Saturday 24 October 2026, 14:00–15:30 Vilnius, Aula.")
    organiser.looks()
    assert place(site, "W9") == ("24 11:00", 90, "Aula")


@only_with_javascript
def test_by_key(organiser: Screen, site: Site) -> None:
    link = block(organiser, "W9").get_by_role("link")
    link.focus()
    for _ in range(12):
        organiser.page.keyboard.press("ArrowDown")
    organiser.page.keyboard.press("ArrowRight")
    assert organiser.page.locator("#planner-live").inner_text() == "15:00–16:30, Senate Hall"
    organiser.page.keyboard.press("Enter")
    said(organiser, MOVED)
    assert place(site, "W9") == ("24 12:00", 90, "Senate Hall")
    assert organiser.page.evaluate("document.activeElement.id") == "place-W9"
    organiser.page.keyboard.press("Shift+ArrowUp")
    organiser.page.keyboard.press("Enter")
    said(organiser, "15:00–16:25 Vilnius, Senate Hall.")
    organiser.page.keyboard.press("ArrowUp")
    organiser.page.keyboard.press("Escape")
    assert block(organiser, "W9").locator(".block-time").inner_text() == "15:00–16:25"
    organiser.looks()
    assert place(site, "W9") == ("24 12:00", 85, "Senate Hall")
    organiser.goes_by(link)
    organiser.reads("Put it there")


@only_with_javascript
def test_by_drag(organiser: Screen, site: Site) -> None:
    across = organiser.page.locator(".day-grid-column").nth(1).bounding_box()["width"]  # type: ignore[index]
    drag(organiser, block(organiser, "W9"), across, 12 * row_height(organiser))
    said(organiser, MOVED)
    assert place(site, "W9") == ("24 12:00", 90, "Senate Hall")
    end = block(organiser, "W9").locator(".block-end")
    drag(organiser, end, 0, -6 * row_height(organiser), at=(20, 3))
    said(organiser, "15:00–16:00 Vilnius, Senate Hall.")
    assert place(site, "W9") == ("24 12:00", 60, "Senate Hall")
    organiser.page.get_by_role("button", name="Undo the move of W9").click()
    said(organiser, MOVED)
    assert place(site, "W9") == ("24 12:00", 90, "Senate Hall")
    organiser.looks()


@only_with_javascript
def test_what_waits_is_dragged_in_and_out_again(organiser: Screen, site: Site) -> None:
    organiser.page.set_viewport_size({"width": 1700, "height": 1000})
    to = organiser.page.locator(".day-grid-column").nth(1).bounding_box()
    grip = block(organiser, "X9")
    box = grip.bounding_box()
    assert to and box
    drag(organiser, grip, to["x"] + 40 - box["x"], to["y"] + 36.5 * row_height(organiser) - box["y"])
    said(organiser, "X9: Saturday 24 October 2026, ")
    assert place(site, "X9")[1:] == (60, "Senate Hall")
    waiting = organiser.page.locator(".planner-waiting").bounding_box()
    box = block(organiser, "X9").bounding_box()
    assert waiting and box
    drag(organiser, block(organiser, "X9"), waiting["x"] + 60 - box["x"], waiting["y"] + 20 - box["y"])
    said(organiser, "X9 waits without a time.")
    assert place(site, "X9") == ("none", None, None)


@only_with_javascript
def test_what_clashes_is_said_at_once_and_the_focus_stays(organiser: Screen, site: Site) -> None:
    block(organiser, "P9").get_by_role("link").focus()
    for _ in range(54):
        organiser.page.keyboard.press("ArrowDown")
    organiser.page.keyboard.press("Enter")
    said(organiser, "are both in Aula")
    organiser.reads("Cannot stay so")
    assert organiser.page.evaluate("document.activeElement.id") == "place-P9"
    organiser.looks()


@only_with_javascript
def test_who_was_overtaken_reads_both_and_nothing_is_overwritten(organiser: Screen, site: Site) -> None:
    with site.app.app_context():
        other = db.session.query(ForumSession).filter_by(code="W9").one()
        other.place(datetime(2026, 10, 24, 17), 90, "Europe/Vilnius", None, other.room)
        db.session.commit()
        db.session.remove()
    block(organiser, "W9").get_by_role("link").focus()
    organiser.page.keyboard.press("ArrowDown")
    organiser.page.keyboard.press("Enter")
    organiser.page.get_by_text("Somebody saved this meanwhile").wait_for()
    organiser.looks()
    assert place(site, "W9") == ("24 14:00", 90, "Aula")
