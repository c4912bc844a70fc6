"""The invitation as a letter on paper: in her language and in English, and nothing on it acts (D12)."""

import io

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from forumapp import pictures
from forumapp.documents.letters import letter_pdf
from forumapp.extensions import db, transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.invitations import actions
from forumapp.invitations.models import Invitation
from forumapp.invitations.on_paper import letter as letter_of
from forumapp.notifications import delivery
from forumapp.people.models import Person
from forumapp.programme.models import SessionHost
from forumapp.words import Text
from tests.factories import invitations
from tests.invitations.support import answer, newest_to
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

LIN = "lin@example.org"


@pytest.fixture
def invited(app: Flask) -> Invitation:
    made = invitations.invitation(email=LIN, printed_name="LIN Yu-ching", native_name="林雨晴", language="zh-Hant")
    with transaction():
        person = db.session.get_one(Person, made.person_id)
        person.title = Text({"en": "Head of Unit", "zh-Hant": "科長"})
        person.salutation = "林科長鈞鑒："
    return db.session.get_one(Invitation, made.id)


@pytest.fixture
def link(invited: Invitation, sink: Sink) -> str:
    delivery.run_due()
    return newest_to(sink, LIN).link()


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_it_says_what_the_invitation_says_in_both_languages(invited: Invitation, team: Team) -> None:
    organiser = team.signed_in_as("organiser", invited.edition)
    page = organiser.get(f"/manage/f3d2026/invitations/{invited.public_id}")
    response = organiser.get(page.links()["The invitation as a letter (PDF)"]).response
    assert response.mimetype == "application/pdf"
    assert f"f3d2026_invitation_{invited.reference}.pdf" in response.headers["Content-Disposition"]
    read = PdfReader(io.BytesIO(response.get_data()))
    assert len(read.pages) == 2
    words = words_of(response.get_data())
    for expected in (
        "Ministry of Digital Affairs, Taiwan",
        invited.reference,
        "LIN Yu-ching",
        "林雨晴",
        "科長",
        "林科長鈞鑒：",
        "Head of Unit",
        "Dear LIN Yu-ching,",
        "invite you to speak at",
        "09:00–10:15 Vilnius",
        "Panellist".lower(),
        "desk@example.org",
        "Yours sincerely,",
        "F3D Secretariat",
    ):
        assert expected in words, expected
    assert "/i/" not in words and "林科長鈞鑒" not in read.pages[1].extract_text()
    assert all("/Annots" not in one for one in read.pages), "nothing on it acts"


def test_a_link_that_was_passed_on_shows_no_more_than_its_page(client: ReadingClient, link: str) -> None:
    address = f"{link}/letter.pdf"
    assert "letter.pdf" in client.get(link).response.get_data(as_text=True)
    words = words_of(client.get(address).response.get_data())
    assert "LIN Yu-ching" in words and "Head of Unit" not in words and "科長" not in words.replace("林科長鈞鑒", "")
    answer(client, link, "accept")
    assert "Head of Unit" not in words_of(client.get(address).response.get_data())


@pytest.mark.parametrize("act", [actions.revoke])
def test_what_ended_is_on_paper_no_more(client: ReadingClient, invited: Invitation, link: str, act: object) -> None:
    with transaction():
        act(db.session.get_one(Invitation, invited.id))  # type: ignore[operator]
    assert client.get(f"{link}/letter.pdf").status == 410


def test_who_declined_has_none(client: ReadingClient, link: str) -> None:
    assert "letter.pdf" not in answer(client, link, "decline").response.get_data(as_text=True)
    assert client.get(f"{link}/letter.pdf").status == 404


def test_guests_have_a_letter_of_their_own(app: Flask) -> None:
    guest = invitations.guest(email=LIN)
    made = letter_of(guest, whole_address=True)
    assert [page.lang for page in made.pages] == ["en"] and "to attend" in made.pages[0].opening
    seated = invitations.guest_of_session(email="seated@example.org")
    [page] = letter_of(seated, whole_address=True).pages
    assert ("Your seat", "kept for you, once you accept") in page.facts and dict(page.facts)["Forum"]


def test_logos_stand_in_the_agreed_order_and_a_host_without_one_in_words(invited: Invitation) -> None:
    with transaction():
        edition = db.session.get_one(Edition, invited.edition_id)
        names = ("Ministry of Digital Affairs", "Vilnius University", "Ministry of Foreign Affairs")
        forums.set_hosts(edition, [Text.of(name) for name in names])
        for host, colour in ((edition.hosts[0], "red"), (edition.hosts[2], "blue")):
            forums.give_logo(edition, host, pictures.logo(a_picture(colour)))
    made = letter_of(db.session.get_one(Invitation, invited.id), whole_address=True)
    assert [host.name for host in made.pages[1].hosts] == list(names)
    assert made.pages[0].hosts[1].logo is None
    for page in PdfReader(io.BytesIO(letter_pdf(made))).pages:
        drawn = [one.image.convert("RGB").getpixel((9, 9)) for one in page.images if one.image]
        assert drawn == [(255, 0, 0), (0, 0, 255)]
        letterhead = page.extract_text().split("LIN Yu-ching")[0]
        assert "Vilnius University" in letterhead and "Ministry of" not in letterhead


def test_a_host_of_one_session_has_the_logo_that_it_has_as_host_of_the_forum(invited: Invitation) -> None:
    with transaction():
        edition = db.session.get_one(Edition, invited.edition_id)
        forums.give_logo(edition, edition.hosts[1], pictures.logo(a_picture("blue")))
        invitation = db.session.get_one(Invitation, invited.id)
        assert invitation.session
        names = ("A guild", "Vilnius University")
        invitation.session.hosts = [SessionHost(position=at, name=Text.of(name)) for at, name in enumerate(names, 1)]
    [_, page] = letter_of(db.session.get_one(Invitation, invited.id), whole_address=True).pages
    assert [(host.name, bool(host.logo)) for host in page.hosts] == [("A guild", False), ("Vilnius University", True)]


def a_picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 300), colour).save(file, "PNG")
    return file.getvalue()


def sign(invited: Invitation, *names: str) -> None:
    """For the hosts in their order; an empty name: nobody."""
    with transaction():
        edition = db.session.get_one(Edition, invited.edition_id)
        forums.set_hosts(edition, [Text.of(f"Host {number}") for number in range(1, len(names) + 1)])
        for host, name in zip(edition.hosts, names, strict=True):
            title = Text({"en": "Minister", "zh-Hant": "部長"})
            forums.set_signatory(edition, host, Text({"en": name, "zh-Hant": f"{name}鳳"}) if name else Text(), title)


def test_whoever_is_named_for_the_hosts_signs_in_their_order_and_in_the_language_of_the_page(
    invited: Invitation,
) -> None:
    sign(invited, "LIN Audrey", "", "Rima Kalnė")
    made = letter_of(db.session.get_one(Invitation, invited.id), whole_address=True)
    chinese, english = made.pages
    assert [(one.name, one.title, one.host) for one in english.signatories] == [
        ("LIN Audrey", "Minister", "Host 1"),
        ("Rima Kalnė", "Minister", "Host 3"),
    ]
    assert [one.title for one in chinese.signatories] == ["部長", "部長"] and english.signed == ()
    content = letter_pdf(made)
    read = PdfReader(io.BytesIO(content))
    assert len(read.pages) == 2
    words = " ".join(read.pages[1].extract_text().split())
    assert words.index("Yours sincerely,") < words.index("LIN Audrey") and "Rima Kalnė" in words
    assert "F3D Secretariat" not in words and "desk@example.org" in words, "where to write to stands in the text"


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_however_many_sign_each_language_is_one_page(invited: Invitation, count: int) -> None:
    sign(invited, *(f"Signatory {number}" for number in range(count)))
    content = letter_pdf(letter_of(db.session.get_one(Invitation, invited.id), whole_address=True))
    assert len(PdfReader(io.BytesIO(content)).pages) == 2
    assert all(f"Signatory {number}" in words_of(content) for number in range(count))


def test_where_the_session_has_hosts_of_its_own_theirs_sign(invited: Invitation) -> None:
    sign(invited, "LIN Audrey", "Rima Kalnė")
    with transaction():
        session = db.session.get_one(Invitation, invited.id).part_asked.session
        session.hosts = [
            SessionHost(position=1, name=Text.of("Host 2")),
            SessionHost(position=2, name=Text.of("Elsewhere")),
        ]
    made = letter_of(db.session.get_one(Invitation, invited.id), whole_address=True)
    assert [one.name for one in made.pages[1].signatories] == ["Rima Kalnė"]


def test_where_nobody_is_named_the_forum_signs(invited: Invitation) -> None:
    sign(invited, "", "")
    page = letter_of(db.session.get_one(Invitation, invited.id), whole_address=True).pages[1]
    assert page.signatories == () and page.signed == ("F3D Secretariat", "desk@example.org")
