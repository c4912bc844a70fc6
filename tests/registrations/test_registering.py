"""The public form: a place or a place in the line, one letter, and answers that say nothing about anybody."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.notifications.models import Message
from forumapp.registrations import queries
from forumapp.registrations.models import Registration, RegistrationState
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import Form, Page, ReadingClient

ADDRESS = "ula@example.org"


def form_of(client: ReadingClient, edition: Edition) -> Form:
    return client.get(f"/en/{edition.slug}/register").form("name")


def register(client: ReadingClient, edition: Edition, email: str = ADDRESS, **values: str) -> Page:
    return client.submit(form_of(client, edition), **{"name": "Ūla Žemaitė-Šimkienė", "email": email} | values)


def letters(address: str = ADDRESS) -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.recipient == address).order_by(Message.id))
    return [row.kind for row in rows]


def registrations() -> list[Registration]:
    db.session.rollback()
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def test_registering_takes_the_place_at_once_and_sends_one_letter(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=2)
    page = register(client, edition, organisation="Vilnius University")
    assert page.heading == "Look into your mailbox"
    (made,) = registrations()
    assert made.state == RegistrationState.APPROVED
    assert (made.name, made.organisation, made.mode) == ("Ūla Žemaitė-Šimkienė", "Vilnius University", Mode.IN_PERSON)
    assert made.verified_at is None
    assert re.fullmatch(r"F3D\d\d-[2-9A-HJKMNP-TV-Z]{4}", made.reference)
    assert letters() == ["registration_confirmed"]


def test_who_comes_when_all_places_are_taken_stands_in_the_line(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=1)
    register(client, edition, "first@example.org")
    assert "All places are taken at present" in client.get(f"/en/{edition.slug}/register").text
    page = register(client, edition)
    assert page.heading == "Look into your mailbox"
    assert registrations()[1].state == RegistrationState.WAITLISTED
    assert letters() == ["registration_waitlisted"]


def test_the_letter_speaks_the_language_of_the_page(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    form = client.get(f"/lt/{edition.slug}/register").form("name")
    client.submit(form, name="Ūla", email=ADDRESS)
    (message,) = db.session.scalars(select(Message))
    assert message.language == "lt"
    assert f"/lt/r/{message.link_marker}" in message.body_text


def test_the_same_form_sent_twice_is_one_registration_and_one_letter(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    form = form_of(client, edition)
    for _ in range(3):
        answer = client.submit(form, name="Ūla", email=ADDRESS, follow=False)
        assert answer.status == 303
    assert len(registrations()) == 1
    assert letters() == ["registration_confirmed"]


def test_two_posts_without_a_form_token_are_one_registration_and_one_letter(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    with time_machine.travel(clock.now().replace(minute=30), tick=False):
        for address in (ADDRESS, "Ula@EXAMPLE.org"):
            client.post(f"/en/{edition.slug}/register", {"name": "Ūla", "email": address})
    assert len(registrations()) == 1
    assert letters() == ["registration_confirmed"]


def test_a_known_address_gets_a_letter_with_a_link_instead_of_a_second_row(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    registration(edition, name="Somebody Else", email=ADDRESS)
    register(client, edition, email="ULA@example.org")
    assert len(registrations()) == 1
    (message,) = db.session.scalars(select(Message))
    assert (message.kind, message.recipient) == ("registration_already", ADDRESS)
    assert message.has_personal_link
    assert registrations()[0].name == "Somebody Else"


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=1)
    registration(edition, email="known@example.org")
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        answer = client.submit(form_of(client, edition), name="A", email=address, follow=False)
        answers.append((answer.status, answer.response.location, answer.response.data, sorted(answer.response.headers)))
    assert answers[0] == answers[1]
    again = []
    for address in ("known@example.org", "nobody@example.org"):
        form = client.get(f"/en/{edition.slug}/register/link-again").form("email")
        answer = client.submit(form, email=address, follow=False)
        again.append((answer.status, answer.response.location, answer.response.data))
    assert again[0] == again[1]
    assert letters("nobody@example.org") == []


def test_opening_the_form_changes_nothing_and_leaves_no_cookie(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    for _ in range(5):
        page = client.get(f"/en/{edition.slug}/register")
        assert "Set-Cookie" not in page.response.headers
        client.inner.head(f"/en/{edition.slug}/register")
    assert registrations() == []
    db.session.rollback()
    assert db.session.scalars(select(Message)).all() == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Write your name."),
        ("name", "   ", "Write your name."),
        ("name", "Win money at https://evil.example", "Write this without a web or e-mail address."),
        ("name", "See WWW.evil.example", "Write this without a web or e-mail address."),
        ("name", "me@evil.example", "Write this without a web or e-mail address."),
        ("organisation", "http://evil.example", "Write this without a web or e-mail address."),
        ("email", "", "Write your e-mail address."),
        ("email", "nobody", "This does not look like an e-mail address."),
        ("email", "a@example.org\nBcc: b@example.org", "This does not look like an e-mail address."),
        ("name", "x" * 201, "200"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    app: Flask, client: ReadingClient, field: str, typed: str, words: str
) -> None:
    edition = open_edition()
    page = register(client, edition, **{"organisation": "University"} | {field: typed})
    assert page.status == 422
    assert words in page.document.xpath(f"string(//p[@id='{field}-error'])")
    assert page.form("name").values["organisation"] == ("University" if field != "organisation" else typed)
    assert registrations() == []


def test_only_a_hybrid_forum_asks_how_one_takes_part(app: Flask, client: ReadingClient) -> None:
    assert "mode" not in form_of(client, open_edition()).names
    hybrid = open_edition(mode=Mode.HYBRID)
    assert form_of(client, hybrid).values["mode"] == Mode.IN_PERSON
    client.post(f"/en/{hybrid.slug}/register", {"name": "A", "email": ADDRESS})
    assert registrations()[0].mode == Mode.IN_PERSON


def test_who_follows_a_hybrid_forum_online_needs_no_place(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(mode=Mode.HYBRID, capacity=0)
    register(client, edition, mode=Mode.ONLINE)
    assert registrations()[0].state == RegistrationState.APPROVED
    assert "online" in db.session.scalars(select(Message.body_text)).one()


def test_at_an_online_forum_the_places_count(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(mode=Mode.ONLINE, capacity=0)
    register(client, edition)
    assert registrations()[0].state == RegistrationState.WAITLISTED
    assert registrations()[0].mode == Mode.ONLINE


def test_at_most_three_letters_an_hour_go_to_one_address(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    for _ in range(5):
        assert register(client, edition).heading == "Look into your mailbox"
    client.submit(client.get(f"/en/{edition.slug}/register/link-again").form("email"), email=ADDRESS)
    assert letters() == ["registration_confirmed", "registration_already", "registration_already"]
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        register(client, edition)
    assert len(letters()) == 4


def test_no_registration_is_made_that_could_not_be_told_of(app: Flask, client: ReadingClient) -> None:
    for _ in range(3):
        register(client, open_edition())
    fourth = open_edition()
    assert register(client, fourth).heading == "Look into your mailbox"
    assert by_address(fourth, ADDRESS) is None


def test_a_letter_to_an_unconfirmed_address_holds_no_typed_words(app: Flask, client: ReadingClient) -> None:
    register(client, open_edition(), name="Call 1900 555 now", organisation="You have won")
    (message,) = db.session.scalars(select(Message))
    for part in (message.subject, message.body_text, message.body_html, message.recipient_name):
        assert "1900" not in part and "won" not in part


def test_the_sixty_first_form_of_a_minute_is_refused_in_words(app: Flask, limited: ReadingClient) -> None:
    address = f"/en/{open_edition().slug}/register/link-again"
    answers = [limited.post(address, {"email": f"p{number}@example.org"}) for number in range(61)]
    assert {answer.status for answer in answers[:60]} == {303}
    assert answers[60].status == 429
    assert "Too many tries" in answers[60].text
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert limited.post(address, {"email": "p@example.org"}, environ_base=elsewhere).status == 303
    assert limited.get(address).status == 200


def test_a_post_from_another_site_is_refused(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    answer = client.post(
        f"/en/{edition.slug}/register",
        {"name": "A", "email": ADDRESS},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status == 403
    assert queries.count_of(edition) == 0
