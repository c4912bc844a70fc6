"""Tables as workbooks (XLSX) in which nothing that somebody typed is ever a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from forumapp.documents import archives
from forumapp.documents.tables import FORMULA_STARTS, About, Column
from forumapp.documents.xml_text import writable

_CORE = "docProps/core.xml"
_LONGEST_CELL = 32_767
"""Characters; more than that and the workbook counts as damaged."""
_NOT_IN_A_NAME = re.compile(r"[\\/*?:\[\]\x00-\x1f]")


def workbook(sheet: str, columns: Sequence[Column], rows: Iterable[Sequence[object]], about: About) -> bytes:
    """One sheet whose heading stays in sight; the same rows give the same bytes."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = _NOT_IN_A_NAME.sub(" ", sheet)[:31] or "1"
    page.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
        _fill(page.cell(1, number), column.heading)
        page.cell(1, number).font = Font(bold=True)
    last = 1
    for last, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            _fill(page.cell(last, number), value)
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    return _saved(book, about)


def _fill(cell: Cell, value: object) -> None:
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    match value:
        case None | "":
            return
        case datetime():
            raise ValueError("a cell has no zone: give a date and a time, or words")
        case date():
            cell.value, cell.number_format = value, "yyyy-mm-dd"
        case time():
            cell.value, cell.number_format = value, "hh:mm"
        case int() | float():
            cell.value = value
        case _:
            words = writable(str(value))[:_LONGEST_CELL]
            cell.value = words
            cell.data_type = "s"  # whatever it begins with
            cell.quotePrefix = words.startswith(FORMULA_STARTS)  # nor when somebody edits it


def _saved(book: openpyxl.Workbook, about: About) -> bytes:
    properties = book.properties
    properties.title, properties.creator = (writable(words, "")[:255] for words in (about.title, about.author))
    properties.language = about.language
    content = io.BytesIO()
    book.save(content)
    # Saving has written the time of saving.
    properties.created = properties.modified = about.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return archives.archive(archives.opened(content.getvalue()) | {_CORE: tostring(properties.to_tree())})
