"""Now and next."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import agenda
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026/now"


def vilnius(hour: int, minute: int, day: int = 24) -> datetime:
    """Summer time until the 25th of October, three hours ahead of UTC; two from then on."""
    return datetime(2026, 10, day, hour - (3 if day < 25 else 2), minute, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "now", "following"),
    [
        (vilnius(7, 0), "The forum has not begun yet.", "08:15"),
        (vilnius(9, 0), "Opening plenary: Free the Future", "10:30"),
        (vilnius(10, 20), "Nothing takes place at this moment.", "10:30"),
        (vilnius(13, 45), "AI procurement and rights", "18:30"),  # the cancelled one beside it is not told of
        (vilnius(23, 0), "Nothing takes place at this moment.", "09:00"),
        (vilnius(9, 30, day=26), "Civic participation platforms", "11:45"),
    ],
)
def test_it_says_what_runs_and_what_comes(client: ReadingClient, at: datetime, now: str, following: str) -> None:
    agenda.released(agenda.edition())
    with time_machine.travel(at, tick=False):
        page = client.get(HERE)
    here = " ".join(page.document.xpath("string(//section[h2='Now'])").split())
    coming = page.document.xpath("string(//section[h2[starts-with(., 'Next')]])")
    assert now in here and "Satellites" not in page.text
    assert following in coming


def test_after_the_last_session_it_says_so(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    with time_machine.travel(vilnius(20, 0, day=26), tick=False):
        page = client.get(HERE)
    assert "The forum is over." in page.text and "Next:" not in page.text


def test_it_names_the_minute_in_both_cities_and_may_be_kept_for_one(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    with time_machine.travel(vilnius(9, 12), tick=False):
        page = client.get(HERE)
    assert "09:12" in page.text and "14:12 Taipei" in page.text
    assert page.response.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in page.response.headers


def test_before_a_release_nothing_is_told(client: ReadingClient) -> None:
    agenda.edition(announced=True)
    assert client.get(HERE).status == 404
