"""A programme comes through the upload form: seen first, confirmed, made once."""

import threading
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forumapp.audit import queries as audit
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.programme import queries
from forumapp.uploads.models import Upload
from forumapp.web.files import LARGEST
from tests.factories import forums as forum_factory
from tests.setup.test_schedule_files import event, schedule
from tests.support.statements import statements
from tests.support.workbooks import workbook

HEAD = "code,title,format,room,date,start,end,time_zone,access,mode,language,note"
ROW = "P1,Free the future,panel,Aula,2026-10-24,09:00,10:15,Europe/Vilnius,public,hybrid,en,"
ADDRESS = "/manage/-/forums/import"


@pytest.fixture
def organiser(team):
    return team.signed_in_as("organiser", forum_factory.edition(slug="earlier2025"))


def file(*rows, head=HEAD, name="free-the_future.csv", content=None):
    return BytesIO(content if content is not None else "\n".join([head, *rows, ""]).encode()), name


def send(client, uploaded, **values):
    return client.submit(client.get(ADDRESS).form("file"), file=uploaded, **values)


def send_bytes(client, address, content: bytes):
    """Send so large a file without the test client's own temporary file, which it leaves open."""
    token = client.get(ADDRESS).form("file").values["csrf_token"]
    values = {"csrf_token": token, "series": "F3D", "file": FileStorage(BytesIO(content), "a.csv", "file")}
    boundary, body = encode_multipart(values)
    return client.post(address, body, content_type=f'multipart/form-data; boundary="{boundary}"')


def made() -> list[Edition]:
    db.session.rollback()
    return db.session.query(Edition).filter(Edition.slug != "earlier2025").all()


def test_a_file_is_seen_first_and_nothing_is_made_of_it(app, organiser):
    page = send(organiser, file(ROW, "P2,Closing,,,2026-10-26,09:00,10:00,Europe/Vilnius"))
    assert (page.status, page.heading) == (200, "What would be taken")
    for words in ("free-the_future.csv", "Free the future", "24–26 October 2026", "Europe/Vilnius", "09:00–10:15"):
        assert words in page.text
    assert made() == []
    with statements(app) as said:
        organiser.get(page.url)
    assert [s for s in said if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_confirming_makes_a_draft_of_which_one_is_the_owner_and_leads_to_its_programme(organiser):
    page = organiser.submit(send(organiser, file(ROW)).form("Make the forum"))
    assert (page.status, page.heading) == (200, "Programme")
    assert "Free the future" in page.text
    (edition,) = made()
    assert (edition.slug, edition.state) == ("f3d2026", "draft")
    assert page.url.endswith("/manage/f3d2026/programme")
    assert db.session.query(Message).count() == 0
    assert "programme imported" in [entry.action for entry in audit.of_edition(edition)]
    assert organiser.get("/manage/f3d2026/team").status == 200


def test_what_the_form_says_wins_over_the_file(organiser):
    content = schedule(event()).encode()
    page = send(
        organiser,
        file(content=content, name="schedule.json"),
        series="FOC",
        title="Laisva ateitis",
        slug="laisve2026",
        time_zone="Asia/Taipei",
        published="y",
    )
    for words in ("Laisva ateitis", "FOC", "laisve2026", "Asia/Taipei", "14:00–15:15", "confirmed, and named"):
        assert words in page.text
    organiser.submit(page.form("Make the forum"))
    edition = forums.by_slug("laisve2026")
    assert (edition.title["en"], edition.series.code, edition.time_zone) == ("Laisva ateitis", "FOC", "Asia/Taipei")
    (session,) = queries.sessions_of(edition)
    assert [role.state for role in session.roles] == ["confirmed"]


def test_people_are_proposed_unless_they_were_published(organiser):
    page = send(organiser, file(content=schedule(event()).encode(), name="schedule.json"))
    assert "1 proposed; no public page names them" in page.text
    assert "LIN Yu-ching" in page.text
    organiser.submit(page.form("Make the forum"))
    (session,) = queries.sessions_of(made()[0])
    assert [role.state for role in session.roles] == ["proposed"]


def test_confirming_twice_makes_one(organiser):
    form = send(organiser, file(ROW)).form("Make the forum")
    first, second = organiser.submit(form), organiser.submit(form)
    assert first.url == second.url
    assert len(made()) == 1


def test_two_presses_at_one_moment_make_one(app, organiser):
    form = send(organiser, file(ROW)).form("Make the forum")
    data, path = form.values, form.action.removeprefix("http://localhost")
    cookies = organiser.inner.get_cookie("session").value
    answers = []

    def press():
        inner = app.test_client()
        inner.set_cookie("session", cookies)
        answers.append(inner.post(path, data=data).status_code)

    presses = [threading.Thread(target=press) for _ in range(4)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert answers == [303] * 4
    assert len(made()) == 1


def test_after_the_import_nothing_of_the_file_is_kept(organiser):
    organiser.submit(send(organiser, file(ROW)).form("Make the forum"))
    (upload,) = db.session.query(Upload)
    assert (upload.content, upload.is_taken) == (b"", True)


def test_bad_rows_are_listed_with_line_and_reason_and_cannot_be_confirmed(organiser):
    page = send(organiser, file(ROW, ROW.replace("Free the future", "").replace("public", "friends")))
    assert page.heading == "This file cannot be taken yet"
    assert "2 things have to be mended first" in page.text
    rows = [[cell.text_content().strip() for cell in row] for row in page.document.xpath("//tbody/tr")]
    assert rows[0] == ["Line 3", "It has no title."]
    assert rows[1][0] == "Line 3"
    assert rows[1][1].startswith("The access “friends” is not known")
    assert page.document.xpath("//main//form") == []
    token = organiser.get(ADDRESS).form("file").values["csrf_token"]
    assert organiser.post(page.url.removeprefix("http://localhost"), {"csrf_token": token}).status == 200
    assert made() == []


@pytest.mark.parametrize(
    ("uploaded", "words"),
    [
        (None, "Choose a file."),
        (file(content=b""), "The file is empty."),
        (file(name="programme.pdf"), "its name should end in .csv, .xlsx, .json, .xml"),
        (file(content=b"PK\x03\x04damaged", name="a.xlsx"), "it is damaged, or no workbook"),
        (file(content=b"{}", name="a.json"), "it is no schedule"),
        (file(), "This file has no session."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(organiser, uploaded, words):
    page = send(organiser, uploaded) if uploaded else organiser.submit(organiser.get(ADDRESS).form("file"))
    assert page.status == 422
    assert words in page.text
    assert db.session.query(Upload).count() == 0


def test_a_file_may_have_two_megabytes_and_no_more(organiser):
    page = send_bytes(organiser, ADDRESS, b"x" * (LARGEST + 1))
    assert page.status == 422
    assert "The file is larger than 2 MB." in page.text
    assert "has no column" in send_bytes(organiser, ADDRESS, (b"x" * 1023 + b"\n") * (LARGEST // 1024)).text


def test_a_body_larger_than_a_file_and_its_form_is_not_read(organiser):
    assert send_bytes(organiser, ADDRESS, b"x" * (LARGEST + 100_000)).status == 413


def test_other_forms_take_no_large_bodies(organiser):
    assert send_bytes(organiser, "/manage/-/forums/new", b"x" * 1_500_000).status == 413


def test_a_short_name_that_cannot_be_is_refused_at_its_field(organiser):
    page = send(organiser, file(ROW), slug="earlier2025")
    assert page.status == 422
    assert "There is a forum with the short name “earlier2025” already." in page.text


def test_a_short_name_taken_meanwhile_is_refused_in_words_and_nothing_is_made(organiser):
    form = send(organiser, file(ROW), slug="free2026").form("Make the forum")
    forum_factory.edition(slug="free2026")
    page = organiser.submit(form)
    assert page.status == 422
    assert "There is a forum with the short name “free2026” already." in page.text
    assert [len(queries.sessions_of(edition)) for edition in made()] == [0]


def test_somebody_else_does_not_find_it(team, organiser):
    page = send(organiser, file(ROW))
    path = page.url.removeprefix("http://localhost")
    other = team.signed_in_as("admin")
    assert other.get(path).status == 404
    token = other.get(ADDRESS).form("file").values["csrf_token"]
    assert other.post(path, {"csrf_token": token}).status == 404
    assert made() == []


@pytest.mark.parametrize("role", ["desk", "viewer", "cohost"])
def test_who_may_not_make_a_forum_does_not_find_the_form(team, role):
    client = team.signed_in_as(role, forum_factory.edition())
    assert client.get(ADDRESS).status == 404
    assert "From a file" not in client.get("/manage/").links()


def test_new_forum_and_my_forums_lead_there(organiser):
    assert ADDRESS in organiser.get("/manage/").links().values()
    assert ADDRESS in organiser.get("/manage/-/forums/new").links().values()


def test_tracks_and_columns_without_a_place_are_named(organiser):
    page = send(organiser, file(content=schedule(event(track="Fun & games")).encode(), name="a.json"))
    assert page.document.xpath("//dt[normalize-space()='Tracks']/following-sibling::dd[1]/text()") == ["Fun & games"]
    head = [*HEAD.split(","), "Catering"]
    page = send(organiser, file(content=workbook([head, [*ROW.split(","), "soup"]]), name="a.xlsx"))
    assert "so they are left out: Catering" in page.text
