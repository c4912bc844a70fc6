"""The team says whether certificates are given, from when, and who signs; it sees how many, and nobody's."""

from datetime import date

import pytest
from flask import Flask

from forumapp.certificates import queries
from forumapp.certificates.models import CertificateTerms
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.models import Registration
from forumapp.words import Text
from tests.factories import certificates
from tests.factories.registrations import open_edition, registration
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

HERE = "/manage/f3d2026/certificates"


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def terms_of(edition: Edition) -> CertificateTerms:
    db.session.rollback()
    found = queries.terms_of(db.session.get_one(Edition, edition.id))
    assert found
    return found


def test_a_forum_gives_none_until_the_team_says_so(app: Flask, team: Team) -> None:
    edition = open_edition(slug="f3dnone")
    client = team.signed_in_as("organiser", edition)
    page = client.get("/manage/f3dnone/certificates")
    assert "is_on" not in page.form("signatory-en").values
    assert queries.terms_of(edition) is None


def test_what_is_written_is_kept(organiser: ReadingClient, forum: Edition) -> None:
    form = organiser.get(HERE).form("signatory-en")
    sent = {"signatory-en": "Ona Verta", "available_on": "2026-11-02", "hours": "14"}
    assert organiser.submit(form, follow=False, **sent).status == 303
    terms = terms_of(forum)
    assert (terms.is_on, terms.signatory["en"], terms.available_on, terms.hours) == (
        True,
        "Ona Verta",
        date(2026, 11, 2),
        14,
    )
    assert organiser.submit(organiser.get(HERE).form("signatory-en"), follow=False, is_on=None).status == 303
    assert not terms_of(forum).is_on


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"signatory-en": "", "signatory-zh-Hant": ""}, "Write who signs"),
        ({"available_on": "2026-10-24"}, "The forum has to be over: Sunday 25 October 2026 at the earliest."),
        ({"hours": "0"}, "between 1 and 200"),
        ({"hours": "soon"}, "Not a valid"),
        ({"signatory-en": "W" * 121}, "120 characters"),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field(
    organiser: ReadingClient, forum: Edition, sent: dict[str, str], words: str
) -> None:
    page = organiser.submit(organiser.get(HERE).form("signatory-en"), **sent)
    assert page.status == 422 and words in page.text, page.text
    form = page.form("signatory-en")
    assert {name: form.values[name] for name in sent if "signatory" not in name or "zh" not in name} == {
        name: value for name, value in sent.items() if "signatory" not in name or "zh" not in name
    }
    assert terms_of(forum).version == 1


def test_two_who_change_them_at_once_do_not_overwrite_each_other(organiser: ReadingClient, forum: Edition) -> None:
    form = organiser.get(HERE).form("signatory-en")
    certificates.terms(forum, signatory=Text.of("Another"))
    page = organiser.submit(form, **{"signatory-en": "Ona Verta"})
    assert page.status == 409 and terms_of(forum).signatory == Text.of("Another")


def test_the_team_counts_and_reads_nobodys(team: Team, ula: Registration) -> None:
    organiser = team.signed_in_as("organiser", ula.edition)
    registration(ula.edition, name="No Show", email="noshow@example.org")
    text = organiser.get(HERE).text
    assert "1 person was checked in · 0 certificates made" in text.replace("\xa0", " ")
    made = certificates.certificate(ula)
    text = organiser.get(HERE).text
    assert "1 certificate made" in text and "Ūla" not in text and made.code not in text
    desk = team.signed_in_as("desk", ula.edition, email="desk2@team.example.org")
    assert "1 may have a certificate" in desk.get("/manage/f3d2026/desk").text
    assert desk.get(HERE).status == 404


def test_the_desk_says_nothing_of_them_before_the_forum_is_over(organiser: ReadingClient, forum: Edition) -> None:
    assert "certificate" not in organiser.get("/manage/f3d2026/desk").text.replace("Certificates", "")


def test_the_pages_cost_the_same_with_many(app: Flask, team: Team, ula: Registration) -> None:
    organiser = team.signed_in_as("organiser", ula.edition)

    def cost() -> list[int]:
        counts = []
        for page in (HERE, "/manage/f3d2026/desk"):
            with statements(app) as said:
                organiser.get(page)
            counts.append(len(said))
        return counts

    before = cost()
    for number in range(4):
        certificates.came(registration(ula.edition, email=f"more{number}@example.org"), team)
    assert cost() == before
