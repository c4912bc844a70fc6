"""Files as answers."""

from collections.abc import Iterable, Sequence

from flask import Response
from werkzeug.http import dump_options_header

from forumapp.documents import tables


def csv_download(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as CSV, UTF-8, first row the column names (contract.md, read-outs)."""
    return download(name, tables.csv_bytes(columns, rows), "text/csv; charset=utf-8")


def download(name: str, content: bytes, content_type: str) -> Response:
    """A file to keep, under an ASCII name."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response
