"""An address as a square that a telephone reads: ISO/IEC 18004, error correction M, a quiet zone of four modules."""

import io
from itertools import groupby

import zxingcpp
from PIL import Image

_DOTS = 6
"""A module's side in a letter."""

_DARK = 0


def svg(address: str) -> str:
    """Dark on nothing, and as large as its frame."""
    square = _drawn(address)
    size, shades = square.width, square.tobytes()
    lines = "".join(_line(number, shades[number * size :][:size]) for number in range(size))
    frame = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
    return f'<svg {frame}><path stroke="#000" d="{lines}"/></svg>'


def png(address: str) -> bytes:
    """For a letter: six dots a module, black on white. The same address is the same bytes."""
    square = _drawn(address).convert("1", dither=Image.Dither.NONE)
    side = square.width * _DOTS
    written = io.BytesIO()
    # Each letter has its own: drawn small and blown up, hardly pressed, it takes half the time.
    square.resize((side, side), Image.Resampling.NEAREST).save(written, "png", compress_level=1)
    return written.getvalue()


def _drawn(address: str) -> Image.Image:
    """A module a dot."""
    square = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return Image.fromarray(square.to_image(scale=1, add_quiet_zones=True))


def _line(number: int, row: bytes) -> str:
    """The dark modules of a row as strokes through their middle."""
    at, strokes = 0, []
    for shade, run in groupby(row):
        length = len(list(run))
        if shade == _DARK:
            strokes.append(f"M{at} {number}.5h{length}")
        at += length
    return "".join(strokes)
