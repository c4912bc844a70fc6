"""Workbooks are read as far as they are tables, and refused in words as soon as they are something else."""

import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest

from forumapp.tables import files, xlsx_files
from forumapp.tables.rows import Columns, UnreadableFile
from tests.support.workbooks import workbook

COLUMNS = Columns(("name", "when"), ("name",))


def repacked(content: bytes, **changes: bytes | None) -> bytes:
    """The same archive with some parts changed, added or (None) left out."""
    by_name = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in changes.items()}
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in by_name:
                new.writestr(part, old.read(part))
        for name, data in by_name.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def refused(app, content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        xlsx_files.read(content, COLUMNS)
    return refusal.value.sentence()


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (date(2026, 10, 24), "2026-10-24"),
        (datetime(2026, 10, 24), "2026-10-24"),
        (datetime(2026, 10, 24, 9, 5), "2026-10-24 09:05"),
        (time(9, 0), "09:00"),
        (timedelta(hours=9, minutes=45), "09:45"),
        ("9.45", "9.45"),
        (27, "27"),
        (27.0, "27"),
        (0.5, "0.5"),
        (None, ""),
        ("  林雨晴 ", "林雨晴"),
    ],
)
def test_a_cell_says_what_one_would_have_typed(cell, words):
    table = xlsx_files.read(workbook([["name", "when"], ["LIN Yu-ching", cell]]), COLUMNS)
    assert table.rows[0].cells.get("when", "") == words


def test_rows_are_counted_as_the_sheet_counts_them(app):
    table = xlsx_files.read(workbook([[], ["Name", "Catering"], ["A", "x"], [None], ["B"]]), COLUMNS)
    assert [(row.line, row.cells["name"]) for row in table.rows] == [(3, "A"), (5, "B")]
    assert table.unused == ["Catering"]
    assert table.counted == "Row %(number)s"


def test_the_first_sheet_that_can_be_seen_is_read():
    table = xlsx_files.read(workbook([["name"], ["A"]], before=["Lists", "Notes"]), COLUMNS)
    assert [row.cells for row in table.rows] == [{"name": "A"}]


def test_a_formula_gives_what_was_last_reckoned_and_nothing_is_reckoned_here():
    table = xlsx_files.read(workbook([["name", "when"], ["A", '=HYPERLINK("http://example.org")']]), COLUMNS)
    assert table.rows[0].cells.get("when", "") == ""


def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(app):
    bomb = repacked(workbook([["name"], ["A"]]), xl__media__big_xml=b"0" * (xlsx_files.LARGEST_UNPACKED + 1))
    assert len(bomb) < 100_000
    assert "unpacked it is far too large" in refused(app, bomb)


def test_an_archive_of_very_many_parts_is_refused(app):
    many = repacked(workbook([["name"]]), **{f"part{number}": b"" for number in range(600)})
    assert "unpacked it is far too large" in refused(app, many)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_part_are_refused(app, encoding):
    laughs = '<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    content = repacked(workbook([["name"], ["A"]]), xl__sharedStrings_xml=laughs.encode(encoding))
    assert "it declares entities" in refused(app, content)


def test_a_sheet_that_says_it_is_endless_is_read_as_far_as_it_goes():
    content = workbook([["name"], ["A"]])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    endless = sheet.replace(b'<dimension ref="A1:A2"', b'<dimension ref="A1:XFD1048576"')
    assert endless != sheet
    table = xlsx_files.read(repacked(content, xl__worksheets__sheet1_xml=endless), COLUMNS)
    assert [row.cells["name"] for row in table.rows] == ["A"]


def test_a_sheet_with_a_mark_far_below_is_refused(app):
    content = workbook([["name"], ["A"]])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'<row r="2"', b'<row r="1000000"').replace(b'r="A2"', b'r="A1000000"')
    assert far != sheet
    assert "more than 5000 rows" in refused(app, repacked(content, xl__worksheets__sheet1_xml=far))


def test_more_rows_than_anybody_types_are_refused(app):
    assert "more than 5000 rows" in refused(app, workbook([["name"], *[["A"]] * 5001]))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\x00" * 400,
        workbook([["name"]])[:-60],
        repacked(workbook([["name"], ["A"]]), xl__workbook_xml=None),
        repacked(workbook([["name"], ["A"]]), xl__workbook_xml=b"<workbook"),
        repacked(workbook([["name"], ["A"]]), xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row r='x'>"),
    ],
)
def test_a_damaged_workbook_is_refused_in_words(app, content):
    assert refused(app, content) == "This file cannot be read: it is damaged, or no workbook (.xlsx) at all."


def test_what_a_file_is_counts_more_than_what_it_is_called(app):
    assert files.kind("a.csv", workbook([["name"]])) == ".xlsx"
    assert files.kind("a.txt", b'\xef\xbb\xbf \n{"schedule": {}}') == ".json"
    assert files.kind("a", b"<?xml version='1.0'?>") == ".xml"
    assert files.kind("A.CSV", b"name,when") == ".csv"
    with pytest.raises(UnreadableFile, match="cannot be read") as refusal:
        files.kind("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert "Save it as .xlsx" in refusal.value.sentence()
