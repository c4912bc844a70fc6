"""Portraits and photographed papers that people send: decoded for real, made small, and only the picture is kept."""

import struct
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


class NoPicture(Refused):
    words = N_("This is no picture that can be read. Send a JPEG, PNG or WebP file.")


class TooManyPixels(Refused):
    words = N_("This picture has too many pixels: 25 million at most.")


class TooSmall(Refused):
    words = N_("This picture is too small: 200 pixels at least on each side.")


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int


def portrait(content: bytes) -> Picture:
    """The picture as a JPEG without metadata. Raises NoPicture, TooManyPixels, TooSmall."""
    return _made_small(content, LONGEST_SIDE)


def paper(content: bytes) -> Picture:
    """A photographed card or page, in the same way and with the same refusals, large enough to be read."""
    return _made_small(content, LONGEST_SIDE_OF_PAPER)


def is_picture(content: bytes) -> bool:
    """By its first bytes; whether it can be read shows only when it is."""
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _made_small(content: bytes, longest: int) -> Picture:
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            _refuse_size(*image.size)
            if image.format == "JPEG":
                image.draft("RGB", (longest, longest))  # decodes no more of it than is kept
            return _written(_upright(image, longest))
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except _UNREADABLE as error:
        raise NoPicture from error


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise TooManyPixels
    if min(width, height) < SHORTEST_SIDE:
        raise TooSmall


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


def _written(image: Image.Image) -> Picture:
    plain = Image.frombytes("RGB", image.size, image.tobytes())  # nothing of the file but its pixels
    file = BytesIO()
    plain.save(file, "JPEG", quality=85, optimize=True)
    return Picture(file.getvalue(), *plain.size)
