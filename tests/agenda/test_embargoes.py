"""Until its embargo lifts, a session is a title at a time in a room; then the rest is released by itself."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from forumapp import schedule
from forumapp.agenda import queries
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.words import Text
from tests.factories import agenda
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

HERE = "/en/f3d2026"
LIFTS = datetime(2026, 10, 12, 15, tzinfo=UTC)
KEPT_BACK = ("What democracies owe", "LIN Yu-ching", "Žemaitė")


@pytest.fixture(autouse=True)
def before() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-10-01T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(client: ReadingClient) -> Edition:
    made = agenda.edition()
    with transaction():
        agenda.session(made, "P1").embargo_until = LIFTS
    agenda.released(made)
    return made


def numbers(made: Edition) -> int:
    newest = queries.newest(agenda.fresh(made))
    assert newest is not None
    return newest.number


def test_until_then_the_public_reads_its_title_alone(client: ReadingClient, edition: Edition) -> None:
    for path in ("agenda", "agenda/P1", "speakers", "agenda?q=democracies"):
        text = client.get(f"{HERE}/{path}").text
        assert not [words for words in KEPT_BACK if words in text], path
    text = client.get(f"{HERE}/agenda/P1").text
    assert "Opening plenary" in text
    assert "More about this session is published on" in text and "18:00 Vilnius" in text
    for kind in ("json", "xml", "ics", "csv"):
        told = client.inner.get(f"{HERE}/agenda.{kind}").get_data(as_text=True)
        assert "Opening plenary" in told and not [words for words in KEPT_BACK if words in told], kind


def test_at_its_minute_the_rest_is_released_and_nobody_is_written_to(
    client: ReadingClient, edition: Edition, before: time_machine.Traveller
) -> None:
    before.move_to("2026-10-12T14:59:59Z")
    schedule.lift_embargoes()
    assert numbers(edition) == 1
    before.move_to(LIFTS)
    schedule.lift_embargoes()
    assert numbers(edition) == 2
    text = client.get(f"{HERE}/agenda/P1").text
    assert all(words in text for words in KEPT_BACK) and "is published on" not in text
    assert db.session.query(Message).count() == 0
    assert db.session.query(AuditEntry).filter_by(action="embargo lifted").count() == 1
    schedule.lift_embargoes()
    assert numbers(edition) == 2


def test_nothing_else_that_is_planned_comes_out_with_it(
    client: ReadingClient, edition: Edition, before: time_machine.Traveller
) -> None:
    with transaction():
        opening = agenda.session(edition, "P1")
        programme.reschedule(opening, datetime(2026, 10, 24, 16), 60, None, opening.room)
        agenda.session(edition, "W3").title = Text.of("Not yet to be known")
    before.move_to(LIFTS)
    schedule.lift_embargoes()
    told = json.dumps(json.loads(client.inner.get(f"{HERE}/agenda.json").get_data()))
    assert "Not yet to be known" not in told
    text = client.get(f"{HERE}/agenda/P1").text
    assert "09:00–10:15" in text and "16:00" not in text and "LIN Yu-ching" in text


def test_one_that_was_closed_meanwhile_stays_as_it_is(
    client: ReadingClient, edition: Edition, before: time_machine.Traveller
) -> None:
    with transaction():
        agenda.session(edition, "P1").access = "members_only"
    before.move_to(LIFTS)
    schedule.lift_embargoes()
    assert numbers(edition) == 1
    assert "LIN Yu-ching" not in client.get(f"{HERE}/agenda").text


def test_before_a_first_release_nothing_is_released(client: ReadingClient, before: time_machine.Traveller) -> None:
    made = agenda.edition()
    with transaction():
        agenda.session(made, "P1").embargo_until = LIFTS
    before.move_to(LIFTS)
    schedule.lift_embargoes()
    assert queries.newest(agenda.fresh(made)) is None


def test_it_is_set_on_the_form_in_the_forums_own_hours(team: Team, edition: Edition) -> None:
    organiser = team.signed_in_as("organiser", edition)
    page = organiser.get("/manage/f3d2026/sessions/P1")
    assert page.document.xpath("//input[@name='embargo_until']/@value") == ["2026-10-12T18:00"]
    organiser.submit(page.form("Save"), embargo_until="2026-10-13T09:30")
    assert agenda.session(edition, "P1").embargo_until == datetime(2026, 10, 13, 6, 30, tzinfo=UTC)
    refused = organiser.submit(
        organiser.get("/manage/f3d2026/sessions/P1").form("Save"), embargo_until="2026-10-25T03:30"
    )
    assert refused.status == 422 and "happens twice" in refused.text
    organiser.submit(refused.form("Save"), embargo_until="2026-10-25T03:30", embargo_fold="1")
    assert agenda.session(edition, "P1").embargo_until == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
