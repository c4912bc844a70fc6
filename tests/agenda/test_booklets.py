"""The booklet of a release, and the public page beside it: theme, rooms and hours, practical notes, logos."""

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest
from docx import Document
from PIL import Image

from forumapp import pictures
from forumapp.agenda import actions as releasing
from forumapp.agenda import booklets, changes, overviews, room_grid, snapshots, timetable
from forumapp.agenda.overviews import Usual
from forumapp.extensions import transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.words import Text
from tests.agenda.test_files import content, text_of_docx, text_of_pdf
from tests.agenda.test_structured import told
from tests.documents.test_agenda_pdf import kinds
from tests.factories import agenda
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026"
THEME = Text({"en": "What small democracies can teach", "lt": "Ko gali pamokyti mažos demokratijos"})
CONDUCT = Text({"en": "We respect each other. https://example.org/conduct", "zh-Hant": "我們彼此尊重。"})


@pytest.fixture
def forum(app: Any) -> Edition:
    return agenda.edition(theme=THEME, wifi=Text.of("Network: F3D-Guests"), conduct=CONDUCT)


def change(edition: Edition, **values: Any) -> None:
    with transaction():
        forums.change(agenda.fresh(edition), **values)


def give_logo(edition: Edition, colour: str = "red") -> str:
    file = io.BytesIO()
    Image.new("RGB", (600, 200), colour).save(file, "PNG")
    with transaction():
        made = agenda.fresh(edition)
        forums.give_logo(made, made.hosts[0], pictures.logo(file.getvalue()))
        logo = made.hosts[0].logo
        assert logo
        return logo.public_id


def etag(client: ReadingClient, path: str) -> str:
    return client.inner.get(path).headers["ETag"]


def test_theme_and_notes_stand_on_page_and_paper_in_the_readers_language(forum: Edition, client: ReadingClient) -> None:
    agenda.released(forum)
    pdf, word = content(client, f"{HERE}/agenda.pdf"), content(client, f"{HERE}/agenda.docx")
    for text in (client.get(f"{HERE}/").text, text_of_pdf(pdf), text_of_docx(word)):
        for words in ("What small democracies can teach", "Practical notes", "Wi-Fi", "Network: F3D-Guests"):
            assert words in text
        assert "In an emergency" not in text  # nothing is written
    assert "我們彼此尊重" in client.get("/zh-Hant/f3d2026/").text
    assert client.get(f"{HERE}/").links()["https://example.org/conduct"] == "https://example.org/conduct"
    lithuanian = client.get("/lt/f3d2026/").document
    (note,) = lithuanian.xpath("//section[@aria-labelledby='notes']//div[@lang='en'][contains(., 'F3D-Guests')]")
    assert "Ko gali pamokyti" in lithuanian.text_content() and note is not None


def test_before_the_first_release_the_page_tells_what_is_written_now(forum: Edition, client: ReadingClient) -> None:
    logo = give_logo(forum)
    change(forum, state="announced")
    page = client.get(f"{HERE}/")
    assert "Network: F3D-Guests" in page.text and "What small democracies" in page.text
    (image,) = page.document.xpath("//ul[@class='hosts']//img")
    assert image.get("alt") == "Ministry of Digital Affairs, Taiwan"
    assert content(client, image.get("src")).startswith(b"\x89PNG")
    assert client.get(f"{HERE}/hosts/{'a' * 12}.png").status == 404
    agenda.released(forum)
    assert logo in client.get(f"{HERE}/").response.get_data(as_text=True)


def test_a_forum_without_any_says_nothing_of_it_and_its_snapshot_is_as_before(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    page = client.get(f"{HERE}/")
    assert "Practical notes" not in page.text and not page.document.xpath("//main//img | //p[@class='theme']")
    told = snapshots.build(agenda.fresh(made))["edition"]
    assert "notes" not in told and told["theme"] == {} and all(set(host) == {"name"} for host in told["hosts"])


def test_what_is_released_stays_until_it_is_corrected_quietly(forum: Edition, client: ReadingClient) -> None:
    agenda.released(forum)
    before = etag(client, f"{HERE}/agenda.pdf")
    change(forum, wifi=Text.of("Network: F3D-New"), theme=Text.of("Another theme"))
    give_logo(forum)
    agenda.forget_what_is_rendered()
    assert "F3D-Guests" in client.get(f"{HERE}/").text and etag(client, f"{HERE}/agenda.pdf") == before
    with transaction():
        releasing.correct_quietly(agenda.fresh(forum), by_id=None)
    agenda.forget_what_is_rendered()
    page = client.get(f"{HERE}/")
    assert "F3D-New" in page.text and "Another theme" in page.text and page.document.xpath("//ul[@class='hosts']//img")
    assert etag(client, f"{HERE}/agenda.pdf") != before


def test_another_host_is_no_quiet_correction(forum: Edition) -> None:
    before = snapshots.build(agenda.fresh(forum))
    change(forum, hosts=[Text.of("Somebody else")])
    assert not changes.are_words_alone(before, snapshots.build(agenda.fresh(forum)))


def test_the_list_of_changes_names_theme_and_notes(forum: Edition) -> None:
    before = snapshots.build(agenda.fresh(forum))
    change(forum, theme=Text.of("Another theme"), emergency=Text.of("Call 112."))
    (changed,) = changes.between(before, snapshots.build(agenda.fresh(forum)))
    assert "What small democracies can teach" in changed.old
    assert "Another theme" in changed.new and changed.new.endswith("In an emergency")


def pictures_of(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(figure.Alt) for figure in _figures(document.Root.StructTreeRoot.K)]


def _figures(node: Any) -> Sequence[Any]:
    if isinstance(node, pikepdf.Array):
        return [it for part in node for it in _figures(part)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    here = [node] if node.get("/S") == "/Figure" else []
    return [*here, *(_figures(node.K) if "/K" in node else [])]


def test_search_engines_read_theme_and_logo(forum: Edition, client: ReadingClient) -> None:
    logo = give_logo(forum)
    agenda.released(forum)
    event = told(client, f"{HERE}/")
    assert event["about"] == {"@type": "Thing", "name": "What small democracies can teach"}
    assert event["organizer"][0]["logo"].endswith(f"{HERE}/hosts/{logo}.png") and "logo" not in event["organizer"][1]


def test_a_logo_stands_on_the_cover_under_the_hosts_name(
    forum: Edition, client: ReadingClient, caplog: pytest.LogCaptureFixture
) -> None:
    first = give_logo(forum)
    agenda.released(forum)
    pdf = content(client, f"{HERE}/agenda.pdf")
    assert "Ministry of Digital Affairs, Taiwan" in pictures_of(pdf)
    assert "Ministry of Digital Affairs" not in text_of_pdf(pdf) and "Go Forward Academy" in text_of_pdf(pdf)
    assert "not PDF/UA-1" not in caplog.text
    drawn = Document(io.BytesIO(content(client, f"{HERE}/agenda.docx"))).inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in drawn] == ["Ministry of Digital Affairs, Taiwan"]
    before = etag(client, f"{HERE}/agenda.pdf")
    give_logo(forum, "blue")
    agenda.released(forum)
    agenda.forget_what_is_rendered()
    assert etag(client, f"{HERE}/agenda.pdf") != before
    # The first release still shows the logo it was made with.
    assert "Ministry of Digital Affairs, Taiwan" in pictures_of(content(client, f"{HERE}/releases/1/agenda.pdf"))
    assert content(client, f"{HERE}/hosts/{first}.png").startswith(b"\x89PNG")


def test_a_day_with_several_rooms_is_printed_as_rooms_and_hours(forum: Edition, client: ReadingClient) -> None:
    agenda.released(forum)
    booklet = booklets.booklet(snapshots.build(agenda.fresh(forum)) | {"release": RELEASE}, "", "https://x.example", {})
    rows = [row for day in booklet.days for block in day.blocks for row in block.rows]
    (grid,) = booklet.days[0].grids
    assert grid.rooms[0] == "Aula"
    titles = [rows[number].title for row in grid.rows for cell in row.cells for number in cell.sessions]
    assert len(titles) == len(set(titles)) == len([row for block in booklet.days[0].blocks for row in block.rows])
    tags = kinds(content(client, f"{HERE}/agenda.pdf"))
    heads = sum(1 + len(grid.rooms) if day.grids else 4 for day in booklet.days for grid in day.grids or (grid,))
    assert tags.count("/TH") == heads and tags.count("/Table") == tags.count("/THead")


RELEASE = {"number": 1, "label": "provisional", "released_at": "2026-10-01T09:00:00+00:00", "note": {}}


def test_one_room_is_told_better_by_a_list(client: ReadingClient) -> None:
    made = agenda.one_panel()
    booklet = booklets.booklet(snapshots.build(agenda.fresh(made)) | {"release": RELEASE}, "", "https://x.example", {})
    assert all(day.grids == () for day in booklet.days)


def test_many_rooms_are_printed_in_several_tables_and_the_break_stands_in_each(forum: Edition) -> None:
    planned = snapshots.build(agenda.fresh(forum))
    like = next(it for it in planned["sessions"] if it["code"] == "P1")
    rooms = {str(number): {"name": {"en": f"Room {number}"}, "order": number} for number in range(7)}
    sessions = [like | {"uid": key, "code": f"S{key}", "room": key} for key in rooms]
    later = {"starts_at": like["ends_at"], "ends_at": "2026-10-24T09:00:00+00:00"}
    pause = like | later | {"uid": "pause", "code": "B1", "room": None, "format": "break"}
    programme_of = planned | {"rooms": rooms, "sessions": [*sessions, pause]}
    (day,) = timetable.days(programme_of["sessions"], "Europe/Vilnius")
    parts = room_grid.in_parts(programme_of, day, overviews.MOST_ROOMS)
    assert [len(grid.rooms) for grid in parts] == [4, 3]
    assert [grid.rows[-1].cells[0].columns for grid in parts] == [4, 3]
    assert [grid.rows[-1].cells[0].sessions[0]["uid"] for grid in parts] == ["pause", "pause"]


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({}, ()),
        ({"access": "invitation"}, ("by invitation",)),
        ({"mode": "online"}, ("online",)),
        ({"languages": ["lt"], "interpretation": []}, ("Lithuanian only",)),
        ({"languages": ["lt"], "interpretation": ["en"]}, ()),
        ({"state": "cancelled", "access": "invitation"}, ()),
    ],
)
def test_an_overview_tells_what_is_unlike_the_others(forum: Edition, values: dict[str, Any], flags: tuple[str]) -> None:
    planned = snapshots.build(agenda.fresh(forum))
    session = next(it for it in planned["sessions"] if it["code"] == "P1")
    plain = session | {"access": "public", "mode": "hybrid", "languages": ["en"], "interpretation": []}
    assert overviews.flags(plain | values, Usual(mode="hybrid", languages=("en",))) == flags


def test_most_sessions_say_what_is_usual(forum: Edition) -> None:
    planned = snapshots.build(agenda.fresh(forum))
    like = next(it for it in planned["sessions"] if it["code"] == "P1") | {"interpretation": []}
    sessions = [like | {"mode": mode, "languages": [tag]} for mode, tag in (("online", "en"), ("online", "en"))]
    other = like | {"mode": "hybrid", "languages": ["lt"]}
    assert Usual.of(planned | {"sessions": [*sessions, other]}) == Usual(mode="online", languages=("en",))
