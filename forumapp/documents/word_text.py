"""Paragraphs and tables of a word-processing document, written one after the other.

The library for such documents looks for the style of each paragraph among all styles, for the place of each property
among all properties, and for a cell among all cells of its table. Here each element is made in its place at once,
so that a thousand sessions take as long as ten times a hundred. The order of properties is the standard's
(ECMA-376, 17.3); programs refuse another.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from forumapp.documents import languages
from forumapp.documents.xml_text import writable

HAN_FACES = {"zh": "Microsoft JhengHei", "ja": "Yu Gothic", "ko": "Malgun Gothic"}

_BREAK_OR_TAB = re.compile(r"(\r\n|[\r\n\t])")
_TWIPS = 20
"""In a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What sets a few words apart from their paragraph's style; ``colour`` as rrggbb, ``size`` in points."""

    bold: bool | None = None
    struck: bool = False
    colour: str = ""
    size: float = 0
    lang: str = ""


PLAIN = Look()


class Paragraph:
    def __init__(self, parent: Any, style: str = "", after: float | None = None) -> None:
        """``style`` by its id, ``after`` in points where it differs from the style's."""
        self._element = etree.SubElement(parent, qn("w:p"))
        if style or after is not None:
            properties = etree.SubElement(self._element, qn("w:pPr"))
            if style:
                _add(properties, "pStyle", val=style)
            if after is not None:
                _add(properties, "spacing", after=str(round(after * _TWIPS)))

    def say(self, words: str, look: Look = PLAIN) -> None:
        if not words:
            return
        run = etree.SubElement(self._element, qn("w:r"))
        if look is not PLAIN:
            _dress(run, look)
        for part in _BREAK_OR_TAB.split(clean(words)):
            if part == "\t":
                _add(run, "tab")
            elif part in ("\n", "\r", "\r\n"):
                _add(run, "br")
            elif part:
                text = _add(run, "t")
                text.text = part
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


class Text:
    """The text of a new paper, up to its ``end``."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._body: Any = paper.element.body
        self._section = self._body.sectPr
        self._style_ids = {style.name or "": style.style_id for style in paper.styles}

    def paragraph(self, style: str = "Normal", after: float | None = None) -> Paragraph:
        return Paragraph(self._body, "" if style == "Normal" else self._style_ids[style], after)

    def picture(self, content: bytes, words: str, width: float, height: float) -> None:
        """In a paragraph of its own; ``words`` for whoever cannot see it, its size in millimetres."""
        drawn = self._paper.part.new_pic_inline(io.BytesIO(content), Mm(width), Mm(height))
        drawn.docPr.set("descr", clean(words))
        paragraph = etree.SubElement(self._body, qn("w:p"))
        _add(_add(paragraph, "r"), "drawing").append(drawn)

    def table(self, headings: Sequence[str], widths: Sequence[float]) -> "Table":
        """``widths`` in millimetres."""
        return Table(self._body, self._style_ids["Table Grid"], headings, widths)

    def end(self) -> None:
        """The description of the page stands after all text."""
        self._body.append(self._section)


class Table:
    def __init__(self, body: Any, style: str, headings: Sequence[str], widths: Sequence[float]) -> None:
        self._widths = [str(Mm(width).twips) for width in widths]
        self._element = etree.SubElement(body, qn("w:tbl"))
        properties = _add(self._element, "tblPr")
        _add(properties, "tblStyle", val=style)
        _add(properties, "tblW", type="auto", w="0")
        _add(properties, "tblLayout", type="fixed")
        _add(properties, "tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1", lastColumn="0")
        grid = _add(self._element, "tblGrid")
        for width in self._widths:
            _add(grid, "gridCol", w=width)
        row = _add(self._element, "tr")
        # Marked as headings, for readers' software and at the top of each page.
        _add(_add(row, "trPr"), "tblHeader")
        for cell, words in zip(self._cells(row), headings, strict=True):
            cell.say(words, Look(bold=True))

    def row(self) -> list[Paragraph]:
        """Its empty cells."""
        return self._cells(_add(self._element, "tr"))

    def _cells(self, row: Any) -> list[Paragraph]:
        cells = [_add(row, "tc") for _ in self._widths]
        for cell, width in zip(cells, self._widths, strict=True):
            _add(_add(cell, "tcPr"), "tcW", type="dxa", w=width)
        return [Paragraph(cell) for cell in cells]


def language(tag: str) -> Any:
    """Word keeps three languages for each text: of its Latin, its Han and its right-to-left letters."""
    spoken = languages.parse(tag)
    latin, han, right_to_left = "en-GB", "zh-TW", ""
    if spoken and spoken.code in HAN_FACES:
        han = spoken.tag
    elif spoken:
        latin = spoken.tag
        right_to_left = spoken.tag if spoken.right_to_left else ""
    mark = etree.Element(qn("w:lang"))
    mark.set(qn("w:val"), latin)
    mark.set(qn("w:eastAsia"), han)
    if right_to_left:
        mark.set(qn("w:bidi"), right_to_left)
    return mark


def clean(words: str) -> str:
    return writable(words, "")


def _dress(run: Any, look: Look) -> None:
    spoken = languages.parse(look.lang)
    properties = _add(run, "rPr")
    if spoken and spoken.code in HAN_FACES:
        _add(properties, "rFonts", eastAsia=HAN_FACES[spoken.code])
    if look.bold is not None:
        _add(properties, "b", val="1" if look.bold else "0")
    if look.struck:
        _add(properties, "strike")
    if look.colour:
        _add(properties, "color", val=look.colour)
    if look.size:
        _add(properties, "sz", val=str(round(look.size * 2)))
    if spoken and spoken.right_to_left:
        _add(properties, "rtl")
    if spoken:
        properties.append(language(look.lang))


def _add(parent: Any, name: str, **attributes: str) -> Any:
    """An element, and its attributes, all of the standard's own namespace."""
    return etree.SubElement(parent, qn(f"w:{name}"), {qn(f"w:{key}"): value for key, value in attributes.items()})
