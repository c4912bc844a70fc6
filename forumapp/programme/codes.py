"""Session codes: short, stable, good to say: P1, WS-07, OPEN."""

import re
from collections.abc import Collection

from forumapp.programme.vocabulary import Format
from forumapp.refusals import Refused
from forumapp.words import N_

MAXIMUM = 20
_USABLE = re.compile("[A-Za-z0-9-]+")
_RESERVED = frozenset({"NEW"})
"""Addresses of pages that stand where a code stands."""

_LETTERS = {
    Format.PLENARY: "P",
    Format.PANEL: "P",
    Format.KEYNOTE: "K",
    Format.ROUNDTABLE: "R",
    Format.WORKSHOP: "W",
    Format.FIRESIDE: "F",
    Format.LIGHTNING: "L",
    Format.OPEN_FORUM: "O",
    Format.TOWN_HALL: "T",
    Format.DEMO: "D",
    Format.COORDINATION: "C",
    Format.MINISTERIAL: "M",
    Format.BREAK: "B",
}


class UnusableCode(Refused):
    words = N_("A code has letters, digits and hyphens only, %(count)s at most: P1, WS-07. “%(code)s” does not fit.")

    def __init__(self, code: str) -> None:
        super().__init__(code=code, count=MAXIMUM)


class CodeTaken(Refused):
    words = N_("Another session has the code %(code)s.")


def free_code(taken: Collection[str], format: str) -> str:
    """The next code of a format. A number once used is not given again while its session stands."""
    letter = next((letter for kind, letter in _LETTERS.items() if kind == format), "S")
    numbers = (re.fullmatch(rf"{letter}-?(\d{{1,6}})", code.upper()) for code in taken)
    return f"{letter}{max((int(found[1]) for found in numbers if found), default=0) + 1}"


def refuse_unusable(code: str) -> None:
    """Raises UnusableCode."""
    if not _USABLE.fullmatch(code) or len(code) > MAXIMUM or code.upper() in _RESERVED:
        raise UnusableCode(code)


def refuse_taken(code: str, taken: Collection[str]) -> None:
    """Raises CodeTaken; p1 and P1 are one code to whoever reads it aloud."""
    if code.upper() in {other.upper() for other in taken}:
        raise CodeTaken(code=code)
