"""Which characters the bundled fonts can print."""

import re
import sys
import unicodedata
from functools import cache
from pathlib import Path

REPLACEMENT = "□"

_COVERAGE = Path(__file__).with_name("fonts") / "coverage.txt"
_LAYOUT = "\n\t"  # never looked up in a font
# Controls, and selectors of a character's variant, without which the character itself is still printed.
_NEVER_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def missing(text: str) -> str:
    """Each character once, in order, that no bundled font has; empty when all of `text` can be printed."""
    printable = _printable()
    return "".join(dict.fromkeys(character for character in _prepared(text) if not printable[ord(character)]))


def replace_missing(text: str) -> str:
    """Composed, without control characters, and with □ for every character that no bundled font has."""
    prepared = _prepared(text)
    printable = _printable()
    unknown = [ord(character) for character in set(prepared) if not printable[ord(character)]]
    return prepared.translate(dict.fromkeys(unknown, REPLACEMENT)) if unknown else prepared


def _prepared(text: str) -> str:
    # Composed first: the fonts have ễ, but not every base with every mark.
    return _NEVER_PRINTED.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))


@cache
def _printable() -> bytearray:
    """One byte for each character there is; thirty thousand characters in a set take three times as much."""
    found = bytearray(sys.maxunicode + 1)
    for character in _LAYOUT:
        found[ord(character)] = True
    for line in _COVERAGE.read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        start, end = int(first, 16), int(last or first, 16) + 1
        found[start:end] = b"\1" * (end - start)
    return found
