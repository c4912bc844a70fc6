"""What search engines are told."""

import json
from datetime import datetime
from typing import Any

import pytest

from forumapp.extensions import transaction
from forumapp.forums.models import EditionState
from forumapp.programme import actions as programme
from tests.factories import agenda
from tests.support.browser_like import ReadingClient


def told(client: ReadingClient, path: str) -> Any:
    (script,) = client.get(path).document.xpath("//script[@type='application/ld+json']")
    return json.loads(script.text)


def test_the_edition_is_an_event_with_its_open_sessions(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    event = told(client, "/en/f3d2026/")
    assert event["@type"] == "Event" and event["name"] == "Free the future"
    assert (event["startDate"], event["endDate"]) == ("2026-10-24", "2026-10-26")
    assert event["eventStatus"].endswith("EventScheduled") and event["eventAttendanceMode"].endswith(
        "MixedEventAttendanceMode"
    )
    assert event["organizer"][0]["name"] == "Ministry of Digital Affairs, Taiwan"
    starts = {it["url"].rpartition("/")[2]: it["startDate"] for it in event["subEvent"]}
    assert starts["P1"] == "2026-10-24T09:00:00+03:00" and starts["W3"] == "2026-10-26T09:00:00+02:00"
    assert "C1" not in starts and "H1" not in starts


def test_a_session_names_those_who_may_be_named_and_nobody_else(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    event = told(client, "/zh-Hant/f3d2026/agenda/P1")
    people = {it["name"]: it.get("alternateName") for it in event["performer"]}
    assert people["LIN Yu-ching"] == "林雨晴"
    assert not set(agenda.UNNAMED) & {*people, *people.values()}
    assert event["superEvent"]["url"].endswith("/zh-Hant/f3d2026/")
    assert event["location"][0]["name"].endswith("維爾紐斯大學")


def test_what_does_not_take_place_says_so(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    assert told(client, "/en/f3d2026/agenda/W4")["eventStatus"].endswith("EventCancelled")
    with transaction():
        agenda.fresh(made).state = EditionState.POSTPONED
    agenda.forget_what_is_rendered()
    assert told(client, "/en/f3d2026/")["eventStatus"].endswith("EventPostponed")


@pytest.mark.parametrize(
    ("state", "status"), [(EditionState.CANCELLED, "EventCancelled"), (EditionState.POSTPONED, "EventPostponed")]
)
def test_a_forum_that_is_called_off_takes_its_sessions_along(client: ReadingClient, state: str, status: str) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        agenda.fresh(made).state = EditionState(state)
    agenda.forget_what_is_rendered()
    events = {it["url"].rpartition("/")[2]: it for it in told(client, "/en/f3d2026/")["subEvent"]}
    assert events["P1"]["eventStatus"].endswith(status)
    assert events["W4"]["eventStatus"].endswith("EventCancelled")
    assert told(client, "/en/f3d2026/agenda/P1")["eventStatus"].endswith(status)


def test_a_session_that_moved_says_from_when(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    for hour in (15, 16):
        with transaction():
            session = agenda.session(made, "W3")
            programme.reschedule(session, datetime(2026, 10, 26, hour), session.minutes, room=session.room)
        agenda.released(made)
    event = told(client, "/en/f3d2026/agenda/W3")
    assert event["eventStatus"].endswith("EventRescheduled")
    assert event["startDate"] == "2026-10-26T16:00:00+02:00"
    assert event["previousStartDate"] == ["2026-10-26T09:00:00+02:00", "2026-10-26T15:00:00+02:00"]
    assert told(client, "/en/f3d2026/agenda/P1")["eventStatus"].endswith("EventScheduled")
    assert "previousStartDate" not in told(client, "/en/f3d2026/releases/1/agenda/W3")


def test_each_session_of_the_forum_says_what_it_is_about_and_who_speaks(client: ReadingClient) -> None:
    made = agenda.edition()
    with transaction():
        agenda.session(made, "P1").abstract = agenda.Text.of("What we owe.")
    agenda.released(made)
    event = told(client, "/en/f3d2026/")
    opening = next(it for it in event["subEvent"] if it["url"].endswith("/P1"))
    assert opening["description"] == "What we owe."
    assert "LIN Yu-ching" in [it["name"] for it in opening["performer"]]
    assert opening["organizer"] == event["organizer"]
    assert not set(agenda.UNNAMED) & {it["name"] for sub in event["subEvent"] for it in sub.get("performer", ())}


def test_nothing_typed_can_end_the_script(client: ReadingClient) -> None:
    made = agenda.edition()
    with transaction():
        agenda.session(made, "P1").title = agenda.Text.of("</script><b>&'\"")
    agenda.released(made)
    assert told(client, "/en/f3d2026/agenda/P1")["name"] == "</script><b>&'\""
    assert b"</script><b>" not in client.get("/en/f3d2026/agenda/P1").response.data
