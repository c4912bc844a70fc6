"""What is served was rendered once, is the same for everybody, and asks the database nothing."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from forumapp.agenda import artefacts, queries
from forumapp.extensions import transaction
from forumapp.programme import actions as programme
from tests.agenda.test_actions import role_of
from tests.factories import agenda
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

HERE = "/en/f3d2026"
PAGES = ("", "agenda", "agenda?format=workshop", "agenda/P1", "speakers", "releases/", "releases/1/agenda", "files")
FILES = (
    "agenda.pdf",
    "agenda.docx",
    "agenda.ics",
    "agenda.json",
    "agenda.xlsx",
    "agenda.csv",
    "agenda.xml",
    "agenda.zip",
    "agenda/P1.ics",
    "releases/1/agenda.pdf",
)


def folder(app: Flask) -> Path:
    data_dir: Path = app.config["SETTINGS"].data_dir
    return data_dir / "artefacts"


def test_what_was_rendered_once_is_served_without_asking_the_database(app: Flask, client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    for path in (*PAGES, *FILES):
        client.get(f"{HERE}/{path}")
    artefacts.pointer(app.config["SETTINGS"], "f3d2026")
    for path in (*PAGES, *FILES):
        known = artefacts._pointers.get("f3d2026")
        assert known is not None
        artefacts._pointers.put(
            "f3d2026", artefacts.Pointer(known.slug, known.state, known.releases, known.read_at + 60)
        )
        with statements(app) as sent:
            assert client.get(f"{HERE}/{path}").status == 200
        assert sent == [], path


def test_the_newest_release_is_asked_for_once_a_second_with_one_query(
    app: Flask, client: ReadingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "FRESH_SECONDS", 60.0)  # a slow machine may need a second for two pages
    agenda.released(agenda.edition())
    client.get(f"{HERE}/agenda")
    known = artefacts._pointers.get("f3d2026")
    assert known is not None
    stale = artefacts.Pointer(known.slug, known.state, known.releases, known.read_at - artefacts.FRESH_SECONDS)
    artefacts._pointers.put("f3d2026", stale)
    with statements(app, pointer=True) as sent:
        client.get(f"{HERE}/agenda")
        client.get(f"{HERE}/agenda")
    assert len([statement for statement in sent if "SELECT" in statement]) == 1


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_everything_has_a_strong_etag_and_is_not_sent_twice(client: ReadingClient, path: str) -> None:
    agenda.released(agenda.edition())
    first = client.get(f"{HERE}/{path}").response
    assert first.status_code == 200
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    again = client.get(f"{HERE}/{path}", headers={"If-None-Match": etag}).response
    assert again.status_code == 304 and again.get_data() == b""
    assert first.headers["Cache-Control"] == (
        "public, max-age=300" if path.startswith("releases/1") else "public, max-age=0, must-revalidate"
    )


@pytest.mark.parametrize("path", PAGES)
def test_an_organiser_and_a_stranger_get_the_same_bytes(team: Team, client: ReadingClient, path: str) -> None:
    made = agenda.edition()
    agenda.released(made)
    organiser = team.signed_in_as("owner", agenda.fresh(made))
    theirs = organiser.get(f"{HERE}/{path}").response.get_data()
    assert (
        theirs
        == client.get(f"{HERE}/{path}", headers={"Accept-Language": "lt", "Cookie": "theme=dark"}).response.get_data()
    )
    assert b"csrf" not in theirs


@pytest.mark.parametrize("path", ["agenda", "agenda.pdf"])
def test_what_a_shared_cache_may_keep_carries_no_cookie(team: Team, path: str) -> None:
    made = agenda.edition()
    agenda.released(made)
    organiser = team.signed_in_as("owner", agenda.fresh(made))
    for _ in range(2):
        headers = organiser.get(f"{HERE}/{path}").response.headers
        assert "Set-Cookie" not in headers and "Cookie" not in headers.get("Vary", "")
    assert organiser.get("/manage/f3d2026/agenda").status == 200


def test_before_a_release_an_organiser_and_a_stranger_get_the_same_bytes(team: Team, client: ReadingClient) -> None:
    made = agenda.edition(announced=True)
    organiser = team.signed_in_as("owner", agenda.fresh(made))
    for path in ("", "agenda"):
        assert organiser.get(f"{HERE}/{path}").response.get_data() == client.get(f"{HERE}/{path}").response.get_data()


def test_another_process_serves_the_rendered_file_instead_of_rendering_again(app: Flask, client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    before = client.get(f"{HERE}/agenda").response
    (kept,) = folder(app).rglob(before.headers["ETag"].strip('"'))
    kept.write_bytes(b"<h1>from the disk</h1>")
    artefacts._artefacts.clear()
    artefacts.forget()
    assert client.inner.get(f"{HERE}/agenda").get_data() == b"<h1>from the disk</h1>"


def test_thousands_of_filtered_pages_do_not_fill_the_disk(app: Flask, client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    client.get(f"{HERE}/agenda")
    before = len(list(folder(app).rglob("*")))
    client.get(f"{HERE}/agenda?format=workshop")
    assert len(list(folder(app).rglob("*"))) == before


def test_a_name_taken_back_leaves_page_etag_and_disk(app: Flask, client: ReadingClient) -> None:
    made = agenda.edition()
    number = agenda.released(made).id
    before = client.get(f"{HERE}/agenda").response
    assert "LIN Yu-ching" in before.get_data(as_text=True)
    with transaction():
        programme.decline_role(role_of("LIN Yu-ching", "P1", made))
    after = client.get(f"{HERE}/agenda", headers={"If-None-Match": before.headers["ETag"]}).response
    assert after.status_code == 200 and "LIN Yu-ching" not in after.get_data(as_text=True)
    kept = [file.read_bytes() for file in folder(app).glob(f"{number}-*/*")]
    assert kept and not [content for content in kept if b"LIN Yu-ching" in content]


def test_a_release_is_seen_by_the_next_request(client: ReadingClient) -> None:
    made = agenda.edition(announced=True)
    assert "not released yet" in client.get(f"{HERE}/agenda").text
    agenda.released(made)
    assert "Opening plenary" in client.get(f"{HERE}/agenda").text


def test_while_the_database_is_away_the_agenda_is_still_read(
    client: ReadingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    agenda.released(agenda.edition())
    client.get(f"{HERE}/agenda")
    known = artefacts._pointers.get("f3d2026")
    assert known is not None
    artefacts._pointers.put("f3d2026", artefacts.Pointer(known.slug, known.state, known.releases, known.read_at - 60))

    def away(_slug: str) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(queries, "marks", away)
    assert client.get(f"{HERE}/agenda").status == 200


def test_asking_for_the_head_only_leaves_nothing_wrong_behind(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    head = client.inner.head(f"{HERE}/agenda?format=workshop")
    assert head.status_code == 200 and head.get_data() == b""
    page = client.get(f"{HERE}/agenda?format=workshop").response.get_data(as_text=True)
    assert 'value="/en/f3d2026/agenda?format=workshop"' in page
