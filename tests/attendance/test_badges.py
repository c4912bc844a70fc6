"""Badges, name plates and the list of participants: every name whole, nobody listed against her word."""

import io
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from pikepdf import Pdf
from sqlalchemy import func, select

from forumapp.attendance import paper, queries
from forumapp.attendance.models import Badge
from forumapp.colours import READABLE, contrast
from forumapp.consents import actions as consents
from forumapp.consents.models import Giver
from forumapp.consents.purposes import Purpose
from forumapp.documents import badges as documents
from forumapp.documents import qr
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.privacy import retention
from forumapp.registrations import actions as registrations
from forumapp.registrations.categories import actions as categories
from forumapp.registrations.categories.actions import Rules
from forumapp.registrations.models import Registration
from forumapp.words import Text
from tests.documents.test_agenda_pdf import pages
from tests.factories import people
from tests.factories.categories import category, everybody
from tests.factories.programme import forum_session, role
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team

NAMES = (
    "Ūla Žemaitė-Šimkienė",
    "LIN Yu-ching 林雨晴",
    "𠮷野 健",
    "محمد بن عبد الرحمن الفارسي",
    "Nguyễn Thị Ánh",
    "Ng",
    "María de los Ángeles Fernández-Rodríguez y García de la Concepción del Valle de Guadalupe",
    "Wolfeschlegelsteinhausenbergerdorff",
    "W" * 200,
)


@pytest.fixture
def edition(app: Flask) -> Edition:
    return open_edition(slug="f3dbadges")


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def squeezed(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "\u200b\u00ad")


def badge(name: str) -> documents.Badge:
    square = qr.svg("https://forum.example.org/manage/-/ticket/AAAAAAAAAAAAAAAAAAAAAA")
    return documents.Badge(name=name, category="Participant", colour="#3f4a5a", reference="F3D26-7KQ4", qr=square)


def sheet(*badges: documents.Badge) -> documents.Badges:
    return documents.Badges(
        lang="en", title="Badges", forum="F3D", dates="25 October 2026", qr_words="Square", badges=badges
    )


def speaker(edition: Edition, name: str) -> Person:
    person = people.expert(edition, printed_name=name)
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        registrations.register_speaker(here, db.session.merge(person), "in_person", "en")
    return person


def agree(person: Person, edition: Edition, purpose: Purpose) -> None:
    with transaction():
        consents.record(person, edition, purpose, "en")


def text_of(answer: bytes) -> str:
    return squeezed("".join(pages(answer)))


@pytest.mark.parametrize("name", [name for name in NAMES if "م" not in name])
def test_a_name_is_printed_whole(name: str) -> None:
    content = documents.badges_pdf(
        documents.Badges(
            lang="en", title="Badges", forum="F3D", dates="25 Oct", qr_words="Square", badges=(badge(name),)
        )
    )
    assert squeezed(name) in text_of(content)
    with Pdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1


def test_every_letter_of_an_arabic_name_is_printed() -> None:
    """In whatever order a reader of files gives them back."""
    name = "محمد بن عبد الرحمن الفارسي"
    printed = text_of(documents.badges_pdf(sheet(badge(name))))
    assert Counter(squeezed(name)) <= Counter(printed) and "□" not in printed


def test_a_second_name_in_another_script_is_printed_beside_the_first() -> None:
    one = replace(
        badge("Yu-ching LIN"), native_name="林雨晴", native_lang="zh-Hant", organisation="數位發展部 · Taiwan"
    )
    text = text_of(documents.badges_pdf(sheet(one)))
    assert all(words in text for words in ("Yu-chingLIN", "林雨晴", "數位發展部"))


def test_a_category_is_a_word_on_a_colour_of_its_own_that_white_can_be_read_on(
    organiser: ReadingClient, edition: Edition
) -> None:
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        for name in ("Press", "Delegate"):
            made = categories.add(here, Rules(name=Text.of(name)))
            registrations.add(here, name=f"Somebody of {name}", email=f"{name}@example.org", category=made)
    text = text_of(post(organiser, "badges/all").response.data)
    assert "Press" in text and "Delegate" in text
    found = queries.on_paper(db.session.get_one(Edition, edition.id))
    printed = paper.badges(edition, found, {one.registration.id: "https://x.example" for one in found}, "en").badges
    assert len({one.category for one in printed}) == len({one.colour for one in printed}) == 2
    assert all(contrast("#ffffff", colour) >= READABLE for colour in (*paper.OF_CATEGORIES, paper.PLUM))


def test_four_stand_on_a_sheet() -> None:
    content = documents.badges_pdf(sheet(*map(badge, NAMES)))
    assert len(pages(content)) == 3
    assert b"pdfuaid" in content


def test_badges_are_printed_once_unless_the_name_changes(organiser: ReadingClient, edition: Edition) -> None:
    found = [registration(edition, name=name) for name in NAMES[:3]]
    page = organiser.get("/manage/f3dbadges/badges")
    assert "3 badges are not printed yet" in page.text
    answer = post(organiser, "badges/missing")
    assert answer.response.mimetype == "application/pdf" and len(pages(answer.response.data)) == 1
    assert "All badges are printed." in organiser.get("/manage/f3dbadges/badges").text
    with transaction():
        registrations.change(db.session.get_one(Registration, found[0].id), "Ūla Naujienė", "")
    assert "1 badge is not printed yet" in organiser.get("/manage/f3dbadges/badges").text
    assert "ŪlaNaujienė" in text_of(post(organiser, "badges/missing").response.data)
    assert db.session.scalar(select(func.count()).select_from(Badge)) == 4


def test_a_wish_that_changed_after_printing_is_printed_again(organiser: ReadingClient, edition: Edition) -> None:
    her = Giver(registration_id=registration(edition, name="Ona Tyloji").id)
    with transaction():
        consents.record(her, edition, Purpose.PHOTOGRAPHED, "lt")
    assert "Nophotographs" not in text_of(post(organiser, "badges/missing").response.data)
    for withdraws in (True, False):
        with transaction():
            if withdraws:
                consents.withdraw(her, edition, Purpose.PHOTOGRAPHED)
            else:
                consents.record(her, edition, Purpose.PHOTOGRAPHED, "lt")
        assert "1 badge is not printed yet" in organiser.get("/manage/f3dbadges/badges").text
        assert ("Nophotographs" in text_of(post(organiser, "badges/missing").response.data)) == withdraws
    assert "All badges are printed." in organiser.get("/manage/f3dbadges/badges").text


def test_whatever_a_badge_says_is_printed_again_when_it_changes(organiser: ReadingClient, edition: Edition) -> None:
    person = speaker(edition, "Yu-ching LIN")
    changes = ({"native_name": "林雨晴"}, {"place": "TW"})
    post(organiser, "badges/missing")
    for change in changes:
        with transaction():
            for name, value in change.items():
                setattr(db.session.get_one(Person, person.id), name, value)
        assert "1 badge is not printed yet" in organiser.get("/manage/f3dbadges/badges").text, change
        post(organiser, "badges/missing")
    role(forum_session(edition), person, "moderator", state="confirmed")
    assert "1 badge is not printed yet" in organiser.get("/manage/f3dbadges/badges").text


def test_no_badge_tells_of_a_name_after_the_names_are_forgotten(organiser: ReadingClient, edition: Edition) -> None:
    registration(edition)
    post(organiser, "badges/all")
    year_after = datetime.combine(edition.ends_on, time(), UTC) + timedelta(days=365)
    for days, kept in ((0, True), (1, False)):
        with time_machine.travel(year_after + timedelta(days=days), tick=False), transaction():
            retention.purge()
        db.session.rollback()
        assert all(bool(wording) == kept for wording in db.session.scalars(select(Badge.wording)))
    assert db.session.scalar(select(func.count()).select_from(Badge)) == 1


def test_the_desk_prints_one_badge_and_not_many(team: Team, edition: Edition, organiser: ReadingClient) -> None:
    found = registration(edition)
    registration(edition)
    post(organiser, "badges/all")
    desk = team.signed_in_as("desk", edition)
    assert post(desk, f"desk/{found.reference}/badge").response.mimetype == "application/pdf"
    db.session.rollback()
    for batch, count in db.session.execute(select(Badge.batch, func.count()).group_by(Badge.batch)):
        assert desk.get(f"/manage/f3dbadges/badges/{batch}.pdf").status == (200 if count == 1 else 404)


def test_a_badge_says_category_and_wish(organiser: ReadingClient, edition: Edition) -> None:
    registration(edition, name="Somebody Quiet")
    person = speaker(edition, "Seán O'Brien")
    role(forum_session(edition), person, "moderator", state="confirmed")
    agree(person, edition, Purpose.PHOTOGRAPHED)
    text = text_of(post(organiser, "badges/all").response.data)
    assert "Moderator" in text and "Participant" in text
    assert text.count("Nophotographs") == 1


def test_only_who_agreed_is_listed_and_only_until_she_withdraws(organiser: ReadingClient, edition: Edition) -> None:
    registration(edition, name="Somebody Quiet")
    person = speaker(edition, "Seán O'Brien")
    assert "Brien" not in text_of(post(organiser, "participants").response.data)
    agree(person, edition, Purpose.LISTED)
    text = text_of(post(organiser, "participants").response.data)
    assert "SeánO'Brien" in text and "Quiet" not in text and "1personislisted." in text
    with transaction():
        consents.withdraw(person, edition, Purpose.LISTED)
    assert "Brien" not in text_of(organiser.get("/manage/f3dbadges/participants.pdf").response.data)


def test_who_registered_herself_is_listed_by_her_own_word(organiser: ReadingClient, edition: Edition) -> None:
    found = registration(edition, name="Ona Tyloji")
    her = Giver(registration_id=found.id)
    assert "Tyloji" not in text_of(post(organiser, "participants").response.data)
    with transaction():
        consents.record(her, edition, Purpose.LISTED, "lt")
    assert "OnaTyloji" in text_of(post(organiser, "participants").response.data)
    with transaction():
        consents.withdraw(her, edition, Purpose.LISTED)
    assert "Tyloji" not in text_of(organiser.get("/manage/f3dbadges/participants.pdf").response.data)


def test_plates_are_for_those_who_confirmed(organiser: ReadingClient, edition: Edition) -> None:
    panel = forum_session(edition, code="P1")
    role(panel, people.expert(edition, printed_name="Seán O'Brien"), state="confirmed")
    role(panel, people.expert(edition, printed_name="Not Yet"), state="invited")
    role(panel, people.expert(edition, printed_name="Ona Verta"), "interpreter", state="confirmed")
    found = pages(organiser.get("/manage/f3dbadges/sessions/P1/plates.pdf").response.data)
    assert len(found) == 1 and "SeánO'Brien" in squeezed(found[0])


def test_the_list_stands_by_category_with_the_number_of_each(organiser: ReadingClient, edition: Edition) -> None:
    press = category(edition)
    for name, made in (("Ona Tyloji", press), ("Lin Wei", everybody(edition)), ("Ada Pirmoji", press)):
        listed(registration(edition, name=name, category=made), edition)
    agree(speaker(edition, "Seán O'Brien"), edition, Purpose.LISTED)
    text = text_of(post(organiser, "participants").response.data)
    order = ["Speakers", "SeánO'Brien", "Participant", "LinWei", "Press", "AdaPirmoji", "OnaTyloji"]
    assert sorted(order, key=lambda words: text.index(words, text.index("Onlywho"))) == order
    assert "Speakers:1" in text and "Press:2" in text and text.index("Press:2") < text.index("4peoplearelisted.")


def test_the_list_stands_by_country_or_economy_as_the_series_names_them(
    organiser: ReadingClient, edition: Edition
) -> None:
    for name, place in (("Yu-ching LIN", "TW"), ("Ūla Žemaitė", "LT"), ("Seán O'Brien", "")):
        person = speaker(edition, name)
        agree(person, edition, Purpose.LISTED)
        with transaction():
            here = db.session.get_one(Person, person.id)
            here.place, here.title = place, Text.of("Head of Unit")
    assert "By country or economy" in organiser.get("/manage/f3dbadges/badges").text
    text = text_of(post(organiser, "participants", by="place").response.data)
    order = ["Lithuania", "ŪlaŽemaitė", "HeadofUnit", "Taiwan", "Yu-chingLIN", "Others", "SeánO'Brien"]
    assert [words for words in order if words not in text] == []
    assert sorted(order, key=text.index) == order
    assert "Province" not in text and "Taiwan:1" in text


def test_a_country_has_one_plate_by_its_name_in_the_series(organiser: ReadingClient, edition: Edition) -> None:
    panel = forum_session(edition, code="P1")
    for name, place in (("Yu-ching LIN", "TW"), ("Wei CHEN", "TW"), ("Ūla Žemaitė", "LT")):
        person = speaker(edition, name)
        role(panel, person, state="confirmed" if place == "TW" else "invited")
        with transaction():
            db.session.get_one(Person, person.id).place = place
    links = organiser.get("/manage/f3dbadges/badges").document.xpath("//*[@id='places']/..//a/@href")
    assert links == ["/manage/f3dbadges/country-plates.pdf", "/manage/f3dbadges/sessions/P1/country-plates.pdf"]
    whole, on_stage = (pages(organiser.get(link).response.data) for link in links)
    assert [squeezed(page)[:6] for page in whole] == ["Lithua", "Taiwan"]
    assert len(on_stage) == 1 and "LIN" not in on_stage[0]


def test_where_nobody_comes_from_a_place_there_are_no_country_plates(
    organiser: ReadingClient, edition: Edition
) -> None:
    registration(edition)
    assert "Country plates" not in organiser.get("/manage/f3dbadges/badges").text
    answer = organiser.get("/manage/f3dbadges/country-plates.pdf", follow=False)
    assert answer.response.location.endswith("/manage/f3dbadges/badges")


def listed(found: Registration, edition: Edition) -> None:
    with transaction():
        consents.record(Giver(registration_id=found.id), edition, Purpose.LISTED, "en")


def post(client: ReadingClient, path: str, **values: str) -> Page:
    token = client.get("/manage/-/account").form("language").values["csrf_token"]
    return client.post(f"/manage/f3dbadges/{path}", {"csrf_token": token} | values, follow=True)
