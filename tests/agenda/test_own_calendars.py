"""One's own calendar to subscribe to: an address that follows, acts on nothing, and can be ended."""

from datetime import datetime
from typing import Any

import icalendar
import pytest
import time_machine

from forumapp import links
from forumapp.agenda.models import CalendarFeed
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.privacy import retention
from forumapp.programme import actions as programme
from forumapp.registrations import actions as registering
from forumapp.words import LANGUAGES, Text
from tests.agenda.test_mine import marked
from tests.factories import agenda, registrations, seats
from tests.factories.programme import fresh
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026"


@pytest.fixture
def edition(client: ReadingClient) -> Edition:
    made = agenda.edition()
    agenda.released(made)
    return made


def subscribed(client: ReadingClient, *codes: str) -> str:
    """The path of the calendar."""
    marked(client, *codes)
    page = client.submit(client.get(f"{HERE}/mine").form("Subscribe in my calendar"))
    return path_on(page)


def path_on(page: Any) -> str:
    (whole,) = page.document.xpath("//p[@class='address']/code/text()")
    assert page.links()["Open in my calendar program"] == whole.replace("http://", "webcal://")
    return str(whole).removeprefix("http://localhost")


def events(client: ReadingClient, path: str) -> dict[str, icalendar.Event]:
    answer = client.inner.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), path
    found = icalendar.Calendar.from_ical(answer.get_data(as_text=True)).walk("VEVENT")
    return {str(event["summary"]): event for event in found}


def test_it_follows_what_is_marked_without_a_new_address(client: ReadingClient, edition: Edition) -> None:
    path = subscribed(client, "P1", "W3")
    assert len(path) == len("/feeds/.ics") + 43
    assert set(events(client, path)) == {"Opening plenary: Free the Future", "Civic participation platforms"}
    marked(client, "P1", "P2")
    assert set(events(client, path)) == {"Opening plenary: Free the Future", "Closing plenary and Chair’s summary"}


def test_it_follows_releases_and_says_what_was_cancelled_postponed_or_taken_out(
    client: ReadingClient, edition: Edition
) -> None:
    path = subscribed(client, "P1", "P2", "W3")
    before = events(client, path)
    with transaction():
        programme.cancel(agenda.session(edition, "P1"))
    with transaction():
        programme.postpone(agenda.session(edition, "P2"))
    with transaction():
        agenda.session(edition, "W3").back_to_draft()
    assert set(events(client, path)) == set(before)  # nothing is released yet (INV-35)
    agenda.released(edition)
    now = events(client, path)
    assert {str(event["status"]) for event in now.values()} == {"CANCELLED"}
    assert {summary.partition(":")[0] for summary in now} == {"Cancelled", "Postponed"}
    old = {str(event["uid"]): int(event["sequence"]) for event in before.values()}
    new = {str(event["uid"]): int(event["sequence"]) for event in now.values()}
    assert old.keys() == new.keys() and all(new[uid] > old[uid] for uid in old)


def test_a_new_address_ends_the_earlier_one_and_it_can_be_ended_altogether(
    client: ReadingClient, edition: Edition
) -> None:
    first = subscribed(client, "P1")
    page = client.submit(client.get(f"{HERE}/mine").form("Give me a new address"))
    second = path_on(page)
    assert client.inner.get(first).status_code == 404
    assert len(events(client, second)) == 1
    page = client.submit(page.form("End this calendar"))
    assert client.inner.get(second).status_code == 404
    assert "Subscribe in my calendar" in page.text
    assert db.session.query(CalendarFeed).count() == 0


def test_nobody_guesses_or_changes_an_address(client: ReadingClient, edition: Edition) -> None:
    path = subscribed(client, "P1")
    token = path.removeprefix("/feeds/").removesuffix(".ics")
    others = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:12] + "z" + token[13:], "a" * 43]
    for other in others:
        assert client.inner.get(f"/feeds/{other}.ics").status_code == 404
    for method in ("post", "put", "delete"):
        assert getattr(client.inner, method)(path).status_code == 405


def test_it_says_how_often_to_ask_and_is_kept_by_nobody_else(client: ReadingClient, edition: Edition) -> None:
    path = subscribed(client, "P1")
    answer = client.inner.get(path)
    assert "X-PUBLISHED-TTL:PT1H" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert client.inner.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_of_the_page_that_gave_it(
    client: ReadingClient, edition: Edition, language: str
) -> None:
    subscribed(client, "P1")
    path = path_on_in(client, language)
    words = {"en": "Opening plenary", "zh-Hant": "開幕大會", "lt": "Opening plenary"}[language]
    content = client.inner.get(path).get_data(as_text=True)
    assert words in content and f"/{language}/f3d2026/agenda/P1" in content.replace("\r\n ", "")


def path_on_in(client: ReadingClient, language: str) -> str:
    (whole,) = client.get(f"/{language}/f3d2026/mine").document.xpath("//p[@class='address']/code/text()")
    return str(whole).removeprefix("http://localhost")


def test_names_of_people_and_closed_sessions_stay_out(client: ReadingClient, edition: Edition) -> None:
    path = subscribed(client, "P1", "C1", "H1")
    content = client.inner.get(path).get_data(as_text=True)
    assert "LIN Yu-ching" not in content
    assert not [words for words in agenda.SECRET_WORDS if words in content]


def test_a_strangers_page_cannot_subscribe(client: ReadingClient, edition: Edition) -> None:
    answer = client.inner.post(
        f"{HERE}/mine/calendar", data={"act": "begin"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code in (400, 403)
    assert db.session.query(CalendarFeed).count() == 0


def test_a_registration_has_its_seats_in_a_calendar_of_its_own(client: ReadingClient) -> None:
    edition = registrations.open_edition(slug="f3d2026")
    came = registrations.registration(edition)
    with transaction():
        link = links.make(Purpose.REGISTRATION, fresh(came).id)
    session = seats.by_request(edition, seats=1, title=Text.of("AI procurement"))
    agenda.released(edition)
    page = client.get(client.get(f"/en/r/{link}").links()["My calendar"])
    path = path_on(client.submit(page.form("Make my calendar")))
    assert events(client, path) == {}
    seats.request(fresh(came), session)
    assert set(events(client, path)) == {"AI procurement"}
    with transaction():
        programme.reschedule(fresh(session), datetime(2026, 10, 24, 16), 60)
    agenda.released(edition)
    (event,) = events(client, path).values()
    assert event["dtstart"].dt.hour == 16
    with transaction():
        registering.cancel(fresh(came))
    assert client.inner.get(path).status_code == 404


def test_it_is_forgotten_some_time_after_the_forum(client: ReadingClient, edition: Edition) -> None:
    subscribed(client, "P1")
    with time_machine.travel("2027-01-20T00:00:00Z"), transaction():
        assert retention.purge()["calendars ended"] == 0
    with time_machine.travel("2027-01-26T00:00:00Z"), transaction():
        assert retention.purge()["calendars ended"] == 1
