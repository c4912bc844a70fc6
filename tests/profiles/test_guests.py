"""The profile of somebody who attends without a part: the parts that make sense for her, behind the same link."""

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.consents.models import Consent
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.notifications import delivery
from forumapp.profiles.models import AccessNeed, Profile, Stay
from tests.factories import invitations
from tests.factories import registrations as registering
from tests.invitations.support import answer, newest_to
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"


@pytest.fixture
def edition(app: Flask) -> Edition:
    return registering.open_edition(capacity=10)


def asked_to_forum(edition: Edition) -> Invitation:
    return invitations.guest(edition, email=LIN)


def asked_to_session(edition: Edition) -> Invitation:
    return invitations.guest_of_session(invitations.panel(edition, wall_start=None, minutes=None), email=LIN)


@pytest.fixture(params=[asked_to_forum, asked_to_session])
def link(request: pytest.FixtureRequest, edition: Edition, sink: Sink) -> str:
    request.param(edition)
    delivery.run_due()
    return newest_to(sink, LIN).link()


@pytest.fixture
def profile(client: ReadingClient, link: str) -> Page:
    return client.get(answer(client, link, "accept").links()["Complete my profile"])


def test_nothing_is_missing_and_what_only_panels_need_is_not_asked(profile: Page) -> None:
    assert "Nothing is missing" in profile.text
    for words in ("Name, title and organisation", "Languages", "Arrival and departure", "Access and food"):
        assert words in profile.text, words
    for words in ("Biography", "Save photo", "Gender", "Plate on the table", "page of speakers"):
        assert words not in profile.text, words


def test_what_she_tells_is_kept_and_reaches_those_who_arrange_it(
    client: ReadingClient, profile: Page, edition: Edition, team: Team
) -> None:
    page = client.submit(profile.form("printed_name"), printed_name="LIN Yu-ching (林雨晴)", native_name="林雨晴")
    registration = registering.by_address(edition, LIN)
    assert registration is not None and registration.name == "LIN Yu-ching (林雨晴)"
    page = client.submit(page.form("arrives_on"), arrives_on=edition.starts_on.isoformat(), arrives_with="LO 392")
    page = client.submit(page.form("access_words"), access_words="A seat near the door", diet=["vegan"])
    client.submit(page.form("languages"), languages="English, 中文")
    db.session.rollback()
    assert db.session.scalars(select(Stay.arrives_with)).all() == ["LO 392"]
    assert db.session.scalars(select(AccessNeed.diet)).all() == [["vegan"]]
    owner = team.signed_in_as("owner", edition)
    assert "LO 392" in owner.get(f"/manage/{edition.slug}/arrivals").text
    assert "A seat near the door" in owner.get(f"/manage/{edition.slug}/needs").text


def test_she_agrees_to_what_concerns_her_and_to_nothing_of_speakers(
    client: ReadingClient, profile: Page, link: str
) -> None:
    forms = profile.document.xpath("//form[.//input[@name='purpose']]")
    assert sorted(form.xpath(".//input[@name='purpose']")[0].value for form in forms) == ["listed", "photographed"]
    client.submit(profile.form("I agree"))
    db.session.rollback()
    assert len(db.session.scalars(select(Consent)).all()) == 1
    refused = client.post(f"{link}/profile/consents", {"purpose": "biography_published", "say": "agree"})
    assert refused.status in (400, 404)


def test_what_is_not_asked_is_not_taken(client: ReadingClient, profile: Page, link: str) -> None:
    token = profile.document.xpath("//input[@name='csrf_token']/@value")
    data = {"biography-en": "Somebody", "csrf_token": token[0] if token else ""}
    client.post(f"{link}/profile/biography", data)
    db.session.rollback()
    assert db.session.scalars(select(Profile)).all() == []


def test_a_forwarded_link_shows_nothing_of_it(app: Flask, client: ReadingClient, profile: Page, link: str) -> None:
    client.submit(profile.form("access_words"), access_words="A seat near the door")
    page = ReadingClient.of(app).get(f"{link}/profile")
    assert "A seat near the door" not in page.text and "access_words" not in page.response.get_data(as_text=True)
