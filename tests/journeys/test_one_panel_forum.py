"""Story 1: a one-panel F3D in ten minutes, from an empty database to a downloaded agenda."""

import io
import re
from typing import Any

import pypdf
import pytest
from flask import Flask

from forumapp.extensions import db
from forumapp.notifications import delivery
from tests.support.browser_like import Form, Page, ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import PASSWORD, Team

PANEL: dict[str, Any] = {
    "title-en": "Rewards and risks: can digitalisation free the future?",
    "day": "2027-10-30",
    "start": "09:00",
    "place": "Aula, Vilnius University, Vilnius",
    "hosts": "Ministry of Digital Affairs, Taiwan\nVilnius University\nGo Forward Academy",
    "speakers-0-name": "Ūla Žemaitė-Šimkienė",
    "speakers-0-organisation": "Vilnius University",
    "speakers-0-sector": "academia",
    "speakers-0-part": "moderator",
    "speakers-0-email": "ula@example.org",
    "pasted": "name\torganisation\tsector\te-mail\tlanguage\n"
    "LIN Yu-ching\tA security company\tprivate\tlin@example.org\t中文\n"
    "Suryadi\tIsland Exchange\ttechnical\t\t\n",
}


class Organiser:
    """A person at a browser, who counts what she has to fill in and send."""

    def __init__(self, app: Flask) -> None:
        self.browser = ReadingClient.of(app)
        self.forms: set[str] = set()
        self.submits = 0
        self.page = self.browser.get("/sign-in")

    def send(self, form: Form, counts: bool = True, **values: Any) -> Page:
        self.submits += 1
        if counts:
            self.forms.add(form.action)
        self.page = self.browser.submit(form, **values)
        assert self.page.status == 200, self.page.text
        return self.page

    def follow(self, words: str) -> Page:
        self.page = self.browser.get(self.page.links()[words])
        return self.page


@pytest.fixture
def organiser(app: Flask, team: Team) -> Organiser:
    """Signed in; the database has the two series and this administrator, nothing else."""
    address = team.member("admin")
    organiser = Organiser(app)
    organiser.send(organiser.page.form("password"), counts=False, email=address, password=PASSWORD)
    return organiser


def test_from_an_empty_database_to_letters_and_a_downloaded_agenda(organiser: Organiser, sink: Sink) -> None:
    assert organiser.page.heading == "Your first forum"
    organiser.follow("New forum")
    organiser.send(organiser.page.form("Make the forum"), **PANEL)
    assert organiser.page.heading == "Check and send"
    organiser.send(organiser.page.form("respond_on"))
    assert organiser.page.heading == "Agenda"
    _sees_letters_arrive(sink)
    organiser.send(organiser.page.form("label"))

    assert len(organiser.forms) <= 3
    assert organiser.submits <= 5
    _anybody_reads_the_agenda(organiser.browser.app)


def test_the_agenda_names_who_said_yes(organiser: Organiser, sink: Sink) -> None:
    organiser.follow("New forum")
    organiser.send(organiser.page.form("Make the forum"), **PANEL)
    organiser.send(organiser.page.form("respond_on"))
    db.session.remove()
    delivery.run_due()
    _accepts(organiser.browser.app, sink.to("ula@example.org")[0].link())
    organiser.page = organiser.browser.get("/manage/f3d2027/agenda")
    organiser.send(organiser.page.form("label"))
    text = ReadingClient.of(organiser.browser.app).get("/en/f3d2027/agenda").text
    assert "Ūla Žemaitė-Šimkienė" in text
    assert "LIN Yu-ching" not in text


def test_before_the_first_release_dates_place_and_hosts_are_public_and_names_are_not(organiser: Organiser) -> None:
    organiser.follow("New forum")
    organiser.send(organiser.page.form("Make the forum"), **PANEL)
    visitor = ReadingClient.of(organiser.browser.app)
    edition, agenda = visitor.get("/en/f3d2027/"), visitor.get("/en/f3d2027/agenda")
    assert (edition.status, agenda.status) == (200, 200)
    assert "Go Forward Academy" in edition.text
    for page in (edition, agenda):
        assert "30 October 2027" in page.text
        assert "Vilnius University, Vilnius" in page.text
        assert "Žemaitė" not in page.text


def _sees_letters_arrive(sink: Sink) -> None:
    db.session.remove()
    delivery.run_due()
    assert sorted(to for letter in sink.letters for to in letter.recipients) == ["lin@example.org", "ula@example.org"]
    ula, lin = sink.to("ula@example.org")[0], sink.to("lin@example.org")[0]
    for shown in ("Ministry of Digital Affairs, Taiwan", "09:00–10:15 Vilnius", "14:00–15:15 Taipei", "Aula"):
        assert shown in ula.text
    assert "2027年10月30日" in lin.text
    assert re.search(r"/en/i/\S+", ula.link())
    assert re.search(r"/zh-Hant/i/\S+", lin.link())
    assert ula.link() != lin.link()


def _accepts(app: Flask, link: str) -> None:
    invitee = ReadingClient.of(app)
    page = invitee.get(link)
    answered = invitee.submit(page.form("answer"), answer="accept")
    assert answered.status == 200, answered.text


def _anybody_reads_the_agenda(app: Flask) -> None:
    visitor = ReadingClient.of(app)
    for language in ("en", "zh-Hant", "lt"):
        page = visitor.get(f"/{language}/f3d2027/agenda")
        assert page.status == 200
        assert "Rewards and risks: can digitalisation free the future?" in page.text
        assert "09:00–10:15" in page.text
    pdf = visitor.get("/en/f3d2027/agenda.pdf").response
    assert pdf.mimetype == "application/pdf"
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.get_data())).pages)
    assert "Rewards and risks" in " ".join(text.split())
    for ending, mimetype in (("ics", "text/calendar"), ("json", "application/json")):
        assert visitor.get(f"/en/f3d2027/agenda.{ending}").response.mimetype == mimetype
