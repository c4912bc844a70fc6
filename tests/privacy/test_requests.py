"""The team erases who asks for it: with what is about to go in numbers, and never anybody of other people's forums."""

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.registrations.models import Registration
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

ADDRESS, PAGE = "ula@example.org", "/manage/f3dasked/privacy/erase"


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dasked", desk_email="desk@example.org")
    registration(made, email=ADDRESS, language="lt")
    return made


@pytest.fixture
def owner(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("owner", edition)


def left() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration.email)))


def test_what_goes_is_shown_in_numbers_and_goes_after_the_address_is_typed_again(owner: ReadingClient) -> None:
    shown = owner.submit(owner.get(PAGE).form("email"), email=ADDRESS)
    rows = shown.document.xpath("//div[@class='details-row']")
    assert " ".join(rows[0].text_content().split()) in ("Registrations 1", "Registrations1") and left() == [ADDRESS]
    assert owner.submit(shown.form("again"), email=ADDRESS, again="other@example.org").status == 422
    done = owner.submit(shown.form("again"), email=ADDRESS, again=ADDRESS)
    assert "Erased: 1 registrations" in done.text and left() == []
    told = db.session.scalars(select(Message).where(Message.kind == "data_erased")).one()
    assert told.recipient == ADDRESS and "ištrinta" in told.body_text


def test_nothing_is_said_of_who_is_known_elsewhere(owner: ReadingClient) -> None:
    other = open_edition(slug="f3delsewhere")
    registration(other, email="elsewhere@example.org")
    registration(other, email=ADDRESS)
    answers = [
        owner.submit(owner.get(PAGE).form("email"), email=address)
        for address in ("nobody@example.org", "elsewhere@example.org", ADDRESS)
    ]
    assert {answer.status for answer in answers} == {422}
    assert len({answer.text.count("Nobody can be erased here") for answer in answers}) == 1
    assert sorted(left()) == ["elsewhere@example.org", ADDRESS, ADDRESS]


def test_the_administrator_erases_across_forums(team: Team, edition: Edition) -> None:
    registration(open_edition(slug="f3delsewhere"), email=ADDRESS)
    admin = team.signed_in_as("admin")
    shown = admin.submit(admin.get(PAGE).form("email"), email=ADDRESS)
    admin.submit(shown.form("again"), email=ADDRESS, again=ADDRESS)
    assert left() == []


def test_who_signs_in_leaves_the_team_first(team: Team, edition: Edition, owner: ReadingClient) -> None:
    registration(edition, email="viewer@team.example.org")
    team.member("viewer", edition)
    shown = owner.submit(owner.get(PAGE).form("email"), email="viewer@team.example.org")
    refused = owner.submit(shown.form("again"), email="viewer@team.example.org", again="viewer@team.example.org")
    assert refused.status == 422 and "signs in as a member of the team" in refused.text


def test_an_organiser_who_does_not_own_the_forum_cannot(team: Team, edition: Edition) -> None:
    assert team.signed_in_as("organiser", edition).get(PAGE).status == 404
