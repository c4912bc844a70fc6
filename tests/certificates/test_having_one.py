"""Whoever was checked in has a certificate made after the forum, and nobody else (domain.md 6, D14)."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from pikepdf import Pdf
from sqlalchemy import func, select

from forumapp.attendance import actions as attendance
from forumapp.audit.models import AuditEntry
from forumapp.certificates import queries
from forumapp.certificates.models import Certificate
from forumapp.documents import certificates as documents
from forumapp.documents import qr
from forumapp.documents.hosts import Host
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration
from forumapp.words import Text
from tests.certificates.conftest import AFTER, DAY, ULA
from tests.documents.test_agenda_pdf import pages
from tests.factories import certificates, invitations
from tests.factories.registrations import by_address, open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team


def made_here() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Certificate.id))) or 0


def text_of(content: bytes) -> str:
    return "\n".join(pages(content))


def test_she_has_it_made_by_a_press_and_reads_it_in_each_language(client: ReadingClient, ula: Registration) -> None:
    page = client.get(client.get(certificates.personal_page(ula)).links()["Certificate of participation"])
    assert "Ūla Žemaitė-Šimkienė" in page.text and "attended" in page.text and made_here() == 0
    page = client.submit(page.form("Make my certificate"))
    assert page.status == 200 and made_here() == 1
    code = db.session.scalars(select(Certificate)).one().spoken_code
    assert code in page.text
    for language, words in (
        ("English", ("Certificate of participation", "attended", "24 October 2026", "Jonas Petraitis", "/en/v")),
        ("中文", ("參與證明", "2026年10月24日", "F3D 2026 維爾紐斯", "喬納斯", "/zh-Hant/v")),
        ("Lietuvių", ("Dalyvio pažymėjimas", "2026 m. spalio 24 d.", "dalyvavo", "viceministras", "/lt/v")),
    ):
        answer = client.get(page.links()[language])
        assert answer.response.mimetype == "application/pdf" and answer.response.headers["Cache-Control"] == "no-store"
        [text] = pages(answer.response.data)
        squeezed = "".join(text.split())
        for one in (*words, "Ūla Žemaitė-Šimkienė", code):
            assert "".join(one.split()) in squeezed, (language, one, text)
    assert "certificate made" in db.session.scalars(select(AuditEntry.action)).all()


def test_opening_the_page_makes_nothing_and_pressing_twice_makes_one(client: ReadingClient, ula: Registration) -> None:
    page = client.get(f"{certificates.personal_page(ula)}/certificate")
    assert client.get(f"{page.url}.pdf").status == 404 and made_here() == 0
    for _ in range(2):
        assert client.submit(page.form("Make my certificate"), follow=False).status == 303
    assert made_here() == 1


@pytest.mark.parametrize("how", ["no show", "check-in undone", "off", "too early", "called off", "date to come"])
def test_nobody_else_finds_anything(
    client: ReadingClient,
    forum: Edition,
    team: Team,
    the_time: time_machine.Traveller,
    how: str,
) -> None:
    somebody = registration(forum, name="Somebody", email="somebody@example.org")
    the_time.move_to(DAY, tick=False)
    if how != "no show":
        certificates.came(somebody, team)
    the_time.move_to(DAY + timedelta(hours=6) if how == "too early" else AFTER, tick=False)
    with transaction():
        here = db.session.get_one(Registration, somebody.id)
        if how == "check-in undone":
            attendance.undo(here)
        if how == "called off":
            here.edition.state = "cancelled"
    if how in ("off", "date to come"):
        certificates.terms(forum, is_on=how != "off", available_on=AFTER.date() + timedelta(days=1))
    link = certificates.personal_page(somebody)
    assert "Certificate of participation" not in client.get(link).links()
    assert client.get(f"{link}/certificate").status == 404
    assert client.get(f"{link}/certificate.pdf").status == 404
    token = client.get(f"{link}/change").form("name").values["csrf_token"]
    for act in ("make", "make-anew", "share", "stop-sharing"):
        assert client.post(f"{link}/certificate/{act}", {"csrf_token": token}).status == 404
    assert made_here() == 0


def test_it_is_there_from_the_day_after_the_forum_where_it_takes_place(
    client: ReadingClient, ula: Registration, the_time: time_machine.Traveller
) -> None:
    page = f"{certificates.personal_page(ula)}/certificate"
    the_time.move_to(datetime(2026, 10, 24, 20, 59, tzinfo=UTC), tick=False)  # 23:59 in Vilnius
    assert client.get(page).status == 404
    the_time.move_to(datetime(2026, 10, 24, 21, 0, tzinfo=UTC), tick=False)
    assert client.get(page).status == 200


def test_of_who_had_parts_it_says_those_that_she_held(
    client: ReadingClient, forum: Edition, team: Team, the_time: time_machine.Traveller
) -> None:
    held, cancelled = invitations.panel(forum).id, invitations.panel(forum, code="P2").id
    one = invitations.invitation(
        db.session.get_one(ForumSession, held),
        state="accepted",
        part="moderator",
        printed_name="LIN Yu-ching",
        email=ULA,
        native_name="林雨晴",
        native_lang="zh-Hant",
    )
    number = one.person_id
    for session, part, state in (
        (held, "panellist", "accepted"),
        (held, "rapporteur", "declined"),
        (cancelled, "keynote", "accepted"),
    ):
        person = db.session.get_one(Person, number)
        invitations.invitation(db.session.get_one(ForumSession, session), person, state=state, part=part)
    with transaction():
        programme.cancel(db.session.get_one(ForumSession, cancelled))
    found = by_address(forum, ULA)
    assert found
    the_time.move_to(DAY, tick=False)
    certificates.came(found, team)
    the_time.move_to(AFTER, tick=False)
    assert certificates.certificate(found).parts == ["moderator", "panellist"]
    page = client.get(f"{certificates.personal_page(found)}/certificate")
    assert "moderated and spoke" in page.text
    [text] = pages(client.get(page.links()["English"]).response.data)
    assert "moderated and spoke" in text and "林雨晴" in text and "keynote" not in text and "reported" not in text


def test_hours_stand_on_it_only_for_who_asks(client: ReadingClient, forum: Edition, ula: Registration) -> None:
    page = f"{certificates.personal_page(ula)}/certificate"
    certificates.certificate(ula)
    assert "With 1" not in client.get(page).text
    assert "hour" not in text_of(client.get(f"{page}.pdf?hours=on").response.data)
    certificates.terms(forum, hours=14)
    assert "With 14 hours" in client.get(page).text
    assert "14 hours" not in text_of(client.get(f"{page}.pdf").response.data)
    assert "14 hours" in text_of(client.get(f"{page}.pdf?hours=on").response.data)


def test_what_was_made_stays_as_it_was_said_and_is_made_anew_after_a_correction(
    client: ReadingClient, ula: Registration
) -> None:
    earlier = certificates.certificate(ula).code
    link = certificates.personal_page(ula)
    assert "Make it anew" not in client.get(f"{link}/certificate").text
    with transaction():
        registrations.change(db.session.get_one(Registration, ula.id), "Ūla Šimkienė", "")
    page = client.get(f"{link}/certificate")
    assert "Ūla Žemaitė-Šimkienė" in text_of(client.get(page.links()["English"]).response.data)
    page = client.submit(page.form("Make it anew"))
    assert "Ūla Šimkienė" in page.text and made_here() == 1
    made = db.session.scalars(select(Certificate)).one()
    assert made.code != earlier and queries.genuine(earlier) is None


def test_switched_off_none_are_made_but_those_made_stay(
    client: ReadingClient, forum: Edition, ula: Registration
) -> None:
    made = certificates.certificate(ula)
    certificates.terms(forum, is_on=False)
    page = client.get(f"{certificates.personal_page(ula)}/certificate")
    assert made.spoken_code in page.text
    assert client.get(page.links()["English"]).status == 200
    assert queries.genuine(made.code) is not None


def test_whoever_held_a_part_online_needs_the_desk_as_well(
    client: ReadingClient, app: Flask, team: Team, the_time: time_machine.Traveller
) -> None:
    edition = open_edition(slug="f3donline", starts_on=DAY.date(), ends_on=DAY.date(), mode="hybrid")
    certificates.terms(edition)
    far, seen = (registration(edition, mode="online", name=name) for name in ("Far Away", "Seen There"))
    the_time.move_to(DAY, tick=False)
    certificates.came(seen, team)
    the_time.move_to(AFTER, tick=False)
    answers = [client.get(f"{certificates.personal_page(one)}/certificate").status for one in (far, seen)]
    assert answers == [404, 200]


@pytest.mark.parametrize("name", ["𠮷野 健", "محمد بن عبد الرحمن الفارسي", "W" * 200, "Ng"])
def test_it_is_one_page_whatever_the_name(client: ReadingClient, forum: Edition, ula: Registration, name: str) -> None:
    with transaction():
        registrations.change(db.session.get_one(Registration, ula.id), name, "")
        here = db.session.get_one(Edition, forum.id)
        here.title = Text.of("A title that is as long as titles of forums are where several ministries write them " * 3)
    certificates.certificate(ula)
    content = client.get(f"{certificates.personal_page(ula)}/certificate.pdf").response.data
    with Pdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
        assert document.Root.Lang == "en"


def test_the_day_that_the_team_wrote_counts(forum: Edition, ula: Registration) -> None:
    certificates.terms(forum, available_on=date(2026, 11, 3))
    assert not queries.may_have(db.session.get_one(Registration, ula.id))
    certificates.terms(forum, available_on=date(2026, 10, 1))
    assert queries.may_have(db.session.get_one(Registration, ula.id))


@pytest.mark.parametrize("host_count", [1, 8])
def test_it_is_one_page_whoever_hosts_and_signs(host_count: int) -> None:
    content = documents.certificate_pdf(
        documents.Certificate(
            lang="en",
            title="Certificate",
            hosts=tuple(Host(name=f"Institute of International Relations {one}") for one in range(host_count)),
            heading="Certificate of participation",
            opening="This is to certify that",
            name="María de los Ángeles Fernández-Rodríguez y García de la Concepción " * 2,
            native_name="林雨晴",
            native_lang="zh-Hant",
            took_part="took part in",
            forum="A title as long as those of several ministries " * 4,
            when_and_where=("25–27 November 2026", "Vilnius University, Vilnius " * 4),
            facts=(
                ("Role", "chaired, moderated, gave a keynote, spoke, reported, interpreted " * 2),
                ("Length", "14 hours"),
            ),
            date=("Date", "30 November 2026"),
            signatory="Jonas Petraitis",
            signatory_lang="lt",
            signatory_title="Deputy Minister of Digital Affairs " * 5,
            check_words="Whether this certificate is genuine is said at",
            check_address="a-long-name.forum.example.org/zh-Hant/v",
            code=("Code", "46NC4-JNP9B-4EC87-1S5DQ"),
            qr=qr.svg("https://forum.example.org/en/v/46NC4-JNP9B-4EC87-1S5DQ"),
            qr_words="Square",
            accent="#0b5c5c",
        )
    )
    [text] = pages(content)
    assert all(words in text for words in ("Relations 0", "林雨晴", "14 hours", "Jonas Petraitis", "1S5DQ"))
