"""The team adds, replaces and withdraws files and links."""

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.materials import queries
from forumapp.materials.models import Material, MaterialFile, MaterialVersion
from forumapp.uploads import file_types
from tests.factories import forums, materials, programme
from tests.factories.materials import PDF
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

FILES = "/manage/f3d2026/files"


@pytest.fixture
def edition(app) -> Edition:
    made = forums.edition(slug="f3d2026")
    programme.forum_session(made, code="P1", title="Opening")
    return made


@pytest.fixture
def organiser(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", edition)


def send(client: ReadingClient, path: str, file: bytes | None = None, name: str = "a.pdf", **values: str):
    data = {name: value for name, value in client.get(path).form("file").values.items() if value is not None}
    data |= {"visibility": "public"} | values
    if file is not None:
        data["file"] = FileStorage(io.BytesIO(file), filename=name)
    boundary, body = encode_multipart(data)
    return client.inner.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def stored() -> Material:
    db.session.expire_all()
    return db.session.query(Material).one()


def test_a_file_is_kept_by_what_it_is_and_not_by_its_name(organiser: ReadingClient) -> None:
    answer = send(organiser, f"{FILES}/new", PDF, name="../../<script>.html", session="P1")
    assert answer.status_code == 303
    made = stored()
    assert (made.session.code, made.current.file_type, made.current.size) == ("P1", "pdf", len(PDF))
    got = organiser.inner.get(f"{FILES}/{made.public_id}/1")
    assert got.data == PDF
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"] == f"attachment; filename=f3d2026_{made.public_id}_v1.pdf"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "PDF" in organiser.get(FILES).text


@pytest.mark.parametrize(
    ("file", "url", "words"),
    [
        (None, "", "Choose a file or write a link."),
        (b"<html>", "", "This is not a PDF"),
        (PDF, "https://video.example.org/", "not both"),
        (None, "javascript:alert(1)", "https://"),
        (b"", "", "empty"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field(
    organiser: ReadingClient, file: bytes | None, url: str, words: str
) -> None:
    answer = send(organiser, f"{FILES}/new", file, url=url)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.query(Material).count() == 0


def test_a_file_of_more_than_twenty_megabytes_is_refused_in_words(organiser: ReadingClient) -> None:
    answer = send(organiser, f"{FILES}/new", PDF + b" " * file_types.LARGEST)
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.get_data(as_text=True)


def test_a_replaced_file_stays_with_the_team_and_is_marked(organiser: ReadingClient, edition: Edition) -> None:
    made = materials.material(edition)
    assert send(organiser, f"{FILES}/{made}/replace", url="https://video.example.org/1").status_code == 303
    assert [(it.number, it.url, it.file_type) for it in stored().versions] == [
        (2, "https://video.example.org/1", ""),
        (1, "", "pdf"),
    ]
    page = organiser.get(f"{FILES}/{made}").text
    assert "read now" in page and "replaced" in page
    assert organiser.inner.get(f"{FILES}/{made}/1").data == PDF


def test_withdrawing_twice_withdraws_once_and_can_be_undone(organiser: ReadingClient, edition: Edition) -> None:
    made = materials.material(edition)
    page = organiser.get(f"{FILES}/{made}")
    form = page.form("Withdraw")
    assert organiser.submit(form).status == 200
    assert organiser.submit(form).status == 200
    assert stored().is_withdrawn
    page = organiser.get(f"{FILES}/{made}")
    assert organiser.submit(page.form("Show it again")).status == 200
    assert not stored().is_withdrawn


def test_a_closed_session_and_the_chatham_house_rule_keep_things_with_the_team(
    organiser: ReadingClient, edition: Edition
) -> None:
    programme.forum_session(edition, code="C1", access="members_only")
    programme.forum_session(edition, code="W2", attribution="chatham_house")
    link = "https://video.example.org/1"
    for values in ({"session": "C1"}, {"session": "C1", "visibility": "participants"}):
        answer = send(organiser, f"{FILES}/new", url=link, **values)
        assert (answer.status_code, "C1 is closed" in answer.get_data(as_text=True)) == (422, True)
    answer = send(organiser, f"{FILES}/new", url=link, session="W2", kind="recording")
    assert (answer.status_code, "no recording is shown" in answer.get_data(as_text=True)) == (422, True)
    assert db.session.query(Material).count() == 0
    assert send(organiser, f"{FILES}/new", url=link, session="C1", visibility="team").status_code == 303


def test_who_only_looks_reads_files_and_changes_none(team: Team, edition: Edition) -> None:
    made = materials.material(edition)
    viewer = team.signed_in_as("viewer", edition)
    assert viewer.inner.get(f"{FILES}/{made}/1").data == PDF
    assert viewer.get(FILES).status == 200
    for path in ("new", made, f"{made}/replace"):
        assert viewer.get(f"{FILES}/{path}").status == 404


def test_a_file_of_another_forum_is_not_found(organiser: ReadingClient) -> None:
    made = materials.material(forums.edition(slug="f3d2027"))
    assert organiser.get(f"{FILES}/{made}").status == 404
    assert organiser.get(f"{FILES}/{made}/1").status == 404


def test_the_list_asks_as_often_for_thirty_as_for_one(app, organiser: ReadingClient, edition: Edition) -> None:
    def cost() -> int:
        with statements(app) as said:
            organiser.get(FILES)
        return len(said)

    materials.material(edition)
    one = cost()
    for _ in range(29):
        materials.material(edition, "https://video.example.org/1")
    assert cost() == one


def test_the_mark_of_a_forum_grows_with_every_change(edition: Edition) -> None:
    def seen() -> int:
        return db.session.scalars(db.select(queries.mark()).where(Edition.slug == "f3d2026")).one()

    first = seen()
    materials.material(edition)
    assert seen() > first
    assert db.session.query(MaterialVersion).count() == db.session.query(MaterialFile).count() == 1


def test_a_session_leads_to_its_own_files(organiser: ReadingClient, edition: Edition) -> None:
    materials.material(edition, title="Of the forum")
    assert f"{FILES}?session=P1" in organiser.get("/manage/f3d2026/sessions/P1").document.xpath("//main//a/@href")
    page = organiser.get(f"{FILES}?session=P1")
    assert "Of P1 alone." in page.text and "Of the forum" not in page.text
    assert page.links()["Add a file or link"] == f"{FILES}/new?session=P1"
    assert "Of the forum" in organiser.get(FILES).text
    assert organiser.get(f"{FILES}?session=XX").status == 404
