"""My agenda with my registration: seats, parts and marks in one list, on every device that has the personal link."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pypdf
import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from forumapp import links
from forumapp.agenda.models import OwnAgenda
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.privacy import retention
from forumapp.programme import actions as programme
from forumapp.registrations import actions as registering
from forumapp.registrations.models import Registration
from forumapp.words import LANGUAGES, Text
from tests.agenda.test_mine import marked
from tests.agenda.test_own_calendars import events, path_on
from tests.factories import agenda, registrations
from tests.factories.invitations import NOW
from tests.factories.programme import fresh
from tests.factories.seats import by_request, request
from tests.support.browser_like import Page, ReadingClient

SATURDAY = datetime(2026, 10, 24, 9, 30)
"""While the opening plenary is under way."""
OPENING, CIVIC, PROCUREMENT = "Opening plenary", "Civic participation platforms", "AI procurement"


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = agenda.edition()
    by_request(made, code="B9", title=Text.of("Breakfast of experts"), wall_start=SATURDAY)
    agenda.released(made)
    return made


@pytest.fixture
def guest(edition: Edition) -> Registration:
    made = registrations.registration(fresh(edition), verified=True)
    db.session.expunge_all()
    return made


@pytest.fixture
def link(guest: Registration) -> str:
    with transaction():
        return f"/en/r/{links.make(Purpose.REGISTRATION, guest.id)}"


def kept() -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count()).select_from(OwnAgenda)).one()


def chosen(client: ReadingClient, link: str, *codes: str) -> Page:
    form = client.get(f"{link}/agenda/choose").form("Keep as my agenda")
    return client.submit(form, session=list(codes))


def test_what_this_browser_marked_is_taken_over_and_read_in_another(
    client: ReadingClient, app: Flask, link: str
) -> None:
    marked(client, "P1", "W3")
    page = client.get(client.get(link).links()["My agenda"])
    assert OPENING not in page.text and kept() == 0, "opening a page keeps nothing"
    page = client.submit(page.form("Take over 2 sessions marked in this browser"))
    assert "2 sessions taken over." in page.text and OPENING in page.text and CIVIC in page.text
    assert "Take over" not in page.text
    another = ReadingClient.of(app).get(f"{link}/agenda")
    assert OPENING in another.text and CIVIC in another.text and "Take over" not in another.text


def test_sessions_are_chosen_under_the_link_and_removed_one_by_one(client: ReadingClient, link: str) -> None:
    page = chosen(client, link, "P1", "W3")
    assert OPENING in page.text and CIVIC in page.text
    page = client.submit(page.form("remove"))
    assert OPENING not in page.text and CIVIC in page.text
    page = chosen(client, link)
    assert "You have not marked a session yet." in page.text


def test_taking_over_leaves_what_was_kept_already(client: ReadingClient, link: str) -> None:
    chosen(client, link, "P1")
    marked(client, "W3")
    page = client.submit(client.get(f"{link}/agenda").form("Take over 1 session marked in this browser"))
    assert OPENING in page.text and CIVIC in page.text


def test_a_seat_stands_beside_the_marks_and_a_clash_of_the_two_is_told(
    client: ReadingClient, edition: Edition, guest: Registration, link: str
) -> None:
    request(guest, agenda.session(edition, "B9"))
    page = chosen(client, link, "W3")
    assert "Breakfast of experts" in page.text and "Seat" in page.text and "At the same time" not in page.text
    page = chosen(client, link, "P1")
    assert "At the same time: 09:30–11:00 Breakfast of experts" in page.text
    assert f"{OPENING}: Free the Future" in page.text.partition("Breakfast of experts")[2]


def test_it_shows_what_is_released_and_not_what_is_planned(
    client: ReadingClient, edition: Edition, guest: Registration, link: str
) -> None:
    request(guest, agenda.session(edition, "B9"))
    chosen(client, link, "P1")
    with transaction():
        for code in ("B9", "P1"):
            programme.reschedule(agenda.session(edition, code), datetime(2026, 10, 26, 17, 30), 30)
    page = client.get(f"{link}/agenda")
    assert "Saturday 24 October" in page.text and "Monday 26 October" not in page.text
    with transaction():
        programme.cancel(agenda.session(edition, "P1"))
    agenda.released(edition, override_reason="They meet elsewhere.")
    page = client.get(f"{link}/agenda")
    assert "Monday 26 October" in page.text and "Cancelled" in page.text


def test_closed_and_hidden_sessions_cannot_be_marked(client: ReadingClient, link: str) -> None:
    page = client.get(f"{link}/agenda/choose")
    for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS):
        assert words not in page.text
    form = page.form("Keep as my agenda")
    token = form.values["csrf_token"]
    client.post(f"{link}/agenda", {"csrf_token": token, "session": "C1"})
    client.post(f"{link}/agenda", {"csrf_token": token, "session": "H1"})
    assert "You have not marked a session yet." in client.get(f"{link}/agenda").text and kept() == 0


def test_her_calendar_holds_the_marks(client: ReadingClient, link: str) -> None:
    chosen(client, link, "W3")
    path = path_on(client.submit(client.get(f"{link}/calendar").form("Make my calendar")))
    assert set(events(client, path)) == {CIVIC}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_has_her_sessions_day_by_day(
    client: ReadingClient, edition: Edition, guest: Registration, link: str, language: str
) -> None:
    request(guest, agenda.session(edition, "B9"))
    chosen(client, link, "P1", "P2")
    answer = client.inner.get(f"{link.replace('/en/', f'/{language}/')}/agenda.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    document = pypdf.PdfReader(io.BytesIO(answer.data))
    words = "".join(page.extract_text() for page in document.pages)
    assert len(document.pages) == 1 and guest.reference in words
    for said in ("Breakfast of experts", "09:30–11:00"):
        assert words.count(said) == 2, "in its own line, and beside the other"
    if language == "en":
        assert words.index("Saturday 24 October") < words.index(OPENING) < words.index("Monday 26 October")


def test_who_is_not_expected_any_more_has_no_agenda(client: ReadingClient, guest: Registration, link: str) -> None:
    chosen(client, link, "P1")
    with transaction():
        registering.cancel(db.session.get_one(Registration, guest.id))
    assert "My agenda" not in client.get(link).links()
    for ending in ("", "/choose", ".pdf"):
        assert client.get(f"{link}/agenda{ending}").status == 404


def test_marks_are_forgotten_ninety_days_after_the_forum(client: ReadingClient, edition: Edition, link: str) -> None:
    chosen(client, link, "P1")
    for days, count in ((90, 1), (92, 0)):
        with time_machine.travel(datetime.combine(fresh(edition).ends_on, datetime.min.time()) + timedelta(days=days)):
            with transaction():
                retention.purge()
            assert kept() == count
