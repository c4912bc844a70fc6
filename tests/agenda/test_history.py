"""What changed from release to release: no more than what each of them shows."""

import shutil
from datetime import datetime

import pytest
from flask import Flask
from lxml import etree

from forumapp.agenda import artefacts
from forumapp.agenda.views import files
from forumapp.documents import qr
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.programme import actions as programme
from forumapp.words import LANGUAGES, Text
from tests.agenda.test_actions import role_of
from tests.factories import agenda
from tests.support.browser_like import ReadingClient
from tests.support.statements import statements

HERE = "/en/f3d2026"
CHANGES = f"{HERE}/releases/2/changes"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def released_twice(app: Flask) -> Edition:
    """The second release moves, cancels, adds and rewords."""
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.reschedule(agenda.session(made, "P2"), datetime(2026, 10, 26, 14, 0), 75)
        programme.cancel(agenda.session(made, "W3"))
        agenda.session(made, "P1").title = Text.of("A better title")
        programme.decline_role(role_of("Suryadi", "W1", made))
        edition = db.session.get_one(Edition, made.id)
        programme.add_session(
            edition, code="N9", title=Text.of("Late addition"), wall_start=datetime(2026, 10, 26, 16), minutes=30
        ).state = "confirmed"
    agenda.released(made)
    return made


def rows(client: ReadingClient, path: str = CHANGES) -> list[list[str]]:
    found = client.get(path).document.xpath("//main//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")] for row in found]


def test_each_session_stands_with_what_was_and_what_is_in_both_zones(
    client: ReadingClient, released_twice: Edition
) -> None:
    told = {(kind, title): (old, new) for kind, title, old, new in rows(client)}
    old, new = told["Moved", "Closing plenary and Chair’s summary"]
    assert "11:45–13:00" in old and "17:45–19:00 Taipei" in old
    assert "14:00–15:15" in new and "20:00–21:15 Taipei" in new
    assert told["Cancelled", "Civic participation platforms"][1].startswith("Cancelled on")
    assert "16:00–16:30" in told["New", "Late addition"][1]
    assert ("Other text or settings", "A better title") in told


def test_a_name_taken_back_is_no_change_because_no_release_shows_it(
    client: ReadingClient, released_twice: Edition
) -> None:
    assert "Suryadi" not in client.get(CHANGES).text


def test_a_name_taken_back_later_leaves_the_page_and_the_disk(client: ReadingClient) -> None:
    rendered = client.app.config["SETTINGS"].data_dir / "artefacts"
    shutil.rmtree(rendered, ignore_errors=True)  # of other tests
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.cancel(agenda.session(made, "P1"))
        programme.cancel(agenda.session(made, "W1"))
        lin = role_of("LIN Yu-ching", "P1", made)
        programme.confirm_role(programme.add_role(agenda.session(made, "W3"), lin.person, "panellist"))
    agenda.released(made)
    assert "LIN Yu-ching" in client.get(CHANGES).text
    with transaction():
        programme.decline_role(role_of("LIN Yu-ching", "W3", made))
    assert "LIN Yu-ching" not in client.get(CHANGES).text
    assert not [file for file in rendered.rglob("*") if file.is_file() and b"LIN Yu-ching" in file.read_bytes()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_told_that_is_not_public(client: ReadingClient, released_twice: Edition, language: str) -> None:
    for path in ("releases/2/changes", "releases.atom"):
        told = client.inner.get(f"/{language}/f3d2026/{path}").get_data(as_text=True)
        assert not [words for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS) if words in told], path


def test_the_line_of_the_release_leads_to_what_it_changed(client: ReadingClient, released_twice: Edition) -> None:
    assert client.get(f"{HERE}/agenda").links()["what changed"] == CHANGES
    assert client.get(CHANGES).heading == "What release 2 changed"


def test_the_first_release_changed_nothing(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    assert client.inner.get(f"{HERE}/releases/1/changes").status_code == 404
    assert "what changed" not in client.get(f"{HERE}/agenda").links()


def test_changes_of_an_earlier_release_say_that_it_was_replaced(client: ReadingClient, released_twice: Edition) -> None:
    with transaction():
        agenda.session(released_twice, "P1").title = Text.of("The best title")
    agenda.released(released_twice)
    page = client.get(CHANGES)
    assert "Release 2 was replaced by release 3." in page.text
    assert page.links()["Read the newest"] == f"{HERE}/releases/3/changes"


def test_the_feed_tells_of_each_release_the_newest_first_and_names_nobody(
    client: ReadingClient, released_twice: Edition
) -> None:
    response = client.inner.get(f"{HERE}/releases.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.get_data())
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"http://localhost{CHANGES}", "http://localhost/en/f3d2026/releases/1/agenda",
    ]  # fmt: skip
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    told = entries[0].findtext(f"{ATOM}summary") or ""
    assert "Cancelled: Civic participation platforms" in told and "New: Late addition" in told
    assert "11:45–13:00" in told and "→" in told
    assert not [name for name in ("LIN", "Yoshino", "Katrín") if name in told]


def test_before_a_release_there_is_no_feed(client: ReadingClient) -> None:
    agenda.edition(announced=True)
    assert client.inner.get(f"{HERE}/releases.atom").status_code == 404


@pytest.mark.parametrize("path", ["releases/2/changes", "releases.atom"])
def test_history_is_rendered_once_and_not_sent_twice(
    app: Flask, client: ReadingClient, released_twice: Edition, path: str
) -> None:
    first = client.inner.get(f"{HERE}/{path}")
    known = artefacts.pointer(app.config["SETTINGS"], "f3d2026")
    assert known is not None
    with statements(app) as sent:
        again = client.inner.get(f"{HERE}/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and sent == []


def test_the_code_on_paper_says_whether_it_is_the_newest_and_what_changed_since(
    client: ReadingClient, released_twice: Edition
) -> None:
    page = client.get(f"{HERE}/since/1")
    assert "Release 1 was replaced by release 2." in page.text
    assert rows(client, f"{HERE}/since/1") == rows(client)
    page = client.get(f"{HERE}/since/2")
    assert "It is the newest release." in page.text and not page.document.xpath("//table")
    assert client.get(f"{HERE}/since/3").status == 404


def test_the_code_on_paper_leads_from_its_release(client: ReadingClient, released_twice: Edition) -> None:
    with client.app.test_request_context(headers={"Host": "localhost"}):
        for number in (1, 2):
            snapshot = artefacts.pointer(client.app.config["SETTINGS"], "f3d2026").numbered(number).snapshot  # type: ignore[union-attr]
            drawn = files._booklet("f3d2026", snapshot).newest_qr
            assert drawn == qr.svg(f"http://localhost/en/f3d2026/since/{number}")


def test_another_title_of_a_speaker_is_about_her_and_not_other_people(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        role_of("LIN Yu-ching", "P1", made).title = Text.of("Chief Typo Officer")
    agenda.released(made)
    assert rows(client) == [
        [
            "About a person",
            "Opening plenary: Free the Future",
            "LIN Yu-ching (林雨晴), Chief Security Officer, Formosa Secure",
            "LIN Yu-ching (林雨晴), Chief Typo Officer, Formosa Secure",
        ]
    ]
    feed = client.inner.get(f"{HERE}/releases.atom").get_data(as_text=True)
    assert "About a person: Opening plenary" in feed and "LIN" not in feed


def test_another_part_is_other_people_with_before_and_after(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        role_of("LIN Yu-ching", "P1", made).part = "chair"
    agenda.released(made)
    [[kind, _title, old, new]] = rows(client)
    assert (kind, old, new) == ("Other people", "LIN Yu-ching (林雨晴)", "LIN Yu-ching (林雨晴), chair")


def test_another_order_of_the_same_people_is_a_setting(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        programme.move_role(role_of("Ąžuolas Ygaudas", "P1", made), -1)
    agenda.released(made)
    assert [row[0] for row in rows(client)] == ["Other text or settings"]


def test_settings_stand_with_what_was_and_what_is(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        opening = agenda.session(made, "P1")
        opening.access, opening.captions, opening.interpretation = "invitation", "none", []
        agenda.session(made, "W1").abstract = Text.of("Another abstract, at length.")
    agenda.released(made)
    told = {code: (old, new) for _kind, code, old, new in rows(client)}
    assert told["Opening plenary: Free the Future"] == (
        "open to everybody · English and Lithuanian, interpreted into Chinese · live captions",
        "by invitation · English and Lithuanian",
    )
    assert told["Keeping people connected during shutdowns"] == ("", "What it is about")
