"""Tables as workbooks (XLSX): the first sheet that is not hidden; dates and times as cells or as text."""

import logging
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl

from forumapp.tables import rows
from forumapp.tables.rows import ROW, Columns, Table, UnreadableFile
from forumapp.tables.unpacking import refuse_declarations
from forumapp.words import N_, translated

LARGEST_UNPACKED = 20 * 1024 * 1024
"""Bytes of all parts together. A real workbook of our size unpacks to a tenth of it; a bomb to gigabytes."""
MOST_PARTS = 500
MOST_ROWS = 5_000
FURTHEST_ROW = 50_000
"""A stray mark far below makes a sheet of a million empty rows."""
MOST_COLUMNS = 60

log = logging.getLogger(__name__)


def read(content: bytes, columns: Columns) -> Table:
    """Raises UnreadableFile."""
    _refuse_bombs(content)
    try:
        records = list(_records(content))
    except UnreadableFile:
        raise
    except Exception as error:  # a damaged workbook raises whatever the part in question happens to raise
        log.info("a workbook could not be read", exc_info=True)
        raise UnreadableFile(reason=translated(N_("it is damaged, or no workbook (.xlsx) at all."))) from error
    return rows.table(records, columns, counted=ROW)


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            # A part is never read beyond the size that it declares, so the declarations can be relied on.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise UnreadableFile(reason=translated(N_("unpacked it is far too large.")))
            for part in parts:
                refuse_declarations(archive.read(part))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableFile(reason=translated(N_("it is damaged, or no workbook (.xlsx) at all."))) from error


def _records(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row that has something in it, with its number in the sheet."""
    workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next((sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise UnreadableFile(reason=translated(N_("it has no sheet that can be seen.")))
        sheet.reset_dimensions()  # what a sheet says of its size is often wrong
        found = 0
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            cells = [_words(value) for value in row]
            found += any(cells)
            if found > MOST_ROWS or number > FURTHEST_ROW:
                raise UnreadableFile(reason=translated(N_("it has more than %(count)s rows."), count=MOST_ROWS))
            if any(cells):
                yield number, _without_empty_end(cells)
    finally:
        workbook.close()


def _words(value: Any) -> str:
    """A cell as one would have typed it into a CSV file."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():  # a cell shown as [h]:mm
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
