"""Signing in by password and by letter, recovery, ending sessions."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from forumapp import clock
from forumapp.accounts import queries
from forumapp.accounts.models import SignInTry, UserSession
from forumapp.extensions import db
from forumapp.notifications import delivery
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import PASSWORD, Team


def sign_in(client: ReadingClient, email: str, password: str) -> int:
    page = client.get("/sign-in")
    return client.submit(page.form("password"), follow=False, email=email, password=password).status


def test_right_password_signs_in_and_a_wrong_one_is_told_in_words(client: ReadingClient, team: Team) -> None:
    email = team.member("admin")
    page = client.get("/sign-in")
    answer = client.submit(page.form("password"), email=email, password="wrong")
    assert answer.status == 422
    assert "E-mail or password is wrong" in answer.text
    assert answer.form("password").values["email"] == email
    assert sign_in(client, email, PASSWORD) == 303


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client: ReadingClient, team: Team) -> None:
    email = team.member("admin")
    answers = [
        client.submit(client.get("/sign-in").form("password"), email=address, password="wrong")
        for address in (email, "nobody@example.org")
    ]
    assert answers[0].text.replace(email, "") == answers[1].text.replace("nobody@example.org", "")


def test_the_sixth_wrong_try_within_ten_minutes_is_refused_even_with_the_right_password(
    client: ReadingClient, team: Team
) -> None:
    email = team.member("admin")
    for _ in range(5):
        assert sign_in(client, email, "wrong") == 422
    assert sign_in(client, email, PASSWORD) == 422
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert sign_in(client, email, PASSWORD) == 303


def test_a_letter_signs_in_once_and_only_by_pressing(client: ReadingClient, team: Team, sink: Sink) -> None:
    email = team.member("admin")
    client.submit(client.get("/sign-in/by-letter").form("email"), email=email)
    delivery.run_due()
    link = sink.letters[0].link()
    for _ in range(3):
        page = client.get(link)
        assert page.status == 200
    assert client.get("/manage/-/account", follow=False).status == 302
    assert client.submit(page.form("Sign in now"), follow=False).status == 303
    assert client.get("/manage/-/account").status == 200
    assert ReadingClient.of(client.app).get(link).status == 410


def test_a_sign_in_letter_ends_after_ten_minutes(client: ReadingClient, team: Team, sink: Sink) -> None:
    client.submit(client.get("/sign-in/by-letter").form("email"), email=team.member("admin"))
    delivery.run_due()
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert client.get(sink.letters[0].link()).status == 410


@pytest.mark.parametrize("address", ["/sign-in/by-letter", "/password"])
def test_asking_for_a_letter_tells_nobody_whether_the_address_is_known(
    client: ReadingClient, team: Team, sink: Sink, address: str
) -> None:
    asked = (team.member("admin"), "x@example.org")
    answers = [client.submit(client.get(address).form("email"), email=email) for email in asked]
    assert answers[0].text == answers[1].text
    delivery.run_due()
    assert len(sink.letters) == 1


def test_no_address_gets_more_than_three_letters_an_hour(client: ReadingClient, team: Team, sink: Sink) -> None:
    email = team.member("admin")
    start = clock.now()
    for second in range(5):
        with time_machine.travel(start + timedelta(seconds=second * 2)):
            client.submit(client.get("/password").form("email"), email=email)
    with time_machine.travel(start + timedelta(seconds=20)):
        delivery.run_due()
    assert len(sink.letters) == 3


def test_a_new_password_signs_out_every_other_browser(client: ReadingClient, team: Team, sink: Sink) -> None:
    elsewhere = team.signed_in_as("admin")
    email = team.member("admin")
    client.submit(client.get("/password").form("email"), email=email)
    delivery.run_due()
    page = client.get(sink.letters[0].link())
    short = client.submit(page.form("password"), password="short")
    assert short.status == 422
    assert client.submit(page.form("password"), follow=False, password="another short sentence").status == 303
    assert elsewhere.get("/manage/-/account", follow=False).status == 302
    assert sign_in(ReadingClient.of(client.app), email, "another short sentence") == 303


def test_signing_out_ends_the_session_also_for_a_copied_cookie(app: Flask, team: Team) -> None:
    client = team.signed_in_as("admin")
    cookie = client.inner.get_cookie("session")
    assert cookie is not None
    page = client.get("/manage/-/account")
    client.submit(next(f for f in [page.form("Sign out everywhere")]), follow=False)
    thief = ReadingClient.of(app)
    thief.inner.set_cookie("session", cookie.value)
    assert thief.get("/manage/-/account", follow=False).status == 302


def test_the_database_holds_no_session_token_and_no_address_of_tries(client: ReadingClient, team: Team) -> None:
    email = team.member("admin")
    sign_in(client, email, "wrong")
    sign_in(client, email, PASSWORD)
    assert db.session.scalar(select(func.count(UserSession.id))) == 1
    assert not db.session.scalars(select(SignInTry.subject_hash).where(SignInTry.subject_hash.contains("@"))).all()


def test_next_never_leads_to_another_site(client: ReadingClient, team: Team) -> None:
    email = team.member("admin")
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example", "/\tevil"):
        browser = ReadingClient.of(client.app)
        page = browser.get("/sign-in", query_string={"next": wanted})
        answer = browser.submit(page.form("password"), follow=False, email=email, password=PASSWORD)
        assert answer.response.location.startswith("/manage"), wanted


def test_a_member_changes_her_name_and_language(team: Team) -> None:
    client = team.signed_in_as("admin")
    page = client.get("/manage/-/account")
    client.submit(page.form("language"), name="Ūla Žemaitė-Šimkienė", language="lt")
    member = queries.by_email("admin@team.example.org")
    assert member is not None
    assert (member.name, member.language) == ("Ūla Žemaitė-Šimkienė", "lt")
