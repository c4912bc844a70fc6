"""The team registers somebody who called or wrote: in advance, whatever the public form says (step 8)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.registrations import actions, by_team, places
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.opening import NotOpen
from tests.factories.categories import category
from tests.factories.questions import question
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

ADDRESS = "ula@example.org"
NEW = "/manage/f3dbyteam/registrations/new"


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dbyteam", mode="hybrid")
    db.session.expunge(made)
    return made


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def send(organiser: ReadingClient, **values: str) -> Page:
    return organiser.submit(organiser.get(NEW).form("name"), **{"name": "Ūla Žemaitė", "email": ADDRESS} | values)


def made(edition: Edition) -> Registration:
    found = by_address(edition, ADDRESS)
    assert found
    return found


def change(edition: Edition, **values: object) -> None:
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        for name, value in values.items():
            setattr(here, name, value)


def test_she_has_a_place_a_letter_and_the_link_of_her_own(
    organiser: ReadingClient, client: ReadingClient, edition: Edition, sink: Sink
) -> None:
    question(edition, "What do you expect?")
    change(edition, registration_closes_at=clock.now() - timedelta(days=1))
    page = send(organiser, organisation="TSPMI", language="lt")
    found = made(edition)
    assert found.reference in page.text and "is registered; a letter says so." in page.text
    assert (found.state, found.source, found.language) == (RegistrationState.APPROVED, "team", "lt")
    assert found.holds_place and found.takes_part
    delivery.run_due()
    [letter] = sink.to(ADDRESS)
    assert client.get(urlsplit(letter.link()).path.replace("/lt/", "/en/")).links()["Change my answers"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registered")).one()
    assert (entry.actor.partition(" ")[0], entry.detail) == ("member", "by the team, approved")


def test_places_hold_for_the_team_too_and_the_line_is_not_jumped(organiser: ReadingClient, edition: Edition) -> None:
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), 0)
    first_id = registration(edition).id
    assert "joins the waiting list" in organiser.get(NEW).text
    assert "is on the waiting list" in send(organiser).text
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), 1)
    assert made(edition).is_waiting
    assert db.session.get_one(Registration, first_id, populate_existing=True).holds_place


def test_online_takes_no_place_in_the_room(organiser: ReadingClient, edition: Edition) -> None:
    with transaction():
        actions.set_capacity(db.session.get_one(Edition, edition.id), 0)
    send(organiser, mode="online")
    assert made(edition).state == RegistrationState.APPROVED
    pool = places.of(made(edition).edition)
    assert pool and (pool.taken, pool.online_taken) == (0, 1)


def test_any_category_and_the_teams_word_is_the_review(organiser: ReadingClient, edition: Edition) -> None:
    category(edition, "Public")
    press = category(edition, "Press", is_reviewed=True, by_link_only=True)
    send(organiser, category=press.key)
    found = made(edition)
    assert (found.category_id, found.state) == (press.id, RegistrationState.APPROVED)


def test_a_double_click_is_one_and_a_known_address_is_told(organiser: ReadingClient, edition: Edition) -> None:
    known = registration(edition, email="known@example.org")
    form = organiser.get(NEW).form("name")
    for _ in range(2):
        assert organiser.submit(form, name="Ūla Žemaitė", email=ADDRESS, follow=False).status == 303
    page = send(organiser, email="Known@example.org", name="Kept")
    assert page.status == 422 and f"registered already, as {known.reference}" in page.text
    assert page.form("name").values["name"] == "Kept"


def test_she_keeps_her_place_without_pressing_anything(organiser: ReadingClient, edition: Edition) -> None:
    send(organiser)
    with time_machine.travel(clock.now() + timedelta(days=3)), transaction():
        assert actions.free_unverified() == 0


def test_nobody_is_registered_for_what_is_over(app: Flask, edition: Edition) -> None:
    with time_machine.travel(clock.now() + timedelta(days=90)), pytest.raises(NotOpen), transaction():
        by_team.register_for(db.session.get_one(Edition, edition.id), name="Late", email=ADDRESS)


@pytest.mark.parametrize("role", ["desk", "viewer", "cohost"])
def test_only_who_looks_after_registrations_does_it(team: Team, edition: Edition, role: str) -> None:
    assert team.signed_in_as(role, edition).get(NEW).status == 404
