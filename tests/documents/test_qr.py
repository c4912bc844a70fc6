"""Squares are read again by a program, out of the letter and off the page."""

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from forumapp.documents import qr

ADDRESSES = (
    "https://forum.example.org/en/f3d2026/since/1",
    "https://forum.example.org/manage/-/ticket/AAAAAAAAAAAAAAAAAAAAAA",
    "https://forum.a-very-long-name-of-a-ministry.example/zh-Hant/f3d2026/since/12?from=paper",
)

QUIET = 4
"""Modules on each side (ISO/IEC 18004, 9.1), of six dots in a letter."""


def picture_of(address: str) -> Image.Image:
    return Image.open(io.BytesIO(qr.png(address)))


def painted(svg: str) -> Image.Image:
    """The strokes of a square, a module as eight dots."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    picture = Image.new("L", (size * 8, size * 8), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        left, top = int(x) * 8, int(y) * 8
        ImageDraw.Draw(picture).rectangle((left, top, left + int(length) * 8 - 1, top + 7), fill=0)
    return picture


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_square_of_a_letter_says_its_address(address: str) -> None:
    assert read(picture_of(address)) == [address]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_square_of_a_page_says_its_address(address: str) -> None:
    assert read(painted(qr.svg(address))) == [address]


def test_a_square_has_its_quiet_zone_and_two_colours() -> None:
    picture = picture_of(ADDRESSES[0])
    quiet = QUIET * 6
    assert picture.mode == "1"
    ink = picture.convert("L").point(lambda shade: 255 - shade).getbbox()
    assert ink == (quiet, quiet, picture.width - quiet, picture.height - quiet)


def test_the_same_address_is_the_same_bytes() -> None:
    assert qr.png(ADDRESSES[1]) == qr.png(ADDRESSES[1]) != qr.png(ADDRESSES[0])
