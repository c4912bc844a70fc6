"""The agenda for a word processor: the same words, real headings, the same bytes each time."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.document import Document as Paper
from docx.oxml.ns import qn

from forumapp.documents.agenda_docx import agenda_docx
from forumapp.documents.booklet import Block, Person
from forumapp.documents.hosts import Host
from tests.documents import samples


def opened(content: bytes) -> Paper:
    return docx.Document(io.BytesIO(content))


def words(paper: Paper) -> str:
    return "\n".join(paragraph.text for paragraph in paper.paragraphs)


@pytest.fixture(scope="module")
def paper() -> Paper:
    return opened(agenda_docx(samples.two_days()))


def test_every_name_is_in_it(paper: Paper) -> None:
    text = words(paper)
    for person in samples.PEOPLE:
        assert person.name in text
        assert person.native_name in text


def test_title_days_and_sessions_are_headings(paper: Paper) -> None:
    found = [(paragraph.style.name, paragraph.text) for paragraph in paper.paragraphs if paragraph.style]
    assert ("Title", "Free the Future") in found
    assert len([1 for style, _ in found if style == "Heading 1"]) == 1 + 2
    assert ("Heading 2", "Keeping people connected during shutdowns") in found
    assert len([1 for style, _ in found if style == "Heading 2"]) == 9


def test_each_overview_table_repeats_its_row_of_headings(paper: Paper) -> None:
    assert [len(table.rows) for table in paper.tables] == [1 + 7, 1 + 2]
    for table in paper.tables:
        assert [cell.text for cell in table.rows[0].cells] == ["Time", "Session", "Place"]
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_single_panel_has_no_overview() -> None:
    assert not opened(agenda_docx(samples.one_panel())).tables


def test_title_author_date_and_language_are_in_the_properties(paper: Paper) -> None:
    properties = paper.core_properties
    assert properties.title == samples.two_days().file_title
    assert properties.author.startswith("Ministry of Digital Affairs")
    assert properties.created is not None
    assert properties.created.replace(tzinfo=None) == datetime(2026, 9, 1, 10, 0)  # noqa: DTZ001
    assert properties.language == "en"


def language_of(element: Any, kind: str) -> set[str]:
    return {mark.get(qn(f"w:{kind}")) for mark in element.iter(qn("w:lang"))} - {None}


def test_han_text_is_told_its_face_and_language() -> None:
    paper = opened(agenda_docx(samples.chinese()))
    normal = paper.styles["Normal"].element
    assert normal.rPr.rFonts.get(qn("w:eastAsia")) == "Microsoft JhengHei"
    assert language_of(normal, "eastAsia") == {"zh-TW"}
    assert "ja" in language_of(paper.element.body, "eastAsia")
    assert "ar" in language_of(paper.element.body, "bidi")


def test_properties_of_words_stand_in_the_order_that_programs_insist_on() -> None:
    order = ["rFonts", "b", "strike", "color", "sz", "rtl", "lang"]
    for booklet in (samples.two_days(), samples.chinese()):
        for properties in opened(agenda_docx(booklet)).element.body.iter(qn("w:rPr")):
            found = [order.index(part.tag.partition("}")[2]) for part in properties]
            assert found == sorted(found)


def test_each_page_has_forum_document_release_and_number(paper: Paper) -> None:
    section = paper.sections[0]
    assert section.header.paragraphs[0].text == "F3D 2026, Vilnius · Agenda"
    foot = section.footer.paragraphs[0]
    assert samples.two_days().release in foot.text
    fields = [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_cancelled_session_is_struck_through_and_said(paper: Paper) -> None:
    (heading,) = (it for it in paper.paragraphs if it.text == "Satellites for everyone")
    assert heading.runs[0].font.strike
    assert "Cancelled on 11 October" in words(paper)


def test_the_same_booklet_gives_the_same_bytes() -> None:
    content = agenda_docx(samples.two_days())
    assert agenda_docx(samples.two_days()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("odd", ["", "\x00\x1b\x07", "\ud800", "\ufffe", "<w:p>&amp;", "a\r\n\tb", "x" * 5000])
def test_odd_text_never_stops_the_document(odd: str) -> None:
    person = Person(name=odd, native_name=odd, native_lang=odd[:9], role=odd, description=odd)
    row = replace(samples.panel(), title=odd, time=odd, code=odd, abstract=odd, people=(person,), foot=(odd,))
    booklet = samples.one_panel()
    day = replace(booklet.days[0], title=odd, zones=odd, blocks=(Block(rows=(row, row)),))
    hosts = (Host(name=odd),)
    odd_booklet = replace(booklet, title=odd, file_title=odd, hosts=hosts, release=odd, accent=odd, days=(day,))
    opened(agenda_docx(odd_booklet))
