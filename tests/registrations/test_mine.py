"""My registration: the way of a participant, by the link in the letter."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock, links
from forumapp.audit.models import AuditEntry
from forumapp.database import Base
from forumapp.extensions import db, transaction
from forumapp.forums.models import Mode
from forumapp.links import Purpose
from forumapp.notifications import delivery
from forumapp.registrations import actions
from forumapp.registrations.models import Registration, RegistrationState
from tests.factories import people, programme
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink

ADDRESS = "ula@example.org"


def link_to(found: Registration) -> str:
    with transaction():
        token = links.make(Purpose.REGISTRATION, found.id)
    return f"/en/r/{token}"


def now_is(found: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, found.id, populate_existing=True)


def everything() -> dict[str, list[tuple[object, ...]]]:
    db.session.rollback()
    return {t.name: [tuple(row) for row in db.session.execute(t.select())] for t in Base.metadata.sorted_tables}


def test_the_whole_way_of_a_participant(app: Flask, client: ReadingClient, sink: Sink) -> None:
    edition = open_edition(capacity=1)
    for name, address in (("Ūla Žemaitė-Šimkienė", ADDRESS), ("LIN Yu-ching 林雨晴", "lin@example.org")):
        client.submit(client.get(f"/en/{edition.slug}/register").form("name"), name=name, email=address)
    delivery.run_due()
    hers, his = (urlsplit(sink.to(address)[0].link()).path for address in (ADDRESS, "lin@example.org"))

    page = client.get(hers)
    assert page.heading == "You have a place"
    assert "Your address is not confirmed yet" in page.text
    assert client.get(his).heading == "You are on the waiting list"

    page = client.submit(page.form("Confirm my address"))
    assert "Your address is confirmed." in page.text and "not confirmed yet" not in page.text

    page = client.get(page.links()["Change my registration"])
    page = client.submit(page.form("name"), name="Ūla Žemaitė", organisation="TSPMI")
    assert "Ūla Žemaitė" in page.text and "TSPMI" in page.text

    page = client.get(page.links()["Cancel my registration"])
    page = client.submit(page.form("Cancel my registration"))
    assert page.heading == "Your registration has ended"
    page = client.get(his)
    assert page.heading == "A place is offered to you"
    assert "By saying yes you also confirm your address." in page.text
    page = client.submit(page.form("Take the place"))
    assert page.heading == "You have a place" and "The place is yours." in page.text
    assert "not confirmed yet" not in page.text

    delivery.run_due()
    assert [letter.message["Subject"].partition("] ")[2] for letter in sink.to(ADDRESS)] == [
        "Your registration: confirm your address",
        "Your registration is cancelled",
    ]
    assert [letter.message["Subject"].partition("] ")[2] for letter in sink.to("lin@example.org")] == [
        "You are on the waiting list: confirm your address",
        "Your registration",
    ]
    newest = urlsplit(sink.to("lin@example.org")[1].link()).path
    assert client.get(newest).heading == "You have a place"

    page = client.submit(client.get(client.get(hers).links()["Register again"]).form("name"), name="Ūla", email=ADDRESS)
    delivery.run_due()
    again = urlsplit(sink.to(ADDRESS)[2].link()).path
    assert client.get(again).heading == "You are on the waiting list"
    assert client.get(hers).heading == "Your registration has ended"


def test_opening_any_page_of_the_link_changes_nothing_however_often(app: Flask, client: ReadingClient) -> None:
    link = link_to(registration(open_edition(), verified=False))
    before = everything()
    for _ in range(5):
        for page in (link, f"{link}/change", f"{link}/cancel", f"{link}/confirm"):
            client.get(page)
            client.inner.head(page, headers={"Sec-Purpose": "prefetch"})
    assert everything() == before


def test_confirming_twice_keeps_the_first_time(app: Flask, client: ReadingClient) -> None:
    found = registration(open_edition(), verified=False)
    link = link_to(found)
    form = client.get(link).form("Confirm my address")
    client.submit(form)
    first = now_is(found).verified_at
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        client.submit(form)
    assert first is not None and now_is(found).verified_at == first
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "address confirmed")).all()
    assert acts == ["address confirmed"]


def test_a_double_click_cancels_once(app: Flask, client: ReadingClient, sink: Sink) -> None:
    edition = open_edition(capacity=1)
    link = link_to(registration(edition, email=ADDRESS))
    waiting = [registration(edition) for _ in range(2)]
    form = client.get(f"{link}/cancel").form("Cancel my registration")
    for _ in range(2):
        assert client.submit(form, follow=False).status == 303
    assert [now_is(found).state for found in waiting] == [RegistrationState.OFFERED, RegistrationState.WAITLISTED]
    delivery.run_due()
    assert len(sink.to(ADDRESS)) == 1


def test_a_link_that_was_replaced_says_so(app: Flask, client: ReadingClient, sink: Sink) -> None:
    edition = open_edition()
    old = link_to(registration(edition, email=ADDRESS))
    client.submit(client.get(f"/en/{edition.slug}/register/link-again").form("email"), email="ULA@example.org")
    for page in (old, f"{old}/change", f"{old}/cancel"):
        answer = client.get(page)
        assert answer.status == 410
        assert "the forum's registration page sends you a new one" in answer.text
    delivery.run_due()
    new = urlsplit(sink.to(ADDRESS)[0].link()).path
    assert client.get(new).heading == "You have a place"
    assert client.get(new.replace("/en/", "/zh-Hant/")).status == 200


def test_asking_twice_for_the_link_leaves_the_newest_working(app: Flask, client: ReadingClient, sink: Sink) -> None:
    edition = open_edition()
    registration(edition, email=ADDRESS)
    form = client.get(f"/en/{edition.slug}/register/link-again").form("email")
    for seconds in (0, 0, 5):
        with time_machine.travel(clock.now() + timedelta(seconds=seconds)):
            client.submit(form, email=ADDRESS)
    with time_machine.travel(clock.now() + timedelta(seconds=10)):
        delivery.run_due()
    (letter,) = sink.to(ADDRESS)
    assert client.get(urlsplit(letter.link()).path).status == 200


def test_the_page_keeps_the_secret_and_the_address_to_itself(app: Flask, client: ReadingClient) -> None:
    page = client.get(link_to(registration(open_edition(), email=ADDRESS)))
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert ADDRESS not in page.text and "u…@example.org" in page.text


def test_an_unknown_link_is_gone(app: Flask, client: ReadingClient) -> None:
    assert client.get(f"/en/r/{'A' * 43}").status == 410
    assert client.get("/en/r/short").status == 404


@pytest.mark.parametrize("field", ["name", "organisation"])
def test_no_web_address_comes_in_by_changing(app: Flask, client: ReadingClient, field: str) -> None:
    link = link_to(registration(open_edition()))
    page = client.submit(client.get(f"{link}/change").form("name"), **{field: "www.evil.example"})
    assert page.status == 422
    assert "Write this without a web or e-mail address." in page.text


def test_changing_a_name_keeps_the_turn_in_the_line(app: Flask, client: ReadingClient) -> None:
    edition = open_edition(capacity=0)
    first, second = registration(edition), registration(edition)
    link = link_to(first)
    client.submit(client.get(f"{link}/change").form("name"), name="Other")
    with transaction():
        actions.set_capacity(now_is(first).edition, 1)
    assert now_is(first).holds_place and now_is(second).is_waiting


def test_an_interpreter_is_not_called_a_speaker(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    interpreter = programme.person(edition, "Ona Verta")
    programme.role(programme.forum_session(edition), interpreter, "interpreter", state="confirmed")
    with transaction():
        made = actions.register_speaker(db.session.merge(edition), db.session.merge(interpreter), Mode.IN_PERSON, "en")
        assert made
        made_id = made.id
    assert client.get(link_to(db.session.get_one(Registration, made_id))).heading == "You have a part in the forum"


def test_a_speaker_is_told_to_answer_the_invitation(app: Flask, client: ReadingClient) -> None:
    edition = open_edition()
    person = people.expert(edition)
    with transaction():
        made = actions.register_speaker(db.session.merge(edition), db.session.merge(person), Mode.IN_PERSON, "en")
        assert made
        made_id = made.id
    link = link_to(db.session.get_one(Registration, made_id))
    page = client.get(link)
    assert page.heading == "You take part as a speaker"
    assert "Cancel my registration" not in page.links()
    assert client.get(f"{link}/cancel", follow=False).status == 303
