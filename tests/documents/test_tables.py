"""Tables for spreadsheets: exact, and never a program."""

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from forumapp.documents.tables import csv_bytes


class State(StrEnum):
    SENT = "sent"


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u3000@"])
def test_what_would_start_a_formula_gets_an_apostrophe(start: str) -> None:
    text = start + "cmd|' /C calc'!A0"
    assert read(csv_bytes(["name"], [[text]]))[1] == ["'" + text]


def test_a_column_name_is_guarded_as_well() -> None:
    assert read(csv_bytes(["=x"], [])) == [["'=x"]]


def test_a_guarded_cell_cannot_be_left_by_quotes_or_line_ends() -> None:
    rows = read(csv_bytes(["a", "b"], [['x","=1+1', "y\r\n=2"]]))
    assert rows[1] == ['x","=1+1', "y\r\n=2"]
    assert len(rows) == 2


def test_values_are_written_as_machines_read_them() -> None:
    moment = datetime(2026, 10, 24, 9, 0, tzinfo=timezone(timedelta(hours=3)))
    row = [None, True, -5, 1.5, moment, date(2026, 10, 24), State.SENT, "Žemaitė, 林雨晴"]
    (written,) = read(csv_bytes(list("abcdefgh"), [row]))[1:]
    assert written == ["", "true", "-5", "1.5", "2026-10-24T06:00:00Z", "2026-10-24", "sent", "Žemaitė, 林雨晴"]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        csv_bytes(["at"], [[datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)]])


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        csv_bytes(["a", "b"], [["x"]])


def test_nul_is_gone_and_half_a_pair_does_not_stop_the_table() -> None:
    assert read(csv_bytes(["a"], [["x\0y\ud800"]]))[1] == ["xy?"]


def test_every_cell_is_quoted_and_lines_end_in_crlf() -> None:
    assert csv_bytes(["a", "b"], [["x", 1]]) == b'"a","b"\r\n"x","1"\r\n'


def test_excel_gets_its_mark_when_asked() -> None:
    assert csv_bytes(["a"], [], mark=True).startswith(b"\xef\xbb\xbf")
