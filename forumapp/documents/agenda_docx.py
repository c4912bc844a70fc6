"""The agenda for a word processor: real headings, a table with headings, languages marked."""

import io
import re
from datetime import UTC
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from forumapp.documents import archives, languages
from forumapp.documents.booklet import Booklet, Day, Person, Row

QUIET = RGBColor(0x55, 0x56, 0x5D)
STOP = RGBColor(0x9B, 0x1C, 0x1C)
DOT = " · "

LATIN_FACE = "Calibri"
HAN_FACES = {"zh": "Microsoft JhengHei", "ja": "Yu Gothic", "ko": "Malgun Gothic"}

# XML 1.0 cannot hold these in any spelling.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def agenda_docx(booklet: Booklet) -> bytes:
    """The same booklet gives the same bytes."""
    paper = Document()
    _properties(paper, booklet)
    _page(paper, booklet)
    _styles(paper, booklet)
    _head(paper, booklet)
    if sum(len(block.rows) for day in booklet.days for block in day.blocks) > 1:
        _overview(paper, booklet)
    for day in booklet.days:
        _day(paper, day)
    content = io.BytesIO()
    paper.save(content)
    return archives.archive(archives.opened(content.getvalue()))


def _properties(paper: Paper, booklet: Booklet) -> None:
    properties = paper.core_properties
    moment = booklet.released_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = _clean(booklet.file_title)[:255]
    properties.subject = _clean(booklet.release)[:255]
    properties.author = _clean(", ".join(booklet.hosts) or booklet.series)[:255]
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = _clean(booklet.lang)[:255]
    properties.revision = 1
    properties.created = properties.modified = moment


def _page(paper: Paper, booklet: Booklet) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(21)
    section.top_margin = section.bottom_margin = Mm(24)
    head = section.header.paragraphs[0]
    head.text = _clean(DOT.join(filter(None, (booklet.header, booklet.document_name))))
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(168), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(_clean(DOT.join(filter(None, (booklet.release, booklet.footer)))) + "\t")
    for part in re.split(r"(\{pages?\})", _clean(booklet.labels.page_of)):
        if part in ("{page}", "{pages}"):
            _field(foot, {"{page}": "PAGE", "{pages}": "NUMPAGES"}[part])
        elif part:
            foot.add_run(part)


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _styles(paper: Paper, booklet: Booklet) -> None:
    accent = RGBColor.from_string(booklet.accent_colour.lstrip("#").upper())
    ink = RGBColor(0x1B, 0x1B, 0x20)
    sizes = {"Normal": 10.5, "Title": 26, "Heading 1": 17, "Heading 2": 12.5, "Header": 8.5, "Footer": 8.5}
    for name, size in sizes.items():
        style: Any = paper.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = QUIET if name in ("Header", "Footer") else ink
        style.font.bold = name in ("Title", "Heading 1", "Heading 2")
        _faces(style.element, booklet.lang)
    for name, before, after in (("Normal", 0, 3), ("Title", 6, 6), ("Heading 1", 22, 6), ("Heading 2", 1, 3)):
        layout = paper.styles[name].paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
    for border in paper.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    for name, size, colour, before in (
        ("Time", 9.5, ink, 12),
        ("Fact", 9.5, QUIET, 0),
        ("Kind", 9.5, accent, 0),
    ):
        style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = paper.styles["Normal"]
        style.font.size, style.font.color.rgb = Pt(size), colour
        style.paragraph_format.space_before = Pt(before)
    for name in ("Time", "Kind"):
        paper.styles[name].paragraph_format.keep_with_next = True


def _faces(style: Any, tag: str) -> None:
    """Word picks a Han face of its own liking, often Japanese, unless it is told face and language."""
    properties = style.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, face in (("ascii", LATIN_FACE), ("hAnsi", LATIN_FACE), ("cs", "Arial"), ("eastAsia", _han_face(tag))):
        fonts.set(qn(f"w:{name}"), face)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_language(tag))


def _han_face(tag: str) -> str:
    language = languages.parse(tag)
    return HAN_FACES.get(language.code if language else "", HAN_FACES["zh"])


def _language(tag: str) -> Any:
    """Word keeps three languages for each text: of its Latin, its Han and its right-to-left letters."""
    language = languages.parse(tag)
    latin, han, right_to_left = "en-GB", "zh-TW", ""
    if language and language.code in HAN_FACES:
        han = language.tag
    elif language:
        latin = language.tag
        right_to_left = language.tag if language.right_to_left else ""
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), latin)
    mark.set(qn("w:eastAsia"), han)
    if right_to_left:
        mark.set(qn("w:bidi"), right_to_left)
    return mark


def _head(paper: Paper, booklet: Booklet) -> None:
    _line(paper, booklet.series, "Kind", bold=True)
    paper.add_paragraph(_clean(booklet.title), style="Title")
    _line(paper, booklet.theme, size=14)
    _line(paper, booklet.dates, bold=True)
    _line(paper, booklet.place)
    _line(paper, booklet.hosts_label, "Fact")
    for line in booklet.hosts + booklet.notices:
        _line(paper, line)
    _line(paper, booklet.release, "Time", bold=True)
    _line(paper, booklet.time_note, "Fact")
    _line(paper, booklet.subject_to_change, "Fact")


def _line(
    paper: Paper,
    text: str,
    style: str = "Normal",
    *,
    bold: bool | None = None,
    size: float | None = None,
    colour: RGBColor | None = None,
) -> None:
    """A paragraph, where there is text."""
    if not text:
        return
    run = paper.add_paragraph(style=style).add_run(_clean(text))
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = colour


def _overview(paper: Paper, booklet: Booklet) -> None:
    labels = booklet.labels
    paper.add_heading(_clean(labels.at_a_glance), level=1)
    for day in booklet.days:
        _line(paper, day.title, "Time", bold=True)
        table = paper.add_table(rows=1, cols=3, style="Table Grid")
        _widths(table)
        for cell, words in zip(table.rows[0].cells, (labels.time, labels.session, labels.place), strict=True):
            cell.text = _clean(words)
        _repeat_heading(table)
        for row in (row for block in day.blocks for row in block.rows):
            cells = table.add_row().cells
            cells[0].text, cells[2].text = _clean(row.time), _clean(row.place)
            _title(cells[1].paragraphs[0], row)
            if row.cancelled:
                cells[1].paragraphs[0].add_run(_clean(" " + row.cancelled)).font.color.rgb = STOP


def _widths(table: Table) -> None:
    table.autofit = False
    for column, width in zip(table.columns, (32, 98, 38), strict=True):
        column.width = column.cells[0].width = Mm(width)


def _repeat_heading(table: Table) -> None:
    """The row of headings is marked as such, for readers' software and at the top of each page."""
    row = table.rows[0]
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _day(paper: Paper, day: Day) -> None:
    heading = paper.add_heading(_clean(day.title), level=1)
    if day.zones:
        zones = heading.add_run(_clean("   " + day.zones))
        zones.bold, zones.font.size, zones.font.color.rgb = False, Pt(9.5), QUIET
    for block in day.blocks:
        for row in block.rows:
            _session(paper, row)


def _session(paper: Paper, row: Row) -> None:
    time = paper.add_paragraph(style="Time")
    time.add_run(_clean(row.time)).bold = not row.quiet
    _quietly(time, "   ".join(["", *filter(None, (row.second_time, "" if row.quiet else row.code))]))
    if row.format or row.place or row.access:
        kind = paper.add_paragraph(style="Kind")
        kind.add_run(_clean(row.format)).bold = True
        _quietly(kind, DOT.join([*([""] if row.format else []), *filter(None, (row.place, row.access))]))
    _title(paper.add_heading(level=2), row)
    _line(paper, row.cancelled, bold=True, colour=STOP)
    _line(paper, row.hosts)
    for person in row.people:
        _person(paper, person)
    for part in filter(None, (part.strip() for part in row.abstract.split("\n"))):
        _spoken(paper.add_paragraph().add_run(_clean(part)), row.abstract_lang)
    _line(paper, row.note)
    _line(paper, DOT.join(row.foot), "Fact")


def _title(paragraph: Paragraph, row: Row) -> None:
    run = paragraph.add_run(_clean(row.title))
    run.font.strike = True if row.cancelled else None
    _spoken(run, row.title_lang)


def _person(paper: Paper, person: Person) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(_clean(person.name))
    if person.native_name:
        paragraph.add_run(" ")
        _spoken(paragraph.add_run(_clean(person.native_name)), person.native_lang)
    about = ", ".join(filter(None, (person.role, person.description)))
    _quietly(paragraph, " " + about if about else "")


def _quietly(paragraph: Paragraph, text: str) -> None:
    if text.strip():
        paragraph.add_run(_clean(text)).font.color.rgb = QUIET


def _spoken(run: Run, tag: str) -> None:
    """Marks a run as being in another language, with that language's forms of Han characters."""
    language = languages.parse(tag)
    if language is None:
        return
    properties = run._r.get_or_add_rPr()
    if language.code in HAN_FACES:
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), HAN_FACES[language.code])
    if language.right_to_left:
        run.font.rtl = True
    properties.append(_language(tag))


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)
