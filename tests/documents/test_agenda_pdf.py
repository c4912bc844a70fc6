"""The agenda as a PDF: every name in it, readable by software, the same each time."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from forumapp.documents import agenda_pdf, typeset
from forumapp.documents.agenda_pdf import TypesettingFailed
from forumapp.documents.booklet import Block, Booklet, Day, Grid, GridCell, GridRow, IndexEntry, Person
from forumapp.documents.hosts import Host
from tests.documents import samples

BUNDLED = {"NotoSans", "NotoSansTC", "NotoSansJP", "NotoSansSC", "NotoSansKR", "NotoSansArabic", "IBMPlexSansArabic"}


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def elements(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for item in node:
            yield from elements(item)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def kinds(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return [str(element.S) for element in elements(document.Root.StructTreeRoot.K)]


def families(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        names = {
            str(font.BaseFont)
            for page in document.pages
            for font in page.resources.get("/Font", pikepdf.Dictionary()).values()
        }
    return {name.split("+")[-1].split("-")[0] for name in names}


def with_panel(**changes: Any) -> Booklet:
    booklet = samples.one_panel()
    row = replace(samples.panel(), **changes)
    return replace(booklet, days=(replace(booklet.days[0], blocks=(Block(rows=(row,)),)),))


@pytest.fixture(scope="module")
def two_days() -> bytes:
    return agenda_pdf.agenda_pdf(samples.two_days())


def test_every_name_can_be_read_out_of_the_document(two_days: bytes) -> None:
    text = "\n".join(pages(two_days))
    for person in samples.PEOPLE:
        assert person.name in text
        if person.native_lang != "ar":
            assert person.native_name in text
    # pypdf gives words in the order they stand on paper, which is the other way round.
    for word in ["محمد", "الهاشمي"]:
        assert word in text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
def test_a_right_to_left_name_reads_in_its_own_order(two_days: bytes, tmp_path: Path) -> None:
    file = tmp_path / "agenda.pdf"
    file.write_bytes(two_days)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    assert "محمد الهاشمي" in text


def test_only_the_bundled_fonts_are_in_it(two_days: bytes) -> None:
    assert families(two_days) <= BUNDLED
    assert {"NotoSans", "NotoSansTC", "NotoSansJP", "IBMPlexSansArabic"} <= families(two_days)


def test_it_says_that_it_is_pdf_ua_1_with_title_language_and_date(two_days: bytes) -> None:
    with pikepdf.open(io.BytesIO(two_days)) as document:
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo["/Title"] == samples.two_days().file_title
        assert document.docinfo["/CreationDate"] == "D:20260901100000Z"
        assert b"<pdfuaid:part>1</pdfuaid:part>" in document.Root.Metadata.read_bytes()


def test_headings_go_down_one_level_at_a_time(two_days: bytes) -> None:
    levels = [int(kind[2]) for kind in kinds(two_days) if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_each_overview_table_has_a_row_of_headings(two_days: bytes) -> None:
    found = kinds(two_days)
    assert found.count("/Table") == found.count("/THead") == 2
    assert found.count("/TH") == 8
    assert found.count("/TR") == 2 + 9


def test_people_are_lists(two_days: bytes) -> None:
    assert kinds(two_days).count("/LI") >= len(samples.PEOPLE)


def test_native_names_and_other_words_carry_their_language() -> None:
    with pikepdf.open(io.BytesIO(agenda_pdf.agenda_pdf(samples.chinese()))) as document:
        assert document.Root.Lang == "zh-TW"
        marks = b"".join(page.Contents.read_bytes() for page in document.pages)
    assert {b"zh-TW", b"ja", b"ar", b"en"} <= set(re.findall(rb"/Lang\(([^)]*)\)", marks))


def test_every_page_names_forum_document_release_and_its_number(two_days: bytes) -> None:
    booklet = samples.two_days()
    for number, page in enumerate(pages(two_days), start=1):
        assert booklet.header in page
        assert booklet.document_name in page
        assert booklet.release in page
        assert f"Page {number} of 3" in page


def test_the_same_booklet_gives_the_same_bytes(two_days: bytes) -> None:
    assert agenda_pdf.agenda_pdf(samples.two_days()) == two_days


def test_one_panel_fills_one_page_without_overview_or_index() -> None:
    (page,) = pages(agenda_pdf.agenda_pdf(samples.one_panel()))
    assert "At a glance" not in page
    assert "Speakers" not in page
    hosts = [page.index(host.name.split(",")[0]) for host in samples.one_panel().hosts]
    assert hosts == sorted(hosts)


@pytest.mark.parametrize("booklet", [samples.chinese(), samples.lithuanian()], ids=["zh-Hant", "lt"])
def test_other_languages_have_their_words_on_the_page(booklet: Booklet) -> None:
    first = pages(agenda_pdf.agenda_pdf(booklet))[0]
    for words in (booklet.title, booklet.theme, booklet.dates, booklet.hosts_label):
        assert "".join(words.split()) in "".join(first.split())


def test_what_a_person_typed_is_never_markup() -> None:
    typed = '#read("/etc/passwd") *bold* $x$ @label <label> \\ #let x = 1 ] } // [[ `raw`'
    content = agenda_pdf.agenda_pdf(with_panel(title=typed, abstract=typed, foot=(typed,)))
    text = "".join(pages(content)[0].split())
    assert text.count("".join(typed.split())) == 3


@pytest.mark.parametrize(
    "odd",
    [
        "",
        " ",
        "\x00\x1b[31m\x07",
        "\ud800 alone",
        "\u202e reversed \u2066 isolated \u200f",
        "e" + "\u0301" * 40,
        "👩‍👩‍👧 🏳️‍🌈 \U0001f1fa\U0001f1e6",
        "葛\U000e0100城 \ufffe \U0010fffd",
        "ქართული ภาษาไทย עברית አማርኛ",
        "x" * 5000,
        "字" * 3000,
        "line\r\nline\u2028line\n\n\nline",
    ],
    ids=[
        "nothing",
        "a space",
        "controls",
        "half a pair",
        "directions",
        "forty accents",
        "pictographs",
        "selectors and private use",
        "scripts we have no font for",
        "a long word",
        "long Han text",
        "line ends",
    ],
)
def test_odd_text_never_stops_the_document(odd: str, caplog: pytest.LogCaptureFixture) -> None:
    person = Person(name=odd, native_name=odd, native_lang=odd, role=odd, description=odd)
    booklet = with_panel(
        code=odd, title=odd, abstract=odd, people=(person,), foot=(odd,), time=odd, place=odd, title_lang="zh-Hant"
    )
    hosts = (Host(name=odd),)
    booklet = replace(booklet, title=odd, hosts=hosts, accent=odd, index=(IndexEntry(name=odd, codes=(odd,)),))
    content = agenda_pdf.agenda_pdf(booklet)
    assert families(content) <= BUNDLED
    assert not caplog.records


def test_a_character_that_no_font_has_is_replaced_visibly() -> None:
    (page,) = pages(agenda_pdf.agenda_pdf(with_panel(title="Free 🙂 speech")))
    assert "Free □ speech" in page


def test_a_title_is_never_hyphenated() -> None:
    title = "Donaudampfschifffahrtsgesellschaft " * 6
    text = "\n".join(pages(agenda_pdf.agenda_pdf(replace(with_panel(title=title), lang="de"))))
    assert "-\n" not in text
    assert text.count("Donaudampfschifffahrtsgesellschaft") == 6


def test_a_session_longer_than_a_page_goes_on_over_pages() -> None:
    content = agenda_pdf.agenda_pdf(
        with_panel(abstract="\n\n".join(f"Paragraph {n}. " + "word " * 90 for n in range(30)))
    )
    text = "\n".join(pages(content))
    assert all(f"Paragraph {number}." in text for number in range(30))


def test_many_people_without_a_text_go_on_over_pages() -> None:
    people = tuple(Person(name=f"Person {number:03}", description="panellist") for number in range(150))
    text = "\n".join(pages(agenda_pdf.agenda_pdf(with_panel(people=people, abstract=""))))
    assert all(person.name in text for person in people)


def test_a_booklet_without_sessions_is_a_title_page() -> None:
    (page,) = pages(agenda_pdf.agenda_pdf(replace(samples.one_panel(), days=(), index=())))
    assert "Free the Future" in page


def test_a_day_without_sessions_and_codes_used_twice_are_printed() -> None:
    booklet = samples.two_days()
    again = replace(booklet, days=(*booklet.days, booklet.days[0], Day(title="Tuesday", blocks=())))
    assert "Tuesday" in pages(agenda_pdf.agenda_pdf(again))[-1]


def test_a_cancelled_session_stays_and_is_said(two_days: bytes) -> None:
    text = pages(two_days)[1]
    assert "Satellites for everyone" in text
    assert "Cancelled on 11 October" in text


def test_speakers_are_found_by_page(two_days: bytes) -> None:
    last = pages(two_days)[-1]
    assert last.index("Speakers") < last.index("Suryadi")
    assert re.search(r"Suryadi\s+2\b", last)


@pytest.mark.parametrize("across", [False, True], ids=["a list", "rooms across"])
def test_an_overview_of_several_pages_leads_to_each_session_and_names_its_page(across: bool) -> None:
    booklet = samples.long(150)
    if across:
        booklet = replace(booklet, days=tuple(map(rooms_across, booklet.days, (0, 50, 100))))
    content = agenda_pdf.agenda_pdf(booklet)
    read = pages(content)
    with pikepdf.open(io.BytesIO(content)) as document:
        numbers = {str(page.objgen): number for number, page in enumerate(document.pages)}
        found = [
            (numbers[str(link.Dest[0].objgen)], str(link.Contents), where)
            for where, page in enumerate(document.pages)
            for link in page.get("/Annots", [])
        ]
    in_order = [row.title for day in booklet.days for block in day.blocks for row in block.rows]
    overview = found[: len(in_order)]
    assert len({where for _page, _words, where in overview}) > 1
    for title, (page, words, where) in zip(in_order, overview, strict=True):
        assert title in " ".join(read[page].split())
        assert page > where
        assert words == f"page {page + 1}"
        assert not across or f"p. {page + 1}" in read[where]


def rooms_across(day: Day, first: int) -> Day:
    """The day with an overview of its blocks' rooms, side by side."""
    slots = range(len(day.blocks))
    rows = tuple(
        GridRow(time=f"{slot}", cells=tuple(GridCell(sessions=(first + slot * 5 + room,)) for room in range(5)))
        for slot in slots
    )
    return replace(day, grids=(Grid(rooms=tuple(f"Room {room + 1}" for room in range(5)), rows=rows),))


def test_three_hundred_sessions_are_typeset() -> None:
    content = agenda_pdf.agenda_pdf(samples.long(300))
    assert len(content) < 3_000_000
    found = kinds(content)
    assert found.count("/H3") == 300 + 3
    assert families(content) <= BUNDLED


def test_the_date_of_the_document_is_that_of_the_release_in_utc() -> None:
    booklet = replace(samples.one_panel(), released_at=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))
    with pikepdf.open(io.BytesIO(agenda_pdf.agenda_pdf(booklet))) as document:
        assert document.docinfo["/CreationDate"] == "D:20270102030405Z"


def test_a_document_that_cannot_be_pdf_ua_is_still_a_tagged_document(tmp_path: Path) -> None:
    template = tmp_path / "skips.typ"
    template.write_text('#set document(title: "x")\n= One\n=== Three\n', encoding="utf-8")
    content, shortfall = typeset.pdf(template, "{}")
    assert "/H3" in kinds(content)
    assert shortfall


def test_a_document_that_cannot_be_typeset_at_all_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "broken.typ"
    template.write_text("#nothing-of-that-name", encoding="utf-8")
    monkeypatch.setattr(agenda_pdf, "BOOKLET", template)
    with pytest.raises(TypesettingFailed, match="unknown variable"):
        agenda_pdf.agenda_pdf(samples.one_panel())


def test_a_long_list_of_speakers_goes_on_over_pages() -> None:
    index = tuple(IndexEntry(name=f"Speaker number {number:03}", codes=("P1", "W3")) for number in range(400))
    text = "\n".join(pages(agenda_pdf.agenda_pdf(replace(samples.two_days(), index=index))))
    found = [int(number) for number in re.findall(r"Speaker number (\d{3})\s+2, 3", text)]
    assert found == list(range(400))


@pytest.mark.parametrize("booklet", [samples.two_days(), samples.chinese()], ids=["en", "zh-Hant"])
def test_names_are_read_out_as_typed_beside_an_address_that_must_be_broken(booklet: Booklet) -> None:
    address = "https://forum.moda.gov.tw/" + "verylongname" * 12
    text = "\n".join(pages(agenda_pdf.agenda_pdf(replace(booklet, release=address, footer=address))))
    assert "\u200b" not in text
    assert address in "".join(text.split())
    for person in samples.PEOPLE:
        assert person.name in text
        if person.native_lang != "ar":
            assert person.native_name in text


@pytest.mark.parametrize("booklet", [samples.two_days(), samples.chinese()], ids=["en", "zh-Hant"])
def test_on_one_page_names_are_read_out_as_typed_beside_an_address_that_must_be_broken(booklet: Booklet) -> None:
    address = "https://forum.moda.gov.tw/" + "verylongname" * 12
    text = "\n".join(pages(agenda_pdf.one_page_pdf(lambda: replace(booklet, release=address, footer=address))))
    assert "\u200b" not in text
    assert address in "".join(text.split())
    assert "Nguyễn Thị Ánh" in text
