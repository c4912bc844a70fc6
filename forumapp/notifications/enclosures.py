"""Pictures that travel with a letter. The row names what is enclosed; the feature that draws it says how.

A drawing is a function of its number, so that every try of a letter is the same letter (decision 18).
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

_EXTENSION = "enclosures_of_letters"


@dataclass(frozen=True)
class Enclosure:
    """A PNG; ``name`` is how the HTML part points to it, and with ``.png`` the name of the file."""

    name: str
    png: bytes


def init_app(app: Flask) -> None:
    app.extensions[_EXTENSION] = {}


def add(app: Flask, name: str, draw: Callable[[int], bytes]) -> None:
    """``draw`` gets the number behind the name: 12 of ``ticket 12``."""
    app.extensions[_EXTENSION][name] = draw


def drawn(enclosed: str | None) -> Enclosure | None:
    """None where nothing is enclosed, or nobody draws such a thing any more."""
    if enclosed is None:
        return None
    name, _, number = enclosed.partition(" ")
    draw = current_app.extensions[_EXTENSION].get(name)
    return Enclosure(name, draw(int(number))) if draw else None
