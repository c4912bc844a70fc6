"""A portrait is read for real, or refused in words; nothing of the file is kept but the picture."""

import random
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from forumapp import pictures
from forumapp.pictures import LogoTooSmall, NoPicture, TooManyPixels, TooSmall
from forumapp.refusals import Refused


def a_file(kind: str = "JPEG", size: tuple[int, int] = (1600, 1200), mode: str = "RGB", **options: object) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(file, kind, **options)
    return file.getvalue()


def opened(picture: pictures.Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGBA")],
)
def test_what_cameras_and_programs_write_becomes_a_small_jpeg(kind: str, mode: str) -> None:
    made = pictures.portrait(a_file(kind, mode=mode))
    assert (made.width, made.height) == opened(made).size == (1000, 750)
    assert (opened(made).format, opened(made).mode) == ("JPEG", "RGB")


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright() -> None:
    noted = Image.Exif()
    noted[0x0112] = 6  # to be turned by a quarter
    noted[0x010F] = "A camera"
    noted.get_ifd(0x8825)[1] = "N"
    made = pictures.portrait(a_file(exif=noted, comment=b"at home"))
    assert (made.width, made.height) == (750, 1000)
    assert not opened(made).getexif() and b"A camera" not in made.content and b"at home" not in made.content
    assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_transparent_is_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(file, "PNG")
    assert opened(pictures.portrait(file.getvalue())).getpixel((150, 150)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        a_file("GIF"),
        a_file("BMP"),
        a_file("TIFF"),
        a_file()[:2000],
        a_file("PNG")[:2000],
    ],
)
def test_everything_else_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NoPicture):
        pictures.portrait(content)


def test_a_huge_picture_in_a_small_file_is_not_decoded() -> None:
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    with pytest.raises(TooManyPixels):
        pictures.portrait(file.getvalue())


def test_a_stamp_is_too_small_for_print() -> None:
    with pytest.raises(TooSmall):
        pictures.portrait(a_file(size=(150, 400)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else_happens(kind: str) -> None:
    chance, whole = random.Random(7), a_file(kind, size=(400, 300))
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(Refused):
            assert opened(pictures.portrait(bytes(damaged))).format == "JPEG"


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "RGB", "RGB"),
        ("PNG", "P", "RGB"),
        ("JPEG", "CMYK", "RGB"),
        ("WEBP", "RGB", "RGB"),
    ],
)
def test_a_logo_becomes_a_small_png_that_is_transparent_where_it_was(kind: str, mode: str, kept: str) -> None:
    made = pictures.logo(a_file(kind, size=(1280, 320), mode=mode))
    assert (made.width, made.height) == opened(made).size == (640, 160)
    assert (opened(made).format, opened(made).mode) == ("PNG", kept) and not opened(made).info


def test_a_wide_logo_may_be_low_but_not_tiny() -> None:
    assert pictures.logo(a_file(size=(160, 20))).height == 20
    for broken in (b"", a_file("GIF"), a_file("PNG")[:2000]):
        with pytest.raises(NoPicture):
            pictures.logo(broken)
    with pytest.raises(LogoTooSmall):
        pictures.logo(a_file(size=(159, 159)))
