"""Workbooks made in tests, as a spreadsheet program would write them."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook


def workbook(rows: Iterable[Sequence[Any]], before: Sequence[str] = ()) -> bytes:
    """One sheet of these rows; ``before``: hidden sheets in front of it."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for place, name in enumerate(before):
        hidden = book.create_sheet(name, place)
        hidden.append(["nothing to see"])
        hidden.sheet_state = "hidden"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
