"""Files and links beside the newest release: who may have which, and how soon."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from forumapp import links
from forumapp.agenda import artefacts
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.materials import actions, queries
from forumapp.materials.models import Material
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration
from forumapp.uploads import file_types
from tests.factories import agenda, materials, registrations
from tests.factories.materials import PDF
from tests.support.browser_like import ReadingClient
from tests.support.statements import statements

HERE = "/en/f3d2026"
BEFORE = datetime(2026, 10, 20, 6, tzinfo=UTC)
AFTER = datetime(2026, 10, 27, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before_the_forum() -> Iterator[None]:
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def edition(app) -> Edition:
    made = agenda.edition()
    agenda.released(made)
    return db.session.get_one(Edition, made.id)


def session(edition: Edition, code: str) -> ForumSession:
    found = programme.by_code(edition, code)
    assert found
    return found


def test_slides_stand_on_their_sessions_page_without_a_release(client: ReadingClient, edition: Edition) -> None:
    before = fetched(client, f"{HERE}/agenda/P1").headers["ETag"]
    made = materials.material(edition, session=session(edition, "P1"), title="Free the future, slides")
    page = client.get(f"{HERE}/agenda/P1")
    assert page.response.headers["ETag"] != before
    assert page.links()["Free the future, slides"] == f"{HERE}/files/{made}"
    assert "Free the future, slides" in client.get(f"{HERE}/files").text
    assert "Free the future, slides" not in client.get(f"{HERE}/agenda/W2").text


def test_a_file_is_given_to_be_kept_and_nothing_in_it_runs(client: ReadingClient, edition: Edition) -> None:
    made = materials.material(edition, session=session(edition, "P1"))
    got = fetched(client, f"{HERE}/files/{made}")
    assert got.data == PDF
    assert got.headers["Content-Disposition"] == f"attachment; filename=F3D-2026_P1_slides_{made[:6]}_v1.pdf"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in got.headers and "Last-Modified" not in got.headers
    again = fetched(client, f"{HERE}/files/{made}", headers={"If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304
    part = fetched(client, f"{HERE}/files/{made}", headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, b"%PDF-")


def test_a_file_asks_the_database_for_nothing_once_it_was_read(app, client: ReadingClient, edition: Edition) -> None:
    made = materials.material(edition)
    address = f"{HERE}/files/{made}"
    fetched(client, address)
    with statements(app) as said:
        assert fetched(client, address).data == PDF
    assert said == []


def test_withdrawing_acts_at_once_everywhere(client: ReadingClient, edition: Edition) -> None:
    file = PDF + b"of this test alone"
    made = materials.material(edition, file, title="Withdrawn soon", session=session(edition, "P1"))
    addresses = (f"{HERE}/agenda/P1", f"{HERE}/files")
    assert all("Withdrawn soon" in client.get(address).text for address in addresses)
    assert fetched(client, f"{HERE}/files/{made}").status_code == 200
    assert packed(client, "files/list.txt")
    with transaction():
        actions.withdraw(found(edition, made))
    assert not any("Withdrawn soon" in client.get(address).text for address in addresses)
    assert fetched(client, f"{HERE}/files/{made}").status_code == 404
    assert not packed(client, "files/list.txt")
    left = [it for it in artefacts_folder(client).rglob("*") if it.is_file() and file in it.read_bytes()]
    assert left == [], "what was withdrawn lies on the disk"


def test_replacing_keeps_the_address_and_changes_the_file(client: ReadingClient, edition: Edition) -> None:
    made = materials.material(edition)
    first = fetched(client, f"{HERE}/files/{made}")
    with transaction():
        actions.replace(found(edition, made), file_types.checked(PDF + b"new"))
    second = fetched(client, f"{HERE}/files/{made}")
    assert second.data == PDF + b"new"
    assert second.headers["ETag"] != first.headers["ETag"]
    assert "version 2" in client.get(f"{HERE}/files").text


@pytest.mark.parametrize("visibility", ["participants", "team"])
def test_the_public_learns_nothing_of_what_is_for_fewer(
    client: ReadingClient, edition: Edition, visibility: str
) -> None:
    made = materials.material(edition, title="Not for all", visibility=visibility, session=session(edition, "P1"))
    for path in ("", "agenda/P1", "files"):
        assert "Not for all" not in client.get(f"{HERE}/{path}").text
    assert fetched(client, f"{HERE}/files/{made}").status_code == 404
    assert not packed(client, "files/list.txt")


def test_what_belongs_to_a_session_that_no_release_shows_waits_for_it(client: ReadingClient, edition: Edition) -> None:
    hidden = materials.material(edition, title="Of a hidden one", session=session(edition, "H1"))
    waiting = materials.material(edition, title="Of one without a slot", session=session(edition, "N1"))
    assert "Of " not in client.get(f"{HERE}/files").text.split("All of them say the same")[1].split("footer")[0]
    for made in (hidden, waiting):
        assert fetched(client, f"{HERE}/files/{made}").status_code == 404


def test_a_session_closed_afterwards_takes_its_files_along(client: ReadingClient, edition: Edition) -> None:
    """And a recording goes with the rule under which it could be heard (INV-22)."""
    slides = materials.material(edition, session=session(edition, "P1"))
    heard = materials.material(edition, "https://video.example.org/1", kind="recording", session=session(edition, "W3"))
    with transaction():
        session(edition, "P1").access = "members_only"
        session(edition, "W3").attribution = "chatham_house"
    agenda.released(edition)
    assert fetched(client, f"{HERE}/files/{slides}").status_code == 404
    assert "video.example.org" not in client.get(f"{HERE}/agenda/W3").text
    assert heard not in client.get(f"{HERE}/files").text


def test_an_earlier_release_stays_what_was_on_paper(client: ReadingClient, edition: Edition) -> None:
    materials.material(edition, title="Slides of today", session=session(edition, "P1"))
    with transaction():
        session(edition, "P1").note = session(edition, "P1").title
    agenda.released(edition)
    assert "Slides of today" in client.get(f"{HERE}/agenda/P1").text
    assert "Slides of today" not in client.get(f"{HERE}/releases/1/agenda/P1").text


def test_links_lead_out_without_telling_from_where(client: ReadingClient, edition: Edition) -> None:
    materials.material(edition, "https://video.example.org/1", kind="recording", session=session(edition, "P1"))
    text = fetched(client, f"{HERE}/agenda/P1").get_data(as_text=True)
    assert 'href="https://video.example.org/1" rel="nofollow noopener noreferrer"' in text
    assert "on video.example.org" in text


def test_after_its_end_the_forum_says_what_was_said(client: ReadingClient, edition: Edition) -> None:
    opening = session(edition, "P1")
    materials.material(edition, title="Opening slides", session=opening)
    materials.material(edition, title="Report of the opening", kind="report", session=opening)
    materials.material(edition, title="How it came about", kind="concept_note")
    before = client.get(f"{HERE}/").text
    assert "What was said" not in before and "How it came about" in before and "Register" in before
    with time_machine.travel(AFTER):
        artefacts.forget()
        after = client.get(f"{HERE}/").text
    places = [after.index(words) for words in ("What was said", "Report of the opening", "Opening slides", "How it")]
    assert places == sorted(places)
    assert "Register" in before and "Register" not in after


def test_the_archive_of_everything_holds_the_files_and_says_what_they_are(
    client: ReadingClient, edition: Edition
) -> None:
    made = materials.material(edition, title="Slides", session=session(edition, "P1"))
    materials.material(edition, "https://video.example.org/1", kind="recording", title="Film")
    name = f"files/F3D-2026_P1_slides_{made[:6]}_v1.pdf"
    assert packed(client, name) == PDF
    listed = packed(client, "files/list.txt").decode("utf-8-sig")
    assert "Slides" in listed and "Film" in listed and "https://video.example.org/1" in listed
    assert f"http://localhost{HERE}/files/{made}" in listed
    assert packed(client, "F3D-2026_programme_r01_en.json")


def test_participants_find_theirs_under_their_personal_link(client: ReadingClient, edition: Edition) -> None:
    made = materials.material(edition, title="For participants", visibility="participants")
    team = materials.material(edition, title="For the team", visibility="team")
    token, other = (link_of(registration_in(edition, name)) for name in ("Suryadi", "LIN Yu-ching"))
    page = client.get(f"/en/r/{token}")
    assert page.links()["Files for participants"] == f"/en/r/{token}/files"
    page = client.get(f"/en/r/{token}/files")
    assert "For participants" in page.text and "For the team" not in page.text
    got = fetched(client, f"/en/r/{token}/files/{made}")
    assert (got.data, got.headers["Cache-Control"]) == (PDF, "private, no-store")
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert fetched(client, f"/en/r/{token}/files/{team}").status_code == 404
    with transaction():
        db.session.query(Registration).filter_by(name="LIN Yu-ching").one().verified_at = None
    assert client.get(f"/en/r/{other}/files").status == 404
    assert "Files for participants" not in client.get(f"/en/r/{other}").text


def found(edition: Edition, public_id: str) -> Material:
    material = queries.by_public_id(edition, public_id)
    assert material
    return material


def registration_in(edition: Edition, name: str) -> Registration:
    return registrations.registration(edition, name=name, email=f"{name.split()[0].lower()}@example.org")


def link_of(registration: Registration) -> str:
    with transaction():
        return links.make(Purpose.REGISTRATION, registration.id)


def fetched(client: ReadingClient, address: str, **more: Any) -> Any:
    """Read to its end: files come piece by piece."""
    return client.inner.get(address, buffered=True, **more)


def packed(client: ReadingClient, name: str) -> bytes:
    """A file of the archive; nothing where it is not in it."""
    got = fetched(client, f"{HERE}/agenda.zip")
    assert got.status_code == 200
    with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
        return archive.read(name) if name in archive.namelist() else b""


def artefacts_folder(client: ReadingClient):
    return client.inner.application.config["SETTINGS"].data_dir / "artefacts"


def test_after_its_end_nobody_is_asked_to_register_any_more(client: ReadingClient, edition: Edition) -> None:
    pages = ("", "/agenda", "/agenda/P1", "/speakers")
    for path in pages:
        assert "Register" in client.get(f"{HERE}{path}").links(), path
    agenda.forget_what_is_rendered()
    with time_machine.travel(AFTER):
        for path in pages:
            assert "Register" not in client.get(f"{HERE}{path}").links(), path
