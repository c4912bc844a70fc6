"""What speakers agreed to have published of themselves, on pages of their own."""

import io
import json

import pytest
from flask import Flask
from PIL import Image

from forumapp import clock
from forumapp.agenda import actions
from forumapp.consents import actions as consents
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people import actions as people
from forumapp.people.models import Person
from forumapp.profiles import actions as profiles
from forumapp.profiles import queries, signals
from forumapp.profiles.models import Photo, Profile
from forumapp.programme import actions as programme
from forumapp.programme.queries import sessions_of
from forumapp.words import Text
from tests.agenda.test_actions import role_of
from tests.factories import agenda
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

SPEAKERS = "/en/f3d2026/speakers"
WORDS = "She has kept networks running through three typhoons."


@pytest.fixture
def made(client: ReadingClient) -> Edition:
    """LIN told something about herself and sent a picture; nothing is released yet."""
    made = agenda.edition()
    with transaction():
        person = lin(made)
        db.session.add(Profile(person_id=person.id, biography=Text.of(WORDS)))
        picture = io.BytesIO()
        Image.new("RGB", (20, 20), "teal").save(picture, "JPEG")
        db.session.add(
            Photo(person_id=person.id, content=picture.getvalue(), width=20, height=20, saved_at=clock.now())
        )
    return made


def lin(made: Edition) -> Person:
    return role_of("LIN Yu-ching", "P1", made).person


def agreed(made: Edition, *purposes: Purpose) -> None:
    with transaction():
        for purpose in purposes:
            consents.record(lin(made), agenda.fresh(made), purpose, "en")


def own_page(client: ReadingClient) -> str:
    return client.get(SPEAKERS).links()["LIN Yu-ching 林雨晴"]


def listed(client: ReadingClient, language: str) -> list[str]:
    links = client.get(f"/{language}/f3d2026/speakers").links()
    return [name for name, path in links.items() if "/speakers/" in path]


def test_speakers_stand_by_their_name_without_titles_or_where_the_team_says(
    client: ReadingClient, made: Edition
) -> None:
    with transaction():
        people.update(role_of("Ąžuolas Ygaudas", "P1", made).person, edition=made, sort_name="Ygaudas, Ąžuolas")
        ula = role_of("Ūla Žemaitė-Šimkienė", "P1", made).person
        people.update(ula, edition=made, printed_name="Dr. Ūla")
        programme.print_anew(agenda.fresh(made), ula)
    agenda.released(made)
    order = listed(client, "en")
    assert order.index("Suryadi") < order.index("Dr. Ūla") < order.index("Ąžuolas Ygaudas")


def test_in_chinese_a_chinese_name_stands_by_its_strokes(client: ReadingClient, made: Edition) -> None:
    with transaction():
        for name, code, native in (("Nguyễn Thị Ánh", "W2", "阮氏映"), ("Suryadi", "W1", "丁一")):
            person = role_of(name, code, made).person
            people.update(person, edition=made, native_name=native, native_lang="zh-Hant")
            programme.print_anew(agenda.fresh(made), person)
    agenda.released(made)
    order = [name for name in listed(client, "zh-Hant") if name.endswith(("丁一", "阮氏映", "林雨晴"))]
    assert [name.rpartition(" ")[2] for name in order] == ["丁一", "阮氏映", "林雨晴"]


def test_without_her_word_neither_biography_nor_photo_is_published(client: ReadingClient, made: Edition) -> None:
    agenda.released(made)
    page = client.get(own_page(client))
    assert "LIN Yu-ching" in page.heading and WORDS not in page.text and not page.document.xpath("//img")
    assert "Opening plenary" in page.text


def test_what_she_agreed_to_stands_on_her_page_from_the_next_release_on(client: ReadingClient, made: Edition) -> None:
    agreed(made, Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED)
    agenda.released(made)
    page = client.get(own_page(client))
    assert WORDS in page.text
    (source,) = page.document.xpath("//img/@src")
    (script,) = page.document.xpath("//script[@type='application/ld+json']")
    assert json.loads(script.text)["image"].endswith(source)
    photo = client.inner.get(source)
    assert photo.status_code == 200 and photo.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(photo.get_data())).size == (20, 20)
    assert client.get(SPEAKERS).document.xpath("//img/@src") == [source]


@pytest.mark.parametrize("purpose", [Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED])
def test_what_she_takes_back_is_gone_from_every_release_at_once(
    client: ReadingClient, made: Edition, purpose: Purpose
) -> None:
    agreed(made, Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED)
    agenda.released(made)
    here = own_page(client)
    (source,) = client.get(here).document.xpath("//img/@src")
    with transaction():
        consents.withdraw(lin(made), agenda.fresh(made), purpose)
        profiles._TAKEN_BACK[purpose].send(lin(made), edition_id=agenda.fresh(made).id)
    page = client.get(here)
    assert (WORDS in page.text) == (purpose is not Purpose.BIOGRAPHY_PUBLISHED)
    assert bool(page.document.xpath("//img")) == (purpose is not Purpose.PHOTO_PUBLISHED)
    assert client.inner.get(source).status_code == (404 if purpose is Purpose.PHOTO_PUBLISHED else 200)


def test_a_picture_that_is_gone_is_gone_from_every_edition(client: ReadingClient, made: Edition) -> None:
    agreed(made, Purpose.PHOTO_PUBLISHED)
    agenda.released(made)
    with transaction():
        signals.photo_taken_back.send(lin(made))
    assert not client.get(own_page(client)).document.xpath("//img")


def test_whoever_may_not_be_named_has_no_page(client: ReadingClient, made: Edition) -> None:
    agenda.released(made)
    here = own_page(client)
    unnamed = role_of("Müjde IŞIK", "P1", made).person.public_id
    assert client.get(f"{SPEAKERS}/{unnamed}").status == 404
    with transaction():
        actions.redact_person(lin(made))
    assert client.get(here).status == 404
    assert client.get(f"{SPEAKERS}/nobodynobody").status == 404


def test_a_session_leads_to_its_speakers(client: ReadingClient, made: Edition) -> None:
    agenda.released(made)
    assert client.get("/en/f3d2026/agenda/P1").links()["LIN Yu-ching 林雨晴"] == own_page(client)


def test_publishing_is_asked_for_in_three_queries_however_many_speak(app: Flask, made: Edition) -> None:
    agreed(made, Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED)
    speaking = [role.person_id for session in sessions_of(agenda.fresh(made)) for role in session.roles]
    edition = agenda.fresh(made)
    with statements(app) as sent:
        published = queries.published(edition, speaking)
    assert len(sent) == 3 and len(speaking) > 5
    assert [told.biography["en"] for told in published.values()] == [WORDS]


def test_the_page_before_a_release_knows_what_is_published_already(
    client: ReadingClient, made: Edition, team: Team
) -> None:
    agreed(made, Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED)
    agenda.released(made)
    page = team.signed_in_as("organiser", agenda.fresh(made)).get("/manage/f3d2026/agenda")
    assert "Nothing has changed since." in page.text and "Correct quietly" not in page.text


def test_and_what_she_has_agreed_to_since(client: ReadingClient, made: Edition, team: Team) -> None:
    agenda.released(made)
    agreed(made, Purpose.BIOGRAPHY_PUBLISHED)
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    page = organiser.get("/manage/f3d2026/agenda")
    assert "About a person: P1 Opening plenary: Free the Future, LIN Yu-ching (林雨晴)" in page.text
    organiser.submit(page.form("Correct quietly"))
    assert WORDS in client.get(own_page(client)).text
    row = client.get("/en/f3d2026/releases/2/changes").document.xpath("//main//tbody/tr")[0]
    assert [" ".join(cell.text_content().split()) for cell in row] == [
        "About a person",
        "Opening plenary: Free the Future",
        "",
        "LIN Yu-ching (林雨晴)",
    ]
