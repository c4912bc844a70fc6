"""The organisers' pages that the three stories do not come to, and every component on one page."""

from collections.abc import Callable

import pytest

from tests.factories import agenda
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site
from tests.support.signed_in import PASSWORD, Team

pytestmark = pytest.mark.browser

PAGES = (
    "/manage/f3d2026/programme",
    "/manage/f3d2026/sessions/P1",
    "/manage/f3d2026/sessions/P1/people",
    "/manage/f3d2026/planner/2026-10-24",
    "/manage/f3d2026/planner/2026-10-24/P1",
    "/manage/f3d2026/people",
    "/manage/f3d2026/invitations",
    "/manage/f3d2026/registrations",
    "/manage/f3d2026/messages",
    "/manage/f3d2026/team",
    "/manage/f3d2026/settings",
    "/manage/f3d2026/rooms/1",
    "/styleguide",
)


@pytest.fixture
def owner(site: Site, somebody: Callable[..., Screen]) -> Screen:
    """Of a forum with sessions and with people in every state."""
    with site.app.app_context():
        forum = agenda.edition(announced=True)
        address = Team(site.app).member("owner", forum)
    owner = somebody()
    owner.open("/sign-in?next=/manage/f3d2026/")
    owner.field("E-mail").fill(address)
    owner.field("Password").fill(PASSWORD)
    owner.press("Sign in")
    return owner


@pytest.mark.parametrize("has_javascript", [True], ids=["with JavaScript"])
def test_every_page_of_the_desk_can_be_read(owner: Screen) -> None:
    for page in PAGES:
        owner.open(page)
