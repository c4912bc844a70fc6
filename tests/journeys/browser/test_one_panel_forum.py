"""Story 1 in a real browser: from an empty database to letters and a downloaded agenda."""

import io
from collections.abc import Callable
from datetime import timedelta

import pypdf
import pytest

from forumapp import clock
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site
from tests.support.signed_in import PASSWORD, Team

pytestmark = pytest.mark.browser

TITLE = "Rewards and risks: can digitalisation free the future?"


@pytest.fixture
def organiser(site: Site, somebody: Callable[..., Screen]) -> Screen:
    """Has just signed in; nothing is in the database but her."""
    with site.app.app_context():
        address = Team(site.app).member("admin")
    organiser = somebody()
    organiser.open("/sign-in")
    organiser.field("E-mail").fill(address)
    organiser.field("Password").fill(PASSWORD)
    organiser.press("Sign in")
    return organiser


def test_a_forum_from_one_page_in_three_forms(
    site: Site, organiser: Screen, somebody: Callable[..., Screen], has_javascript: bool
) -> None:
    assert organiser.heading == "Your first forum"
    organiser.submits = 0
    organiser.follow("New forum")
    _asks_for_what_a_slot_in_another_event_needs(organiser)
    organiser.field("Title of the session: English").fill(TITLE)
    organiser.field("Date").fill((clock.now().date() + timedelta(days=60)).isoformat())
    organiser.field("Start").fill("09:00")
    organiser.field("Place").fill("Aula, Vilnius University, Vilnius")
    organiser.field("Hosts, in their order").fill("Ministry of Digital Affairs, Taiwan\nVilnius University")
    _types_a_speaker(organiser, 1, "Ūla Žemaitė-Šimkienė", "ula@example.org")
    if has_javascript:
        _adds_a_row_in_place(organiser)
    organiser.unfold("Paste rows from a spreadsheet")
    organiser.field("Rows from a spreadsheet").fill("LIN Yu-ching\tSecurity\tprivate\t\tlin@example.org\t中文")
    organiser.press("Make the forum")
    assert organiser.heading == "Check and send"
    organiser.reads("Ūla Žemaitė-Šimkienė", "LIN Yu-ching", "Nothing has been sent yet.")
    organiser.press("Send 2 invitations")
    assert {letter.recipients for letter in site.post_arrives()} == {("ula@example.org",), ("lin@example.org",)}
    assert organiser.heading == "Agenda"
    organiser.press("Release 1")
    organiser.reads("Release 1 is public. Nobody was written to.")
    assert organiser.submits == 3

    visitor = somebody()
    visitor.open("/en/")
    visitor.follow(TITLE)
    visitor.follow("See the agenda")
    visitor.reads(TITLE, "09:00–10:15", "Aula")
    pdf = pypdf.PdfReader(io.BytesIO(visitor.downloads("PDF")))
    assert "Rewards and risks" in " ".join(pdf.pages[0].extract_text().split())
    visitor.follow("Register")


def _asks_for_what_a_slot_in_another_event_needs(organiser: Screen) -> None:
    """Fields come and go by the style sheet alone."""
    assert organiser.field("Places").is_visible()
    assert not organiser.field("Name of that event").is_visible()
    organiser.choose("Yes, another event lends it a slot")
    organiser.looks()
    assert not organiser.field("Places").is_visible()
    assert organiser.field("Name of that event").is_visible()
    organiser.choose("No, it stands alone")


def _types_a_speaker(organiser: Screen, row: int, name: str, email: str) -> None:
    organiser.page.get_by_role("textbox", name=f"Name as printed, row {row}", exact=True).fill(name)
    organiser.page.get_by_role("textbox", name=f"E-mail, row {row}", exact=True).fill(email)
    organiser.page.get_by_role("combobox", name=f"Role, row {row}", exact=True).select_option("moderator")


def _adds_a_row_in_place(organiser: Screen) -> None:
    """Without asking the server, which would count as a submit."""
    rows = organiser.page.locator(".speakers tbody tr")
    count = rows.count()
    organiser.page.get_by_role("button", name="More rows").click()
    assert rows.count() == count + 1
