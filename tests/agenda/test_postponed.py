"""A session that takes place later: it stays where people look for it, until it has its new time."""

import csv
import io
import json
from datetime import datetime

import icalendar
import pytest
import time_machine
from lxml import etree

from forumapp.agenda import queries
from forumapp.extensions import transaction
from forumapp.forums.models import Edition
from forumapp.programme import actions as programme
from forumapp.programme.models import AlreadyCancelled, AlreadyPostponed
from forumapp.words import LANGUAGES
from tests.factories import agenda
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026"
WORDS = "Postponed: the new time will follow"


@pytest.fixture
def edition(client: ReadingClient) -> Edition:
    """Released twice: between the two, the opening was postponed."""
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.postpone(agenda.session(made, "P1"))
    agenda.released(made)
    return made


def file(client: ReadingClient, kind: str) -> bytes:
    return client.inner.get(f"{HERE}/agenda.{kind}").get_data()


@pytest.mark.parametrize("path", ["agenda", "agenda?view=rooms", "agenda?view=topics", "agenda?view=list", "agenda/P1"])
def test_every_page_says_so(client: ReadingClient, edition: Edition, path: str) -> None:
    text = client.get(f"{HERE}/{path}").text
    assert "Opening plenary" in text and WORDS in text


def test_what_changed_says_postponed_and_not_that_it_is_gone(client: ReadingClient, edition: Edition) -> None:
    text = client.get(f"{HERE}/releases/2/changes").text
    assert "Postponed Opening plenary" in text and WORDS in text
    assert "No longer listed" not in text and "Other people" not in text


@time_machine.travel("2026-10-24T06:30:00Z", tick=False)
def test_it_does_not_run_now(client: ReadingClient, edition: Edition) -> None:
    assert "Opening plenary" not in client.get(f"{HERE}/now").text


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_every_file_says_what_became_of_it(client: ReadingClient, edition: Edition, state: str) -> None:
    code, words = {"postponed": ("P1", "Postponed: Opening"), "cancelled": ("W4", "Cancelled: Satellites")}[state]
    events = icalendar.Calendar.from_ical(file(client, "ics").decode()).walk("VEVENT")
    (entry,) = [event for event in events if str(event["summary"]).startswith(words)]
    assert entry["status"] == "CANCELLED"
    days = json.loads(file(client, "json"))["schedule"]["conference"]["days"]
    titles = [event["title"] for day in days for room in day["rooms"].values() for event in room]
    assert sum(title.startswith(words) for title in titles) == 1
    in_xml = [
        event.findtext("title") or "" for event in etree.fromstring(file(client, "xml")).findall("day/room/event")
    ]
    assert in_xml == titles
    (line,) = [
        row for row in csv.DictReader(io.StringIO(file(client, "csv").decode("utf-8-sig"))) if row["code"] == code
    ]
    assert line["state"] == state


def test_the_sequence_of_its_entry_grows_so_that_calendars_take_it(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)

    def sequence() -> int:
        (event,) = icalendar.Calendar.from_ical(client.inner.get(f"{HERE}/agenda/P1.ics").text).walk("VEVENT")
        return int(event["sequence"])

    first = sequence()
    with transaction():
        programme.postpone(agenda.session(made, "P1"))
    agenda.released(made)
    postponed = sequence()
    with transaction():
        programme.reschedule(agenda.session(made, "P1"), datetime(2026, 10, 26, 14), 60)
    agenda.released(made)
    assert first < postponed < sequence()


def test_closed_and_hidden_sessions_stay_out_of_the_files_whatever_becomes_of_them(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.postpone(agenda.session(made, "C1"))
        programme.postpone(agenda.session(made, "H1"))
    agenda.released(made)
    for kind in ("json", "xml", "ics", "csv"):
        told = file(client, kind).decode()
        for words in agenda.SECRET_WORDS:
            assert words not in told, (kind, words)


def test_with_its_new_time_it_is_moved_and_its_people_stand_there_again(
    client: ReadingClient, edition: Edition
) -> None:
    with transaction():
        session = agenda.session(edition, "P1")
        programme.reschedule(session, datetime(2026, 10, 26, 14), 60, None, session.room)
    agenda.released(edition)
    text = client.get(f"{HERE}/agenda").text
    assert WORDS not in text and "LIN Yu-ching" in text
    changes = client.get(f"{HERE}/releases/3/changes").text
    assert "Moved Opening plenary" in changes
    assert "Takes place after all" not in changes and "Other people" not in changes


def test_it_keeps_waiting_until_it_gets_a_time_and_can_still_be_cancelled(
    client: ReadingClient, edition: Edition
) -> None:
    with transaction():
        programme.reschedule(agenda.session(edition, "P1"), None, None)
        with pytest.raises(AlreadyPostponed):
            programme.postpone(agenda.session(edition, "P1"))
        programme.cancel(agenda.session(edition, "P1"))
        with pytest.raises(AlreadyCancelled):
            programme.postpone(agenda.session(edition, "P1"))
    agenda.released(edition)
    text = client.get(f"{HERE}/agenda").text
    assert "Opening plenary" in text and WORDS not in text and "Cancelled on" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_earlier_releases_stay_as_they_were(client: ReadingClient, edition: Edition, language: str) -> None:
    newest = queries.newest(agenda.fresh(edition))
    assert newest is not None and newest.number == 2
    old = client.get(f"/{language}/f3d2026/releases/1/agenda").text
    assert "LIN Yu-ching" in old and WORDS not in old
