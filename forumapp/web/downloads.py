"""Files as answers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from flask import Response
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as WerkzeugResponse

from forumapp.documents import long_tables, tables

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Answer = TypeVar("Answer", bound=WerkzeugResponse)


def csv_download(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as CSV, UTF-8, first row the column names (contract.md, read-outs)."""
    return download(name, tables.csv_bytes(columns, rows), "text/csv; charset=utf-8")


def csv_in_pieces(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The same for a long table: its first rows leave before the last are written."""
    return _in_pieces(name, long_tables.csv_pieces(columns, rows), "text/csv; charset=utf-8")


def xlsx_in_pieces(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """As a workbook."""
    return _in_pieces(name, long_tables.workbook_pieces(columns, rows), _XLSX)


def _in_pieces(name: str, pieces: Iterator[bytes], content_type: str) -> Response:
    response = Response(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response


def download(name: str, content: bytes, content_type: str) -> Response:
    """A file to keep, under an ASCII name."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response


def untrusted(name: str, content: bytes, content_type: str) -> Response:
    """A file that somebody sent: kept, never shown, and nothing in it may run (INJ-03)."""
    return sandboxed(download(name, content, content_type))


def sandboxed(response: Answer) -> Answer:
    """The same answer, in which a browser lets nothing run."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
