"""Whether one can register, and what the page says where one cannot."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from forumapp import clock
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, EditionState
from forumapp.registrations import actions, opening, queries
from forumapp.registrations.opening import NotOpen, Opening
from forumapp.words import Text
from tests.factories.registrations import open_edition
from tests.support.browser_like import ReadingClient

HOUR = timedelta(hours=1)


def in_the_state(edition: Edition, state: str) -> Edition:
    with transaction():
        db.session.get_one(Edition, edition.id).state = state
    return db.session.get_one(Edition, edition.id)


@pytest.mark.parametrize(
    ("changes", "expected", "words"),
    [
        ({}, Opening.OPEN, "Register"),
        ({"registration_opens_at": +HOUR}, Opening.NOT_YET, "Registration opens on"),
        ({"registration_opens_at": -HOUR}, Opening.OPEN, "Register"),
        ({"registration_closes_at": -HOUR}, Opening.CLOSED, "Registration has been closed since"),
        ({"registration_closes_at": +HOUR}, Opening.OPEN, "Register"),
        ({"state": EditionState.POSTPONED}, Opening.POSTPONED, "This forum is postponed."),
        ({"state": EditionState.CANCELLED}, Opening.CANCELLED, "This forum is cancelled."),
        ({"registration": "none"}, Opening.NOBODY, "Nobody needs to register"),
        (
            {
                "registration": "with_host",
                "host_event_name": "RightsCon",
                "host_event_badge": Text.of("Bring the badge."),
            },
            Opening.WITH_HOST,
            "This forum is part of RightsCon. People register there. Bring the badge.",
        ),
    ],
)
def test_each_state_has_its_words(
    app: Flask, client: ReadingClient, changes: dict[str, Any], expected: Opening, words: str
) -> None:
    now = clock.now()
    at = {key: now + value if isinstance(value, timedelta) else value for key, value in changes.items()}
    state = at.pop("state", None)
    edition = open_edition(**at)
    if state:
        edition = in_the_state(edition, state)
    assert opening.of(edition, now) is expected
    page = client.get(f"/en/{edition.slug}/register")
    assert page.status == 200
    assert words in page.text


def test_registration_with_the_host_leads_there(app: Flask, client: ReadingClient) -> None:
    open_edition(
        slug="focguest",
        registration="with_host",
        host_event_name="RightsCon",
        registration_url="https://host.example/register",
    )
    assert client.get("/en/focguest/register").links()["Register with RightsCon"] == "https://host.example/register"


def test_a_draft_is_not_found(app: Flask, client: ReadingClient) -> None:
    edition = in_the_state(open_edition(), EditionState.DRAFT)
    assert client.get(f"/en/{edition.slug}/register").status == 404


def test_it_is_over_when_the_last_day_has_ended_where_the_forum_is(app: Flask) -> None:
    day = datetime(2027, 3, 20, tzinfo=UTC).date()
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        edition = open_edition(starts_on=day, ends_on=day)
    assert opening.of(edition, datetime(2027, 3, 20, 21, 59, tzinfo=UTC)) is Opening.OPEN
    assert opening.of(edition, datetime(2027, 3, 20, 22, 0, tzinfo=UTC)) is Opening.OVER


def test_what_is_closed_is_refused_and_says_so(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(registration_closes_at=clock.now() - HOUR)
    answer = client.post(f"/en/{edition.slug}/register", {"name": "A", "email": "a@example.org"})
    assert answer.status == 409
    assert "Registration has been closed since" in answer.text
    with pytest.raises(NotOpen):
        actions.register(db.session.get_one(Edition, edition.id), name="A", email="a@example.org")
    assert queries.count_of(edition) == 0
