"""Portraits and photographed papers that people send: decoded for real, made small, and only the picture is kept."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from forumapp.refusals import Refused
from forumapp.words import N_

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE = 1000
"""Pixels of what is kept; enough for a programme printed at 8 cm."""
LONGEST_SIDE_OF_PAPER = 2400
"""Pixels; the small print of a card or of a page can be read."""
SHORTEST_SIDE = 200
MOST_PIXELS = 25_000_000
"""Of what is decoded; a small file may hold a huge picture."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)
"""What the decoders raise for files that are broken, on purpose or not."""


LONGEST_SIDE_OF_LOGO, SHORTEST_LONGER_SIDE_OF_LOGO = 640, 160
"""Pixels; a logo is printed at 5 cm and is often far wider than high."""


class NoPicture(Refused):
    words = N_("This is no picture that can be read. Send a JPEG, PNG or WebP file.")


class TooManyPixels(Refused):
    words = N_("This picture has too many pixels: 25 million at most.")


class TooSmall(Refused):
    words = N_("This picture is too small: 200 pixels at least on each side.")


class LogoTooSmall(Refused):
    words = N_("This logo is too small: its longer side needs 160 pixels at least.")


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int


def portrait(content: bytes) -> Picture:
    """The picture as a JPEG without metadata. Raises NoPicture, TooManyPixels, TooSmall."""
    return _made_small(content, LONGEST_SIDE, _refuse_size, _as_photo)


def paper(content: bytes) -> Picture:
    """A photographed card or page, in the same way and with the same refusals, large enough to be read."""
    return _made_small(content, LONGEST_SIDE_OF_PAPER, _refuse_size, _as_photo)


def logo(content: bytes) -> Picture:
    """As a PNG without metadata, transparent where it was. Raises NoPicture, TooManyPixels, LogoTooSmall."""
    return _made_small(content, LONGEST_SIDE_OF_LOGO, _refuse_size_of_logo, _as_logo)


def is_picture(content: bytes) -> bool:
    """By its first bytes; whether it can be read shows only when it is."""
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _made_small(
    content: bytes,
    longest: int,
    refuse_size: Callable[[Image.Image], None],
    written: Callable[[Image.Image, int], Picture],
) -> Picture:
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooManyPixels
            refuse_size(image)
            if image.format == "JPEG":
                image.draft("RGB", (longest, longest))  # decodes no more of it than is kept
            return written(image, longest)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except _UNREADABLE as error:
        raise NoPicture from error


def _refuse_size(image: Image.Image) -> None:
    if min(image.size) < SHORTEST_SIDE:
        raise TooSmall


def _refuse_size_of_logo(image: Image.Image) -> None:
    if max(image.size) < SHORTEST_LONGER_SIDE_OF_LOGO:
        raise LogoTooSmall


def _as_photo(image: Image.Image, longest: int) -> Picture:
    return _written(_upright(image, longest), "JPEG", quality=85)


def _as_logo(image: Image.Image, longest: int) -> Picture:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    layered = image if image.mode == mode else image.convert(mode)  # colours of a palette do not mix
    layered.thumbnail((longest, longest))
    return _written(ImageOps.exif_transpose(layered), "PNG")


def _upright(image: Image.Image, longest: int) -> Image.Image:
    """Turned as the camera noted, on white where it was transparent, and small."""
    image.thumbnail((longest, longest))
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA", "P"):
        layered = turned.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    return turned.convert("RGB")


def _written(image: Image.Image, kind: str, **options: int) -> Picture:
    plain = Image.frombytes(image.mode, image.size, image.tobytes())  # nothing of the file but its pixels
    file = BytesIO()
    plain.save(file, kind, optimize=True, **options)
    return Picture(file.getvalue(), *plain.size)
