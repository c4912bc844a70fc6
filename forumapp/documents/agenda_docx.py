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
from docx.text.paragraph import Paragraph

from forumapp.documents import archives, languages, word_text
from forumapp.documents.booklet import Booklet, Day, Person, Row
from forumapp.documents.hosts import Host
from forumapp.documents.word_text import PLAIN, Look, Text, clean

QUIET, STOP = "55565D", "9B1C1C"
DOT = " · "

LATIN_FACE = "Calibri"

_QUIETLY, _BOLD = Look(colour=QUIET), Look(bold=True)
_WIDTHS = (32, 98, 38)
"""Millimetres of time, session and place."""
_LOGO = (62, 13)
"""Millimetres at most."""


def agenda_docx(booklet: Booklet) -> bytes:
    """The same booklet gives the same bytes."""
    paper = Document()
    _properties(paper, booklet)
    _page(paper, booklet)
    _styles(paper, booklet)
    text = Text(paper)
    _head(text, booklet)
    if sum(len(block.rows) for day in booklet.days for block in day.blocks) > 1:
        _overview(text, booklet)
    for day in booklet.days:
        _day(text, day)
    _notes(text, booklet)
    text.end()
    content = io.BytesIO()
    paper.save(content)
    return archives.archive(archives.opened(content.getvalue()))


def _properties(paper: Paper, booklet: Booklet) -> None:
    properties = paper.core_properties
    moment = booklet.released_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = clean(booklet.file_title)[:255]
    properties.subject = clean(booklet.release)[:255]
    properties.author = clean(", ".join(host.name for host in booklet.hosts) or booklet.series)[:255]
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = clean(booklet.lang)[:255]
    properties.revision = 1
    properties.created = properties.modified = moment


def _page(paper: Paper, booklet: Booklet) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(21)
    section.top_margin = section.bottom_margin = Mm(24)
    head = section.header.paragraphs[0]
    head.text = clean(DOT.join(filter(None, (booklet.header, booklet.document_name))))
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(168), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(clean(DOT.join(filter(None, (booklet.release, booklet.footer)))) + "\t")
    for part in re.split(r"(\{pages?\})", clean(booklet.labels.page_of)):
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
        style.font.color.rgb = RGBColor.from_string(QUIET) if name in ("Header", "Footer") else ink
        style.font.bold = name in ("Title", "Heading 1", "Heading 2")
        _faces(style.element, booklet.lang)
    for name, before, after in (("Normal", 0, 3), ("Title", 6, 6), ("Heading 1", 22, 6), ("Heading 2", 1, 3)):
        layout = paper.styles[name].paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
    for border in paper.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    for name, size, colour, before in (
        ("Time", 9.5, ink, 12),
        ("Fact", 9.5, RGBColor.from_string(QUIET), 0),
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
    properties.append(word_text.language(tag))


def _han_face(tag: str) -> str:
    language = languages.parse(tag)
    return word_text.HAN_FACES.get(language.code if language else "", word_text.HAN_FACES["zh"])


def _head(text: Text, booklet: Booklet) -> None:
    _line(text, booklet.series, "Kind", _BOLD)
    _line(text, booklet.title, "Title")
    _line(text, booklet.theme, look=Look(size=14))
    _line(text, booklet.dates, look=_BOLD)
    _line(text, booklet.place)
    _line(text, booklet.hosts_label, "Fact")
    for host in booklet.hosts:
        _host(text, host)
    for line in booklet.notices:
        _line(text, line)
    _line(text, booklet.release, "Time", _BOLD)
    _line(text, booklet.time_note, "Fact")
    _line(text, booklet.subject_to_change, "Fact")


def _host(text: Text, host: Host) -> None:
    if host.logo is None:
        _line(text, host.name)
        return
    scale = min(_LOGO[0] / host.logo.width, _LOGO[1] / host.logo.height)
    text.picture(host.logo.content, host.name, host.logo.width * scale, host.logo.height * scale)


def _line(text: Text, words: str, style: str = "Normal", look: Look = PLAIN) -> None:
    """A paragraph, where there are words."""
    if words:
        text.paragraph(style).say(words, look)


def _overview(text: Text, booklet: Booklet) -> None:
    labels = booklet.labels
    _line(text, labels.at_a_glance, "Heading 1")
    for day in booklet.days:
        _line(text, day.title, "Time", _BOLD)
        table = text.table((labels.time, labels.session, labels.place), _WIDTHS)
        for row in (row for block in day.blocks for row in block.rows):
            time, title, place = table.row()
            time.say(row.time)
            _title(title, row)
            title.say(f" {row.cancelled}" if row.cancelled else "", Look(colour=STOP))
            place.say(row.place)


def _day(text: Text, day: Day) -> None:
    heading = text.paragraph("Heading 1")
    heading.say(day.title)
    if day.zones:
        heading.say("   " + day.zones, Look(bold=False, size=9.5, colour=QUIET))
    for block in day.blocks:
        for row in block.rows:
            _session(text, row)


def _session(text: Text, row: Row) -> None:
    time = text.paragraph("Time")
    time.say(row.time, Look(bold=not row.quiet))
    time.say("   ".join(["", *filter(None, (row.second_time, "" if row.quiet else row.code))]), _QUIETLY)
    if row.format or row.place or row.access:
        kind = text.paragraph("Kind")
        kind.say(row.format, _BOLD)
        kind.say(DOT.join([*([""] if row.format else []), *filter(None, (row.place, row.access))]), _QUIETLY)
    _title(text.paragraph("Heading 2"), row)
    _line(text, row.cancelled, look=Look(bold=True, colour=STOP))
    _line(text, row.hosts)
    for person in row.people:
        _person(text, person)
    for part in filter(None, (part.strip() for part in row.abstract.split("\n"))):
        _line(text, part, look=Look(lang=row.abstract_lang))
    for time_of_item, words in row.items:
        _line(text, f"{time_of_item}  {words}")
    _line(text, row.note)
    _line(text, DOT.join(row.foot), "Fact")


def _notes(text: Text, booklet: Booklet) -> None:
    if booklet.notes:
        _line(text, booklet.labels.notes, "Heading 1")
    for note in booklet.notes:
        _line(text, note.heading, "Heading 2")
        for part in filter(None, (part.strip() for part in note.words.split("\n"))):
            _line(text, part, look=Look(lang=note.lang))


def _title(paragraph: word_text.Paragraph, row: Row) -> None:
    paragraph.say(row.title, Look(struck=bool(row.cancelled), lang=row.title_lang))


def _person(text: Text, person: Person) -> None:
    paragraph = text.paragraph(after=0)
    paragraph.say(person.name)
    if person.native_name:
        paragraph.say(" ")
        paragraph.say(person.native_name, Look(lang=person.native_lang))
    about = ", ".join(filter(None, (person.role, person.description)))
    paragraph.say(f" {about}" if about else "", _QUIETLY)
