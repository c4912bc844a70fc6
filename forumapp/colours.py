"""Colours that can be read: a series' accent made dark or light enough for both papers."""

import colorsys

PAPER_LIGHT, PAPER_DARK = "#fbfaf6", "#12161d"
READABLE = 4.5
"""Least contrast of text against its ground (WCAG 2.2, 1.4.3)."""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(paper: str, colour: str) -> str:
    """The colour, moved towards black or white just as far as the paper asks."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -0.01 if _luminance(paper) > 0.5 else 0.01
    while contrast(paper, colour) < READABLE and 0 <= lightness + step <= 1:
        lightness += step
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def accent_pair(colour: str) -> tuple[str, str]:
    """The accent on light and on dark paper."""
    return readable_on(PAPER_LIGHT, colour), readable_on(PAPER_DARK, colour)


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return red / 255, green / 255, blue / 255


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
