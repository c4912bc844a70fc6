"""One page for each day, however full it is."""

import io
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from forumapp.documents import qr
from forumapp.documents.agenda_pdf import one_page_pdf
from forumapp.documents.booklet import Block, Booklet
from tests.documents import samples

WITH_CODE = {"newest_words": "Newest release", "newest_qr": qr.svg("https://forum.example.org/en/f3d2026/since/1")}


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("booklet", [samples.two_days(), samples.chinese(), samples.lithuanian()])
def test_each_day_has_its_page_in_every_language(booklet: Booklet, caplog: pytest.LogCaptureFixture) -> None:
    content = one_page_pdf(lambda: replace(booklet, **WITH_CODE))
    read = pages(content)
    assert len(read) == len(booklet.days)
    for page, day in zip(read, booklet.days, strict=True):
        first, last = day.blocks[0].rows[0], day.blocks[-1].rows[-1]
        assert first.time in page and last.time in page and booklet.release.split(",")[0][:8] in page
    assert not caplog.records, "not PDF/UA-1"


@pytest.mark.parametrize("sessions", [1, 20, 45])
def test_a_full_day_still_fits_its_page(sessions: int) -> None:
    rows = tuple(
        replace(samples.panel(), code=f"S{number}", title=f"Session number {number} about something", second_time="")
        for number in range(sessions)
    )
    day = replace(samples.two_days().days[0], blocks=tuple(Block(rows=(row,)) for row in rows))
    (page,) = pages(one_page_pdf(lambda: replace(samples.two_days(), days=(day,), **WITH_CODE)))
    assert all(f"Session number {number} about something" in page for number in range(sessions))


def test_the_code_is_a_picture_with_words() -> None:
    content = one_page_pdf(lambda: replace(samples.one_panel(), **WITH_CODE))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        words = [
            str(thing["/Alt"]) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
    assert words == ["Newest release"]


def test_the_drawing_is_as_large_as_its_frame() -> None:
    drawn = WITH_CODE["newest_qr"]
    head = drawn[: drawn.index(">")]
    assert "viewBox" in head and "width" not in head and "height" not in head
