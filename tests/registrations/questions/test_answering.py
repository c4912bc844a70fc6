"""Whoever registers answers questions without JavaScript, sees and changes the answers, and gives files."""

import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose, make
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import actions, queries
from forumapp.registrations.questions.actions import Rules
from forumapp.registrations.questions.models import RegistrationFile
from forumapp.words import Text
from tests.factories.categories import category, everybody
from tests.factories.questions import answer, fresh_question, give_file, question, values_of
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import Page, ReadingClient

ADDRESS = "ula@example.org"
REGISTER = "/en/f3dasking/register"


@pytest.fixture
def edition(app: Flask) -> Edition:
    made = open_edition(slug="f3dasking")
    db.session.expunge(made)
    return made


def send(client: ReadingClient, page: Page, **values: object) -> Page:
    return client.submit(page.form("name"), **{"name": "Ūla Žemaitė-Šimkienė", "email": ADDRESS} | values)


def registered(edition: Edition) -> Registration:
    found = by_address(edition, ADDRESS)
    assert found is not None
    return found


def mine(registration: Registration) -> str:
    with transaction():
        return f"/en/r/{make(Purpose.REGISTRATION, registration.id)}"


def test_without_questions_the_form_is_the_plain_one(client: ReadingClient, edition: Edition) -> None:
    assert client.get(REGISTER).form("name").names == {"form_token", "name", "email", "organisation"}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  Much  ", "Much"),
        ("long_text", "Much.\r\nAnd more.", "Much.\nAnd more."),
        ("one_of", "2", "2"),
        ("several_of", ["1", "2"], ["1", "2"]),
        ("yes_no", "yes", "yes"),
        ("number", "0", 0),
        ("date", "2026-10-24", "2026-10-24"),
        ("place", "LT", "LT"),
    ],
)
def test_each_kind_of_question_is_answered(
    client: ReadingClient, edition: Edition, kind: str, typed: object, kept: object
) -> None:
    asked = question(edition, kind=kind, options=("Alone", "With others"), is_required=True)
    page = client.get(REGISTER)
    assert send(client, page).status == 422
    assert send(client, page, **{asked.field_name: typed}).heading == "Look into your mailbox"
    assert values_of(registered(edition)) == {"What do you expect?": kept}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("one_of", "9"), ("several_of", ["9"]), ("number", "many"), ("number", "-1"), ("date", "soon"), ("place", "QQ")],
)
def test_what_is_no_answer_is_shown_again_with_words(
    client: ReadingClient, edition: Edition, kind: str, typed: object
) -> None:
    asked = question(edition, kind=kind, options=("Alone", "With others"))
    data = {"name": "Ūla", "email": ADDRESS, "shown": asked.key, asked.field_name: typed}
    assert client.post(REGISTER, data).status == 422
    assert by_address(edition, ADDRESS) is None


def test_a_country_or_economy_is_named_as_the_series_does(client: ReadingClient, edition: Edition) -> None:
    question(edition, kind="place")
    page = client.get(REGISTER)
    (names,) = ([option.text for option in one.xpath("option")] for one in page.document.xpath("//select"))
    assert "Taiwan" in names
    assert not any("Province" in name for name in names if name)


def test_what_need_not_be_answered_may_stay_empty(client: ReadingClient, edition: Edition) -> None:
    question(edition)
    send(client, client.get(REGISTER))
    assert values_of(registered(edition)) == {}


def test_a_question_that_follows_from_an_answer_comes_after_it_and_keeps_what_was_typed(
    client: ReadingClient, edition: Edition
) -> None:
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    where = question(edition, "Where do you apply?", is_required=True, after=(visa, "yes"))
    page = client.get(REGISTER)
    assert "Where do you apply?" not in page.text
    more = send(client, page, **{visa.field_name: "yes", "organisation": "Vilnius University"})
    assert more.status == 422
    assert "Your answers bring up more questions" in more.text
    assert "Answer this question." not in more.text
    form = more.form("name")
    assert (form.values["name"], form.values["organisation"]) == ("Ūla Žemaitė-Šimkienė", "Vilnius University")
    assert form.values[visa.field_name] == "yes"
    assert "Answer this question." in client.submit(form).text
    assert client.submit(form, **{where.field_name: "Taipei"}).heading == "Look into your mailbox"
    assert values_of(registered(edition)) == {"Do you need a visa?": "yes", "Where do you apply?": "Taipei"}


def test_with_the_other_answer_it_is_neither_asked_nor_kept(client: ReadingClient, edition: Edition) -> None:
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    where = question(edition, "Where do you apply?", is_required=True, after=(visa, "yes"))
    data = {"name": "Ūla", "email": ADDRESS, "shown": visa.key, visa.field_name: "no", where.field_name: "Taipei"}
    assert client.post(REGISTER, data).status == 303
    assert values_of(registered(edition)) == {"Do you need a visa?": "no"}


def test_what_follows_from_what_follows_is_asked_in_its_turn(edition: Edition) -> None:
    first = question(edition, "One?", kind="yes_no")
    second = question(edition, "Two?", kind="several_of", options=("a", "b"), after=(first, "yes"))
    third = question(edition, "Three?", after=(second, "2"))
    asked = [first, second, third]

    def keys(values: dict[int, object]) -> list[str]:
        return [one.key for one in queries.following(asked, values)]

    assert keys({}) == [first.key]
    assert keys({first.id: "yes"}) == [first.key, second.key]
    assert keys({first.id: "yes", second.id: ["2"]}) == [first.key, second.key, third.key]
    assert keys({first.id: "no", second.id: ["2"]}) == [first.key]


def test_each_category_has_its_own_questions(client: ReadingClient, edition: Edition) -> None:
    category(edition)
    question(edition, "Which outlet?", categories=("press",))
    assert "Which outlet?" in client.get(f"{REGISTER}/as/press").text
    assert "Which outlet?" not in client.get(f"{REGISTER}/as/{everybody(edition).key}").text


def test_questions_speak_the_language_of_the_page(client: ReadingClient, edition: Edition) -> None:
    with transaction():
        words = Text({"en": "What do you expect?", "lt": "Ko tikitės?", "zh-Hant": "您期待什麼？"})
        actions.add(db.session.get_one(Edition, edition.id), Rules(words=words))
    for language, shown in words.items():
        assert shown in client.get(f"/{language}/f3dasking/register").text


def test_an_answer_keeps_the_words_that_it_was_given_to(client: ReadingClient, edition: Edition) -> None:
    asked = question(edition, "How do you come?", kind="one_of", options=("By train", "By bus"))
    made = registration(edition)
    answer(made, asked, "1")
    with transaction():
        here = db.session.get_one(Edition, edition.id)
        options = (Text.of("On foot"), Text.of("By bus"))
        actions.change(
            here, fresh_question(asked.id), Rules(words=Text.of("How did you come?"), kind="one_of", options=options)
        )
    page = client.get(mine(made))
    assert "How do you come?" in page.text
    assert "By train" in page.text
    assert [one["key"] for one in fresh_question(asked.id).options] == ["3", "2"]


def test_she_sees_and_changes_her_answers(client: ReadingClient, edition: Edition) -> None:
    asked = question(edition)
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    question(edition, "Where do you apply?", after=(visa, "yes"))
    made = registration(edition)
    answer(made, asked, "Much.")
    address = mine(made)
    assert "Much." in client.get(address).text
    page = client.get(f"{address}/answers")
    assert page.form("shown").values[asked.field_name] == "Much."
    more = client.submit(page.form("shown"), **{asked.field_name: "More.", visa.field_name: "yes"})
    assert "Where do you apply?" in more.text
    client.submit(more.form("shown"))
    assert values_of(made) == {"What do you expect?": "More.", "Do you need a visa?": "yes"}
    client.submit(client.get(f"{address}/answers").form("shown"), **{asked.field_name: ""})
    assert values_of(made) == {"Do you need a visa?": "yes"}


def test_a_file_is_given_replaced_and_taken_back_on_the_personal_page(client: ReadingClient, edition: Edition) -> None:
    asked = question(edition, "Note verbale", kind="file")
    assert "On your personal page you are asked for a file" in client.get(REGISTER).text
    made = registration(edition)
    address = mine(made)
    for content in (b"%PDF-1.4 one", b"%PDF-1.4 two"):
        page = client.get(f"{address}/answers/{asked.key}/file")
        client.submit(page.form("file"), file=(io.BytesIO(content), "note verbale.pdf"))
    db.session.rollback()
    (kept,) = db.session.scalars(select(RegistrationFile))
    assert kept.content == b"%PDF-1.4 two"
    shown = client.get(address)
    answered = client.get(shown.links()["note verbale.pdf"])
    assert answered.response.data == b"%PDF-1.4 two"
    assert "sandbox" in answered.response.headers["Content-Security-Policy"]
    assert answered.response.headers["Content-Disposition"].startswith("attachment")
    token = shown.form().values["csrf_token"]
    client.post(f"{address}/answers/{asked.key}/file/delete", {"csrf_token": token})
    assert values_of(made) == {}
    assert db.session.scalars(select(RegistrationFile)).all() == []


def test_a_file_is_asked_for_only_after_the_answer_it_follows_from(client: ReadingClient, edition: Edition) -> None:
    visa = question(edition, "Do you need a visa?", kind="yes_no")
    passport = question(edition, "Passport copy", kind="file", is_required=True, after=(visa, "yes"))
    assert "Passport copy" not in client.get(REGISTER).text
    made = registration(edition)
    address = mine(made)
    for said, status in (("no", 404), ("yes", 200)):
        answer(made, visa, said)
        assert ("Passport copy" in client.get(address).text) == (status == 200)
        assert client.get(f"{address}/answers/{passport.key}/file").status == status
    assert "Still needed from you" in client.get(address).text
    give_file(made, passport)
    assert "Still needed from you" not in client.get(address).text
    client.submit(client.get(f"{address}/answers").form("shown"), **{visa.field_name: "no"})
    assert values_of(made) == {"Do you need a visa?": "no"}
    assert db.session.scalars(select(RegistrationFile)).all() == []


def test_a_photographed_card_is_given_and_nothing_of_it_is_kept_but_the_picture(
    client: ReadingClient, edition: Edition
) -> None:
    asked = question(edition, "Press card", kind="file")
    address = mine(registration(edition))
    noted = Image.Exif()
    noted[0x010F] = "A camera"
    card = io.BytesIO()
    Image.linear_gradient("L").resize((3000, 2000)).save(card, "JPEG", exif=noted)
    card.seek(0)
    client.submit(client.get(f"{address}/answers/{asked.key}/file").form("file"), file=(card, "IMG_2041.jpg"))
    given = client.get(client.get(address).links()["IMG_2041.jpg"]).response
    assert (given.mimetype, given.headers["Content-Disposition"].partition(";")[0]) == ("image/jpeg", "attachment")
    assert b"A camera" not in given.data
    with Image.open(io.BytesIO(given.data)) as kept:
        assert kept.size == (2400, 1600)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "This is not a PDF"),
        (b"", "The file is empty."),
        (b"\xff\xd8\xff no picture", "This is no picture that can be read."),
        (b"%PDF-" + b"x" * (5 * 1024 * 1024), "The file is larger than 5 MB."),
    ],
)
def test_other_files_are_refused_in_words(client: ReadingClient, edition: Edition, content: bytes, words: str) -> None:
    asked = question(edition, "Note verbale", kind="file")
    page = client.get(f"{mine(registration(edition))}/answers/{asked.key}/file")
    answer = client.submit(page.form("file"), file=(io.BytesIO(content), "a.pdf"))
    assert answer.status == 422
    assert words in answer.text


def test_nobody_gives_a_file_before_the_address_is_confirmed(client: ReadingClient, edition: Edition) -> None:
    asked = question(edition, "Note verbale", kind="file")
    made = registration(edition, verified=False)
    address = mine(made)
    assert "once the address is confirmed" in client.get(address).text
    assert client.get(f"{address}/answers/{asked.key}/file", follow=False).status == 303


def test_a_file_of_somebody_else_is_not_found(client: ReadingClient, edition: Edition) -> None:
    asked = question(edition, "Note verbale", kind="file")
    hers, other = registration(edition), registration(edition)
    give_file(hers, asked)
    public_id = db.session.scalars(select(RegistrationFile.public_id)).one()
    db.session.rollback()
    assert client.get(f"{mine(other)}/files/{public_id}").status == 404


def test_what_she_chose_stands_on_her_page_in_words(client: ReadingClient, edition: Edition) -> None:
    food = question(edition, "What do you eat?", kind="several_of", options=["vegan", "halal"])
    found = registration(edition)
    answer(found, food, ["1", "2"])
    text = client.get(mine(found)).text
    assert "vegan; halal" in text and "{" not in text
